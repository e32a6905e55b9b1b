"""Plain YAML scalars by the core schema of YAML 1.2 (section 10.3.2): `on` and dates are strings."""

from __future__ import annotations

import math
import re

from scaffolder.source import JsonValue

_null = frozenset(("", "~", "null", "Null", "NULL"))
_booleans = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_integer = re.compile(r"[-+]?([1-9][0-9]*|0[0-7]*)$")
"""Without texts such as 08: YAML 1.1 writers leave them unquoted, because for them they are no numbers."""

_based = re.compile(r"0o[0-7]+$|0x[0-9a-fA-F]+$")
_float = re.compile(r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?$")
_not_finite = re.compile(r"[-+]?\.(inf|Inf|INF)$|\.(nan|NaN|NAN)$")
_numeric_start = frozenset("+-.0123456789")

_prefix = "tag:yaml.org,2002:"
_strings = frozenset(_prefix + name for name in ("str", "binary", "timestamp"))
_values = frozenset(_prefix + name for name in ("null", "bool", "int", "float"))
known_tags = _strings | _values | {"!", _prefix + "map", _prefix + "seq"}


def resolve_scalar(text: str, tag: str | None, *, plain: bool) -> JsonValue:
    """The value of a scalar; raises ValueError for a number that JSON cannot say."""
    if tag in _values:
        return _resolve_plain(text)
    return _resolve_plain(text) if plain and (tag is None or tag not in known_tags) else text


def _resolve_plain(text: str) -> JsonValue:
    if text in _null:
        return None
    if text in _booleans:
        return _booleans[text]
    return _resolve_number(text) if text[0] in _numeric_start else text


def _resolve_number(text: str) -> JsonValue:
    if _integer.match(text):
        return int(text)
    if _based.match(text):
        return int(text, 0)
    if _not_finite.match(text):
        raise ValueError(text)
    if not _float.match(text):
        return text
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number
