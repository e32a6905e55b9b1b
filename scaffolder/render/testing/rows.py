"""Rows for tests: what the factories are called, how many different rows they make, and which keys they give.

In: the index. Out: `RowFacts`, which the views of the tests share.
"""

from __future__ import annotations

from functools import cached_property, lru_cache

from scaffolder import names
from scaffolder.model import (
    Column,
    ColumnKind,
    ColumnRole,
    DeleteRule,
    Entity,
    Generator,
    IntegerType,
    NumberType,
    Parameter,
    StringType,
    Type,
)
from scaffolder.names import ClassName, Identifier, TableName
from scaffolder.render.index import Index
from scaffolder.render.testing.values import admits, expression, in_path, plain_text, scalar_of
from scaffolder.render.writers import text_literal

UNLIMITED = 1000
"""Rows that differ by a key that the server makes."""
_LOCAL = frozenset(
    """client session anonymous answer answers body path count models schemas shared httpx pytest rows row number index
    item items found other others params name value url any uuid date datetime kept before stored status method key
    keys make expected sort column values shown page pages case change unknown wrong""".split()
)
"""Names that tests use themselves."""
_TEXTS = frozenset({ColumnKind.STRING, ColumnKind.TEXT})
_DISTINCT = frozenset({Generator.AUTOINCREMENT, Generator.UUID, Generator.TOKEN, Generator.DIGITS})
"""Values that the server makes another one of for each row."""
_NUMBERS = frozenset({ColumnKind.INTEGER, ColumnKind.BIGINT})


class RowFacts:
    """What tests know of rows before they run."""

    def __init__(self, index: Index) -> None:
        self.index = index

    @cached_property
    def _variables(self) -> dict[ClassName, Identifier]:
        scope = names.Scope(_LOCAL)
        return {e.name: names.argument_name(scope, e.name) for e in self.index.model.entities}

    @cached_property
    def referrers(self) -> dict[TableName, list[tuple[Entity, Column]]]:
        """Foreign keys by the table that they name."""
        found: dict[TableName, list[tuple[Entity, Column]]] = {}
        for entity in self.index.model.entities:
            for column in entity.columns:
                if column.foreign_key:
                    found.setdefault(column.foreign_key.table, []).append((entity, column))
        return found

    def falls_with(self, entity: Entity, table: TableName, seen: frozenset[TableName] = frozenset()) -> bool:
        """Rows of the entity stand below rows of the table, near or far, and are deleted with them."""
        keys = (c.foreign_key for c in entity.columns if c.foreign_key)
        above = {key.table for key in keys if key.on_delete is DeleteRule.CASCADE}
        further = above - seen - {entity.table}
        return table in above or any(self.falls_with(self.index.tables[t], table, seen | further) for t in further)

    def variable(self, entity: Entity) -> str:
        """What a test calls a row."""
        return self._variables[entity.name]

    def factory(self, entity: Entity) -> str:
        """What the function that makes a row is called."""
        return f"make_{self._variables[entity.name].rstrip('_')}"

    @cached_property
    def factories(self) -> frozenset[str]:
        """Names of all factories."""
        return frozenset(self.factory(e) for e in self.index.model.entities if self.makeable(e))

    def varying(self, entity: Entity) -> tuple[Column, ...]:
        """Columns of which the factory chooses the value by the row's number, as no two rows may be the same there."""
        alone = [c for c in entity.columns if (c.primary_key or c.unique) and _is_chosen(c)]
        for unique in entity.uniques:
            columns = [entity.column(c) for c in unique.columns]
            chosen = [c for c in columns if _is_chosen(c) and c.role is not ColumnRole.SCOPE]
            if chosen and not any(c in alone or c.generator in _DISTINCT for c in columns):
                alone.append(max(chosen, key=lambda c: (c.role is ColumnRole.KEY, min(len(c.samples), 3))))
        return tuple(alone)

    def fresh(self, entity: Entity) -> tuple[Column, ...]:
        """Foreign keys that name another row for each number, as nothing else tells the rows apart."""
        found = []
        for unique in entity.uniques:
            columns = [entity.column(c) for c in unique.columns]
            told = any(_is_chosen(c) or c.generator in _DISTINCT or c.nullable for c in columns)
            keys = [c for c in columns if c.foreign_key and c.foreign_key.table != entity.table]
            if not told and keys:
                found.append(min(keys, key=lambda c: c.role is ColumnRole.PARENT))
        return tuple(found)

    def numbered(self, entity: Entity) -> bool:
        """The factory takes a number."""
        return bool(self.varying(entity) or self.fresh(entity))

    def capacity(self, entity: Entity) -> int:
        """How many different rows the factory makes."""
        targets = [self.index.target(c) for c in self.fresh(entity)]
        above = [self.capacity(t) for t in targets if t is not None]
        return min([UNLIMITED, *(len(c.samples) for c in self.varying(entity)), *above])

    def makeable(self, entity: Entity) -> bool:
        """The factory can make a row: there is a value for all that must have one."""
        return all(self._fillable(c, entity) for c in entity.columns)

    def _fillable(self, column: Column, entity: Entity) -> bool:
        if column.foreign_key and column.foreign_key.table == entity.table:
            return column.nullable
        given = column.nullable or made_by_server(column) or column.foreign_key is not None
        return given or column.samples[0].value is not None

    def call(self, entity: Entity, number: str = "", **fields: str) -> str:
        """A call of the factory; `number` is an expression, fields are expressions by column."""
        arguments = [number] if number not in ("", "0") and self.numbered(entity) else []
        arguments += [f"{name}={value}" for name, value in fields.items()]
        return f"await {self.factory(entity)}({', '.join(['session', *arguments])})"

    def free_number(self, entity: Entity, taken: dict[str, object]) -> int | None:
        """A number of the factory with which no unique column gets the value that a body gives it."""
        for number in range(1, min(self.capacity(entity), 4)):
            values = {c.name: c.samples[number % len(c.samples)].value for c in self.varying(entity)}
            if not any(name in taken and taken[name] == value for name, value in values.items()):
                return number
        return None

    # --- keys -------------------------------------------------------------------------------------------------

    def key_field(self, parameter: Parameter, column: Column) -> dict[str, str] | None:
        """What the factory must be told so that the row can be addressed; None: no value is surely right for both."""
        wanted = scalar_of(parameter.type, self.index)
        if column.kind is ColumnKind.JSON or not in_path(parameter, self.index):
            return None
        if column.kind in _TEXTS:
            return self._text_key(parameter, wanted, column)
        return {} if _takes(wanted, column) else None

    def key_text(self, parameter: Parameter, column: Column) -> str:
        """A text for the path that both the parameter and the column take, of a row that is not there."""
        free = plain_text(scalar_of(parameter.type, self.index)) and column.kind not in _TEXTS
        return str(column.samples[0].value) if free else in_path(parameter, self.index)

    def _text_key(self, parameter: Parameter, wanted: Type, column: Column) -> dict[str, str] | None:
        text = in_path(parameter, self.index)
        if column.samples[0].value == "":
            return {column.name: text_literal(text)}
        if wanted == column.type or plain_text(wanted):
            return {}
        if made_by_server(column) or text != column.samples[0].value:
            fits = admits(column.type, text) or text in [s.value for s in column.samples]
            return {column.name: text_literal(text)} if fits else None
        return {}


@lru_cache(maxsize=1)
def row_facts(index: Index) -> RowFacts:
    """The facts of one model, gathered once."""
    return RowFacts(index)


def _takes(wanted: Type, column: Column) -> bool:
    """A parameter's type surely takes the values that a column's rows have as text."""
    if wanted == column.type or plain_text(wanted):
        return True
    return column.kind in _NUMBERS and isinstance(wanted, IntegerType | NumberType)


def _is_chosen(column: Column) -> bool:
    return not column.foreign_key and (column.role is ColumnRole.CLIENT or not made_by_server(column))


def made_by_server(column: Column) -> bool:
    """The application makes the value, and it surely satisfies the column's type."""
    if column.generator is Generator.NONE:
        return False
    if column.generator is Generator.TOKEN and isinstance(column.type, StringType):
        return column.type.pattern is None and column.type.format is None
    return True


def key_shown(variable: str, column: Column) -> str:
    """A row's key as its JSON shows it; "" where both may be spelled differently."""
    if column.kind is ColumnKind.UUID:
        return f"str({variable}.{column.name})"
    if column.kind is ColumnKind.DATE:
        return f"{variable}.{column.name}.isoformat()"
    plain = column.kind in _TEXTS | _NUMBERS
    return f"{variable}.{column.name}" if plain else ""


def absent_key(column: Column) -> str:
    """A valid key, in JSON form, that no row of a test has; "" where there is none for sure."""
    if column.kind in _NUMBERS and column.generator is Generator.AUTOINCREMENT:
        return str(_highest(column.type))
    unused = made_by_server(column) or len(column.samples) > 2
    return expression(column.samples[-1]) if unused else ""


def _highest(built: Type) -> int:
    """The highest whole number of a type, within what every client can say."""
    if not isinstance(built, IntegerType):
        return 2**31 - 1
    highest = 2**31 - 1 if built.maximum is None else min(built.maximum, 2**31 - 1)
    return highest // (built.multiple_of or 1) * (built.multiple_of or 1)
