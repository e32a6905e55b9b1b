"""JSON text in, a tree of plain Python values and its lazy positions out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from scaffolder.diagnostics import Diagnostic
from scaffolder.document.limits import max_depth
from scaffolder.document.text import Text, Unreadable
from scaffolder.source import JsonValue

_blank = re.compile(r"[ \t\r\n]*")
_surrogate_escape = re.compile(r"\\u[dD][89a-fA-F]")
_constant = re.compile(r"-?Infinity|NaN|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_string = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


def parse_json(text: Text) -> tuple[JsonValue, JsonPositions]:
    """Parse at the speed of the C scanner; raises `Unreadable`."""
    watch = _Watch()
    try:
        root = json.loads(text.characters, object_pairs_hook=watch.pairs, parse_constant=_refuse, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise Unreadable(text.finding("D107", error.pos, reason=error.msg)) from None
    except RecursionError:
        raise Unreadable(text.finding("D111", 0, limit=max_depth)) from None
    except ValueError:
        raise Unreadable(_number_finding(text)) from None
    if _surrogate_escape.search(text.characters):
        _check_surrogates(text)
    positions = JsonPositions(text)
    if watch.repeated:
        raise Unreadable(*positions.repeated_keys())
    return root, positions


class _Watch:
    """Builds objects and remembers whether any key was repeated."""

    repeated = False

    def pairs(self, pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
        members = dict(pairs)
        if len(members) != len(pairs):
            self.repeated = True
        return members


def _refuse(constant: str) -> JsonValue:
    raise ValueError(constant)


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(digits)
    return number


def _number_finding(text: Text) -> Diagnostic:
    """The place of the first number that the parser refused."""
    blanked = _string.sub(lambda match: " " * len(match.group()), text.characters)
    for match in _constant.finditer(blanked):
        try:
            json.loads(match.group(), parse_constant=_refuse, parse_float=_finite)
        except ValueError:
            return text.finding("D113", match.start(), value=match.group()[:30])
    return text.finding("D113", 0, value="a value")


def _check_surrogates(text: Text) -> None:
    for match in _string.finditer(text.characters):
        if _surrogate_escape.search(match.group()):
            value = scanstring(text.characters, match.start() + 1)[0]
            if any("\ud800" <= character <= "\udfff" for character in value):
                raise Unreadable(text.finding("D115", match.start()))


class JsonPositions:
    """Where each value stands. Each container is scanned once, when something in it is first asked for."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._scan: Any = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
        self._containers: dict[int, dict[str, tuple[int, int]]] = {}

    def offset(self, tokens: Sequence[str]) -> int:
        """Offset of a member's key or an item's first character; of the nearest ancestor where it is unknown."""
        shown = value = self._skip(0)
        for token in tokens:
            spot = self._children(value).get(token)
            if spot is None:
                break
            shown, value = spot
        return shown

    def _children(self, start: int) -> dict[str, tuple[int, int]]:
        if start not in self._containers:
            self._containers[start] = {key: (shown, value) for key, shown, value in self._walk(start)}
        return self._containers[start]

    def _walk(self, start: int) -> Iterator[tuple[str, int, int]]:
        """Key, offset to show and offset of the value, for each child of the container at `start`."""
        characters = self._text.characters
        if characters[start] not in "{[":
            return
        closing = "}" if characters[start] == "{" else "]"
        index, count = self._skip(start + 1), 0
        while characters[index] != closing:
            key, shown = str(count), index
            if closing == "}":
                key, index = scanstring(characters, index + 1)
                index = self._skip(self._skip(index) + 1)
            yield key, shown, index
            index = self._skip(self._scan(characters, index)[1])
            index, count = self._skip(index + 1) if characters[index] == "," else index, count + 1

    def _skip(self, index: int) -> int:
        match = _blank.match(self._text.characters, index)
        return match.end() if match else index

    def repeated_keys(self) -> list[Diagnostic]:
        """A finding for each key that stands twice in its object."""
        findings, pending = [], [self._skip(0)]
        while pending:
            start = pending.pop()
            first: dict[str, int] = {}
            for key, shown, value in self._walk(start):
                if key in first:
                    line = self._text.place(first[key]).line
                    findings.append(self._text.finding("D109", shown, key=f"`{key}`", line=line))
                first.setdefault(key, shown)
                pending.append(value)
        return sorted(findings, key=lambda finding: finding.place)
