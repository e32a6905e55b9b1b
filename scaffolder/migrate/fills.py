"""What rows that are there get in a column that must have a value, where the document names no default.

The plainest value that the document allows: nothing, zero, false, the first of several; else its first valid example.
"""

from __future__ import annotations

from collections.abc import Mapping

from scaffolder.migrate.facts import ColumnFacts, Fill, TableFacts
from scaffolder.migrate.nesting import Nest
from scaffolder.model import (
    ArrayType,
    BooleanType,
    Column,
    ColumnKind,
    EnumType,
    IntegerType,
    Literal,
    MapType,
    NumberType,
    StringType,
    Type,
)


def fill_of(column: Column) -> Fill | None:
    """The value; None where nothing is known that would be valid."""
    if column.default is not None and column.default.value is not None:
        return Fill(column.default)
    if column.kind is ColumnKind.DATETIME:
        return Fill(made="now")
    if column.kind is ColumnKind.DATE:
        return Fill(made="today")
    plain = _plain(column.type)
    value = Literal.of(plain) if plain is not None else next(iter(column.samples), None)
    return Fill(value) if value is not None and value.value is not None else None


Fills = Mapping[tuple[str, str], Fill]
"""Values that satisfy the document, by (table, column)."""


def fill_for(table: TableFacts, column: ColumnFacts, fills: Fills) -> Fill | None:
    """What rows that are there get: the model's own default, else a value that the document allows."""
    found = column.fill or fills.get((table.name, column.name))
    if table.primary_key.columns == (column.name,) and column.kind.family in ("integer", "bigint") and not found:
        return Fill(made="serial") if column.autoincrement else None
    single = any(u.columns == (column.name,) for u in (*table.uniques, table.primary_key))
    if table.reference(column.name) or (single and (found is None or not found.made)):
        return None
    return found


def made_for(child: TableFacts, nest: Nest, fills: Fills) -> tuple[tuple[str, Fill], ...]:
    """What rows get that are made of objects, where an object has nothing."""
    needed = (c for c in child.columns if not c.nullable and c.name != nest.back)
    found = ((c.name, fill_for(child, c, fills)) for c in needed)
    return tuple((name, fill) for name, fill in found if fill and fill.made != "serial")


def _plain(built: Type) -> object:
    found: object = None
    match built:
        case StringType(format=None, pattern=None) if not built.min_length:
            found = ""
        case IntegerType() | NumberType() if _admits_zero(built):
            found = 0
        case BooleanType():
            found = False
        case EnumType():
            found = built.values[0].value
        case ArrayType() if not built.min_items:
            found = []
        case MapType() if not built.min_properties:
            found = {}
    return found


def _admits_zero(built: IntegerType | NumberType) -> bool:
    if built.minimum is not None and built.minimum > 0:
        return False
    if isinstance(built, NumberType) and not _between(built):
        return False
    return built.maximum is None or built.maximum >= 0


def _between(built: NumberType) -> bool:
    low, high = built.exclusive_minimum, built.exclusive_maximum
    return (low is None or low < 0) and (high is None or high > 0)
