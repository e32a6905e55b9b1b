"""The one place that writes a command's result: text or JSON on standard output, findings on standard error."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TextIO

from scaffolder.diagnostics import Diagnostic, ExitCode
from scaffolder.outcome import Outcome
from scaffolder.report import agreement, filling, findings, machine, plan, summary, templates
from scaffolder.report.paint import paint_for
from scaffolder.report.tables import show_tables
from scaffolder.report.visible import counted, visible


class Format(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"


def show(command: str, outcome: Outcome, format_: Format) -> None:
    """Write the result of a command."""
    if format_ is Format.JSON:
        print(machine.as_json(command, outcome, exit_code=outcome.exit_code))
        return
    _tolerant()
    _findings(outcome.diagnostics)
    if command == "plan" and outcome.model is not None:
        print(visible(plan.headline(outcome.model)), end="\n\n")
        show_tables(tuple(plan.tables(outcome.model)), sys.stdout)
    elif command == "lint":
        _print(f"{counted(len(outcome.diagnostics), 'finding')}", stream=sys.stdout)
    elif command == "templates list":
        show_tables((templates.table(outcome.templates),), sys.stdout)
    elif command in ("report", "templates eject"):
        _print(*_page(outcome), stream=sys.stdout)
    elif command == "fill" and outcome.filling is not None:
        _print(*filling.lines(outcome.filling, paint_for(sys.stdout)), stream=sys.stdout)
    elif outcome.contract is not None:
        _print(*agreement.lines(outcome.contract, paint_for(sys.stdout)), stream=sys.stdout)
    elif command == "verify" and outcome.verdict is not None:
        _print(*summary.verdict_lines(outcome.verdict, paint_for(sys.stdout)), stream=sys.stdout)
    else:
        _print(*summary.lines(outcome, paint_for(sys.stdout)), stream=sys.stdout)


def show_failure(
    command: str, message: str, format_: Format, exit_code: ExitCode, diagnostics: tuple[Diagnostic, ...] = ()
) -> None:
    """Write what ended the run before it had a result."""
    if format_ is Format.JSON:
        print(machine.as_json(command, Outcome(diagnostics), exit_code=exit_code, error=message))
        return
    _tolerant()
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
