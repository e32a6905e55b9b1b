"""Changes of single lines as unified diffs, and unified diffs written to files."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

_HUNK = re.compile(r"^@@ -(?P<start>\d+)(?:,(?P<count>\d+))? \+\d+(?:,\d+)? @@")


def patch(path: str, before: str, after: str) -> str:
    """The unified diff between two texts of a file; "" where they are equal."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return "".join(difflib.unified_diff(old, new, f"a/{path}", f"b/{path}"))


def replaced_line(path: str, text: str, line: int, new: str | None) -> str:
    """The diff that replaces a line, counted from 1, or leaves it out."""
    lines = text.splitlines(keepends=True)
    end = "\n" if lines[line - 1].endswith("\n") else ""
    lines[line - 1 : line] = [] if new is None else [new + end]
    return patch(path, text, "".join(lines))


def apply(root: Path, patches: Iterable[tuple[str, str]]) -> int:
    """Write what the diffs say, each a file and its diff; the number of those that still fit."""
    return sum(_apply(root / path, diff) for path, diff in sorted(set(patches), key=_from_the_end))


def _from_the_end(item: tuple[str, str]) -> tuple[str, int]:
    hunk = next(filter(None, map(_HUNK.match, item[1].splitlines())), None)
    return item[0], -int(hunk["start"]) if hunk else 0


def _apply(path: Path, diff: str) -> bool:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for start, old, new in reversed(list(_hunks(diff))):
        if lines[start : start + len(old)] != old:
            return False
        lines[start : start + len(old)] = new
    path.write_text("".join(lines), encoding="utf-8")
    return True


def _hunks(diff: str) -> Iterable[tuple[int, list[str], list[str]]]:
    """(index of the first line, lines before, lines after) of each hunk."""
    found: list[tuple[int, list[str], list[str]]] = []
    for line in diff.splitlines(keepends=True):
        if match := _HUNK.match(line):
            found.append((max(0, int(match["start"]) - 1), [], []))
        elif found and line[:1] in " -+":
            _, old, new = found[-1]
            if line[0] != "+":
                old.append(line[1:])
            if line[0] != "-":
                new.append(line[1:])
    return found
