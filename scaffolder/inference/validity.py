"""Whether a JSON value matches a type of the API model, exactly as the generated application is to decide it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from scaffolder.inference.formats import in_format
from scaffolder.inference.patterns import is_explosive
from scaffolder.model import (
    AliasSchema,
    AnyType,
    ArrayType,
    BooleanType,
    EnumType,
    Extra,
    IntegerType,
    Literal,
    MapType,
    NullableType,
    NumberType,
    ObjectSchema,
    RefType,
    SchemaDefinition,
    StringType,
    Type,
    UnionType,
)
from scaffolder.names import ClassName

_EXPLOSIVE_LENGTH = 22

Definitions = Mapping[ClassName, SchemaDefinition]


def valid(type: Type, value: object, definitions: Definitions) -> bool:
    """Whether a JSON value matches a type. True and False are no integers; 1.0 is one."""
    return _Check(definitions).matches(type, value)


class _Check:
    """One value against one type; `_open` ends definitions that lead back to themselves."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._open: set[tuple[ClassName, int]] = set()

    def matches(self, type_: Type, value: object) -> bool:
        match type_:
            case NullableType(inner):
                found = value is None or self.matches(inner, value)
            case UnionType(variants):
                found = any(self.matches(variant, value) for variant in variants)
            case RefType(name):
                found = self._named(name, value)
            case ArrayType():
                found = isinstance(value, list) and self._array(type_, value)
            case MapType():
                found = isinstance(value, dict) and self._map(type_, value)
            case _:
                found = isinstance(type_, AnyType) or scalar_matches(type_, value)
        return found

    def _named(self, name: ClassName, value: object) -> bool:
        key = (name, id(value))
        if key in self._open:
            return False
        self._open.add(key)
        schema = self._definitions[name]
        if isinstance(schema, AliasSchema):
            found = self.matches(schema.type, value)
        else:
            found = isinstance(value, dict) and self._object(schema, value)
        self._open.discard(key)
        return found

    def _object(self, schema: ObjectSchema, value: dict[str, object]) -> bool:
        named = {field.json_name: field for field in schema.fields}
        if any(field.required and field.json_name not in value for field in schema.fields):
            return False
        extra = {name: inner for name, inner in value.items() if name not in named}
        if extra and schema.extra is Extra.FORBID:
            return False
        if not _within(len(value), schema.min_properties, schema.max_properties):
            return False
        if schema.alternatives and not any(value.keys() >= set(names) for names in schema.alternatives):
            return False
        extra_type = schema.extra_type
        return all(self.matches(named[n].type, value[n]) for n in value if n in named) and (
            extra_type is None or all(self.matches(extra_type, inner) for inner in extra.values())
        )

    def _array(self, type_: ArrayType, value: list[object]) -> bool:
        return (
            _within(len(value), type_.min_items, type_.max_items)
            and (not type_.unique or len({_key(item) for item in value}) == len(value))
            and all(self.matches(type_.item, item) for item in value)
        )

    def _map(self, type_: MapType, value: dict[str, object]) -> bool:
        return _within(len(value), type_.min_properties, type_.max_properties) and all(
            self.matches(type_.value, inner) for inner in value.values()
        )


def scalar_matches(type_: Type, value: object) -> bool:
    """The same for a type without parts."""
    match type_:
        case StringType():
            found = isinstance(value, str) and _string(type_, value)
        case BooleanType():
            found = isinstance(value, bool)
        case EnumType(values):
            found = _literal(value) in values
        case IntegerType():
            found = _integer(type_, value)
        case _:
            found = isinstance(type_, NumberType) and _number(type_, value)
    return found


def _string(type_: StringType, value: str) -> bool:
    return (
        _within(len(value), type_.min_length, type_.max_length)
        and in_format(value, type_.format)
        and (type_.pattern is None or _matches(type_.pattern, value))
    )


def _matches(pattern: str, value: str) -> bool:
    """A long text under an explosive pattern counts as no match: finding out might take forever."""
    if len(value) > _EXPLOSIVE_LENGTH and is_explosive(pattern):
        return False
    return _compiled(pattern).search(value) is not None


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _integer(type_: IntegerType, value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        return False
    edge = 2 ** (type_.bits - 1)
    return (
        -edge <= value < edge
        and _within(value, type_.minimum, type_.maximum)
        and (type_.multiple_of is None or int(value) % type_.multiple_of == 0)
    )


def _number(type_: NumberType, value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return False
    low, high = type_.exclusive_minimum, type_.exclusive_maximum
    return (
        _within(value, type_.minimum, type_.maximum)
        and (low is None or value > low)
        and (high is None or value < high)
        and (type_.multiple_of is None or Fraction(str(value)) % Fraction(str(type_.multiple_of)) == 0)
    )


def _within(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _literal(value: object) -> Literal | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return Literal.of(value) if isinstance(value, str | int | float | bool) else None


def _key(value: object) -> str:
    """Equal for values that JSON Schema calls equal, whatever the order of keys."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{Literal.of(k).text}:{_key(value[k])}" for k in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_key, value)) + "]"
    return (_literal(value) or Literal.of(value)).text
