"""What the tests of creating and changing share: the body, what is refused of it, and references to nothing.

In: the requests of an operation. Out: `BodyTests`, `Unknown`; `Writes` writes the calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from scaffolder.model import Media, Operation, Problem
from scaffolder.render.testing.answers import ErrorChecks, item_place, shown_columns
from scaffolder.render.testing.bodies import BodyFacts
from scaffolder.render.testing.broken import BrokenBodies, Wrong, WrongBody
from scaffolder.render.testing.requests import Requests
from scaffolder.render.testing.values import expression
from scaffolder.render.writers import text_literal


@dataclass(frozen=True, slots=True)
class BodyTests:
    """A valid body as a constant, with a function that puts in keys of rows where it has any, and what is refused."""

    constant: str
    value: str
    maker: str
    """Name of the function; "" where the constant says all."""
    statements: tuple[str, ...]
    """Its statements that make the rows referred to."""
    modules: tuple[str, ...]
    """Modules of their classes."""
    references: str
    """What takes the place of the constant's keys, as a dictionary."""
    missing: tuple[str, ...]
    missing_call: str
    wrong: tuple[Wrong, ...]
    wrong_call: str
    bodies: tuple[WrongBody, ...]
    bodies_call: str
    status: int
    error: str
    sent: str
    """The whole body, without rows that it refers to."""

    @property
    def name(self) -> str:
        """What a test calls the payload."""
        return "body" if self.maker else self.constant


@dataclass(frozen=True, slots=True)
class Unknown:
    """A reference to a row that does not exist."""

    name: str
    field: str
    value: str
    call: str


_EMPTY_FORM = '{"Content-Type": "application/x-www-form-urlencoded"}'
"""What httpx leaves out where a form has no fields; a multipart body without any cannot be written."""


class Writes:
    """Writes the calls of one operation that may send a body."""

    def __init__(self, requests: Requests, errors: ErrorChecks) -> None:
        self.requests = requests
        self.errors = errors
        self.operation: Operation = requests.operation
        self.facts = requests.facts
        body = self.operation.body
        self.body = BodyFacts(self.operation, self.facts) if body and body.payload_schema else None

    @property
    def sendable(self) -> bool:
        """A valid request can be made."""
        known = self.body is None or (self.body.payload is not None and self.body.made is not None)
        return self.requests.sendable and known

    def call(self, url: str, payload: str, *, headers: str = "") -> str:
        """A call with an expression for the payload."""
        written = self.body.wrapped(payload) if self.body else ""
        return self.requests.call(url, body=written, headers=headers)

    def valid_call(self, url: str, *, headers: str = "") -> str:
        """A call with the valid payload."""
        name = self.body_tests.name if self.body_tests else ""
        return self.call(url, name, headers=headers) if name else self.requests.call(url, headers=headers)

    @cached_property
    def body_tests(self) -> BodyTests | None:
        """The body as a constant, and what is refused of it; None without a valid one."""
        facts = self.body
        if facts is None or facts.payload is None or facts.made is None:
            return None
        address = self.requests.address()
        broken = BrokenBodies(facts, form=self.requests.form)
        tested = self.requests.sendable
        emptied = self._emptied(facts.payload)
        return BodyTests(
            constant=facts.constant,
            value=expression(facts.payload),
            maker=f"{self.operation.identifier}_body" if facts.made else "",
            statements=tuple(m.statement for m in facts.made),
            modules=tuple(m.module for m in facts.made if m.module),
            references=f"{{{', '.join(f'{text_literal(m.field)}: {m.value}' for m in facts.made)}}}",
            missing=broken.missing if tested and emptied is not Media.MULTIPART else (),
            missing_call=self.call(address, _without(facts.constant), headers=_EMPTY_FORM if emptied else ""),
            wrong=broken.values if tested else (),
            wrong_call=self.call(address, f"{facts.constant} | {{name: value}}"),
            bodies=broken.bodies if tested else (),
            bodies_call=self.requests.call(address, body="body"),
            status=self.operation.failure(Problem.INVALID),
            error=self.errors.check(self.operation, Problem.INVALID),
            sent=facts.wrapped(facts.constant),
        )

    def _emptied(self, payload: Mapping[str, object]) -> Media | None:
        """The kind of form that has no field left without the only one that the valid body has."""
        body = self.operation.body
        return body.media if body and self.requests.form and len(payload) == 1 else None

    def unknown(self, url: str) -> tuple[Unknown, ...]:
        """Calls that refer to rows that do not exist, one for each reference."""
        made = (self.body.made if self.body else None) or ()
        return tuple(Unknown(m.name, m.field, m.unknown, self.call(url, "unknown")) for m in made if m.unknown)

    @property
    def shown(self) -> str:
        """Where the item stands in the answer; "" where it is not shown."""
        place = item_place(self.operation.answer)
        return "" if place is None else f"answer.json(){place}"

    @property
    def echoed(self) -> tuple[str, ...]:
        """JSON names whose values the answer repeats."""
        if self.body is None or not self.shown:
            return ()
        return self.body.echoed(frozenset(shown_columns(self.operation, self.facts.index)))


def _without(constant: str) -> str:
    return f"{{key: value for key, value in {constant}.items() if key != name}}"
