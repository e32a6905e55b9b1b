"""How a project stands → the lines of `scaffold status`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scaffolder.condition import Body, Condition, Filled
from scaffolder.filling import Standing
from scaffolder.report.filling import standing_line
from scaffolder.report.paint import Paint
from scaffolder.report.visible import counted, visible

_LISTED = 40
"""Items of each list that are shown."""


def condition_lines(condition: Condition, paint: Paint, standings: Sequence[Standing] = ()) -> Iterator[str]:
    """A headline, then a list for each thing that there is; with `standings`, what was asked of models and why it
    failed.
    """
    yield paint(f"{visible(condition.root)}: {counted(condition.files, 'generated file')}", bold=True)
    conflicts = [f"{c.path}:{c.line}" for c in condition.conflicts]
    yield from _listed("Conflicts (edit them, or scaffold resolve --ours or --theirs)", conflicts)
    told = {s.id: standing_line(s, paint).removeprefix("  ") for s in standings}
    for body, words in _BODIES.items():
        if told or body in _OPEN:
            yield from _listed(words, [told.get(p.id) or _place(p) for p in condition.of(body)], made_safe=True)
    yield from _listed("Edited by you", condition.edited)
    yield from _listed("Moved by you", [f"{old} is now {new}" for old, new in condition.moved])
    yield from _listed("Deleted by you, and left so", condition.deleted)
    yield from _listed("Columns that the document no longer has and the database keeps", condition.parked)
    yield from _listed(_PENDING, condition.pending)
    filled = sum(p.body not in {Body.UNFILLED, Body.FAILED} for p in condition.placeholders)
    if condition.placeholders:
        yield f"{filled} of {counted(len(condition.placeholders), 'placeholder')} filled"


_PENDING = "Columns that must have a value, once every row has one (then scaffold from --require-pending)"
_BODIES = {
    Body.STALE: "Filled for a rule that has changed since (look at them, or fill them anew)",
    Body.FAILED: "Tried in vain, with safe defaults until then (scaffold fill --retry asks again)",
    Body.UNFILLED: "To fill, with safe defaults until then",
    Body.FILLED: "Filled by a model",
    Body.EDITED: "Written by a person",
}
_OPEN = {Body.STALE, Body.FAILED, Body.UNFILLED}


def _place(placeholder: Filled) -> str:
    return visible(f"{placeholder.id}  {placeholder.path}:{placeholder.line}")


def _listed(words: str, items: Sequence[str], *, made_safe: bool = False) -> Iterator[str]:
    if not items:
        return
    yield f"{words}:"
    yield from (f"  {item if made_safe else visible(item)}" for item in items[:_LISTED])
    if len(items) > _LISTED:
        yield f"  … and {len(items) - _LISTED} more (--format json lists all)"
