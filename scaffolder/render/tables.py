"""SQLAlchemy columns, constraints and indexes, for models and for the first migration alike.

In: `Column`s. Out: expressions. Both files are written from the same facts here, so that autogenerate finds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model import (
    Column,
    ColumnKind,
    ColumnRole,
    Entity,
    Generator,
    Link,
    NumberType,
    Type,
)
from scaffolder.render.writers import literal, text_literal

_PYTHON = {
    ColumnKind.STRING: "str",
    ColumnKind.TEXT: "str",
    ColumnKind.INTEGER: "int",
    ColumnKind.BIGINT: "int",
    ColumnKind.FLOAT: "float",
    ColumnKind.NUMERIC: "float",
    ColumnKind.BOOLEAN: "bool",
    ColumnKind.DATE: "dt.date",
    ColumnKind.DATETIME: "dt.datetime",
    ColumnKind.TIME: "dt.time",
    ColumnKind.UUID: "UUID",
    ColumnKind.JSON: "Any",
}
_TYPES = {
    ColumnKind.TEXT: "Text",
    ColumnKind.INTEGER: "Integer",
    ColumnKind.BIGINT: "BigInt",
    ColumnKind.FLOAT: "Float(53)",
    ColumnKind.BOOLEAN: "Boolean",
    ColumnKind.DATE: "Date",
    ColumnKind.DATETIME: "UtcDateTime",
    ColumnKind.TIME: "Time",
    ColumnKind.UUID: "Uuid",
    ColumnKind.JSON: "Json",
}
_UUID_LENGTH = 36
_MIGRATION = {
    "BigInt": 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")',
    "UtcDateTime": "sa.DateTime(timezone=True)",
    "Json": 'sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")',
}


def python_type(column: Column) -> str:
    """What the attribute holds, null included."""
    plain = _PYTHON[column.kind]
    return f"{plain} | None" if column.nullable and plain != "Any" else plain


def sql_type(column: Column) -> str:
    """The type as the models write it."""
    if column.kind is ColumnKind.STRING:
        return f"String({column.length})"
    if column.kind is ColumnKind.NUMERIC:
        return f"Numeric(18, {_scale(column.type)}, asdecimal=False)"
    return _TYPES[column.kind]


def migration_type(column: Column) -> str:
    """The same type with nothing of the application's, which changes while a migration stays."""
    written = sql_type(column)
    if written in _MIGRATION:
        return _MIGRATION[written]
    return f"sa.{written}" if "(" in written else f"sa.{written}()"


def _scale(built: Type) -> int:
    step = built.multiple_of if isinstance(built, NumberType) else None
    return {0.01: 2, 0.001: 3, 0.0001: 4}.get(step or 0, 4)


def column_arguments(column: Column) -> list[str]:
    """Arguments of `mapped_column`."""
    return [sql_type(column), *_constraints(column), *_default(column)]


def migration_arguments(column: Column) -> list[str]:
    """Arguments of the migration's `sa.Column`; the naming convention gives the constraints their names."""
    written = (a.replace("ForeignKey(", "sa.ForeignKey(") for a in _constraints(column) if a != "nullable=True")
    return [literal(column.column_name), migration_type(column), *written, f"nullable={column.nullable}"]


def _constraints(column: Column) -> list[str]:
    arguments = []
    if column.foreign_key:
        arguments.append(_foreign_key(column))
    if column.primary_key:
        arguments.append("primary_key=True")
        if column.generator is not Generator.AUTOINCREMENT and column.kind in (ColumnKind.INTEGER, ColumnKind.BIGINT):
            arguments.append("autoincrement=False")
    if column.unique and not column.primary_key:
        arguments.append("unique=True")
    if column.index and not (column.unique or column.primary_key):
        arguments.append("index=True")
    if column.kind is ColumnKind.JSON and column.nullable:
        arguments.append("nullable=True")
    return arguments


def _foreign_key(column: Column) -> str:
    key = column.foreign_key
    assert key is not None
    return f"ForeignKey({text_literal(f'{key.table}.{key.column}')}, ondelete={text_literal(key.on_delete.value)})"


def _default(column: Column) -> list[str]:
    if column.role is ColumnRole.UPDATED_AT and column.generator is not Generator.NONE:
        made = "utc_now" if column.kind is ColumnKind.DATETIME else "utc_today"
        return [f"default={made}", f"onupdate={made}"]
    made = {
        Generator.UUID: "uuid4",
        Generator.TOKEN: _token(column),
        Generator.DIGITS: "new_digits",
        Generator.NOW: "utc_now",
        Generator.TODAY: "utc_today",
        Generator.ONE: "1",
        Generator.DEFAULT: default_value(column),
    }.get(column.generator, "")
    return [f"default={made}"] if made else []


def _token(column: Column) -> str:
    return (
        "new_token"
        if column.length is None or column.length >= _UUID_LENGTH
        else f"partial(new_token, {column.length})"
    )


def default_value(column: Column) -> str:
    """The default as a Python value of the column's kind; containers come from a function, as they can be changed."""
    value = column.default.value if column.default else None
    if value is None:
        return "None"
    parsed = {
        ColumnKind.DATE: "dt.date.fromisoformat",
        ColumnKind.UUID: "UUID",
        ColumnKind.TIME: "dt.time.fromisoformat",
    }
    if column.kind is ColumnKind.DATETIME:
        return f"dt.datetime.fromisoformat({literal(str(value))})"
    if column.kind in parsed:
        return f"{parsed[column.kind]}({literal(value)})"
    if isinstance(value, list | dict):
        return f"lambda: {literal(value)}" if value else type(value).__name__
    return literal(value)


@dataclass(frozen=True, slots=True)
class Check:
    """A constraint that keeps a column to its values."""

    column: str
    condition: str
    """An expression over `column(...)`, without the `sa.` prefix."""


def checks(entity: Entity) -> tuple[Check, ...]:
    """Constraints that keep enumerated columns to their values."""
    return tuple(
        Check(c.column_name, f"column({text_literal(c.column_name)}).in_({literal([v.value for v in c.choices])})")
        for c in entity.columns
        if c.choices and c.foreign_key is None
    )


def secondary_columns(link: Link, entity: Entity, target: Entity) -> tuple[tuple[str, Column, str], ...]:
    """(name, key column, table) of the two sides of a many-to-many table."""
    assert link.secondary is not None
    left, right = link.secondary.left_column, link.secondary.right_column
    return ((left, entity.primary_key, entity.table), (right, target.primary_key, target.table))
