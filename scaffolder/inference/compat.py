"""How types relate: which values one takes, whether one's values fit the other, and what both take."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from scaffolder.inference.validity import Definitions, scalar_matches, valid
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
    StringFormat,
    StringType,
    Type,
    UnionType,
)
from scaffolder.names import ClassName

__all__ = ["assignable", "narrow", "underlying", "valid"]

_TEXTUAL = frozenset({None, StringFormat.EMAIL, StringFormat.URI, StringFormat.IPV4, StringFormat.IPV6})
"""Formats that are stored as the text they are; every other one has a class of its own."""

_SCALARS = (StringType, IntegerType, NumberType, BooleanType, EnumType)

_N = TypeVar("_N", int, float)


def underlying(type: Type, definitions: Definitions) -> Type:
    """The type behind aliases and nullability; references to objects stay."""
    seen: set[ClassName] = set()
    while True:
        if isinstance(type, NullableType):
            type = type.inner
            continue
        schema = definitions[type.name] if isinstance(type, RefType) else None
        if schema is None or not isinstance(schema, AliasSchema):
            return type
        if schema.name in seen:
            return AnyType()
        seen.add(schema.name)
        type = schema.type


def _nullable(type_: Type, definitions: Definitions) -> bool:
    seen: set[ClassName] = set()
    while isinstance(type_, RefType) and type_.name not in seen:
        seen.add(type_.name)
        schema = definitions[type_.name]
        type_ = schema.type if isinstance(schema, AliasSchema) else BooleanType()
    return isinstance(type_, NullableType | AnyType)


# --- assignable ---------------------------------------------------------------------------------------------------


def assignable(source: Type, target: Type, definitions: Definitions) -> bool:
    """Whether every value of `source` is of the kind that `target` takes; bounds and patterns are not compared."""
    return _Fit(definitions).fits(source, target)


class _Fit:
    """One comparison; what leads back to itself is taken to fit."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._open: set[tuple[Type, Type]] = set()

    def fits(self, source: Type, target: Type) -> bool:
        if source == target or (source, target) in self._open:
            return True
        self._open.add((source, target))
        if _nullable(source, self._definitions) and not _nullable(target, self._definitions):
            return False
        return self._bare(underlying(source, self._definitions), underlying(target, self._definitions))

    def _bare(self, source: Type, target: Type) -> bool:
        if isinstance(target, AnyType) or source == target:
            return True
        if isinstance(source, UnionType):
            return all(self.fits(variant, target) for variant in source.variants)
        if isinstance(target, UnionType):
            return any(self.fits(source, variant) for variant in target.variants)
        if isinstance(source, RefType | MapType):
            return isinstance(target, RefType | MapType) and self._objects(source, target)
        if isinstance(source, ArrayType):
            return isinstance(target, ArrayType) and self.fits(source.item, target.item)
        return _scalar_fits(source, target)

    def _objects(self, source: RefType | MapType, target: RefType | MapType) -> bool:
        if isinstance(source, MapType):
            return isinstance(target, MapType) and self.fits(source.value, target.value)
        given = self._object(source)
        if isinstance(target, MapType):
            return all(self.fits(field.type, target.value) for field in given.fields)
        wanted = self._object(target)
        fields = {field.json_name: field for field in given.fields}
        for field in wanted.fields:
            found = fields.pop(field.json_name, None)
            if field.required and not (found is not None and found.required):
                return False
            if found is not None and not self.fits(found.type, field.type):
                return False
        return not fields or wanted.extra is not Extra.FORBID

    def _object(self, reference: RefType) -> ObjectSchema:
        schema = self._definitions[reference.name]
        assert isinstance(schema, ObjectSchema), "aliases were followed"
        return schema


def _scalar_fits(source: Type, target: Type) -> bool:
    match source, target:
        case EnumType(values), _:
            return all(_member_fits(value, target) for value in values)
        case StringType(), StringType():
            return _storage(source) == _storage(target)
        case IntegerType(), _:
            return isinstance(target, IntegerType | NumberType)
        case _:
            return type(source) is type(target)


def _member_fits(value: Literal, target: Type) -> bool:
    if isinstance(target, StringType):
        return isinstance(value.value, str) and _storage(target) is None
    return scalar_matches(target, value.value)


def _storage(type_: StringType) -> StringFormat | None:
    return None if type_.format in _TEXTUAL else type_.format


# --- narrow -------------------------------------------------------------------------------------------------------


def narrow(write: Type, read: Type, definitions: Definitions) -> Type | None:
    """What may be written so that it can be read back: for scalars both constraints at once; None where nothing may."""
    mine, theirs = underlying(write, definitions), underlying(read, definitions)
    if not (isinstance(mine, _SCALARS) and isinstance(theirs, _SCALARS)):
        return write if assignable(write, read, definitions) else None
    inner = _narrowed(mine, theirs)
    both = inner is not None and _nullable(write, definitions) and _nullable(read, definitions)
    return NullableType(inner) if both and inner is not None else inner


def _narrowed(write: Type, read: Type) -> Type | None:
    if isinstance(write, EnumType):
        return _members(write.values, read)
    if isinstance(read, EnumType):
        return _members(read.values, write)
    if isinstance(write, StringType) and isinstance(read, StringType):
        return _strings(write, read)
    if isinstance(write, IntegerType | NumberType) and isinstance(read, IntegerType | NumberType):
        return _quantities(write, read)
    return write if write == read else None


def _members(values: tuple[Literal, ...], other: Type) -> Type | None:
    kept = tuple(value for value in values if scalar_matches(other, value.value))
    return EnumType(kept) if kept else None


def _strings(write: StringType, read: StringType) -> Type | None:
    if _storage(write) != _storage(read) and None not in (_storage(write), _storage(read)):
        return None
    special = next((type_ for type_ in (write, read) if _storage(type_) is not None), None)
    formatted = special or (write if write.format is not None else read)
    low = _tighter(max, write.min_length, read.min_length)
    high = _tighter(min, write.max_length, read.max_length)
    if low is not None and high is not None and low > high:
        return None
    pattern = write.pattern if write.pattern is not None else read.pattern
    name = formatted.format_name or write.format_name
    return StringType(formatted.format, name, low, high, pattern)


def _integers(write: IntegerType, read: IntegerType) -> Type | None:
    narrower = read if read.bits < write.bits else write
    low = _tighter(max, write.minimum, read.minimum)
    high = _tighter(min, write.maximum, read.maximum)
    step = _tighter(math.lcm, write.multiple_of, read.multiple_of)
    if low is not None and high is not None and high // (step or 1) * (step or 1) < low:
        return None
    return replace(narrower, minimum=low, maximum=high, multiple_of=step)


def _quantities(write: IntegerType | NumberType, read: IntegerType | NumberType) -> Type | None:
    if isinstance(write, NumberType) and isinstance(read, NumberType):
        return _numbers(write, read)
    mine, theirs = (_whole(type_) if isinstance(type_, NumberType) else type_ for type_ in (write, read))
    return _integers(mine, theirs)


def _whole(type_: NumberType) -> IntegerType:
    """The integers among the numbers of a type."""
    low = _tighter(
        max, _rounded(math.ceil, type_.minimum), _rounded(lambda n: math.floor(n) + 1, type_.exclusive_minimum)
    )
    high = _tighter(
        min, _rounded(math.floor, type_.maximum), _rounded(lambda n: math.ceil(n) - 1, type_.exclusive_maximum)
    )
    step = Fraction(str(type_.multiple_of)).numerator if type_.multiple_of else None
    return IntegerType(64, None, low, high, step)


def _rounded(rule: Callable[[float], int], bound: float | None) -> int | None:
    return None if bound is None else rule(bound)


def _numbers(write: NumberType, read: NumberType) -> Type | None:
    both = NumberType(
        write.format_name or read.format_name,
        _tighter(max, write.minimum, read.minimum),
        _tighter(min, write.maximum, read.maximum),
        _tighter(max, write.exclusive_minimum, read.exclusive_minimum),
        _tighter(min, write.exclusive_maximum, read.exclusive_maximum),
        _tighter(_common_multiple, write.multiple_of, read.multiple_of),
    )
    lows = [n for n in (both.minimum, both.exclusive_minimum) if n is not None]
    highs = [n for n in (both.maximum, both.exclusive_maximum) if n is not None]
    if lows and highs:
        low, high = max(lows), min(highs)
        if low > high or (low == high and not scalar_matches(both, low)):
            return None
    return both


def _common_multiple(a: float, b: float) -> float:
    x, y = Fraction(str(a)), Fraction(str(b))
    return float(Fraction(math.lcm(x.numerator, y.numerator), math.gcd(x.denominator, y.denominator)))


def _tighter(choose: Callable[[_N, _N], _N], a: _N | None, b: _N | None) -> _N | None:
    return choose(a, b) if a is not None and b is not None else b if a is None else a
