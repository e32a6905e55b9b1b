"""Everything that has a place in a file → one kind of remark, for the writers of other tools' forms."""

from __future__ import annotations

from collections.abc import Iterator

from scaffolder.diagnostics import Diagnostic, Severity
from scaffolder.outcome import Outcome
from scaffolder.remarks import Remark
from scaffolder.verdict import Status, Step


def remarks(outcome: Outcome) -> tuple[Remark, ...]:
    """Diagnostics of the document, findings of the checks, remarks of the review."""
    return tuple(_all(outcome))


def _all(outcome: Outcome) -> Iterator[Remark]:
    yield from map(_of_diagnostic, outcome.diagnostics)
    for step in outcome.verdict.steps if outcome.verdict is not None else ():
        yield from _of_step(step)
    if outcome.review is not None:
        yield from outcome.review.remarks


def _of_diagnostic(found: Diagnostic) -> Remark:
    place = found.place
    line, column = max(1, place.line), max(1, place.column)
    return Remark(place.file, line, column, found.code, found.severity, found.message, found.hint)


def _of_step(step: Step) -> Iterator[Remark]:
    for found in step.findings:
        code = found.code or step.name
        line, column = max(1, found.line), max(1, found.column)
        yield Remark(found.file, line, column, code, Severity.ERROR, found.message, step.command)
    if not step.findings and step.status in {Status.FAILED, Status.TIMED_OUT}:
        yield Remark("", 1, 1, step.name, Severity.ERROR, f"{step.name}: {step.detail or step.status}", step.command)
