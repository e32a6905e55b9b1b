"""Outcome → the lines that end a run: what was written, what the checks say, what is left to fill, what to do next."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from scaffolder.changes import WRITING, Action, Change, Changes
from scaffolder.outcome import Outcome
from scaffolder.report import adoption
from scaffolder.report.paint import Paint
from scaffolder.report.visible import counted, visible, visible_lines
from scaffolder.tree import Placeholder
from scaffolder.verdict import Finding, Status, Step, Verdict

_LISTED = 12
"""Items of each list that are shown."""
_FINDINGS = 20
_NOTED = {
    Action.CONFLICT: "Both you and the document changed the same lines; look for the markers <<<<<<< yours in",
    Action.MERGED: "Your edits and the new generation were combined in",
    Action.RESTORED: "As before the last run",
    Action.RESOLVED: "Conflicts decided",
    Action.RELEASED: "No longer generated, but edited by you, so kept and yours from now on",
    Action.DELETED: "Deleted by you, and left so",
    Action.EDITED: "Edited by you, and left so",
}
_MARKS = {
    Status.PASSED: ("✓", "green"),
    Status.FAILED: ("✗", "red"),
    Status.TIMED_OUT: ("✗", "red"),
    Status.SKIPPED: ("-", "yellow"),
    Status.NOTHING: ("·", "grey"),
}


def lines(outcome: Outcome, paint: Paint) -> Iterator[str]:
    """The whole summary of `from`."""
    if outcome.adoption is not None:
        yield from adoption.lines(outcome.adoption)
    if outcome.changes is None:
        return
    yield from _changes(outcome.changes, paint)
    if outcome.verdict is not None:
        yield from verdict_lines(outcome.verdict, paint)
    yield from _placeholders(outcome.placeholders)
    yield from _next(outcome, outcome.changes)


def verdict_lines(verdict: Verdict, paint: Paint) -> Iterator[str]:
    """One line for each step; under those that failed, what was found."""
    yield "Checked" if verdict.ok else paint("Checked, with findings", "red", bold=True)
    for step in verdict.steps:
        yield step_line(step, paint)
    for step in verdict.steps:
        if step.status in {Status.FAILED, Status.TIMED_OUT}:
            yield from _failure(step, paint)


def step_line(step: Step, paint: Paint) -> str:
    """ "  ✓ tests       3.1 s  41 passed"."""
    mark, colour = _MARKS[step.status]
    word = "" if step.status is Status.PASSED else f"{step.status.replace('_', ' ')}: "
    time = f"{step.seconds:5.1f} s" if step.seconds else " " * 7
    return f"  {paint(mark, colour)} {step.name:<11}{time}  {word}{visible(step.detail)}".rstrip().rstrip(":")


def _failure(step: Step, paint: Paint) -> Iterator[str]:
    yield ""
    yield f"{paint(step.name, 'red', bold=True)}: {step.command}"
    for finding in step.findings[:_FINDINGS]:
        yield f"  {_finding(finding)}"
        yield from (f"    {line}" for line in visible_lines(finding.reproduce).splitlines())
    if len(step.findings) > _FINDINGS:
        yield f"  … and {len(step.findings) - _FINDINGS} more"
    if step.conformance is not None:
        yield from (f"  not sent: {visible(p)}" for p in step.conformance.excluded[:_LISTED])
        yield from (f"  not driven: {visible(u)}" for u in step.conformance.undriven[:_LISTED])
    if (
        not step.findings
        or step.name in {"tests", "migrations"}
        or (step.conformance and step.conformance.server_errors)
    ):
        yield from (f"  | {line}" for line in visible_lines(step.output).splitlines())


def _finding(finding: Finding) -> str:
    place = ":".join(str(part) for part in (finding.file, finding.line, finding.column) if part)
    return visible(f"{place}: {finding.code} {finding.message}".replace("  ", " "))


def _changes(changes: Changes, paint: Paint) -> Iterator[str]:
    if changes.recovered:
        yield "An earlier run was interrupted; it was finished first."
    yield paint(_headline(changes), bold=True)
    if changes.dry_run:
        yield from (f"  {c.action:<10}{visible(c.path)}" for c in changes.touched)
    for action, words in _NOTED.items():
        yield from _listed(words, changes.of(action))


def _headline(changes: Changes) -> str:
    counts = ", ".join(f"{changes.count(a)} {a}" for a in Action if a in WRITING and changes.count(a))
    kept = changes.count(Action.UNCHANGED) + changes.count(Action.EDITED)
    if not counts:
        return f"{changes.root} is up to date: {counted(kept, 'file')} unchanged"
    verb = "Would write to" if changes.dry_run else "Wrote"
    return f"{verb} {changes.root}: {counts}" + (f", {kept} unchanged" if kept else "")


def _listed(words: str, changes: Sequence[Change]) -> Iterator[str]:
    if not changes:
        return
    yield f"{words}:"
    yield from (f"  {visible(c.path)}{f' ({c.note})' if c.note else ''}" for c in changes[:_LISTED])
    if len(changes) > _LISTED:
        yield f"  … and {len(changes) - _LISTED} more"


def _placeholders(found: Sequence[Placeholder]) -> Iterator[str]:
    if not found:
        return
    defaults = "a safe default" if len(found) == 1 else "safe defaults"
    yield f"To fill: {counted(len(found), 'placeholder')}, with {defaults} until then"
    yield from (f"  {visible(p.id)}  {visible(p.path)}:{p.line}" for p in found[:_LISTED])
    if len(found) > _LISTED:
        yield f"  … and {len(found) - _LISTED} more (--format json lists all)"


def _next(outcome: Outcome, changes: Changes) -> Iterator[str]:
    folder = shlex.quote(changes.root)
    if changes.dry_run:
        yield "Nothing was written. Run again without --dry-run to write."
    elif changes.conflicts:
        then = "run your tests" if outcome.adoption else f"scaffold verify {folder}"
        yield f"Next: resolve the conflicts (edit them, or scaffold resolve), then {then}"
    elif outcome.adoption is not None:
        yield "Next: your own checks and tests; those of the new modules run with them"
    elif outcome.verdict is None:
        yield f"Next: scaffold verify {folder}"
    elif changes.first and outcome.verdict.ok:
        yield f"Next: cd {folder}, then make bootstrap run; the README there tells the rest"
