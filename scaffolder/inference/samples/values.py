"""Valid values: a type in, a JSON value out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import count, islice
from typing import Final

from scaffolder.inference.samples import strings
from scaffolder.inference.validity import Definitions, scalar_matches, valid
from scaffolder.model import (
    AliasSchema,
    AnyType,
    ArrayType,
    BooleanType,
    EnumType,
    IntegerType,
    Literal,
    MapType,
    NullableType,
    NumberType,
    ObjectSchema,
    RefType,
    StringType,
    Type,
    UnionType,
)
from scaffolder.names import ClassName


class _Nothing:
    """The type of `NOTHING`."""


NOTHING: Final = _Nothing()
"""Where no value was found; None is one."""

_FULL_DEPTH = 3
"""Objects within objects that still show their optional properties."""
_MAX_OBJECTS = 60
"""Objects of one value that still do."""
_MAX_DEPTH = 8
"""Objects within objects before null stands for them where it may."""
_MAX_ITEMS = 1000


class Draw:
    """Makes one value; a named schema that leads back to itself is left out where that is allowed."""

    def __init__(self, definitions: Definitions, *, full: bool) -> None:
        self._definitions = definitions
        self._full = full
        self._open: list[ClassName] = []
        self._depth = 0
        self._objects = 0
        self._small: dict[tuple[ClassName, int], object] = {}

    def value(self, type_: Type, variant: int, label: str = "") -> object:
        """A value, or `NOTHING`. `label` is the property's name: it makes texts readable."""
        match type_:
            case RefType(name):
                return self._named(name, variant, label)
            case NullableType(inner):
                return self._nullable(inner, variant, label)
            case ArrayType():
                return self._array(type_, variant, label)
            case MapType():
                return self._map(type_, variant, label)
            case UnionType():
                return self._union(type_, variant, label)
            case _:
                return scalar(type_, variant, label)

    @property
    def _generous(self) -> bool:
        """Whether optional parts are still shown."""
        return self._full and self._depth <= _FULL_DEPTH and self._objects <= _MAX_OBJECTS

    def _nullable(self, inner: Type, variant: int, label: str) -> object:
        if self._depth > _MAX_DEPTH and isinstance(inner, RefType):
            return None
        value = self.value(inner, variant, label)
        return None if value is NOTHING else value

    def _named(self, name: ClassName, variant: int, label: str) -> object:
        if name in self._open:
            return NOTHING
        key = (name, variant)
        small = not self._generous
        if small and key in self._small:
            return self._small[key]
        schema = self._definitions[name]
        self._open.append(name)
        if isinstance(schema, AliasSchema):
            value = self.value(schema.type, variant, label)
        else:
            self._depth += 1
            self._objects += 1
            value = self._object(schema, variant)
            self._depth -= 1
        self._open.pop()
        if small and value is not NOTHING and isinstance(schema, ObjectSchema):
            self._small[key] = value
        return value

    def _object(self, schema: ObjectSchema, variant: int) -> object:
        result: dict[str, object] = {}
        wanted = len(schema.fields) if self._generous else schema.fewest
        wanted = wanted if schema.max_properties is None else min(wanted, schema.max_properties)
        needed = set(schema.least)
        optional = wanted - len(needed)
        for field in schema.fields:
            optional -= field.json_name not in needed
            if field.json_name not in needed and optional < 0:
                continue
            value = self.value(field.type, variant, field.json_name)
            if value is not NOTHING:
                result[field.json_name] = value
            elif field.json_name in needed:
                return NOTHING
        return result if len(result) >= schema.fewest else NOTHING

    def _array(self, type_: ArrayType, variant: int, label: str) -> object:
        wanted = max(type_.min_items or 0, 1 if self._generous else 0)
        wanted = wanted if type_.max_items is None else min(wanted, type_.max_items)
        if wanted > _MAX_ITEMS:
            return NOTHING
        items: dict[str, object] = {}
        for n in range(wanted * 3):
            item = self.value(type_.item, variant + n, label)
            if item is NOTHING or len(items) == wanted:
                break
            items.setdefault(Literal.of(item).text if type_.unique else str(n), item)
        enough = len(items) >= (type_.min_items or 0)
        return list(items.values()) if enough else NOTHING

    def _map(self, type_: MapType, variant: int, label: str) -> object:
        wanted = max(type_.min_properties or 0, 1 if self._generous else 0)
        wanted = wanted if type_.max_properties is None else min(wanted, type_.max_properties)
        if wanted > _MAX_ITEMS:
            return NOTHING
        values = {f"key{n + 1}": self.value(type_.value, variant + n, label) for n in range(wanted)}
        if NOTHING in values.values():
            return NOTHING if type_.min_properties else {}
        return values

    def _union(self, type_: UnionType, variant: int, label: str) -> object:
        """A value of the variant whose turn it is; rather one that no other variant takes, as `oneOf` asks."""
        size = len(type_.variants)
        turns = [type_.variants[(variant + n) % size] for n in range(size)]
        fallback: object = NOTHING
        for turn in turns:
            value = self.value(turn, variant // size, label)
            if value is NOTHING:
                continue
            if not any(valid(other, value, self._definitions) for other in type_.variants if other is not turn):
                return value
            fallback = value if fallback is NOTHING else fallback
        return fallback


@lru_cache(maxsize=65536)
def scalar(type_: Type, variant: int, label: str = "") -> object:
    """A value of a type without parts."""
    found: object = NOTHING
    match type_:
        case StringType():
            found = strings.text(type_, label, variant)
        case IntegerType():
            found = _integer(type_, variant)
        case NumberType():
            found = _number(type_, variant)
        case BooleanType():
            found = variant % 2 == 0
        case EnumType(values):
            found = values[variant % len(values)].value
        case AnyType():
            found = strings.text(StringType(), label, variant)
    return NOTHING if found is None else found


def _integer(type_: IntegerType, variant: int) -> object:
    """Small numbers from 1 on, or from the nearest bound."""
    step = type_.multiple_of or 1
    low, high = type_.minimum, type_.maximum
    lowest = None if low is None else -(-low // step) * step
    highest = None if high is None else high // step * step
    if lowest is not None and highest is not None:
        room = (highest - lowest) // step + 1
        start = 0 if lowest >= 1 or highest < 1 else (-(-max(1, lowest) // step) * step - lowest) // step
        return lowest + (start + variant) % room * step if room > 0 else NOTHING
    if highest is not None and highest < 1:
        return highest - variant * step
    first = step if lowest is None else max(lowest, step)
    return first + variant * step if highest is None else first + variant % ((highest - first) // step + 1) * step


def _number(type_: NumberType, variant: int) -> object:
    found = list(islice(_matching_numbers(type_), variant + 1))
    return found[variant % len(found)] if found else NOTHING


def _matching_numbers(type_: NumberType) -> Iterator[float]:
    seen: set[float] = set()
    for candidate in islice(_numbers(type_), 400):
        if candidate not in seen and scalar_matches(type_, candidate):
            seen.add(candidate)
            yield candidate


def _numbers(type_: NumberType) -> Iterator[float]:
    """1.5, 2.5 …, then multiples, then what lies between the bounds."""
    yield from (n + 0.5 for n in range(1, 60))
    step = Fraction(str(type_.multiple_of or 1))
    low = _first(type_.minimum, type_.exclusive_minimum)
    high = _first(type_.maximum, type_.exclusive_maximum)
    start = math.ceil(low / step) if low is not None else math.floor(high / step) if high is not None else 1
    towards = 1 if low is not None or high is None else -1
    yield from (_plain((start + towards * n) * step) for n in range(60))
    if low is not None and high is not None:
        yield from (_plain(low + (high - low) * n / 64) for n in range(65))
    edge = low if low is not None else high if high is not None else Fraction(0)
    yield from (_plain(edge + towards * Fraction(n, 8)) for n in count())


def _first(*bounds: float | None) -> Fraction | None:
    return next((Fraction(str(bound)) for bound in bounds if bound is not None), None)


def _plain(value: Fraction) -> float:
    return int(value) if value.denominator == 1 else float(value)
