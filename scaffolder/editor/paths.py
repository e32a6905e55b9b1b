"""Text of a document that may be half typed → where in it a position stands, as the keys that lead there.

A parser would give nothing for a text that is being written, so this reads indentation (YAML) and brackets (JSON, and
YAML in flow style) only. It is exact for documents that are laid out as people lay them out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_QUOTED = r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'"""
_KEY = re.compile(rf"^(?P<indent>\s*(?:-\s+)*)(?P<key>{_QUOTED}|[^\s#'\"{{\[][^#]*?)\s*:(?=\s|$)")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]')


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a position stands."""

    keys: tuple[str, ...]
    """From the root; items of lists are left out."""
    line: int
    """Line of the last key, from 0."""


def spot(text: str, line: int, column: int = 0) -> Spot:
    """The innermost key at a position, lines and columns from 0; no keys at the root."""
    if text.lstrip()[:1] == "{":
        return _bracketed(text, line, column)
    return _indented(text.splitlines(), line, column)


def _indented(lines: list[str], line: int, column: int) -> Spot:
    """Lines above with less and less indentation; the line itself where it has a key."""
    if line >= len(lines):
        return Spot((), line)
    own = _KEY.match(lines[line])
    limit = len(own["indent"]) + 1 if own else _indent(lines[line]) or column
    keys: list[str] = []
    last = line
    for number in range(line, -1, -1):
        found = _KEY.match(lines[number])
        if found and len(found["indent"]) < limit:
            limit = len(found["indent"])
            last = number if not keys else last
            keys.append(_plain(found["key"]))
    return Spot(tuple(reversed(keys)), last)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip()) if line.strip() else 0


def _plain(key: str) -> str:
    if key[:1] == '"':
        return re.sub(r"\\(.)", r"\1", key[1:-1])
    return key[1:-1].replace("''", "'") if key[:1] == "'" else key


@dataclass(slots=True)
class _Level:
    key: str | None
    line: int
    """Of the key."""
    pending: tuple[str, int] | None = None
    """The last string in this object, a key once a colon follows, and its line."""
    current: tuple[str, int] | None = None
    """The key whose value is being read."""


def _bracketed(text: str, line: int, column: int) -> Spot:
    starts = [0, *(m.end() for m in re.finditer("\n", text))]
    if line >= len(starts):
        return Spot((), line)
    offset = starts[line] + column
    levels: list[_Level] = []
    number = 0
    for token in _TOKEN.finditer(text):
        if token.start() > offset:
            break
        while number + 1 < len(starts) and starts[number + 1] <= token.start():
            number += 1
        _take(levels, token[0], number)
    return _spot_of(levels, line)


def _take(levels: list[_Level], token: str, line: int) -> None:
    top = levels[-1] if levels else None
    if token in "{[":
        key = top.current if top else None
        levels.append(_Level(key[0] if key else None, key[1] if key else line))
    elif token in "}]":
        levels[-1:] = []
    elif top is not None and token == ":":
        top.current, top.pending = top.pending, None
    elif top is not None and token == ",":
        top.current = top.pending = None
    elif top is not None:
        top.pending = (_plain(token), line)


def _spot_of(levels: list[_Level], line: int) -> Spot:
    named = [(level.key, level.line) for level in levels if level.key is not None]
    top = levels[-1] if levels else None
    inner = (top.current or top.pending) if top else None
    if inner:
        named.append(inner)
    return Spot(tuple(str(key) for key, _ in named), named[-1][1] if named else line)
