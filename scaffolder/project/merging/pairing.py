"""Which statements of a version are those of the base: by key, or what took their place."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from difflib import SequenceMatcher

from scaffolder.project.merging.matching import aligned, unique
from scaffolder.project.merging.suites import Import, Part, Suite

_IN_PLACE, _ELSEWHERE = 0.5, 0.75
"""How alike two definitions must be (difflib's ratio), between the same neighbours and anywhere in the suite."""
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_LINES = 4
"""Shorter statements are recognised in their place only."""


def keys_of(base: Suite, side: Suite) -> list[str]:
    """The side's keys, where a statement that replaced one of base has that one's key."""

    return _paired(base.keys, base.parts, side.keys, side.parts)


def paired(keys: Sequence[str], base: Sequence[Part], side: Sequence[Part]) -> list[str]:
    """The same for statements that follow each other, whose keys in base are given."""
    return _paired(keys, base, unique([p.key for p in side]), side)


def _paired(keys: Sequence[str], base: Sequence[Part], own: Sequence[str], side: Sequence[Part]) -> list[str]:
    def alike(b: int, s: int, alone: bool) -> bool:
        return _alike(base[b], side[s], in_place=alone)

    return aligned(keys, own, alike)


def _alike(one: Part, other: Part, *, in_place: bool) -> bool:
    if type(one.node) is not type(other.node) or isinstance(one.node, Import):
        return False
    if not in_place and min(one.code.count("\n"), other.code.count("\n")) < _LINES:
        return False
    if in_place and not isinstance(one.node, _Definition):
        return True
    bound = _IN_PLACE if in_place else _ELSEWHERE
    matcher = SequenceMatcher(None, _said(one), _said(other), autojunk=False)
    return matcher.real_quick_ratio() >= bound and matcher.quick_ratio() >= bound and matcher.ratio() >= bound


def _said(part: Part) -> str:
    """The code; of a definition what it holds, so that a new name alone does not count."""
    node = part.node
    return part.code.replace(node.name, "") if isinstance(node, _Definition) else part.code
