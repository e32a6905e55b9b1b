"""ECMA 262 patterns in, patterns for Python's `re` out, or the reason why there is none; and what they are made of."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from functools import lru_cache
from re import _parser  # type: ignore[attr-defined]
from typing import NamedTuple

_SLASHED = re.compile(r"/(\^.*|.*\$)/([a-z]*)", re.DOTALL)
_TOKEN = re.compile(
    r"""(?P<code>\\u\{(?P<hex>[0-9A-Fa-f]{1,6})\})
    | (?P<control>\\c(?P<letter>[A-Za-z]))
    | (?P<backref>\\k<(?P<back>[A-Za-z_]\w*)>)
    | (?P<escape>\\.)
    | (?P<group>\(\?<(?P<name>[A-Za-z_]\w*)>)
    | (?P<anything>\[\^\])
    | (?P<open>\[\^?)
    | (?P<close>\])
    | (?P<doubled>--|&&|\|\||~~)
    | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


class Translation(NamedTuple):
    """`pattern` is None where Python cannot express it, and `reason` says why."""

    pattern: str | None
    reason: str
    unslashed: bool
    """It was written as a JavaScript literal, between slashes."""


def translate(pattern: str) -> Translation:
    """The same language for Python's `re`, searched as JSON Schema does."""
    slashed = _SLASHED.fullmatch(pattern)
    inner = slashed[1] if slashed else pattern
    if re.search(r"(?<!\\)(?:\\\\)*\\[pP]\{", inner):
        return Translation(None, "it names Unicode properties", bool(slashed))
    translated = ("(?i)" if slashed and "i" in slashed[2] else "") + _rewritten(inner)
    reason = _refusal(translated)
    return Translation(None if reason else translated, reason, bool(slashed))


def _refusal(pattern: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
        varying = _varying(parsed(pattern))
    except (re.error, Warning, OverflowError, RecursionError) as error:
        return str(error)
    return "too many of its parts may repeat" if varying > _MOST_VARYING else ""


def _rewritten(pattern: str) -> str:
    parts, inside = [], False
    for token in _TOKEN.finditer(pattern):
        parts.append(_inside(token) if inside else _outside(token))
        if token.lastgroup in ("open", "close") or token["open"] or token["close"]:
            inside = bool(token["open"]) or (inside and not token["close"])
    return "".join(parts)


def _outside(token: re.Match[str]) -> str:
    if token["name"]:
        return f"(?P<{token['name']}>"
    if token["back"]:
        return f"(?P={token['back']})"
    if token["anything"]:
        return r"[\s\S]"
    return _character(token)


def _inside(token: re.Match[str]) -> str:
    """Python warns of set operations that it may learn one day."""
    if token["open"] or token["anything"] or token["doubled"] or token["group"]:
        return "".join(f"\\{c}" if c in "[&|~-" else c for c in token[0])
    return _character(token)


def _character(token: re.Match[str]) -> str:
    if token["hex"]:
        return f"\\U{int(token['hex'], 16):08x}"
    if token["letter"]:
        return f"\\x{ord(token['letter'].upper()) - 64:02x}"
    return "/" if token["escape"] == r"\/" else token[0]


# --- structure ----------------------------------------------------------------------------------------------------

Node = tuple[object, object]
"""An operation of `re`'s parser and its argument."""

_REPEATS = ("MAX_REPEAT", "MIN_REPEAT")
_MANY = 10
_MOST_VARYING = 300
"""Parts that may repeat more or less often; with more of them, a text that does not match is tried for ages."""


def parsed(pattern: str) -> list[Node]:
    """The syntax tree of a pattern that compiles."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(_parser.parse(pattern))


@lru_cache(maxsize=4096)
def is_explosive(pattern: str) -> bool:
    """Whether a repeated part repeats inside: on long texts that do not match, `re` may take forever."""
    return _nests(parsed(pattern), repeated=False)


def _nests(nodes: Iterable[Node], *, repeated: bool) -> bool:
    for kind, value in nodes:
        many = str(kind) in _REPEATS and isinstance(value, tuple) and int(value[1]) > _MANY
        if (many and repeated) or _nests(_children(value), repeated=repeated or many):
            return True
    return False


def _varying(nodes: Iterable[Node]) -> int:
    """How many parts may repeat more or less often."""
    found = 0
    for kind, value in nodes:
        found += str(kind) in _REPEATS and isinstance(value, tuple) and value[0] != value[1]
        found += _varying(_children(value))
    return found


def _children(value: object) -> Iterator[Node]:
    """The nodes in an operation's argument, however it holds them."""
    if isinstance(value, _parser.SubPattern):
        yield from value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _children(part)
