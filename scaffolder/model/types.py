"""JSON values, and the types of schemas."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from scaffolder.names import ClassName

_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))
_DECODER = json.JSONDecoder()
"""Made once: `json.dumps` and `json.loads` cost twice as much for values as short as these."""


@dataclass(frozen=True, slots=True, order=True)
class Literal:
    """A JSON value, frozen as its canonical text so that it is hashable and comparable."""

    text: str
    """Compact JSON, keys in their given order, ASCII only."""

    @classmethod
    def of(cls, value: object) -> Literal:
        """Freeze a JSON value. Raises TypeError for what is none."""
        return cls(_ENCODER.encode(value))

    @property
    def value(self) -> object:
        """The value again, a new object each time."""
        return _DECODER.raw_decode(self.text)[0]


class StringFormat(StrEnum):
    """Formats with a meaning of their own in the output; unknown ones are kept in `StringType.format_name` only."""

    DATE = "date"
    DATETIME = "date-time"
    TIME = "time"
    DURATION = "duration"
    UUID = "uuid"
    EMAIL = "email"
    URI = "uri"
    IPV4 = "ipv4"
    IPV6 = "ipv6"
    BYTE = "byte"
    BINARY = "binary"
    DECIMAL = "decimal"


@dataclass(frozen=True, slots=True)
class StringType:
    """A string with its format and bounds."""

    format: StringFormat | None = None
    format_name: str | None = None
    """The `format` as written, for the derived contract; also where it is unknown to us."""
    min_length: int | None = None
    """In characters (Unicode code points), as JSON Schema counts."""
    max_length: int | None = None
    pattern: str | None = None
    """Only patterns that the target's regex engine accepts; others are dropped with a warning."""


@dataclass(frozen=True, slots=True)
class IntegerType:
    """A whole number with its bounds."""

    bits: int = 64
    """32 or 64: the storage width; values beyond are refused."""
    format_name: str | None = None
    minimum: int | None = None
    """Inclusive; exclusive bounds are already turned into inclusive ones."""
    maximum: int | None = None
    multiple_of: int | None = None


@dataclass(frozen=True, slots=True)
class NumberType:
    """A number with its bounds, kept as a double unless it is money."""

    format_name: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    multiple_of: float | None = None


@dataclass(frozen=True, slots=True)
class BooleanType:
    """True or false."""

    pass


@dataclass(frozen=True, slots=True)
class EnumType:
    """A closed set of scalar values, all of one JSON type or mixed; null is expressed by `NullableType`."""

    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class ArrayType:
    """A list of values of one type."""

    item: Type
    min_items: int | None = None
    max_items: int | None = None
    unique: bool = False


@dataclass(frozen=True, slots=True)
class MapType:
    """An object with free keys and values of one type."""

    value: Type
    min_properties: int | None = None
    max_properties: int | None = None


@dataclass(frozen=True, slots=True)
class AnyType:
    """Any JSON value."""


@dataclass(frozen=True, slots=True)
class RefType:
    """A use of a named schema of `ApiModel.schemas`."""

    name: ClassName


@dataclass(frozen=True, slots=True)
class UnionType:
    """A value of any of several types."""

    variants: tuple[Type, ...]
    discriminator: str | None = None
    """JSON name of the property that tells; only set when every variant is an object schema that requires it, as an
    enum. Where some variant may leave it out, the values of the property tell those apart that have it."""


@dataclass(frozen=True, slots=True)
class NullableType:
    """The inner type or null."""

    inner: Type


Type = (
    StringType
    | IntegerType
    | NumberType
    | BooleanType
    | EnumType
    | ArrayType
    | MapType
    | AnyType
    | RefType
    | UnionType
    | NullableType
)
