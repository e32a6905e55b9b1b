"""Tests of a creation: what is stored and answered, and what is refused.

In: the writes of a create operation. Out: `CreateTests`.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model import Operation, Place, Problem
from scaffolder.render.testing.writes import BodyTests, Unknown, Writes

_CREATED = 201


@dataclass(frozen=True, slots=True)
class CreateTests:
    """What is tested of a creation."""

    name: str
    status: int
    above: tuple[str, ...]
    model: str
    body: BodyTests | None
    call: str
    stored: int
    """Rows of the entity afterwards."""
    shown: str
    """The item in the answer, "" where it is not shown."""
    echoed: tuple[str, ...]
    item_status: int
    """What reading the created item's address answers; 0 where there is nothing to read."""
    least: tuple[str, ...]
    """JSON names of what must be there."""
    least_call: str
    least_stored: int
    """Rows of the entity after that: those that it refers to are made where it names them."""
    """A call with nothing else; "" where that is all there may be."""
    conflict: int
    """Status of a second creation; 0 where it succeeds as well."""
    conflict_error: str
    unknown: tuple[Unknown, ...]
    unknown_status: int
    unknown_error: str

    @property
    def kind(self) -> str:
        """Tells the template which tests these are."""
        return "create"


def create_tests(writes: Writes) -> CreateTests | None:
    """The tests; None where no valid request can be made."""
    requests, operation, body = writes.requests, writes.operation, writes.body
    unread = operation.body is not None and body is None
    if requests.above is None or not writes.sendable or unread:
        return None
    url = requests.row_url()
    error = writes.errors.check(operation, Problem.CONFLICT)
    return CreateTests(
        name=operation.identifier,
        status=operation.status,
        above=requests.above.statements,
        model=f"models.{requests.entity.name}",
        body=writes.body_tests,
        call=writes.valid_call(url),
        stored=1 + (body.rows_of_own if body else 0),
        shown=writes.shown,
        echoed=writes.echoed,
        item_status=_item_status(writes),
        least=body.required if body else (),
        least_call=_least_call(writes, url),
        least_stored=1 + (body.rows_of_own if body and body.required else 0),
        conflict=operation.failure(Problem.CONFLICT) if _is_unique(writes) else 0,
        conflict_error=error,
        unknown=writes.unknown(url),
        unknown_status=operation.failure(Problem.CONFLICT),
        unknown_error=error,
    )


def _least_call(writes: Writes, url: str) -> str:
    """A call with `least`; "" where that is all, or too little for a form."""
    body = writes.body
    if body is None or body.payload is None or set(body.required) >= set(body.payload):
        return ""
    return "" if writes.requests.form and not body.required else writes.call(url, "least")


def _item_status(writes: Writes) -> int:
    """What the `Location` of a created item answers; it is read where the creation's path says enough."""
    entity = writes.requests.entity
    read = writes.facts.index.reads.get(entity.name)
    created = writes.operation.status == _CREATED
    return read.status if created and read and _is_addressed(read, writes) else 0


def _is_addressed(read: Operation, writes: Writes) -> bool:
    """Every key of the item's path is its own, or one of the creation's path; nothing else must be sent."""
    known = {(p.owner, p.column) for p in writes.requests.keys}
    keys = (p for p in read.parameters if p.place is Place.PATH)
    told = all(p.owner == writes.requests.entity.name or (p.owner, p.column) in known for p in keys)
    return told and not any(p.required for p in read.parameters if p.place is not Place.PATH)


def _is_unique(writes: Writes) -> bool:
    """A second row with the same values is refused."""
    body, requests = writes.body, writes.requests
    if body is None or requests.above is None:
        return False
    entity = requests.entity
    given = {c.name for _, c in body.stored} | {p.column for p in requests.keys if p.owner == entity.name}
    given |= {c.name for c in entity.columns if c.name in dict(requests.above.fields)}
    alone = any((c.unique or c.primary_key) and c.name in given for c in entity.columns)
    return alone or any(set(u.columns) <= given for u in entity.uniques)
