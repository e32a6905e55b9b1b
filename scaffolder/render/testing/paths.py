"""Paths of requests: their addresses with and without rows, and the rows that they need.

In: an operation. Out: `Paths`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from scaffolder.model import Column, Entity, Operation, Parameter, Place, Role
from scaffolder.names import ClassName, Identifier
from scaffolder.render.testing.bodies import BodyFacts
from scaffolder.render.testing.rows import RowFacts
from scaffolder.render.testing.values import expression, in_path, stored
from scaffolder.render.writers import text_literal


@dataclass(frozen=True, slots=True)
class Above:
    """Rows that an operation's path stands under."""

    statements: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]
    """Columns of the operation's own rows that say so, with expressions."""
    variables: Mapping[ClassName, str]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A second row right above the operation's own, as `other`."""

    statement: str
    column: str
    """The own rows' column that says where they stand."""
    value: str
    entity: ClassName


class Paths:
    """Writes the addresses of one operation, and makes the rows that they name."""

    def __init__(self, operation: Operation, facts: RowFacts) -> None:
        self.operation = operation
        self.facts = facts
        self._index = facts.index

    # --- addresses --------------------------------------------------------------------------------------------

    @cached_property
    def keys(self) -> tuple[Parameter, ...]:
        """All parameters of the path."""
        return tuple(p for p in self.operation.parameters if p.place is Place.PATH)

    @cached_property
    def told(self) -> dict[str, object]:
        """Columns of the operation's own row that its query or its body names it by, with what they say."""
        beside = [p for p in self.operation.parameters if p.role is Role.KEY and p.place is not Place.PATH]
        said: dict[str, object] = {str(p.column): p.sample.value for p in beside}
        key = self.operation.body_key
        if key is not None:
            said[str(key.column)] = (BodyFacts(self.operation, self.facts).payload or {}).get(key.name)
        return said

    @property
    def sendable(self) -> bool:
        """There is a valid value for all that must be sent."""
        asked = (p for p in self.operation.parameters if p.required)
        told = all(value is not None for value in self.told.values())
        return (
            told and all(p.sample.value is not None for p in asked) and all(in_path(p, self._index) for p in self.keys)
        )

    def address(self, **wrong: str) -> str:
        """The path with samples for its parameters, or with a wrong text for one of them; no row is there."""
        path = self.operation.path
        for parameter in self.keys:
            text = wrong.get(parameter.identifier, in_path(parameter, self._index))
            path = path.replace("{" + parameter.name + "}", quote(text, safe=""))
        return expression(path)

    def url(self, values: Mapping[str, str]) -> str:
        """The path with expressions for its parameters, by identifier."""
        if not self.keys:
            return expression(self.operation.path)
        template, arguments = self.operation.path, []
        for parameter in sorted(self.keys, key=lambda p: template.find("{" + p.name + "}")):
            template = template.replace("{" + parameter.name + "}", "{}")
            arguments.append(values[parameter.identifier])
        return f"path({', '.join([text_literal(template), *arguments])})"

    # --- rows -------------------------------------------------------------------------------------------------

    @cached_property
    def entity(self) -> Entity:
        """The entity of a CRUD operation."""
        return self._index.entity(self.operation.entity)

    @cached_property
    def outer(self) -> tuple[Parameter, ...]:
        """Keys of the entities that the path stands under."""
        return tuple(p for p in self.keys if p.owner != self.entity.name)

    @cached_property
    def above(self) -> Above | None:
        """The rows above; None where they cannot be made."""
        owners = {p.owner for p in self.outer}
        via = self.operation.via
        column = self.entity.column(via) if via else _outward(self.entity)
        if not owners or column is None:
            return None if owners else Above((), (), {})
        chain = self._chain(column, owners)
        return self._made(chain, column) if chain else None

    def _chain(self, column: Column, owners: set[ClassName | None]) -> list[Entity]:
        """The entities above from the outermost on; empty where the path names one that is not among them."""
        target = self._index.target(column)
        chain: list[Entity] = []
        missing = set(owners)
        while target is not None and missing:
            chain.insert(0, target)
            missing.discard(target.name)
            outer = _outward(target)
            target = self._index.target(outer) if outer else None
        return [] if missing or not all(self.facts.makeable(e) for e in chain) else chain

    def _made(self, chain: list[Entity], link: Column) -> Above | None:
        """Statements for the chain; each row is told the one above it, and the keys that the path must show."""
        statements: list[str] = []
        variables: dict[ClassName, str] = {}
        inherited: dict[str, str] = {}
        for entity, column in zip(chain, [*(_outward(e) for e in chain[1:]), link], strict=True):
            fields = self._addressed(entity)
            if fields is None or column is None or column.foreign_key is None:
                return None
            variable = variables[entity.name] = self.facts.variable(entity)
            statements.append(f"{variable} = {self.facts.call(entity, **inherited, **fields)}")
            inherited = {column.name: f"{variable}.{column.foreign_key.column}"}
        return Above(tuple(statements), tuple(inherited.items()), variables)

    def _addressed(self, entity: Entity) -> dict[str, str] | None:
        """Values that a row must have so that the path's parameters can name it."""
        fields: dict[str, str] = {}
        for parameter in self.keys:
            if parameter.owner != entity.name or parameter.column is None:
                continue
            told = self.facts.key_field(parameter, entity.column(parameter.column))
            if told is None:
                return None
            fields |= told
        return fields

    @cached_property
    def own(self) -> dict[str, str] | None:
        """Columns of the operation's own rows that its path and its filters ask for; None: they cannot be made."""
        if self.above is None or not self.facts.makeable(self.entity):
            return None
        fields = self._scopes() if self.lists else self._addressed(self.entity)
        told = {name: stored(self.entity.column(Identifier(name)).kind, v) for name, v in self.told.items()}
        return None if fields is None else dict(self.above.fields) | fields | self._filtered() | told

    @property
    def lists(self) -> bool:
        """The path names no single row."""
        last = self.entity.key.name
        return last not in self.told and not any(p.owner == self.entity.name and p.column == last for p in self.keys)

    @property
    def named(self) -> bool:
        """The address names a single row."""
        return not self.lists and not self.told

    def _scopes(self) -> dict[str, str]:
        mine = [p for p in self.keys if p.owner == self.entity.name and p.column]
        columns = [(p, self.entity.column(p.column)) for p in mine if p.column]
        return {c.name: stored(c.kind, p.sample) for p, c in columns}

    def _filtered(self) -> dict[str, str]:
        """What the filters ask for that are always there."""
        return {c.name: stored(c.kind, v) for c, v in self._fixed_filters()}

    def _fixed_filters(self) -> Iterable[tuple[Column, object]]:
        for parameter in self.operation.parameters:
            value = parameter.sample if parameter.required else parameter.default
            if value in parameter.everything:
                continue
            if parameter.role is Role.FILTER and parameter.column and value and value.value is not None:
                plain = value.value[0] if isinstance(value.value, list) and value.value else value.value
                yield self.entity.column(parameter.column), plain

    def row_url(self, variable: str = "", **instead: str) -> str:
        """The address with the rows that `above` made, and the operation's own row under this name, or a sample of one.

        `instead` names other rows for entities above.
        """
        assert self.above is not None
        variables = dict(self.above.variables) | instead
        values: dict[str, str] = {}
        for parameter in self.keys:
            if parameter.owner == self.entity.name and (self.lists or not variable):
                values[parameter.identifier] = expression(self._own_text(parameter))
            else:
                row = variable if parameter.owner == self.entity.name else variables[str(parameter.owner)]
                values[parameter.identifier] = f"{row}.{parameter.column}"
        return self.url(values)

    def _own_text(self, parameter: Parameter) -> str:
        """What the path says of the operation's own entity where there is no row of it."""
        column = self.entity.column(parameter.column) if parameter.column else None
        return self.facts.key_text(parameter, column) if column else in_path(parameter, self._index)

    @cached_property
    def elsewhere(self) -> Elsewhere | None:
        """Another row right above; None where there is none, or where the address does not name it."""
        if self.above is None or not self.above.fields:
            return None
        name = self.above.fields[0][0]
        link = next(c for c in self.entity.columns if c.name == name)
        parent = self._index.target(link)
        if parent is None or link.foreign_key is None or not self._is_named(parent):
            return None
        fields = self._beside(parent, self.above)
        if fields is None:
            return None
        made = f"other = {self.facts.call(parent, '1', **fields)}"
        return Elsewhere(made, name, f"other.{link.foreign_key.column}", parent.name)

    def _is_named(self, parent: Entity) -> bool:
        """The path tells two rows of an entity above apart."""
        owners = {p.owner for p in self.outer}
        return parent.name in owners and self.facts.capacity(parent) > 1 and not self._addressed(parent)

    def _beside(self, parent: Entity, above: Above) -> dict[str, str] | None:
        """What a second row of an entity above needs so that it stands beside the first."""
        outer = _outward(parent)
        target = self._index.target(outer) if outer else None
        if outer is None or outer.foreign_key is None or target is None:
            return {}
        variable = above.variables.get(target.name)
        return {outer.name: f"{variable}.{outer.foreign_key.column}"} if variable else None


def _outward(entity: Entity) -> Column | None:
    """The column that says which row an entity's rows stand under."""
    key = next((k for k in entity.keys if k.parent), None)
    return entity.column(key.column) if key else None
