"""Which rows an operation is about: conditions on an entity and on those that its path stands under.

In: an entity and path parameters. Out: SQLAlchemy expressions, and the modules that they name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from scaffolder.model import Entity, Operation, Parameter
from scaffolder.names import Identifier
from scaffolder.render.conditions import bindparam, bound
from scaffolder.render.index import Index


@dataclass(slots=True)
class RowConditions:
    """Spells conditions as the entity's own module does."""

    entity: Entity
    index: Index
    foreign: set[str] = field(default_factory=set)
    """Modules of the other entities that were named."""

    def model(self, entity: Entity) -> str:
        """The ORM class."""
        if entity.name == self.entity.name:
            return f"models.{entity.name}"
        self.foreign.add(entity.module)
        return f"{entity.module}_models.{entity.name}"

    def of(self, operation: Operation) -> tuple[str, ...]:
        """What holds for the rows of an operation."""
        return tuple(self._on(self.entity, self.index.keys(operation), operation.via))

    def above(self, operation: Operation) -> tuple[Entity, Sequence[Parameter]] | None:
        """The entity that an operation's path stands under, and its parameters; None where there is none."""
        above = [p for p in self.index.keys(operation) if p.owner != self.entity.name]
        column = operation.via or _parent_column(self.entity)
        return (self._parent(self.entity, column), above) if above and column else None

    def parent(self, operation: Operation) -> str:
        """A statement that finds the parent's key; "" where the path stands under none."""
        found = self.above(operation)
        return self._select(*found) if found else ""

    def _on(self, entity: Entity, keys: Iterable[Parameter], via: Identifier | None = None) -> Iterator[str]:
        """Conditions on `entity` and, through its foreign key, on the entities that its path stands under."""
        keys = list(keys)
        above = [p for p in keys if p.owner != entity.name]
        column = via or _parent_column(entity)
        if above and column:
            yield self._on_parent(entity, column, above)
        for parameter in keys:
            if parameter.owner == entity.name:
                value = bindparam(entity, parameter.column, bound(parameter))
                yield f"{self.model(entity)}.{parameter.column} == {value}"

    def _on_parent(self, entity: Entity, column: Identifier, above: Sequence[Parameter]) -> str:
        parent = self._parent(entity, column)
        attribute = f"{self.model(entity)}.{column}"
        if len(above) == 1 and above[0].owner == parent.name and above[0].column == parent.primary_key.name:
            return f"{attribute} == {bindparam(entity, column, bound(above[0]))}"
        return f"{attribute} == {self._select(parent, above)}.scalar_subquery()"

    def _select(self, parent: Entity, above: Sequence[Parameter]) -> str:
        conditions = ", ".join(self._on(parent, above))
        return f"select({self.model(parent)}.{parent.primary_key.name}).where({conditions})"

    def _parent(self, entity: Entity, column: Identifier) -> Entity:
        key = entity.column(column).foreign_key
        assert key is not None
        return self.index.tables[key.table]


def _parent_column(entity: Entity) -> Identifier | None:
    return next((k.column for k in entity.keys if k.parent), None)
