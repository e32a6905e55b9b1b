"""Changes by lists of operations (RFC 6902): which bodies are such, which fields they reach, and what tests send.

In: the type of a body, an entity with the view that its item is read as. Out: `Store`s and a valid body.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.inference.compat import valid
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import (
    ArrayType,
    Column,
    ColumnKind,
    ColumnRole,
    Entity,
    EnumType,
    Field,
    Literal,
    MapType,
    ObjectSchema,
    Store,
    Type,
    View,
)
from scaffolder.names import Identifier

_PARTS = frozenset({"op", "path"})


def is_operations(built: Type, types: TypeBuilder) -> bool:
    """A list of objects with an operation and a path."""
    return _operation(built, types) is not None


def wraps_operations(built: Type, types: TypeBuilder) -> bool:
    """An object that holds operations in a form of its own, such as those of SCIM (RFC 7644, section 3.5.2)."""
    schema = types.object_of(built)
    arrays = (types.scalar_of(f.type) for f in schema.fields) if schema else ()
    rows = (types.object_of(a.item) for a in arrays if isinstance(a, ArrayType))
    return any(row is not None and {f.json_name for f in row.fields} >= {"op", "value"} for row in rows)


def _operation(built: Type, types: TypeBuilder) -> ObjectSchema | None:
    array = types.scalar_of(built)
    schema = types.object_of(array.item) if isinstance(array, ArrayType) else None
    return schema if schema is not None and {f.json_name for f in schema.fields} >= _PARTS else None


def _replacing(built: Type, types: TypeBuilder) -> object:
    """The word for `replace` as the document spells it: some write it with a capital."""
    schema = _operation(built, types)
    named = next((types.scalar_of(f.type) for f in schema.fields if f.json_name == "op"), None) if schema else None
    words = [v.value for v in named.values] if isinstance(named, EnumType) else []
    return next((w for w in words if str(w).lower() == "replace"), "replace")


def widen_values(built: Type, types: TypeBuilder) -> None:
    """Let the values of operations be anything, also where the document calls them objects, as many do."""
    schema = _operation(built, types)
    for field in schema.fields if schema else ():
        if field.json_name == "value" and schema and isinstance(types.scalar_of(field.type), MapType):
            types.widen(schema.name, field.json_name)


@dataclass(frozen=True, slots=True)
class Reach:
    """What operations on an item's view may change."""

    entity: Entity
    view: View
    body: Type
    types: TypeBuilder

    @property
    def stores(self) -> tuple[Store, ...]:
        """Fields of the view that clients write; where nobody else writes any, those that are not read-only."""
        pairs = list(self._pairs())
        sent = [(f, c) for f, c in pairs if c.role is ColumnRole.CLIENT]
        loose = [(f, c) for f, c in pairs if c.role is ColumnRole.SERVER and not f.read_only]
        return tuple(Store(f.name, c.name, None) for f, c in sent or loose)

    def _pairs(self) -> list[tuple[Field, Column]]:
        schema = self.types.definition(self.view.schema)
        fields = schema.fields if isinstance(schema, ObjectSchema) else ()
        fixed: set[Identifier] = {f.name for f in self.view.fixed}
        columns = {c.name: c for c in self.entity.columns}
        return [(f, columns[f.name]) for f in fields if f.name in columns and f.name not in fixed]

    @property
    def sample(self) -> Literal | None:
        """A list with one operation that changes a plain value; None where the body's type admits none."""
        reached = {s.column for s in self.stores}
        word = _replacing(self.body, self.types)
        for field, column in self._pairs():
            if column.name in reached and column.kind is not ColumnKind.JSON and not column.foreign_key:
                pointer = field.json_name.replace("~", "~0").replace("/", "~1")
                values = (s.value for s in reversed(column.samples))
                found = ([{"op": word, "path": f"/{pointer}", "value": v}] for v in values if v is not None)
                good = next((f for f in found if valid(self.body, f, self.types.definitions)), None)
                if good is not None:
                    return Literal.of(good)
        return None
