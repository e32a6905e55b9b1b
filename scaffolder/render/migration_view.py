"""What the first migration shows: every table, those that others name first.

In: the API model. Out: `MigrationContext`.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model import Entity
from scaffolder.render import tables
from scaffolder.render.index import Index
from scaffolder.render.models_view import secondary_arguments, secondary_variable, table_arguments


@dataclass(frozen=True, slots=True)
class TableLines:
    """One table of the migration: its columns and constraints as expressions."""

    name: str
    columns: tuple[str, ...]
    constraints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MigrationContext:
    """What the first migration's template places."""

    title: str
    tables: tuple[TableLines, ...]


def migration_context(index: Index) -> MigrationContext:
    """All tables of a model, link tables last."""
    entities = index.ordered_entities
    plain = [_table(e) for e in entities]
    return MigrationContext(index.model.title, (*plain, *(t for e in entities for t in _secondaries(e, index))))


def _table(entity: Entity) -> TableLines:
    columns = tuple(", ".join(tables.migration_arguments(c)) for c in entity.columns)
    return TableLines(entity.table, columns, table_arguments(entity, "sa."))


def _secondaries(entity: Entity, index: Index) -> list[TableLines]:
    found = []
    for link in entity.links:
        if link.secondary:
            sides = tables.secondary_columns(link, entity, index.entities[link.target])
            lines = (secondary_arguments(n, key, t, "sa.", position) for position, (n, key, t) in enumerate(sides))
            found.append(TableLines(secondary_variable(link), tuple(lines), ()))
    return found
