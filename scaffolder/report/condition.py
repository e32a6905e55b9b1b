"""How a project stands → the lines of `scaffold status`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scaffolder.condition import Body, Condition
from scaffolder.report.paint import Paint
from scaffolder.report.visible import counted, visible

_LISTED = 40
"""Items of each list that are shown."""


def condition_lines(condition: Condition, paint: Paint) -> Iterator[str]:
    """A headline, then a list for each thing that there is."""
    yield paint(f"{visible(condition.root)}: {counted(condition.files, 'generated file')}", bold=True)
    conflicts = [f"{c.path}:{c.line}" for c in condition.conflicts]
    yield from _listed("Conflicts (edit them, or scaffold resolve --ours or --theirs)", conflicts)
    for body, words in _BODIES.items():
        yield from _listed(words, [f"{p.id}  {p.path}:{p.line}" for p in condition.of(body)])
    yield from _listed("Edited by you", condition.edited)
    yield from _listed("Moved by you", [f"{old} is now {new}" for old, new in condition.moved])
    yield from _listed("Deleted by you, and left so", condition.deleted)
    yield from _listed("Columns that the document no longer has and the database keeps", condition.parked)
    filled = len(condition.placeholders) - len(condition.of(Body.UNFILLED))
    if condition.placeholders:
        yield f"{filled} of {counted(len(condition.placeholders), 'placeholder')} filled"


_BODIES = {
    Body.STALE: "Filled for a rule that has changed since (look at them, or fill them anew)",
    Body.UNFILLED: "To fill, with safe defaults until then",
}


def _listed(words: str, items: Sequence[str]) -> Iterator[str]:
    if not items:
        return
    yield f"{words}:"
    yield from (f"  {visible(item)}" for item in items[:_LISTED])
    if len(items) > _LISTED:
        yield f"  … and {len(items) - _LISTED} more (--format json lists all)"
