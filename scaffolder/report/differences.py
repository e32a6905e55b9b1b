"""Two texts → the rows of a side-by-side comparison, with a few lines around each change."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

Row = tuple[str, int, str, int, str]
"""What it is ("same", "changed", "removed", "added" or "gap"), and number and text of the line on either side.

Number 0: there is no line on this side.
"""
_AROUND = 3


def side_by_side(before: str, after: str) -> list[Row]:
    """The rows; unchanged stretches are a "gap" but for the lines next to a change."""
    old, new = before.splitlines(), after.splitlines()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    found: list[Row] = []
    for number, group in enumerate(matcher.get_grouped_opcodes(_AROUND)):
        if number:
            found.append(("gap", 0, "", 0, ""))
        for tag, i1, i2, j1, j2 in group:
            found += _rows(tag, list(enumerate(old[i1:i2], i1 + 1)), list(enumerate(new[j1:j2], j1 + 1)))
    return found


def _rows(tag: str, left: list[tuple[int, str]], right: list[tuple[int, str]]) -> Iterator[Row]:
    for n in range(max(len(left), len(right))):
        a = left[n] if n < len(left) else (0, "")
        b = right[n] if n < len(right) else (0, "")
        kind = "same" if tag == "equal" else "changed" if a[0] and b[0] else "removed" if a[0] else "added"
        yield kind, *a, *b
