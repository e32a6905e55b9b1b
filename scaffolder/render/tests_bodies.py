"""Bodies that tests send: a valid one, with keys of rows that exist, and what breaks it.

In: an operation's body. Out: `BodyFacts`. The payload is the object whose fields are stored: the body itself, or what
stands in its wrapper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from scaffolder.model import (
    Body,
    Broken,
    Column,
    ColumnKind,
    Entity,
    Field,
    Link,
    Media,
    ObjectSchema,
    Operation,
    RefType,
)
from scaffolder.render.index import Index
from scaffolder.render.tests_rows import RowFacts, absent_key, key_shown
from scaffolder.render.tests_values import expression, scalar_of, too_many
from scaffolder.render.writers import text_literal

_MOST = 25
"""Wrong values that an operation is tested with."""
_KIND = re.compile(
    r"(null|wrong_type|bad_format|too_short|too_long|no_match|not_whole|too_small|too_large|not_multiple|not_in_enum"
    r"|too_few|too_many|not_unique|extra_field)$"
)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A value that makes a body invalid."""

    label: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class WrongBody:
    label: str
    body: str


@dataclass(frozen=True, slots=True)
class Made:
    """A row that a body refers to."""

    name: str
    """Python name of the field."""
    field: str
    """JSON name in the payload."""
    variable: str
    statement: str
    module: str
    """Module of its class; "" for the operation's own entity."""
    value: str
    """Expression of what the body says."""
    unknown: str
    """The same for a row that does not exist, "" without."""


class BodyFacts:
    """What tests know of one operation's body."""

    def __init__(self, operation: Operation, facts: RowFacts) -> None:
        assert operation.body is not None
        self.operation = operation
        self.body: Body = operation.body
        self.facts = facts
        self._index: Index = facts.index
        self.entity: Entity = facts.index.entity(operation.entity)

    @property
    def form(self) -> bool:
        return self.body.media in (Media.FORM, Media.MULTIPART)

    # --- the payload ------------------------------------------------------------------------------------------

    @cached_property
    def _steps(self) -> tuple[Field, ...]:
        """Fields that lead from the body to the payload."""
        steps: list[Field] = []
        schema = self._object(self.body.type)
        for name in self.body.payload:
            field = next((f for f in schema.fields if f.name == name), None) if schema else None
            if field is None:
                return ()
            steps.append(field)
            schema = self._object(field.type)
        return tuple(steps)

    def _object(self, built: object) -> ObjectSchema | None:
        inner = scalar_of(built, self._index)  # type: ignore[arg-type]
        definition = self._index.definitions.get(inner.name) if isinstance(inner, RefType) else None
        return definition if isinstance(definition, ObjectSchema) else None

    @cached_property
    def schema(self) -> ObjectSchema | None:
        name = self.body.payload_schema
        found = self._index.definitions.get(name) if name else None
        return found if isinstance(found, ObjectSchema) else None

    @cached_property
    def payload(self) -> dict[str, object] | None:
        """The payload's valid value; None where there is none that tests can send."""
        found = self._dug(self.body.sample.value)
        usable = self.schema is not None and len(self._steps) == len(self.body.payload)
        return found if usable and self.body.media is not Media.TEXT else None

    def _dug(self, value: object) -> dict[str, object] | None:
        for field in self._steps:
            value = value.get(field.json_name) if isinstance(value, dict) else None
        return value if isinstance(value, dict) else None

    def wrapped(self, payload: str) -> str:
        """The whole body around an expression for the payload."""
        return self._wrap(self.body.sample.value, self._steps, payload)

    def _wrap(self, value: object, steps: tuple[Field, ...], payload: str) -> str:
        if not steps:
            return payload
        assert isinstance(value, dict)
        inner = self._wrap(value.get(steps[0].json_name), steps[1:], payload)
        others = {k: v for k, v in value.items() if k != steps[0].json_name}
        parts = [f"{text_literal(k)}: {expression(v)}" for k, v in others.items()]
        return f"{{{', '.join([*parts, f'{text_literal(steps[0].json_name)}: {inner}'])}}}"

    @cached_property
    def constant(self) -> str:
        return self.operation.identifier.upper()

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Payload fields by name."""
        return {f.name: f for f in self.schema.fields} if self.schema else {}

    @cached_property
    def stored(self) -> tuple[tuple[Field, Column], ...]:
        """Payload fields that columns take, as far as the sample has them."""
        columns = {c.name: c for c in self.entity.columns}
        pairs = ((self.fields[s.field], columns[s.column]) for s in self.operation.stores if s.column)
        return tuple((f, c) for f, c in pairs if self.payload is not None and f.json_name in self.payload)

    @property
    def required(self) -> tuple[str, ...]:
        """JSON names that must be there."""
        return tuple(f.json_name for f in self.fields.values() if f.required)

    # --- rows it refers to ------------------------------------------------------------------------------------

    @cached_property
    def made(self) -> tuple[Made, ...] | None:
        """The rows that the sample refers to; None where one of them cannot be made."""
        found: list[Made | None] = [self._made(f, c) for f, c in self.stored if c.foreign_key]
        links = {link.name: link for link in self.entity.links}
        linked = ((self.fields[s.field], links[s.link]) for s in self.operation.stores if s.link)
        found += [self._linked(f, link) for f, link in linked if f.json_name in (self.payload or {})]
        return None if None in found else tuple(m for m in found if m is not None)

    def _made(self, field: Field, column: Column) -> Made | None:
        target = self._index.target(column)
        assert target is not None
        return self._made_row(field, target, many=False)

    def _linked(self, field: Field, link: Link) -> Made | None:
        return self._made_row(field, self._index.entities[link.target], many=True)

    def _made_row(self, field: Field, target: Entity, *, many: bool) -> Made | None:
        key = target.primary_key
        number = self.facts.free_number(target, self._taken) if target.name == self.entity.name else 0
        shown = key_shown("row", key)
        if not self.facts.makeable(target) or not shown or number is None:
            return None
        again = target.name == self.entity.name
        taken = f"any_row(session, {target.module}_models.{target.name}, {self.facts.factory(target)})"
        variable = self._row_name(field, target)
        value, unknown = key_shown(variable, key), absent_key(key)
        return Made(
            name=field.name,
            field=field.json_name,
            variable=variable,
            statement=f"{variable} = {self.facts.call(target, str(number)) if again else f'await {taken}'}",
            module="" if again else target.module,
            value=f"[{value}]" if many else value,
            unknown=f"[{unknown}]" if many and unknown else unknown,
        )

    def _row_name(self, field: Field, target: Entity) -> str:
        """What the row is called: by its entity, or by the field where there are several of it."""
        keys = [c.foreign_key.table for _, c in self.stored if c.foreign_key]
        keys += [self._index.entities[link.target].table for link in self.entity.links if link.ids_field]
        plain = self.facts.variable(target)
        return plain if keys.count(target.table) == 1 else f"{plain}_of_{field.name}"

    @cached_property
    def _taken(self) -> dict[str, object]:
        """What the sample gives to columns."""
        assert self.payload is not None
        return {c.name: self.payload[f.json_name] for f, c in self.stored}

    @property
    def rows_of_own(self) -> int:
        """Rows of the operation's own entity among those that it refers to."""
        own = f"await {self.facts.factory(self.entity)}("
        return sum(own in m.statement for m in self.made or ())

    # --- what breaks it ---------------------------------------------------------------------------------------

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """JSON names without which it is refused."""
        labels = {b.label for b in self.body.broken}
        prefix = "".join(f"{f.name}_" for f in self._steps)
        return tuple(f.json_name for f in self.fields.values() if f.required and f"missing_{prefix}{f.name}" in labels)

    @cached_property
    def _wrong(self) -> tuple[tuple[str, Wrong | WrongBody], ...]:
        """Every other fault, with its kind."""
        found = []
        for broken in self.body.broken:
            case = self._case(broken)
            if case is not None and not (self.form and not self._is_sendable(case)):
                match = _KIND.search(broken.label)
                found.append((match.group(1) if match else broken.label.split("_")[0], case))
        return tuple(found)

    def _case(self, broken: Broken) -> Wrong | WrongBody | None:
        prefix = "".join(f"{f.name}_" for f in self._steps)
        inner = self._dug(broken.body.value)
        missing = broken.label.startswith("missing_")
        label = broken.label.removeprefix("missing_")
        rest = label.removeprefix(prefix)
        if missing and rest in self.fields and label.startswith(prefix):
            return None
        field = self._field(rest) if label.startswith(prefix) and isinstance(inner, dict) and self.payload else None
        if field is None or inner is None or field not in inner:
            whole = broken.body.value
            return None if whole is None else WrongBody(broken.label, expression(whole))
        return Wrong(broken.label, field, self._value(broken.label, inner[field]))

    @staticmethod
    def _value(label: str, value: object) -> str:
        return too_many(value) if label.endswith("too_many") and isinstance(value, list) else expression(value)

    def _field(self, rest: str) -> str | None:
        """JSON name of the payload's field that a fault's label begins with."""
        if rest == "extra_field":
            return "unexpected_property"
        found = [f for f in self.fields.values() if rest.startswith(f"{f.name}_")]
        return max(found, key=lambda f: len(f.name)).json_name if found else None

    @staticmethod
    def _is_sendable(case: Wrong | WrongBody) -> bool:
        """Forms carry texts only."""
        return isinstance(case, Wrong) and case.value.startswith('"') and case.value != '""'

    @cached_property
    def _chosen(self) -> tuple[Wrong | WrongBody, ...]:
        """A bounded choice with every kind of fault, in the order of the fields."""
        rounds: dict[str, int] = {}
        ranked = []
        for position, (kind, case) in enumerate(self._wrong):
            rounds[kind] = rounds.get(kind, 0) + 1
            ranked.append((rounds[kind], position, case))
        chosen = sorted(ranked, key=lambda r: r[:2])[:_MOST]
        return tuple(case for _, _, case in sorted(chosen, key=lambda r: r[1]))

    @property
    def wrong_values(self) -> tuple[Wrong, ...]:
        return tuple(c for c in self._chosen if isinstance(c, Wrong))

    @property
    def wrong_bodies(self) -> tuple[WrongBody, ...]:
        return tuple(c for c in self._chosen if isinstance(c, WrongBody))

    # --- what comes back --------------------------------------------------------------------------------------

    def echoed(self, shown: frozenset[str]) -> tuple[str, ...]:
        """JSON names whose values an answer repeats as they were sent; `shown` are the columns it shows."""
        return tuple(f.json_name for f, c in self.stored if c.name in shown and self._is_repeated(f, c))

    def _is_repeated(self, field: Field, column: Column) -> bool:
        assert self.payload is not None
        value = self.payload[field.json_name]
        if column.kind is ColumnKind.DATETIME:
            return isinstance(value, str) and value.endswith("Z") and "." not in value
        scalar = isinstance(value, str | int | float)
        return scalar and column.kind is not ColumnKind.JSON and column.json_name == field.json_name


def keys_of(pairs: tuple[Made, ...]) -> Iterator[str]:
    """Replacements as dictionary items."""
    return (f"{text_literal(m.field)}: {m.value}" for m in pairs)
