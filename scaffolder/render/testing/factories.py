"""What `tests/factories.py` shows: a function for each entity that stores a row, and the rows that it needs.

In: the index. Out: `FactoriesContext`.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model import Column, ColumnRole, Entity
from scaffolder.render.index import Index
from scaffolder.render.testing.rows import RowFacts, made_by_server, row_facts
from scaffolder.render.testing.values import stored


@dataclass(frozen=True, slots=True)
class Parent:
    """A row that another one refers to."""

    column: str
    model: str
    factory: str
    """Makes one, where there is none that can be taken."""
    key: str
    fresh: bool
    """Another one for each number."""


@dataclass(frozen=True, slots=True)
class Default:
    """A column's value where the test gives none."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Factory:
    """A function that stores a row."""

    name: str
    model: str
    title: str
    numbered: bool
    """Some value depends on the row's number."""
    parents: tuple[Parent, ...]
    defaults: tuple[Default, ...]


@dataclass(frozen=True, slots=True)
class FactoriesContext:
    """The file `tests/factories.py`."""

    modules: tuple[str, ...]
    factories: tuple[Factory, ...]


def factories_context(index: Index) -> FactoriesContext:
    """A factory for every entity of which a row can be made."""
    facts = row_facts(index)
    entities = tuple(e for e in index.ordered_entities if facts.makeable(e))
    return FactoriesContext(
        modules=tuple(sorted({e.module for e in entities})),
        factories=tuple(_factory(e, facts) for e in entities),
    )


def _factory(entity: Entity, facts: RowFacts) -> Factory:
    varying = facts.varying(entity)
    return Factory(
        name=facts.factory(entity),
        model=model_of(entity),
        title=entity.title,
        numbered=facts.numbered(entity),
        parents=tuple(_parent(c, entity, facts) for c in entity.columns if c.foreign_key and not c.nullable),
        defaults=tuple(_default(c, varying) for c in entity.columns if _is_filled(c)),
    )


def model_of(entity: Entity) -> str:
    """The ORM class as the factories spell it."""
    return f"{entity.module}_models.{entity.name}"


def _parent(column: Column, entity: Entity, facts: RowFacts) -> Parent:
    target = facts.index.target(column)
    assert target is not None
    assert column.foreign_key is not None
    fresh = column in facts.fresh(entity)
    make = facts.factory(target)
    numbered = f"lambda session: {make}(session, number)" if fresh and facts.numbered(target) else make
    return Parent(column.name, model_of(target), numbered, column.foreign_key.column, fresh)


def _is_filled(column: Column) -> bool:
    """The factory gives a value: what clients and paths say; what the server makes is left to it."""
    if column.foreign_key or (made_by_server(column) and column.role is not ColumnRole.CLIENT):
        return False
    said = column.role in (ColumnRole.CLIENT, ColumnRole.KEY, ColumnRole.SCOPE) or not column.nullable
    return said and column.samples[0].value is not None


def _default(column: Column, varying: tuple[Column, ...]) -> Default:
    values = [stored(column.kind, s) for s in column.samples]
    if column not in varying or len(values) == 1:
        return Default(column.name, values[0])
    return Default(column.name, f"({', '.join(values)})[number % {len(values)}]")
