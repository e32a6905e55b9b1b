"""Tests of reading and of removing one row.

In: the requests of a read or delete operation. Out: `ReadTests`, `DeleteTests`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scaffolder.model import DeleteRule, Problem
from scaffolder.render.testing.answers import ErrorChecks, item_place, shown_columns
from scaffolder.render.testing.requests import Requests
from scaffolder.render.testing.rows import key_shown
from scaffolder.render.writers import text_literal


@dataclass(frozen=True, slots=True)
class ReadTests:
    """What is tested of reading a row."""

    name: str
    status: int
    above: tuple[str, ...]
    variable: str
    named: bool
    """The address names the row."""
    make: str
    call: str
    assumed: bool
    """The defaults are shown where nothing is stored."""
    key: str
    """The key in the answer, "" where it is not shown."""
    row_key: str

    @property
    def kind(self) -> str:
        """Tells the template which tests these are."""
        return "read"


@dataclass(frozen=True, slots=True)
class Referrer:
    """A row that refers to the one to be removed."""

    name: str
    make: str
    column: str


@dataclass(frozen=True, slots=True)
class DeleteTests:
    """What is tested of removing a row."""

    name: str
    status: int
    above: tuple[str, ...]
    variable: str
    named: bool
    """The address names the row."""
    make: str
    model: str
    call: str
    missing: int
    conflict: int
    conflict_error: str
    restricted: tuple[Referrer, ...]
    emptied: tuple[Referrer, ...]

    @property
    def kind(self) -> str:
        """Tells the template which tests these are."""
        return "delete"


def read_tests(requests: Requests) -> ReadTests | None:
    """The tests; None where no row can be made that the path surely names."""
    own, above, operation = requests.own, requests.above, requests.operation
    if own is None or above is None or not requests.sendable:
        return None
    variable = requests.facts.variable(requests.entity)
    place = item_place(operation.answer)
    key = requests.entity.key
    shown = shown_columns(operation, requests.facts.index).get(key.name, "")
    row_key = key_shown(variable, key)
    return ReadTests(
        name=operation.identifier,
        status=operation.status,
        above=above.statements,
        variable=variable,
        named=requests.named,
        make=requests.facts.call(requests.entity, **own),
        call=requests.call(requests.row_url(variable)),
        assumed=operation.assumed,
        key=f"answer.json(){place}[{text_literal(shown)}]" if shown and row_key and place is not None else "",
        row_key=row_key,
    )


def delete_tests(requests: Requests, errors: ErrorChecks) -> DeleteTests | None:
    """The tests; None where no row can be made that the path surely names."""
    own, above, operation = requests.own, requests.above, requests.operation
    if own is None or above is None or not requests.sendable:
        return None
    variable = requests.facts.variable(requests.entity)
    return DeleteTests(
        name=operation.identifier,
        status=operation.status,
        above=above.statements,
        variable=variable,
        named=requests.named,
        make=requests.facts.call(requests.entity, **own),
        model=f"models.{requests.entity.name}",
        call=requests.call(requests.row_url(variable)),
        missing=operation.failure(Problem.NOT_FOUND),
        conflict=operation.failure(Problem.CONFLICT),
        conflict_error=errors.check(operation, Problem.CONFLICT),
        restricted=tuple(_referrers(requests, variable, DeleteRule.RESTRICT)),
        emptied=tuple(_referrers(requests, variable, DeleteRule.SET_NULL)),
    )


def _referrers(requests: Requests, variable: str, rule: DeleteRule) -> Iterator[Referrer]:
    """Rows that refer to the operation's own, by what becomes of them; those that are gone with it show nothing."""
    facts = requests.facts
    for entity, column in facts.referrers.get(requests.entity.table, ()):
        key = column.foreign_key
        own = entity.name == requests.entity.name
        makeable = facts.makeable(entity) and facts.capacity(entity) > int(own)
        gone = rule is DeleteRule.SET_NULL and facts.falls_with(entity, requests.entity.table)
        if key is None or key.on_delete is not rule or not makeable or gone:
            continue
        above = requests.above.fields if own and requests.above else ()
        fields = dict(above) | {column.name: f"{variable}.{key.column}"}
        make = facts.call(entity, "1" if own else "", **fields)
        yield Referrer(f"{facts.variable(entity)}_{column.name}", make, column.name)
