"""What conditions compare: how a parameter's value meets a column."""

from __future__ import annotations

from scaffolder.model import (
    AliasSchema,
    ArrayType,
    BooleanType,
    Column,
    ColumnKind,
    Comparison,
    Entity,
    EnumType,
    IntegerType,
    NullableType,
    NumberType,
    Parameter,
    RefType,
    StringFormat,
    StringType,
    Type,
)
from scaffolder.render.index import Index
from scaffolder.render.writers import literal, text_literal

TEXTS = frozenset({ColumnKind.STRING, ColumnKind.TEXT})
_INTEGERS = frozenset({ColumnKind.INTEGER, ColumnKind.BIGINT})


def bound(parameter: Parameter) -> str:
    """Keys are bound under names that no column has, as an UPDATE binds its columns' names itself."""
    return text_literal(f"by_{parameter.identifier}")


def narrowing(parameter: Parameter) -> str:
    """The value of a filter, None where it asks for everything."""
    if not parameter.everything:
        return parameter.identifier
    return f"unless({parameter.identifier}, {', '.join(literal(v.value) for v in parameter.everything)})"


def bindparam(entity: Entity, column: str | None, name: str, *settings: str) -> str:
    """A bound value; one compared with 32 bits may have 64, which PostgreSQL's driver otherwise refuses to send."""
    narrow = any(c.name == column and c.kind is ColumnKind.INTEGER for c in entity.columns)
    return f"bindparam({', '.join((name, *settings, *['type_=BigInteger'] * narrow))})"


def comparison(attribute: str, parameter: Parameter, entity: Entity) -> str:
    """The condition of a filter on an attribute."""
    name = text_literal(parameter.identifier)
    if parameter.comparison is Comparison.IN:
        return f"{attribute}.in_({bindparam(entity, parameter.column, name, 'expanding=True')})"
    if parameter.comparison is Comparison.CONTAINS:
        return f"{attribute}.icontains(bindparam({name}))"
    operator = {"eq": "==", "ne": "!=", "ge": ">=", "gt": ">", "le": "<=", "lt": "<"}[parameter.comparison.value]
    return f"{attribute} {operator} {bindparam(entity, parameter.column, name)}"


def converted(parameter: Parameter, column: Column, index: Index) -> str:
    """The parameter as a value of the column's kind."""
    python = python_type(parameter.type, index)
    if column.kind in _INTEGERS and python in ("str", "float"):
        return f"integer_key({parameter.identifier})"
    if column.kind is ColumnKind.UUID and python == "str":
        return f"uuid_key({parameter.identifier})"
    if column.kind in TEXTS and python != "str":
        return f"str({parameter.identifier})"
    return parameter.identifier


def python_type(built: Type, index: Index) -> str:
    """What a parameter's value is in Python."""
    if isinstance(built, NullableType):
        return python_type(built.inner, index)
    if isinstance(built, RefType):
        definition = index.definitions[built.name]
        return python_type(definition.type, index) if isinstance(definition, AliasSchema) else "str"
    if isinstance(built, ArrayType):
        return f"Sequence[{python_type(built.item, index)}]"
    return _scalar_type(built)


def _scalar_type(built: Type) -> str:
    if isinstance(built, StringType):
        bounded = any(b is not None for b in (built.pattern, built.min_length, built.max_length))
        parsed = {StringFormat.DATE: "date", StringFormat.DATETIME: "datetime", StringFormat.UUID: "UUID"}
        return parsed.get(built.format, "str") if built.format and not bounded else "str"
    if isinstance(built, EnumType):
        values = [v.value for v in built.values]
        whole = all(isinstance(v, int) and not isinstance(v, bool) for v in values)
        return "int" if whole else "str" if all(isinstance(v, str) for v in values) else "Any"
    plain: dict[type, str] = {IntegerType: "int", NumberType: "float", BooleanType: "bool"}
    return plain.get(type(built), "Any")
