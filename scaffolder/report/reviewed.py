"""Review → the lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from scaffolder.diagnostics import Severity
from scaffolder.remarks import Remark, Review
from scaffolder.report.paint import Paint
from scaffolder.report.visible import counted, visible

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}


def lines(review: Review, paint: Paint) -> Iterator[str]:
    """Each remark with its reason, then how many there are."""
    for remark in review.remarks:
        yield from _remark(remark, paint)
    yield from (paint(f"skipped: {visible(why)}", "yellow") for why in review.skipped)
    counts = [sum(r.severity is s for r in review.remarks) for s in Severity]
    told = ", ".join(counted(n, s.value) for n, s in zip(counts, Severity, strict=True) if n) or "nothing found"
    patches = sum(bool(r.patch) for r in review.remarks)
    yield f"{counted(review.files, 'file')} reviewed: {told}"
    if review.applied:
        yield "1 patch written" if review.applied == 1 else f"{review.applied} patches written"
    elif patches:
        yield f"{patches} with a patch: scaffold review --apply writes them"


def _remark(remark: Remark, paint: Paint) -> Iterator[str]:
    place = f"{remark.file}:{remark.line}:{remark.column}"
    weight = paint(remark.severity.value, _COLOURS[remark.severity], bold=True)
    yield f"{visible(place)}: {remark.code} {weight}: {visible(remark.message)}"
    if remark.reason:
        yield f"  {visible(remark.reason)}"
