"""Three-way merge of one file: base, the user's and the generated → the combined bytes, and whether sides clash."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import cast

YOURS = "<<<<<<< yours"
MIDDLE = "======="
GENERATED = ">>>>>>> generated"


@dataclass(frozen=True, slots=True)
class Merged:
    """`data` holds both sides between markers where `clash` is set."""

    data: bytes
    clash: bool


def merge(*, base: bytes, yours: bytes, generated: bytes) -> Merged | None:
    """Combine by lines, keeping the user's newline style; None for what is no UTF-8 text."""
    try:
        texts = [_lines(side) for side in (base, yours, generated)]
    except UnicodeDecodeError:
        return None
    lines, clash = _merge_lines(*texts)
    newline = "\r\n" if b"\r\n" in yours else "\n"
    return Merged(newline.join(lines).encode(), clash)


def unresolved(data: bytes) -> int:
    """The line (from 1) of the first conflict marker that a merge left, or 0."""
    marker = YOURS.encode()
    lines = data.splitlines() if marker in data else []
    return next((n for n, line in enumerate(lines, 1) if line.rstrip() == marker), 0)


def _lines(data: bytes) -> list[str]:
    return data.decode().replace("\r\n", "\n").split("\n")


class _Matcher(SequenceMatcher[str]):
    """Every line counts: difflib's shortcut for frequent lines would misalign long files."""

    def __init__(self, isjunk: None = None, a: list[str] | str = "", b: list[str] | str = "") -> None:
        super().__init__(isjunk, a, b, autojunk=False)


def _merge_lines(base: list[str], yours: list[str], generated: list[str]) -> tuple[list[str], bool]:
    from merge3 import Merge3, SequenceMatcherProtocol  # only a run that merges pays for it

    merged: list[str] = []
    clash = False
    for group in Merge3(
        base, yours, generated, sequence_matcher=cast("type[SequenceMatcherProtocol[str]]", _Matcher)
    ).merge_groups():
        if group[0] == "conflict":
            clash = True
            merged += [YOURS, *group[2], MIDDLE, *group[3], GENERATED]
        else:
            merged += group[1]
    return merged, clash
