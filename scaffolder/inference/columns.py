"""How a property is stored: kind, length, default, generator, role.

In: fields as read and as written. Out: `Column`s. JSON columns hold whatever is no scalar; that is decided here, once.
"""

from __future__ import annotations

import json
from dataclasses import replace

from scaffolder import names
from scaffolder.model import (
    BooleanType,
    ColumnKind,
    ColumnRole,
    EnumType,
    Field,
    Generator,
    IntegerType,
    Literal,
    NumberType,
    StringFormat,
    StringType,
    Type,
)
from scaffolder.source import JsonValue

_STRING_LIMIT = 4000
"""Longer strings are TEXT; both PostgreSQL and SQLite store them alike, the type only tells the reader."""

_CREATED = frozenset(
    """created created_at created_on created_date created_time create_time creation_date creation_time
    creation_timestamp date_created time_created inserted_at added_at date_added registered_at
    created_timestamp created_date_time creation_date_time date_time_created""".split()
)
_UPDATED = frozenset(
    """updated updated_at updated_on updated_date updated_time update_time modified modified_at modified_on
    modified_date last_modified last_modified_at last_updated last_updated_at date_updated date_modified
    time_updated changed_at last_modified_date last_update
    updated_timestamp updated_date_time last_modified_date_time modified_time""".split()
)
_VERSIONS = frozenset({"version", "revision", "lock_version", "row_version", "object_version", "version_number"})

_FORMATS = {
    StringFormat.DATE: ColumnKind.DATE,
    StringFormat.DATETIME: ColumnKind.DATETIME,
    StringFormat.TIME: ColumnKind.STRING,
    StringFormat.UUID: ColumnKind.UUID,
}


_PARSED = frozenset({ColumnKind.DATE, ColumnKind.DATETIME, ColumnKind.UUID})


def kind_of(underlying: Type) -> ColumnKind:
    """The column kind for a type with references to scalars and null already taken off."""
    if isinstance(underlying, StringType):
        return _string_kind(underlying)
    if isinstance(underlying, IntegerType):
        return ColumnKind.INTEGER if underlying.bits == 32 else ColumnKind.BIGINT
    if isinstance(underlying, NumberType):
        return ColumnKind.NUMERIC if is_money(underlying) else ColumnKind.FLOAT
    if isinstance(underlying, BooleanType):
        return ColumnKind.BOOLEAN
    if isinstance(underlying, EnumType):
        return _enum_kind(underlying)
    return ColumnKind.JSON


def _string_kind(underlying: StringType) -> ColumnKind:
    if underlying.format in _FORMATS and is_parsed(underlying):
        return _FORMATS[underlying.format]
    bounded = underlying.max_length is not None and underlying.max_length <= _STRING_LIMIT
    return ColumnKind.STRING if bounded else ColumnKind.TEXT


def is_parsed_only(written: Type, kept: Type) -> bool:
    """Any text may be written where only texts of a form are kept."""
    return isinstance(written, StringType) and kind_of(written) not in _PARSED and kind_of(kept) in _PARSED


def is_parsed(underlying: StringType) -> bool:
    """Dates, times and UUIDs are kept as such, unless the document also bounds their text."""
    bounds = (underlying.pattern, underlying.min_length, underlying.max_length)
    return all(b is None for b in bounds)


def _enum_kind(underlying: EnumType) -> ColumnKind:
    values = [v.value for v in underlying.values]
    if all(isinstance(v, str) for v in values):
        return ColumnKind.STRING
    if all(isinstance(v, int) and not isinstance(v, bool) and abs(v) < 2**63 for v in values):
        return ColumnKind.BIGINT
    return ColumnKind.JSON


def admitting(type_: Type, default: Literal | None) -> Type:
    """The type, the default among its choices: rows may hold what answers document, though nobody can send it."""
    if not isinstance(type_, EnumType) or default is None or default in type_.values:
        return type_
    return EnumType((*type_.values, default))


def is_money(number: NumberType) -> bool:
    """Numbers that count hundredths or are called decimal are stored exactly."""
    return (number.format_name in ("decimal", "money", "currency") and number.multiple_of is None) or (
        number.multiple_of in (0.01, 0.001, 0.0001) and number.maximum is not None
    )


def length_of(underlying: Type, kind: ColumnKind) -> int | None:
    """Characters that a STRING column holds; None for other kinds and for texts without a bound."""
    if kind is not ColumnKind.STRING:
        return None
    if isinstance(underlying, EnumType):
        return max([len(str(v.value)) for v in underlying.values] + [1])
    return underlying.max_length if isinstance(underlying, StringType) else None


def server_role(field: Field, underlying: Type) -> tuple[ColumnRole, Generator]:
    """What the server makes of a property that no client sends, by its name and type."""
    name = names.snake(field.json_name)
    kind = kind_of(underlying)
    if kind in (ColumnKind.DATETIME, ColumnKind.DATE) and name in _CREATED | _UPDATED:
        generator = Generator.NOW if kind is ColumnKind.DATETIME else Generator.TODAY
        return (ColumnRole.CREATED_AT if name in _CREATED else ColumnRole.UPDATED_AT), generator
    if isinstance(underlying, IntegerType) and name in _VERSIONS and _admits_one(underlying):
        return ColumnRole.VERSION, Generator.ONE
    return ColumnRole.SERVER, Generator.DEFAULT


def _admits_one(underlying: IntegerType) -> bool:
    """A version counts up from one without end, so no bound and no step may forbid it."""
    return (underlying.minimum or 0) <= 1 and underlying.maximum is None and underlying.multiple_of in (None, 1)


def key_generator(underlying: Type, *, sent: bool, required: bool) -> Generator:
    """How a key comes about where clients do not send it."""
    if sent and required:
        return Generator.NONE
    if isinstance(underlying, IntegerType | NumberType):
        return Generator.AUTOINCREMENT
    if isinstance(underlying, StringType):
        return Generator.UUID if underlying.format is StringFormat.UUID else Generator.TOKEN
    return Generator.NONE


def key_kind(underlying: Type) -> ColumnKind:
    """Keys of type number are counted like integers; texts stay texts."""
    if isinstance(underlying, NumberType):
        return ColumnKind.BIGINT
    return kind_of(underlying)


def counted(underlying: Type) -> Type:
    """A key's type with whole numbers alone, which is what is stored of it."""
    if isinstance(underlying, NumberType) and underlying.multiple_of is None:
        return replace(underlying, multiple_of=1)
    return underlying


def default_of(field: Field | None) -> Literal | None:
    """The documented default, null excluded."""
    if field is None or field.default is None or field.default.value is None:
        return None
    return field.default


def renamed_values(declared: JsonValue) -> tuple[tuple[Literal, Literal], ...]:
    """`x-renamed-values: {old: new}`; keys of JSON are texts, whatever the values are."""
    pairs = declared.items() if isinstance(declared, dict) else ()
    scalar = ((old, new) for old, new in pairs if isinstance(new, str | int | float))
    return tuple((Literal.of(old if isinstance(new, str) else _number(old)), Literal.of(new)) for old, new in scalar)


def _number(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text
