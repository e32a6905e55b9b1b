"""What `models.py` shows of an entity.

In: an entity. Out: `ModelsContext`, ready to be placed by the template.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model import Column, DeleteRule, Entity, Link
from scaffolder.render import tables
from scaffolder.render.index import Index
from scaffolder.render.writers import text_literal


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One mapped attribute."""

    name: str
    annotation: str
    arguments: str
    comment: str


@dataclass(frozen=True, slots=True)
class SecondaryTable:
    """The table of a many-to-many relationship."""

    variable: str
    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relationship:
    """One mapped relationship."""

    name: str
    annotation: str
    arguments: str


@dataclass(frozen=True, slots=True)
class ForeignModel:
    """A class of another module, imported for type checking only."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class ModelsContext:
    """What the template of `models.py` places."""

    title: str
    class_name: str
    table: str
    description: str
    columns: tuple[ColumnLine, ...]
    table_arguments: tuple[str, ...]
    version_column: str
    relationships: tuple[Relationship, ...]
    secondaries: tuple[SecondaryTable, ...]
    foreign_models: tuple[ForeignModel, ...]


def models_context(entity: Entity, index: Index) -> ModelsContext:
    """The context of an entity's `models.py`."""
    targets = [index.entities[link.target] for link in entity.links if link.target != entity.name]
    foreign = {(t.module, t.name) for t in targets}
    return ModelsContext(
        title=entity.title,
        class_name=entity.name,
        table=entity.table,
        description=entity.description,
        columns=tuple(
            ColumnLine(c.name, tables.python_type(c), ", ".join(tables.column_arguments(c)), c.description)
            for c in entity.columns
        ),
        table_arguments=table_arguments(entity, ""),
        version_column=entity.version.name if entity.version else "",
        relationships=tuple(_relationship(link, entity, index) for link in entity.links),
        secondaries=tuple(_secondary(link, entity, index) for link in entity.links if link.secondary),
        foreign_models=tuple(ForeignModel(m, n) for m, n in sorted(foreign)),
    )


def table_arguments(entity: Entity, prefix: str) -> tuple[str, ...]:
    """Constraints over the whole table; `prefix` is "sa." in migrations."""
    uniques = (f"{prefix}UniqueConstraint({', '.join(text_literal(c) for c in u.columns)})" for u in entity.uniques)
    checks = (
        f"{prefix}CheckConstraint({prefix}{c.condition}, name={text_literal(c.column)})" for c in tables.checks(entity)
    )
    return (*uniques, *checks)


def _relationship(link: Link, entity: Entity, index: Index) -> Relationship:
    target = index.entities[link.target]
    quoted = f'"{link.target}"'
    annotation = f"list[{quoted}]" if link.many else f"{quoted}"
    if not link.many and link.column and entity.column(link.column).nullable:
        annotation = f'"{link.target} | None"'
    arguments = [f"secondary={secondary_variable(link)}"] if link.secondary else []
    if link.many:
        arguments.append(f'order_by="{link.target}.{target.primary_key.name}"')
        arguments.append("passive_deletes=True" if link.secondary else "viewonly=True")
    if not link.secondary:
        owner = index.entities[link.target] if link.many else entity
        arguments.append(f'foreign_keys="{owner.name}.{link.column}"')
        arguments.append(f'primaryjoin="{_join(link, entity, target)}"')
        arguments += [] if link.many else ["viewonly=True"]
    return Relationship(link.name, annotation, ", ".join(arguments))


def _join(link: Link, entity: Entity, target: Entity) -> str:
    if link.many:
        return f"{target.name}.{link.column} == {entity.name}.{entity.primary_key.name}"
    return f"{entity.name}.{link.column} == {target.name}.{target.primary_key.name}"


def secondary_variable(link: Link) -> str:
    """What Python calls a link's table; "" for links without one."""
    return link.secondary.table if link.secondary else ""


def _secondary(link: Link, entity: Entity, index: Index) -> SecondaryTable:
    sides = tables.secondary_columns(link, entity, index.entities[link.target])
    lines = (secondary_arguments(name, key, table, "", position) for position, (name, key, table) in enumerate(sides))
    return SecondaryTable(secondary_variable(link), secondary_variable(link), tuple(lines))


def secondary_arguments(name: str, key: Column, table: str, prefix: str, position: int) -> str:
    """One side of a many-to-many table; the second is indexed, the first is the key's head."""
    written = tables.migration_type(key) if prefix else tables.sql_type(key)
    named, rule = text_literal(f"{table}.{key.column_name}"), text_literal(DeleteRule.CASCADE.value)
    reference = f"{prefix}ForeignKey({named}, ondelete={rule})"
    indexed = ", index=True" if position else ""
    return f"{text_literal(name)}, {written}, {reference}, primary_key=True{indexed}"
