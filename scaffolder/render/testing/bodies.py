"""Valid bodies that tests send, with keys of rows that exist.

In: an operation's body. Out: `BodyFacts`. The payload is the object whose fields are stored: the body itself, or what
stands in its wrapper.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from scaffolder.model import (
    ArrayType,
    Body,
    Column,
    ColumnKind,
    Entity,
    Field,
    Generator,
    Link,
    Media,
    ObjectSchema,
    Operation,
    RefType,
)
from scaffolder.render.index import Index
from scaffolder.render.testing.rows import RowFacts, absent_key, key_shown
from scaffolder.render.testing.values import expression, scalar_of
from scaffolder.render.writers import text_literal


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

    # --- the payload ------------------------------------------------------------------------------------------

    @cached_property
    def steps(self) -> tuple[Field, ...]:
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
        """The payload's schema."""
        name = self.body.payload_schema
        found = self._index.definitions.get(name) if name else None
        return found if isinstance(found, ObjectSchema) else None

    @cached_property
    def payload(self) -> dict[str, object] | None:
        """The payload's valid value; None where there is none that tests can send."""
        found = self.dug(self.body.sample.value)
        usable = self.schema is not None and len(self.steps) == len(self.body.payload)
        return found if usable and self.body.media is not Media.TEXT else None

    def dug(self, value: object) -> dict[str, object] | None:
        """The payload in a whole body's value."""
        for field in self.steps:
            value = value.get(field.json_name) if isinstance(value, dict) else None
        return value if isinstance(value, dict) else None

    def wrapped(self, payload: str) -> str:
        """The whole body around an expression for the payload."""
        return self._wrap(self.body.sample.value, self.steps, payload)

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
        """What the tests call the payload's valid value."""
        return self.operation.identifier.upper()

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Payload fields by name."""
        return {f.name: f for f in self.schema.fields} if self.schema else {}

    def is_list(self, field: Field) -> bool:
        """The field's values are lists."""
        return isinstance(scalar_of(field.type, self._index), ArrayType)

    @cached_property
    def stored(self) -> tuple[tuple[Field, Column], ...]:
        """Payload fields that columns take, as far as the sample has them."""
        columns = {c.name: c for c in self.entity.columns}
        pairs = ((self.fields[s.field], columns[s.column]) for s in self.operation.stores if s.column)
        return tuple((f, c) for f, c in pairs if self.payload is not None and f.json_name in self.payload)

    @property
    def required(self) -> tuple[str, ...]:
        """JSON names that must be there, and others of the sample until there are as many as must be."""
        schema = self._index.definitions[self.body.payload_schema] if self.body.payload_schema else None
        least = schema.least if isinstance(schema, ObjectSchema) else ()
        key = self.operation.body_key
        least = (*least, key.name) if key else least
        needed = tuple(f.json_name for f in self.fields.values() if f.json_name in least)
        fewest = schema.fewest if isinstance(schema, ObjectSchema) else 0
        others = (name for name in self.payload or () if name not in needed)
        return (*needed, *islice(others, max(0, fewest - len(needed))))

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
        fields = self._other_key(key) if again else {}
        if fields is None:
            return None
        taken = f"any_row(session, {target.module}_models.{target.name}, {self.facts.factory(target)})"
        variable = self._row_name(field, target)
        value, unknown = key_shown(variable, key), absent_key(key)
        return Made(
            name=field.name,
            field=field.json_name,
            variable=variable,
            statement=f"{variable} = {self.facts.call(target, str(number), **fields) if again else f'await {taken}'}",
            module="" if again else target.module,
            value=f"[{value}]" if many else value,
            unknown=f"[{unknown}]" if many and unknown else unknown,
        )

    def _other_key(self, key: Column) -> dict[str, str] | None:
        """A key for another row of the own entity, where the database would count to the one that the body chooses."""
        if key.name not in self._taken or key.generator is not Generator.AUTOINCREMENT:
            return {}
        other = next((s.value for s in key.samples if s.value != self._taken[key.name]), None)
        return None if other is None else {key.name: expression(other)}

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

    # --- what comes back --------------------------------------------------------------------------------------

    def echoed(self, shown: frozenset[str]) -> tuple[str, ...]:
        """JSON names whose values an answer repeats as they were sent; `shown` are the columns it shows."""
        return tuple(f.json_name for f, c in self.stored if c.name in shown and self._is_repeated(f, c))

    def _is_repeated(self, field: Field, column: Column) -> bool:
        assert self.payload is not None
        value = self.payload[field.json_name]
        if column.json_name != field.json_name:
            return False
        if column.kind is ColumnKind.DATETIME:
            return isinstance(value, str) and value.endswith("Z") and "." not in value
        return isinstance(value, str | int | float) and column.kind is not ColumnKind.JSON


def keys_of(pairs: tuple[Made, ...]) -> Iterator[str]:
    """Replacements as dictionary items."""
    return (f"{text_literal(m.field)}: {m.value}" for m in pairs)
