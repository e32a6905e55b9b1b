"""Three-way merge of one file: base, the user's and the generated → the combined bytes, and what was come upon.

Python is merged by its syntax, everything else by lines. Both sides stand between markers where they clash.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scaffolder.project.merging.lines import GENERATED, MIDDLE, YOURS, merge_lines, sides
from scaffolder.project.merging.placeholders import bodies, keep_bodies, settle

__all__ = [
    "GENERATED",
    "MIDDLE",
    "YOURS",
    "Merged",
    "bodies",
    "conflict_lines",
    "keep_bodies",
    "merge",
    "sides",
    "unresolved",
]


@dataclass(frozen=True, slots=True)
class Merged:
    """`data` holds both sides between markers where `clash` is set."""

    data: bytes
    clash: bool
    kept: tuple[str, ...] = ()
    """Definitions that are no longer generated, but were edited, so stay."""
    gone: tuple[str, ...] = ()
    """Definitions that the user deleted, and whose generated version changed."""


def merge(path: str, *, base: bytes, yours: bytes, generated: bytes) -> Merged | None:
    """Combine, keeping the user's newline style; None for what is no UTF-8 text."""
    try:
        before, mine, new = (side.decode().replace("\r\n", "\n") for side in (base, yours, generated))
    except UnicodeDecodeError:
        return None
    merged = _merge_text(path, before, mine, new)
    newline = "\r\n" if b"\r\n" in yours else "\n"
    return Merged(merged[0].replace("\n", newline).encode(), *merged[1:])


def _merge_text(path: str, base: str, yours: str, generated: str) -> tuple[str, bool, tuple[str, ...], tuple[str, ...]]:
    if not path.endswith((".py", ".pyi")):
        return (*merge_lines(base, yours, generated), (), ())
    from scaffolder.project.merging.python import Unmergeable, merge_python  # only where both sides changed

    base, generated = settle(base, yours, generated)
    try:
        text, notes = merge_python(base, yours, generated)
    except Unmergeable:
        return (*merge_lines(base, yours, generated), (), ())
    return text, notes.clash, tuple(notes.kept), tuple(notes.gone)


def unresolved(data: bytes) -> int:
    """The line (from 1) of the first conflict marker that a merge left, or 0."""
    return next(conflict_lines(data), 0)


def conflict_lines(data: bytes) -> Iterator[int]:
    """The lines (from 1) at which conflicts begin."""
    marker = YOURS.encode()
    lines = data.split(b"\n") if marker in data else []
    return (n for n, line in enumerate(lines, 1) if line.rstrip() == marker)
