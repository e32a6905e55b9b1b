"""Tests of operations on one row: creating, reading, changing and removing it.

In: a CRUD operation. Out: `CreateTests`, `ReadTests`, `UpdateTests` or `DeleteTests`.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model import (
    Column,
    ColumnKind,
    ColumnRole,
    DeleteRule,
    Entity,
    Generator,
    Kind,
    Operation,
    Place,
    Problem,
    Role,
)
from scaffolder.render.tests_answers import ErrorChecks, item_place, shown_columns
from scaffolder.render.tests_bodies import BodyFacts, Wrong, WrongBody, keys_of
from scaffolder.render.tests_requests import Requests
from scaffolder.render.tests_rows import RowFacts, key_shown
from scaffolder.render.tests_values import expression
from scaffolder.render.writers import text_literal

_PLAIN = frozenset(
    {ColumnKind.STRING, ColumnKind.TEXT, ColumnKind.INTEGER, ColumnKind.BIGINT, ColumnKind.BOOLEAN, ColumnKind.FLOAT}
)
_LOOKED_AT = 5
"""Columns that one test compares."""


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
    title: str
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
    form: bool

    @property
    def name(self) -> str:
        """What a test calls the body."""
        return "body" if self.maker else self.constant


@dataclass(frozen=True, slots=True)
class Unknown:
    """A reference to a row that does not exist."""

    name: str
    field: str
    value: str
    call: str


@dataclass(frozen=True, slots=True)
class CreateTests:
    name: str
    heading: str
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
    location: bool
    item_status: int
    conflict: int
    """Status of a second creation; 0 where it succeeds as well."""
    conflict_error: str
    least: tuple[str, ...]
    """JSON names of what must be there, where more may."""
    least_call: str
    unknown: tuple[Unknown, ...]
    unknown_status: int
    unknown_error: str

    @property
    def kind(self) -> str:
        return "create"


@dataclass(frozen=True, slots=True)
class ReadTests:
    name: str
    heading: str
    status: int
    above: tuple[str, ...]
    variable: str
    make: str
    call: str
    shown: str
    key: str
    row_key: str

    @property
    def kind(self) -> str:
        return "read"


@dataclass(frozen=True, slots=True)
class UpdateTests:
    name: str
    heading: str
    status: int
    above: tuple[str, ...]
    variable: str
    make: str
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
    reset: tuple[str, ...]
    """Columns that it empties."""
    outdated_call: str
    """The call with a version that is not the row's."""
    outdated_status: int
    mismatch_call: str
    """The call with an entity tag that is not the row's."""
    mismatch_status: int
    upsert_call: str
    unknown: tuple[Unknown, ...]
    unknown_status: int
    unknown_error: str

    @property
    def kind(self) -> str:
        return "update"


@dataclass(frozen=True, slots=True)
class Referrer:
    """A row that refers to the one to be removed."""

    name: str
    variable: str
    make: str
    column: str


@dataclass(frozen=True, slots=True)
class DeleteTests:
    name: str
    heading: str
    status: int
    above: tuple[str, ...]
    variable: str
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
        return "delete"


class WriteView:
    """Builds the tests of one operation on a row."""

    def __init__(self, requests: Requests, errors: ErrorChecks) -> None:
        self._requests = requests
        self._errors = errors
        self._operation: Operation = requests.operation
        self._facts: RowFacts = requests.facts
        self._entity: Entity = requests.entity
        body = self._operation.body
        self._body = BodyFacts(self._operation, self._facts) if body and body.payload_schema else None

    @property
    def _heading(self) -> str:
        return f"{self._operation.method} {self._operation.path}"

    @property
    def _model(self) -> str:
        return f"models.{self._entity.name}"

    # --- creating ---------------------------------------------------------------------------------------------

    def create(self) -> CreateTests | None:
        """The tests; None where no valid request can be made."""
        requests, operation = self._requests, self._operation
        if requests.above is None or not self._is_sendable():
            return None
        body = self.body_tests()
        url = requests.row_url()
        shown = item_place(operation.answer)
        item = self._item_status()
        return CreateTests(
            name=operation.identifier,
            heading=self._heading,
            status=operation.status,
            above=requests.above.statements,
            model=self._model,
            body=body,
            call=self._call(url, body),
            stored=1 + (self._body.rows_of_own if self._body else 0),
            shown="" if shown is None else f"answer.json(){shown}",
            echoed=self._echoed() if shown is not None else (),
            location=item is not None,
            item_status=item or 0,
            conflict=operation.failure(Problem.CONFLICT) if self._is_unique() else 0,
            conflict_error=self._errors.check(operation, Problem.CONFLICT),
            least=self._body.required if self._body else (),
            least_call=self._create_least_call(url),
            unknown=self._unknown(url),
            unknown_status=operation.failure(Problem.CONFLICT),
            unknown_error=self._errors.check(operation, Problem.CONFLICT),
        )

    def _create_least_call(self, url: str) -> str:
        """A call with `least`, what must be there; "" where that is all, or too little for a form."""
        body = self._body
        if body is None or body.payload is None or set(body.required) >= set(body.payload) or (body.form and not body.required):
            return ""
        return self._requests.call(url, body=self._wrapped("least"), form=body.form)

    def _is_sendable(self) -> bool:
        body = self._operation.body
        known = self._body is None or (self._body.payload is not None and self._body.made is not None)
        return self._requests.sendable and known and (body is None or self._body is not None)

    def _item_status(self) -> int | None:
        """What reading the created item's address answers; None where there is nothing to read."""
        created = self._operation.status == 201
        operations = self._facts.index.model.operations
        read = next((o for o in operations if o.entity == self._entity.name and o.kind is Kind.READ and not o.via), None)
        if not created or read is None or any(p.required and p.place is not Place.PATH for p in read.parameters):
            return None
        columns = {p.column for p in read.parameters if p.owner == self._entity.name}
        shown = all(self._addresses(p.owner, p.column, columns) for p in read.parameters if p.place is Place.PATH)
        return read.status if shown and not read.path.count("}{") else None

    def _addresses(self, owner: str | None, column: str | None, _: set[str | None]) -> bool:
        if owner == self._entity.name:
            return True
        return any(p.owner == owner and p.column == column for p in self._requests.keys)

    def _echoed(self) -> tuple[str, ...]:
        if self._body is None:
            return ()
        shown = {c for c, name in shown_columns(self._operation, self._facts.index).items()}
        return self._body.echoed(frozenset(shown))

    def _is_unique(self) -> bool:
        """A second row with the same values is refused."""
        if self._body is None:
            return False
        given = {c.name for _, c in self._body.stored}
        path = {p.column for p in self._requests.keys if p.owner == self._entity.name} | {
            name for name, _ in (self._requests.above.fields if self._requests.above else ())
        }
        alone = any((c.unique or c.primary_key) and c.name in given | path for c in self._entity.columns)
        return alone or any(set(u.columns) <= given | path for u in self._entity.uniques)

    def _unknown(self, url: str) -> tuple[Unknown, ...]:
        if self._body is None:
            return ()
        return tuple(
            Unknown(m.name, m.field, m.unknown, self._requests.call(url, body=self._wrapped("unknown"), form=self._body.form))
            for m in self._body.made or ()
            if m.unknown
        )

    def _wrapped(self, payload: str) -> str:
        assert self._body is not None
        return self._body.wrapped(payload)

    def _call(self, url: str, body: BodyTests | None, headers: str = "") -> str:
        if body is None or self._body is None:
            return self._requests.call(url, headers=headers)
        written = self._wrapped(body.name)
        return self._requests.call(url, body=written, headers=headers, form=self._body.form)

    def body_tests(self) -> BodyTests | None:
        """The body as a constant or fixture, and what is refused of it; None without a valid one."""
        facts = self._body
        if facts is None or facts.payload is None or facts.made is None:
            return None
        address = self._requests.address()
        call = self._requests.call
        sends = self._requests.sendable
        changed = f"{facts.constant} | {{name: value}}"
        without = f"{{key: value for key, value in {facts.constant}.items() if key != name}}"
        return BodyTests(
            constant=facts.constant,
            value=expression(facts.payload),
            maker=f"{self._operation.identifier}_body" if facts.made else "",
            statements=tuple(m.statement for m in facts.made),
            modules=tuple(m.module for m in facts.made if m.module),
            references=f"{{{', '.join(keys_of(facts.made))}}}",
            title=self._entity.title,
            missing=facts.missing if sends else (),
            missing_call=call(address, body=self._wrapped(without), form=facts.form),
            wrong=facts.wrong_values if sends else (),
            wrong_call=call(address, body=self._wrapped(changed), form=facts.form),
            bodies=facts.wrong_bodies if sends else (),
            bodies_call=call(address, body="body"),
            status=self._operation.failure(Problem.INVALID),
            error=self._errors.check(self._operation, Problem.INVALID),
            sent=self._wrapped(facts.constant),
            form=facts.form,
        )

    # --- reading ----------------------------------------------------------------------------------------------

    def read(self) -> ReadTests | None:
        own, above = self._requests.own, self._requests.above
        if own is None or above is None or not self._requests.sendable:
            return None
        variable = self._facts.variable(self._entity)
        place = item_place(self._operation.answer)
        key = shown_columns(self._operation, self._facts.index).get(self._entity.key.name, "")
        return ReadTests(
            name=self._operation.identifier,
            heading=self._heading,
            status=self._operation.status,
            above=above.statements,
            variable=variable,
            make=self._facts.call(self._entity, **own),
            call=self._requests.call(self._requests.row_url(variable)),
            shown="" if place is None else f"answer.json(){place}",
            key=f"[{text_literal(key)}]" if key else "",
            row_key=key_shown(variable, self._entity.key),
        )

    # --- changing ---------------------------------------------------------------------------------------------

    def update(self) -> UpdateTests | None:
        own, above = self._requests.own, self._requests.above
        if own is None or above is None or not self._is_sendable():
            return None
        operation, variable = self._operation, self._facts.variable(self._entity)
        body = self.body_tests()
        url = self._requests.row_url(variable)
        shown = item_place(operation.answer)
        echoed = self._echoed() if shown is not None else ()
        return UpdateTests(
            name=operation.identifier,
            heading=self._heading,
            status=operation.status,
            above=above.statements,
            variable=variable,
            make=self._facts.call(self._entity, **own),
            model=self._model,
            body=body,
            call=self._call(url, body),
            shown="" if shown is None else f"answer.json(){shown}",
            echoed=echoed,
            looked_at=self._looked_at(),
            least_call=self._least_call(url),
            kept=self._kept() if operation.kind is Kind.PATCH else (),
            reset=self._reset() if operation.kind is Kind.REPLACE else (),
            outdated_call=self._outdated_call(url),
            outdated_status=operation.failure(Problem.CONFLICT),
            mismatch_call=self._mismatch_call(url, body),
            mismatch_status=operation.failure(Problem.PRECONDITION_FAILED),
            upsert_call=self._call(self._requests.row_url(), body) if operation.upsert and False else "",
            unknown=self._unknown(url),
            unknown_status=operation.failure(Problem.CONFLICT),
            unknown_error=self._errors.check(operation, Problem.CONFLICT),
        )

    def _looked_at(self) -> tuple[tuple[str, str], ...]:
        if self._body is None:
            return ()
        constant = self._body.constant
        plain = [(f, c) for f, c in self._body.stored if c.kind in _PLAIN and not c.foreign_key]
        return tuple((c.name, f"{constant}[{text_literal(f.json_name)}]") for f, c in plain[:_LOOKED_AT])

    def _least(self) -> dict[str, object] | None:
        """What must be there; None where keys of other rows are among it."""
        if self._body is None or self._body.payload is None:
            return None
        names = self._body.required
        references = {m.field for m in self._body.made or ()}
        payload = self._body.payload
        return None if references & set(names) else {n: payload[n] for n in names if n in payload}

    def _least_call(self, url: str) -> str:
        least = self._least()
        if least is None or self._body is None or self._body.form:
            return ""
        return self._requests.call(url, body=self._wrapped(expression(least)))

    def _kept(self) -> tuple[str, ...]:
        """Columns that clients may change, but not by what must be there."""
        least = self._least()
        if self._body is None or least is None:
            return ()
        free = [c for f, c in self._body.stored if f.json_name not in least and c.kind in _PLAIN and not c.foreign_key]
        return tuple(c.name for c in free[:_LOOKED_AT])

    def _reset(self) -> tuple[str, ...]:
        """Columns that are empty where the body leaves them out."""
        least = self._least()
        if self._body is None or least is None:
            return ()
        empty = [c for f, c in self._body.stored if f.json_name not in least and self._is_emptied(c)]
        return tuple(c.name for c in empty[:_LOOKED_AT])

    @staticmethod
    def _is_emptied(column: Column) -> bool:
        without = column.default is None and column.generator is Generator.NONE
        return column.nullable and without and column.role is ColumnRole.CLIENT and not column.foreign_key

    def _outdated_call(self, url: str) -> str:
        """A call with another version than the row's, where the body says which one it means."""
        version = self._operation.expected_version
        field = self._body.fields.get(version) if self._body and version else None
        least = self._least()
        if self._body is None or field is None or least is None:
            return ""
        body = expression(least | {field.json_name: 999})
        return self._requests.call(url, body=self._wrapped(body), form=self._body.form)

    def _mismatch_call(self, url: str, body: BodyTests | None) -> str:
        parameter = self._operation.parameter(Role.IF_MATCH)
        if parameter is None:
            return ""
        other = expression({parameter.name: '"999"'})
        return self._call(url, body, headers=other)

    # --- removing ---------------------------------------------------------------------------------------------

    def delete(self) -> DeleteTests | None:
        own, above = self._requests.own, self._requests.above
        if own is None or above is None or not self._requests.sendable:
            return None
        operation, variable = self._operation, self._facts.variable(self._entity)
        return DeleteTests(
            name=operation.identifier,
            heading=self._heading,
            status=operation.status,
            above=above.statements,
            variable=variable,
            make=self._facts.call(self._entity, **own),
            model=self._model,
            call=self._requests.call(self._requests.row_url(variable)),
            missing=operation.failure(Problem.NOT_FOUND),
            conflict=operation.failure(Problem.CONFLICT),
            conflict_error=self._errors.check(operation, Problem.CONFLICT),
            restricted=tuple(self._referrers(variable, DeleteRule.RESTRICT)),
            emptied=tuple(self._referrers(variable, DeleteRule.SET_NULL)),
        )

    def _referrers(self, variable: str, rule: DeleteRule) -> list[Referrer]:
        found = []
        for entity, column in self._facts.referrers.get(self._entity.table, ()):
            key = column.foreign_key
            own = entity.name == self._entity.name
            usable = self._facts.makeable(entity) and not (own and self._facts.capacity(entity) < 2)
            if key is None or key.on_delete is not rule or not usable:
                continue
            fields = {column.name: f"{variable}.{key.column}"}
            fields |= {k: v for k, v in (self._requests.above.fields if own and self._requests.above else ())}
            make = self._facts.call(entity, "1" if own else "", **fields)
            label = f"{self._facts.variable(entity)}_{column.name}"
            found.append(Referrer(label, "other", make, column.name))
        return found

