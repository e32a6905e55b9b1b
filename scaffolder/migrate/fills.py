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

_TOKEN = 32
"""Characters that are enough to be no other row's."""


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


def key_for(before: TableFacts, now: TableFacts, column: ColumnFacts, found: Fill | None) -> Fill | None:
    """What rows that are there get as a new key: the key that they had, where the types agree, so that rows of other
    tables still name the same ones; else the model's own, or one that is made for each.
    """
    if now.primary_key.columns != (column.name,):
        return found
    former = before.column(before.primary_key.columns[0]) if len(before.primary_key.columns) == 1 else None
    counted = column.kind.family in ("integer", "bigint")
    if former and former.name != column.name and former.kind.same_as == column.kind.same_as:
        return Fill(made="serial" if counted else "copied", source=former.name)
    if found or counted:
        return found or Fill(made="serial")
    length = column.kind.length or _TOKEN
    if column.kind.family in ("string", "text") and length >= _TOKEN:
        return Fill(made="token")
    return Fill(made="uuid") if column.kind.family == "uuid" else None


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
