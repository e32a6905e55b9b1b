"""One value against one kind of scalar: the value, its reading where the intention is clear, or nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import NamedTuple

from scaffolder.source import JsonValue, type_names

_number = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?$")
_longest_number = 40
_flags = {"true": True, "false": False}

synonyms = {
    "file": "string",
    "str": "string",
    "text": "string",
    "char": "string",
    "uuid": "string",
    "date": "string",
    "datetime": "string",
    "date-time": "string",
    "binary": "string",
    "byte": "string",
    "int": "integer",
    "int32": "integer",
    "int64": "integer",
    "long": "integer",
    "float": "number",
    "double": "number",
    "decimal": "number",
    "bool": "boolean",
    "list": "array",
    "map": "object",
    "dict": "object",
    "hash": "object",
}
"""Homemade type names and what their authors mean."""

formats = {"file": "binary", "datetime": "date-time", "long": "int64"}
formats |= {name: name for name in ("uuid", "date", "date-time", "binary", "byte", "int32", "int64", "float", "double")}
"""The format that a homemade type name implies."""


class Reading(NamedTuple):
    """What a value is read as; `exact` where it is already as the specification wants it."""

    value: JsonValue
    exact: bool = True


def read_text(value: JsonValue) -> Reading | None:
    """A text; numbers and flags are taken as written."""
    if isinstance(value, str):
        return Reading(value)
    if isinstance(value, bool):
        return Reading(str(value).lower(), exact=False)
    return Reading(str(value), exact=False) if isinstance(value, int | float) else None


def read_number(value: JsonValue) -> Reading | None:
    """A finite number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Reading(value)
    if isinstance(value, str) and len(value) < _longest_number and _number.match(value):
        number = float(value)
        return Reading(int(value) if value.lstrip("-").isdigit() else number, exact=False) if _finite(number) else None
    return None


def _finite(number: float) -> bool:
    return math.isfinite(number)


def read_count(value: JsonValue) -> Reading | None:
    """An integer from 0."""
    reading = read_number(value)
    if reading is None or not isinstance(reading.value, int | float):
        return None
    number = reading.value
    if number < 0 or number != int(number):
        return None
    return Reading(int(number), exact=reading.exact)


def read_flag(value: JsonValue) -> Reading | None:
    """True or false."""
    if isinstance(value, bool):
        return Reading(value)
    if isinstance(value, str) and value.lower() in _flags:
        return Reading(_flags[value.lower()], exact=False)
    return None


def read_bound(value: JsonValue) -> Reading | None:
    """A number (3.1) or a flag (3.0)."""
    return Reading(value) if isinstance(value, bool) else read_number(value) or read_flag(value)


def read_types(value: JsonValue) -> Reading | None:
    """A type name or a list of them."""
    if isinstance(value, list):
        names = [name for name in map(_type_name, value) if name]
        return Reading(list(dict.fromkeys(names)), exact=names == value) if names else None
    name = _type_name(value)
    return Reading(name, exact=name == value) if name else None


def _type_name(value: JsonValue) -> str | None:
    if value is None:
        return "null"
    if not isinstance(value, str):
        return None
    if value in type_names:
        return value
    name = value.strip().lower()
    return name if name in type_names else synonyms.get(name)


readers: dict[str, tuple[str, Callable[[JsonValue], Reading | None]]] = {
    "text": ("a text", read_text),
    "number": ("a number", read_number),
    "count": ("a whole number from 0", read_count),
    "flag": ("true or false", read_flag),
    "bound": ("a number, or true or false", read_bound),
    "types": ("one of string, number, integer, boolean, array, object and null", read_types),
}
"""Kind of scalar to what it is called and how it is read."""
