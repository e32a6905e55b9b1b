"""What rows that are there get in a column that must have a value, where the document names no default.

The plainest value that the document allows: nothing, zero, false, the first of several; else its first valid example.
"""

from __future__ import annotations

from scaffolder.migrate.facts import Fill
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
