"""Objects in a list that become rows of a table of their own, and rows that become such objects again.

In: the API model, and the tables. Out: `Nest`s, which tell how the members of the one are called in the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from scaffolder import names
from scaffolder.migrate.facts import Schema, TableFacts
from scaffolder.model import ApiModel, ArrayType, Column, ColumnKind, Entity, ObjectSchema, RefType


@dataclass(frozen=True, slots=True)
class Nest:
    """A JSON column with a list of objects, and the table whose rows stand for them."""

    parent: str
    column: str
    key: str
    """The parent's."""
    child: str
    """The table; "" where it is still to be found."""
    back: str
    """The child's column that names the parent."""
    members: tuple[tuple[str, str], ...]
    """Members of an object, and the columns that hold them."""


def rows_of(model: ApiModel) -> tuple[Nest, ...]:
    """Properties that show rows of another table, which name the row that shows them."""
    return tuple(_rows(model))


def _rows(model: ApiModel) -> Iterator[Nest]:
    entities = {e.name: e for e in model.entities}
    for entity in model.entities:
        for link in entity.links:
            target = entities.get(link.target)
            if link.many and not link.secondary and link.column and target:
                back = target.column(link.column).column_name
                members = tuple((c.json_name, c.column_name) for c in target.columns if c.json_name)
                yield Nest(entity.table, str(link.name), _key(entity), target.table, back, members)


def lists_of(model: ApiModel) -> tuple[Nest, ...]:
    """Columns with lists of objects; which table had them as rows is left open."""
    schemas = {s.name: s for s in model.schemas}
    found = ((e, c, _object(c, schemas)) for e in model.entities for c in e.columns if c.kind is ColumnKind.JSON)
    return tuple(Nest(e.table, c.column_name, _key(e), "", "", _members(o)) for e, c, o in found if o is not None)


def _members(shown: ObjectSchema) -> tuple[tuple[str, str], ...]:
    return tuple((f.json_name, names.snake(f.json_name)) for f in shown.fields)


def _object(column: Column, schemas: Mapping[names.ClassName, object]) -> ObjectSchema | None:
    item = column.type.item if isinstance(column.type, ArrayType) else None
    found = schemas.get(item.name) if isinstance(item, RefType) else None
    return found if isinstance(found, ObjectSchema) else None


def _key(entity: Entity) -> str:
    return entity.primary_key.column_name


def former(nest: Nest, now: Schema, models: Schema) -> Nest | None:
    """The list, if one table had its objects as rows and no model has that table any more."""
    found = [t for t in now.tables if t.name not in models.names and t.name.endswith(nest.column)]
    if len(found) != 1 or len(found[0].primary_key.columns) != 1 or not (back := _back(nest, found[0])):
        return None
    members = tuple((m, c) for m, c in nest.members if c in found[0].names)
    known = len(members) * 2 > len(nest.members)
    own = found[0].primary_key.columns[0]
    if own not in {c for _, c in members}:  # what only is read is told of no list that is written
        members = ((own, own), *members)
    return replace(nest, child=found[0].name, back=back, members=members) if known else None


def _back(nest: Nest, child: TableFacts) -> str:
    refers = [r.columns[0] for r in child.references if r.table == nest.parent and r.targets == (nest.key,)]
    called = names.snake(names.singular_of(nest.parent))
    likely = [c.name for c in child.columns if c.name == f"{called}_{nest.key}"]
    return (refers or likely or [""])[0]
