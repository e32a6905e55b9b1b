"""Statements in their merged order → one text, with the blank lines that stood before each, or that its place needs."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from scaffolder.project.merging.lines import ended
from scaffolder.project.merging.suites import Part

_Versions = Sequence[Mapping[str, Part]]


def joined(order: Sequence[str], texts: Mapping[str, str], versions: _Versions, *, top: bool) -> str:
    """The texts in order; `versions` are base, the user's and the generated, by key."""
    text, previous = "", ""
    for key in order:
        text = ended(text) + "\n" * _gap(key, previous, versions, top=top) + texts[key]
        previous = key
    return text


def _gap(key: str, previous: str, versions: _Versions, *, top: bool) -> int:
    """As on a side where it follows the same statement; else as on its own side, but enough for definitions."""
    base, yours, generated = (_known(version, key, previous) for version in versions)
    if yours is not None:
        return generated if base == yours and generated is not None else yours
    if generated is not None:
        return generated
    part = versions[1].get(key) or versions[2][key]
    if not previous:
        return 0
    neighbour = next((v[previous] for v in versions[1:] if previous in v), None)
    if _defines(part) or (neighbour and _defines(neighbour)):
        return max(2 if top else 1, part.gap if top else 1)
    return part.gap if not _first(key, versions) else int(_imports(neighbour) != _imports(part))


def _known(version: Mapping[str, Part], key: str, previous: str) -> int | None:
    """The blank lines before the key, where it follows that very statement."""
    keys = list(version)
    if key not in version:
        return None
    number = keys.index(key)
    return version[key].gap if (keys[number - 1] if number else "") == previous else None


def _first(key: str, versions: _Versions) -> bool:
    return any(next(iter(version), "") == key for version in versions)


def _defines(part: Part) -> bool:
    return isinstance(part.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)


def _imports(part: Part | None) -> bool:
    return part is not None and part.imports is not None
