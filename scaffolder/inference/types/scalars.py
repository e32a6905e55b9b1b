"""Strings, integers, numbers and enums: a flat schema in, a scalar `Type` out."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

from scaffolder.inference.formats import in_format
from scaffolder.inference.patterns import translate
from scaffolder.inference.types.findings import Findings
from scaffolder.model import (
    BooleanType,
    EnumType,
    IntegerType,
    Literal,
    NullableType,
    NumberType,
    StringFormat,
    StringType,
    Type,
)
from scaffolder.source import JsonValue, Schema

Scalar = StringType | IntegerType | NumberType | BooleanType | EnumType

_STRING_FORMATS = {format.value.replace("-", ""): format for format in StringFormat} | {
    "url": StringFormat.URI,
    "base64": StringFormat.BYTE,
}
_TEXTUAL = frozenset({StringFormat.EMAIL, StringFormat.URI, StringFormat.IPV4, StringFormat.IPV6})
"""Formats of which no type of a column depends."""
_SMALL_INTEGERS = frozenset({"int32", "int16", "int8", "uint16", "uint8"})
_INTEGERS = _SMALL_INTEGERS | {"int64", "uint32", "uint64", "integer", "long"}
_NUMBERS = frozenset({"float", "double"})
_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


def string_format(name: str | None) -> StringFormat | None:
    """The format that a name means, whatever its case and dashes."""
    return _STRING_FORMATS.get(name.lower().replace("-", "").replace("_", "")) if name else None


def implied_by_format(name: str | None) -> str | None:
    """The type of a schema that names none but has a known format."""
    if name in _INTEGERS:
        return "integer"
    if name in _NUMBERS:
        return "number"
    return "string" if string_format(name) else None


def scalar(schema: Schema, kind: str, findings: Findings) -> Type:
    """The type of a flat schema whose type is `kind`: "string", "integer", "number" or "boolean"."""
    if kind == "string":
        return _string(schema, findings)
    if kind == "integer":
        return _integer(schema, findings)
    return _number(schema, findings) if kind == "number" else BooleanType()


def whole(built: Type) -> Type:
    """The integers of a number's range; any other type as it is."""
    if isinstance(built, NullableType):
        return NullableType(whole(built.inner))
    if not isinstance(built, NumberType):
        return built
    low, high = built.minimum, built.maximum
    return IntegerType(
        format_name=built.format_name,
        minimum=None if low is None else math.ceil(low),
        maximum=None if high is None else math.floor(high),
    )


def _string(schema: Schema, findings: Findings) -> StringType:
    low = schema.min_length if schema.min_length and schema.min_length > 0 else None
    high = schema.max_length if schema.max_length is None or schema.max_length >= 0 else None
    low, high = ordered(low, high, ("minLength", "maxLength"), schema=schema, findings=findings)
    return StringType(_format(schema, findings), schema.format, low, high, _pattern(schema, findings))


def _format(schema: Schema, findings: Findings) -> StringFormat | None:
    """None where the document's own example shows that the format is not meant to be kept."""
    found = string_format(schema.format)
    if found not in _TEXTUAL:
        return found
    loose = next((e for e in schema.examples if isinstance(e, str) and not in_format(e, found)), None)
    if loose is None:
        return found
    findings.add("T115", f"{schema.pointer}/format", example=loose, format=schema.format)
    return None


def _pattern(schema: Schema, findings: Findings) -> str | None:
    if not schema.pattern:
        return None
    pattern, reason, unslashed = translate(schema.pattern)
    if pattern is None:
        findings.add("T102", f"{schema.pointer}/pattern", pattern=schema.pattern, reason=reason)
    elif unslashed:
        findings.add("T103", f"{schema.pointer}/pattern", pattern=schema.pattern, read=pattern)
    return pattern


def ordered(
    low: int | None, high: int | None, keywords: tuple[str, str], *, schema: Schema, findings: Findings
) -> tuple[int | None, int | None]:
    """Both bounds, or none of them where they leave no room."""
    if low is None or high is None or low <= high:
        return low, high
    findings.add("T104", schema.pointer, low=f"{keywords[0]} {low}", high=f"{keywords[1]} {high}")
    return None, None


# --- numbers ------------------------------------------------------------------------------------------------------


def _integer(schema: Schema, findings: Findings) -> IntegerType:
    bits = 32 if schema.format in _SMALL_INTEGERS else 64
    lows = [_finite_ceil(schema.minimum), _above(schema.exclusive_minimum)]
    highs = [_finite_floor(schema.maximum), _below(schema.exclusive_maximum)]
    edge = 2 ** (bits - 1)
    low = max((n for n in lows if n is not None), default=None)
    high = min((n for n in highs if n is not None), default=None)
    if low is not None and low >= edge:
        findings.add("T110", schema.pointer, keyword="minimum", value=low)
        low = None
    if high is not None and high < -edge:
        findings.add("T110", schema.pointer, keyword="maximum", value=high)
        high = None
    low = None if low is not None and low <= -edge else low
    high = None if high is not None and high >= edge - 1 else high
    low, high = ordered(low, high, ("minimum", "maximum"), schema=schema, findings=findings)
    return IntegerType(bits, schema.format, low, high, _step(schema, low, high, findings=findings))


def _finite_ceil(bound: float | None) -> int | None:
    return None if bound is None or math.isinf(bound) else math.ceil(bound)


def _finite_floor(bound: float | None) -> int | None:
    return None if bound is None or math.isinf(bound) else math.floor(bound)


def _above(bound: float | None) -> int | None:
    floor = _finite_floor(bound)
    return None if floor is None else floor + 1


def _below(bound: float | None) -> int | None:
    ceil = _finite_ceil(bound)
    return None if ceil is None else ceil - 1


def _step(schema: Schema, low: int | None, high: int | None, *, findings: Findings) -> int | None:
    """`multipleOf` for integers: multiples of 1.5 are those of 3."""
    if schema.multiple_of is None:
        return None
    step = Fraction(str(schema.multiple_of)).numerator
    room = low is None or high is None or high // step * step >= low
    if not room:
        findings.add("T110", schema.pointer, keyword="multipleOf", value=schema.multiple_of)
        return None
    return step if step > 1 else None


def _number(schema: Schema, findings: Findings) -> NumberType:
    low = _stronger(schema.minimum, schema.exclusive_minimum, low=True)
    high = _stronger(schema.maximum, schema.exclusive_maximum, low=False)
    step = schema.multiple_of
    if _empty(low, high):
        findings.add("T104", schema.pointer, low=f"minimum {low[0]}", high=f"maximum {high[0]}")
        low = high = (None, False)
    if not _has_multiple(low[0], high[0], step):
        findings.add("T110", schema.pointer, keyword="multipleOf", value=step)
        step = None
    return NumberType(
        format_name=schema.format,
        minimum=None if low[1] else low[0],
        maximum=None if high[1] else high[0],
        exclusive_minimum=low[0] if low[1] else None,
        exclusive_maximum=high[0] if high[1] else None,
        multiple_of=step,
    )


_Bound = tuple[float | None, bool]
"""A bound and whether it is exclusive."""


def _stronger(inclusive: float | None, exclusive: float | None, *, low: bool) -> _Bound:
    """The one of two bounds on the same side that refuses more."""
    if inclusive is None or exclusive is None:
        return (exclusive, True) if inclusive is None and exclusive is not None else (inclusive, False)
    strict = exclusive >= inclusive if low else exclusive <= inclusive
    return (exclusive, True) if strict else (inclusive, False)


def _empty(low: _Bound, high: _Bound) -> bool:
    if low[0] is None or high[0] is None:
        return False
    return low[0] > high[0] or (low[0] == high[0] and (low[1] or high[1]))


def _has_multiple(low: float | None, high: float | None, step: float | None) -> bool:
    if low is None or high is None or step is None:
        return True
    unit = Fraction(str(step))
    return math.floor(Fraction(str(high)) / unit) * unit >= Fraction(str(low))


# --- enums --------------------------------------------------------------------------------------------------------


def enum(schema: Schema, kinds: Iterable[str], findings: Findings) -> Type | None:
    """The closed set of a schema's values; None where none of them is of its types. Null is left to the caller."""
    allowed = tuple(kinds)
    kept: dict[str, Literal] = {}
    for value in schema.enum or ():
        if value is None:
            continue
        found = _member(value, allowed)
        if found is None:
            findings.add("T101", f"{schema.pointer}/enum", value=Literal.of(value).text, kind=" or ".join(allowed))
        else:
            kept.setdefault(found.text, found)
    if set(kept) == {"true", "false"}:
        return BooleanType()
    return EnumType(tuple(kept.values())) if kept else None


def _member(value: JsonValue, kinds: tuple[str, ...]) -> Literal | None:
    """The value in its canonical form, where it is one of the kinds."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    for kind in kinds or tuple(_KINDS):
        if isinstance(value, _KINDS.get(kind, ())) and (kind == "boolean" or not isinstance(value, bool)):
            return Literal.of(value)
    return None
