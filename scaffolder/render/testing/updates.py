"""Tests of a change: what is different afterwards, what stays, and what is refused.

In: the writes of a replace or patch operation. Out: `UpdateTests`.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model import Column, ColumnKind, ColumnRole, Generator, Kind, Problem
from scaffolder.render.testing.patches import MergeTests, merge_tests
from scaffolder.render.testing.values import expression, stored
from scaffolder.render.testing.writes import BodyTests, Unknown, Writes
from scaffolder.render.writers import text_literal

_PLAIN = frozenset(
    {ColumnKind.STRING, ColumnKind.TEXT, ColumnKind.INTEGER, ColumnKind.BIGINT, ColumnKind.BOOLEAN, ColumnKind.FLOAT}
)
_LOOKED_AT = 5
"""Columns that one test compares."""
_OTHER_VERSION = 999


@dataclass(frozen=True, slots=True)
class UpdateTests:
    """What is tested of a change."""

    name: str
    status: int
    above: tuple[str, ...]
    variable: str
    named: bool
    """The address names the row."""
    make: str
    make_other: str
    """Makes a row of which the change leaves little as it was."""
    model: str
    body: BodyTests | None
    call: str
    shown: str
    echoed: tuple[str, ...]
    looked_at: tuple[tuple[str, str], ...]
    """Columns with expressions of what they are afterwards."""
    least_call: str
    """The call with nothing but what must be there; "" where it would change everything."""
    kept: tuple[str, ...]
    """Columns that it leaves alone."""
    emptied: tuple[str, ...]
    """Columns that it empties."""
    filling_call: str
    """A call that fills them before; "" where they are full already."""
    outdated_call: str
    """The call with a version that is not the row's."""
    outdated_status: int
    creating_call: str
    """The call where there is no row yet, which makes one; "" where it makes none."""
    stored: int
    """Rows of the entity after that."""
    merge: MergeTests | None
    unknown: tuple[Unknown, ...]
    unknown_status: int
    unknown_error: str

    @property
    def kind(self) -> str:
        """Tells the template which tests these are."""
        return "update"


def update_tests(writes: Writes) -> UpdateTests | None:
    """The tests; None where no valid request can be made."""
    requests, operation = writes.requests, writes.operation
    own, above, body = requests.own, requests.above, writes.body
    unread = operation.body is not None and body is None
    if own is None or above is None or not writes.sendable or unread:
        return None
    variable = writes.facts.variable(requests.entity)
    url = requests.row_url(variable)
    return UpdateTests(
        name=operation.identifier,
        status=operation.status,
        above=above.statements,
        variable=variable,
        named=requests.named,
        make=writes.facts.call(requests.entity, **own),
        make_other=writes.facts.call(requests.entity, **(_before(writes) | own)),
        model=f"models.{requests.entity.name}",
        body=writes.body_tests,
        call=writes.valid_call(url),
        shown=writes.shown,
        echoed=writes.echoed,
        looked_at=_looked_at(writes),
        least_call=_least_call(writes, url),
        kept=_kept(writes) if operation.kind is Kind.PATCH else (),
        emptied=_emptied(writes) if operation.kind is Kind.REPLACE else (),
        filling_call=_filling_call(writes, url),
        outdated_call=_outdated_call(writes, url),
        outdated_status=operation.failure(Problem.CONFLICT),
        creating_call=writes.valid_call(requests.row_url()) if operation.upsert else "",
        stored=1 + (body.rows_of_own if body else 0),
        merge=merge_tests(writes, _least(writes)),
        unknown=writes.unknown(url),
        unknown_status=operation.failure(Problem.CONFLICT),
        unknown_error=writes.errors.check(operation, Problem.CONFLICT),
    )


def _looked_at(writes: Writes) -> tuple[tuple[str, str], ...]:
    if writes.body is None:
        return ()
    plain = [(f, c) for f, c in writes.body.stored if c.kind in _PLAIN and not c.foreign_key]
    return tuple((c.name, f"{writes.body.constant}[{text_literal(f.json_name)}]") for f, c in plain[:_LOOKED_AT])


def _before(writes: Writes) -> dict[str, str]:
    """Other values for the columns that are looked at."""
    body = writes.body
    if body is None or body.payload is None:
        return {}
    varying = writes.facts.varying(writes.requests.entity)
    looked_at = {name for name, _ in _looked_at(writes)}
    found: dict[str, str] = {}
    for field, column in body.stored:
        others = [s for s in column.samples if s.value != body.payload[field.json_name]]
        if column.name in looked_at and column not in varying and others:
            found[column.name] = stored(column.kind, others[0])
    return found


def _least(writes: Writes) -> dict[str, object] | None:
    """What must be there; None where keys of other rows are among it."""
    body = writes.body
    if body is None or body.payload is None or {m.field for m in body.made or ()} & set(body.required):
        return None
    return {name: body.payload[name] for name in body.required if name in body.payload}


def _least_call(writes: Writes, url: str) -> str:
    least = _least(writes)
    return "" if least is None or (writes.requests.form and not least) else writes.call(url, expression(least))


def _left_out(writes: Writes) -> list[Column]:
    """Columns of fields that may be left out."""
    least = _least(writes)
    if writes.body is None or least is None:
        return []
    return [c for f, c in writes.body.stored if f.json_name not in least]


def _kept(writes: Writes) -> tuple[str, ...]:
    return tuple(c.name for c in _left_out(writes) if c.kind in _PLAIN and not c.foreign_key)[:_LOOKED_AT]


def _emptied(writes: Writes) -> tuple[str, ...]:
    return tuple(c.name for c in _left_out(writes) if _may_be_empty(c))[:_LOOKED_AT]


def _filling_call(writes: Writes, url: str) -> str:
    """A call that fills what `least_call` empties; "" where the version would not allow another change."""
    return "" if writes.requests.entity.version else writes.valid_call(url)


def _may_be_empty(column: Column) -> bool:
    plain = column.default is None and column.generator is Generator.NONE
    return column.nullable and plain and column.role is ColumnRole.CLIENT


def _outdated_call(writes: Writes, url: str) -> str:
    """A call with another version than the row's, where the body says which one it means."""
    version, least = writes.operation.expected_version, _least(writes)
    field = writes.body.fields.get(version) if writes.body and version else None
    if field is None or least is None:
        return ""
    return writes.call(url, expression(least | {field.json_name: _OTHER_VERSION}))
