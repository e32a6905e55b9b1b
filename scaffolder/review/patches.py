"""Changes of single lines as unified diffs, and unified diffs written to files."""

from __future__ import annotations

import difflib
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

_HUNK = re.compile(r"^@@ -(?P<start>\d+)(?:,(?P<count>\d+))? \+\d+(?:,\d+)? @@")
_NO_END = "\\ No newline at end of file\n"


def patch(path: str, before: str, after: str) -> str:
    """The unified diff between two texts of a file; "" where they are equal."""
    told = difflib.unified_diff(_lines(before), _lines(after), f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else f"{line}\n{_NO_END}" for line in told)


def _lines(text: str) -> list[str]:
    """With their ends; only "\\n" ends a line, as in a diff."""
    return [line for line in re.split(r"(?<=\n)", text) if line]


def replaced_line(path: str, text: str, line: int, new: str | None) -> str:
    """The diff that replaces a line, counted from 1, or leaves it out."""
    lines = _lines(text)
    end = "\n" if lines[line - 1].endswith("\n") else ""
    lines[line - 1 : line] = [] if new is None else [new + end]
    return patch(path, text, "".join(lines))


def apply(root: Path, patches: Iterable[tuple[str, str]]) -> int:
    """Write what the diffs say, each a file and its diff; the number of those that fit and do not touch each other."""
    by_path: dict[str, list[str]] = {}
    for path, diff in dict.fromkeys(patches):
        by_path.setdefault(path, []).append(diff)
    return sum(_apply(root / path, diffs) for path, diffs in sorted(by_path.items()))


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Lines that replace others; `start` counts from 0."""

    start: int
    old: tuple[str, ...]
    new: tuple[str, ...]

    def fits(self, lines: Sequence[str]) -> bool:
        """The text has the old lines there."""
        return tuple(lines[self.start : self.start + len(self.old)]) == self.old

    def core(self) -> _Hunk:
        """Without the unchanged lines around, so that hunks near each other do not touch."""
        same = list(takewhile(lambda pair: pair[0] == pair[1], zip(self.old, self.new, strict=False)))
        old, new = self.old[len(same) :], self.new[len(same) :]
        tail = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(old[::-1], new[::-1], strict=False))))
        return _Hunk(self.start + len(same), old[: len(old) - tail], new[: len(new) - tail])


def _apply(path: Path, diffs: Iterable[str]) -> int:
    """The hunks are all of the text as it stands; those of a diff are written together or not at all."""
    lines = _lines(path.read_bytes().decode())
    chosen: list[_Hunk] = []
    taken: set[int] = set()
    written = 0
    for hunks in map(_hunks, diffs):
        cores = [hunk.core() for hunk in hunks]
        touched = {n for core in cores for n in range(core.start, core.start + max(1, len(core.old)))}
        if touched & taken or not cores or not all(hunk.fits(lines) for hunk in hunks):
            continue
        chosen, taken, written = [*chosen, *cores], taken | touched, written + 1
    for core in sorted(chosen, key=lambda c: c.start, reverse=True):
        lines[core.start : core.start + len(core.old)] = core.new
    if chosen:
        _replace(path, "".join(lines).encode())
    return written


def _replace(path: Path, content: bytes) -> None:
    """In one step, so that nothing is half written."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    shutil.copymode(path, beside)
    beside.replace(path)


def _hunks(diff: str) -> list[_Hunk]:
    found: list[tuple[int, list[str], list[str]]] = []
    for line in _told(diff):
        if match := _HUNK.match(line):
            found.append((max(0, int(match["start"]) - 1), [], []))
        elif found and line[:1] in " -+":
            _, old, new = found[-1]
            if line[0] != "+":
                old.append(line[1:])
            if line[0] != "-":
                new.append(line[1:])
    return [_Hunk(start, tuple(old), tuple(new)) for start, old, new in found]


def _told(diff: str) -> Iterable[str]:
    """The lines of a diff, those without the end that the diff says they do not have."""
    kept: list[str] = []
    for line in _lines(diff):
        if line == _NO_END and kept:
            kept[-1] = kept[-1].removesuffix("\n")
        else:
            kept.append(line)
    return kept
