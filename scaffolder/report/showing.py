"""The one place that writes a command's result: text or JSON on standard output, findings on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TextIO

from scaffolder.diagnostics import Diagnostic, ExitCode, Place, Severity
from scaffolder.outcome import Outcome
from scaffolder.report import (
    agreement,
    filling,
    findings,
    junit,
    machine,
    markdown,
    plan,
    remarks,
    reviewed,
    sarif,
    summary,
    templates,
    workflow,
)
from scaffolder.report.condition import condition_lines
from scaffolder.report.differing import diff_lines, summary_lines
from scaffolder.report.paint import Paint, paint_for
from scaffolder.report.tables import show_tables
from scaffolder.report.visible import counted, visible


class Format(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    JUNIT = "junit"
    MARKDOWN = "markdown"


def show(command: str, outcome: Outcome, format_: Format) -> None:
    """Write the result of a command."""
    if format_ is Format.JSON:
        print(machine.as_json(command, outcome, exit_code=outcome.exit_code))
        return
    _tolerant()
    if format_ is not Format.TEXT:
        _print(*_foreign(command, outcome, format_, outcome.exit_code), stream=sys.stdout)
        return
    _findings(outcome.diagnostics)
    if command == "plan" and outcome.model is not None:
        print(visible(plan.headline(outcome.model)), end="\n\n")
        show_tables(tuple(plan.tables(outcome.model, outcome.sentences)), sys.stdout)
    elif command == "templates list":
        show_tables((templates.table(outcome.templates),), sys.stdout)
    else:
        _print(*_lines(command, outcome, paint_for(sys.stdout)), stream=sys.stdout)


def _lines(command: str, outcome: Outcome, paint: Paint) -> Iterable[str]:
    if command == "lint":
        return (f"{counted(len(outcome.diagnostics), 'finding')}",)
    if command in {"report", "templates eject"}:
        return _page(outcome)
    if command == "fill" and outcome.filling is not None:
        return filling.lines(outcome.filling, paint)
    return _of_project(command, outcome, paint)


def _of_project(command: str, outcome: Outcome, paint: Paint) -> Iterable[str]:
    if outcome.review is not None:
        return reviewed.lines(outcome.review, paint)
    if outcome.contract is not None:
        return agreement.lines(outcome.contract, paint)
    if command == "verify" and outcome.verdict is not None:
        return summary.verdict_lines(outcome.verdict, paint)
    if command == "status" and outcome.condition is not None:
        return condition_lines(outcome.condition, paint, outcome.filling.standings if outcome.filling else ())
    if command in {"diff", "check"} and outcome.changes is not None:
        show = diff_lines if command == "diff" else summary_lines
        return show(outcome.changes, outcome.model, paint)
    return summary.lines(outcome, paint)


def _foreign(command: str, outcome: Outcome, format_: Format, exit_code: int) -> Iterator[str]:
    """The forms of other tools."""
    found = remarks.remarks(outcome)
    if format_ is Format.SARIF:
        yield sarif.text(found, exit_code=exit_code)
    elif format_ is Format.GITHUB:
        yield from workflow.lines(found)
    elif format_ is Format.JUNIT:
        yield junit.text(command, outcome)
    else:
        yield from markdown.lines(found)


def show_failure(
    command: str, message: str, format_: Format, exit_code: ExitCode, diagnostics: tuple[Diagnostic, ...] = ()
) -> None:
    """Write what ended the run before it had a result."""
    if format_ is Format.JSON:
        print(machine.as_json(command, Outcome(diagnostics), exit_code=exit_code, error=message))
        return
    _tolerant()
    if format_ is not Format.TEXT:
        told = diagnostics or (Diagnostic("scaffold", Severity.ERROR, message, Place("")),)
        _print(*_foreign(command, Outcome(told), format_, exit_code), stream=sys.stdout)
    _findings(diagnostics)
    if not diagnostics:
        print(f"scaffold: {visible(message)}", file=sys.stderr)


def _page(outcome: Outcome) -> tuple[str, ...]:
    return (f"Wrote {visible(outcome.page)}",) if outcome.page else ()


def _findings(diagnostics: tuple[Diagnostic, ...]) -> None:
    _print(*findings.lines(diagnostics, paint_for(sys.stderr)), stream=sys.stderr)
    if counted := findings.counts(diagnostics):
        print(counted, file=sys.stderr)


def _print(*lines: str, stream: TextIO) -> None:
    if lines:
        print(*lines, sep="\n", file=stream)


def _tolerant() -> None:
    """A terminal that cannot show a character gets its escape, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
