"""Everything that has a place in a file → one kind of remark, for the writers of other tools' forms.

Those tools read places from the folder in which the command ran, so files of the project get the way to it before them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from scaffolder.changes import Action, Change
from scaffolder.diagnostics import Diagnostic, Severity
from scaffolder.outcome import Outcome
from scaffolder.remarks import Remark
from scaffolder.verdict import Status, Step

_STALE = {
    Action.CREATED: "It is not there, and would be written.",
    Action.REMOVED: "It is no longer generated, and would be removed.",
}


def remarks(outcome: Outcome) -> tuple[Remark, ...]:
    """Diagnostics of the document, findings of the checks, remarks of the review, files that are not as they should."""
    told = map(_of_diagnostic, outcome.diagnostics)
    own = (replace(r, file=_from_here(_root(outcome), r.file)) for r in _of_project(outcome))
    return (*told, *own)


def _root(outcome: Outcome) -> str:
    known = outcome.changes or outcome.condition
    return known.root if known is not None else outcome.root


def _from_here(root: str, file: str) -> str:
    """A file of the project by its way from the current folder, where it is below that."""
    if not file or os.path.isabs(file):
        return file
    path = os.path.relpath(os.path.join(root, file))
    return file if path.startswith(os.pardir) else Path(path).as_posix()


def _of_project(outcome: Outcome) -> Iterator[Remark]:
    for step in outcome.verdict.steps if outcome.verdict is not None else ():
        yield from _of_step(step)
    if outcome.review is not None:
        yield from outcome.review.remarks
    if outcome.changes is not None:
        wrong = outcome.changes.touched if outcome.checked else outcome.changes.conflicts
        yield from map(_of_change, wrong)
    for conflict in outcome.condition.conflicts if outcome.condition is not None else ():
        yield Remark(conflict.path, conflict.line, 1, "conflict", Severity.ERROR, "Both sides stand between markers.")


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


def _of_change(change: Change) -> Remark:
    if change.action is Action.CONFLICT:
        return Remark(change.path, 1, 1, "conflict", Severity.ERROR, "You and the document changed the same lines.")
    message = _STALE.get(change.action, "It is not as the document asks, and would be changed.")
    return Remark(change.path, 1, 1, "stale", Severity.ERROR, message, change.note)
