"""Tests of changes that only say what is to be different: operations on a row, and merges into its objects.

In: the writes of a patch operation. Out: `OperationsTests`, `MergeTests`.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model import Body, Column, Field, MapType, ObjectSchema, Problem, RefType
from scaffolder.render.patches import merges
from scaffolder.render.testing.broken import WrongBody
from scaffolder.render.testing.values import expression, scalar_of, stored
from scaffolder.render.testing.writes import Writes

_MOST = 10
"""Wrong lists of operations that are tested."""


@dataclass(frozen=True, slots=True)
class OperationsTests:
    """What is tested of a change by operations (RFC 6902)."""

    name: str
    status: int
    above: tuple[str, ...]
    variable: str
    make: str
    call: str
    column: str
    value: str
    """Expression of what the column holds afterwards."""
    bodies: tuple[WrongBody, ...]
    bodies_call: str
    bodies_status: int
    bodies_error: str

    @property
    def kind(self) -> str:
        """Tells the template which tests these are."""
        return "operations"


@dataclass(frozen=True, slots=True)
class MergeTests:
    """A part of an object is sent, and the rest of it stays (RFC 7396)."""

    column: str
    make: str
    call: str
    expected: str


def operations_tests(writes: Writes) -> OperationsTests | None:
    """The tests; None where no row can be made."""
    requests, body = writes.requests, writes.operation.body
    own, above = requests.own, requests.above
    changed = _changed(writes, body) if body and body.patches else None
    if body is None or own is None or above is None or changed is None or not requests.sendable:
        return None
    column, value = changed
    variable = writes.facts.variable(requests.entity)
    broken = [b for b in body.broken if b.body.value is not None]
    return OperationsTests(
        name=writes.operation.identifier,
        status=writes.operation.status,
        above=above.statements,
        variable=variable,
        make=writes.facts.call(requests.entity, **({column.name: stored(column.kind, column.samples[0])} | own)),
        call=requests.call(requests.row_url(variable), body=expression(body.sample)),
        column=column.name,
        value=stored(column.kind, value),
        bodies=tuple(WrongBody(b.label, expression(b.body)) for b in broken[:_MOST]),
        bodies_call=requests.call(requests.address(), body="body"),
        bodies_status=writes.operation.failure(Problem.INVALID),
        bodies_error=writes.errors.check(writes.operation, Problem.INVALID),
    )


def _changed(writes: Writes, body: Body) -> tuple[Column, object] | None:
    """The column that the valid body changes, and to what."""
    sent = body.sample.value
    operation = sent[0] if isinstance(sent, list) and sent else {}
    name = str(operation.get("path", "")).removeprefix("/").replace("~1", "/").replace("~0", "~")
    view = writes.facts.index.definitions[body.patches.schema] if body.patches else None
    fields = view.fields if isinstance(view, ObjectSchema) else ()
    wanted = next((f.name for f in fields if f.json_name == name), None)
    store = next((s.column for s in writes.operation.stores if s.field == wanted and s.column), None)
    return (writes.requests.entity.column(store), operation.get("value")) if store else None


def merge_tests(writes: Writes, least: dict[str, object] | None) -> MergeTests | None:
    """The test of the first column of which a part can be sent; `least` is what must be sent beside it."""
    requests, body = writes.requests, writes.body
    if body is None or body.payload is None or least is None or requests.own is None:
        return None
    into = merges(writes.operation, requests.entity)
    for field, column in body.stored:
        part = _part(writes, field, column, body.payload[field.json_name]) if column.name in into else None
        if part is not None:
            kept = column.samples[0].value
            whole = (kept if isinstance(kept, dict) else {}) | part
            variable = writes.facts.variable(requests.entity)
            return MergeTests(
                column=column.name,
                make=writes.facts.call(requests.entity, **(requests.own | {column.name: expression(kept)})),
                call=writes.call(requests.row_url(variable), expression(least | {field.json_name: part})),
                expected=expression(whole),
            )
    return None


def _part(writes: Writes, field: Field, column: Column, sent: object) -> dict[str, object] | None:
    """One member of what is sent, where the stored object has others that it may be without."""
    kept = column.samples[0].value
    if not isinstance(sent, dict) or not isinstance(kept, dict):
        return None
    needed = _needed(writes, field)
    for name, value in sent.items():
        plain = isinstance(value, str | int | float)
        if plain and needed is not None and needed <= {name} and set(kept) - {name}:
            return {name: value}
    return None


def _needed(writes: Writes, field: Field) -> set[str] | None:
    """Members that the object must have; None where that is more than a set of names can say."""
    index = writes.facts.index
    built = scalar_of(field.type, index)
    if isinstance(built, MapType):
        return set() if (built.min_properties or 0) <= 1 else None
    definition = index.definitions.get(built.name) if isinstance(built, RefType) else None
    if not isinstance(definition, ObjectSchema):
        return None
    return {f.json_name for f in definition.fields if f.required}
