"""Diagnostics → lines: `file:line:column: CODE message`, the source line with a caret, a hint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scaffolder.diagnostics import Diagnostic, Severity
from scaffolder.report.paint import Paint
from scaffolder.report.visible import counted, visible, width

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_SHOWN = 50
"""Findings of each severity that are listed; JSON has them all."""
_BEFORE, _AFTER = 60, 60
"""Characters of a long source line that are shown around the caret."""


def lines(diagnostics: Sequence[Diagnostic], paint: Paint) -> Iterator[str]:
    """Errors first, then warnings, then notes; each as it was found."""
    for severity in _ORDER:
        found = [d for d in diagnostics if d.severity is severity]
        for diagnostic in found[:_SHOWN]:
            yield from _lines(diagnostic, paint)
        if len(found) > _SHOWN:
            yield f"… and {len(found) - _SHOWN} more {severity}s (--format json lists all)"


def counts(diagnostics: Sequence[Diagnostic]) -> str:
    """ "2 errors, 1 warning", or ""."""
    numbers = {s: sum(d.severity is s for d in diagnostics) for s in _ORDER}
    return ", ".join(counted(n, s) for s, n in numbers.items() if n)


def _lines(diagnostic: Diagnostic, paint: Paint) -> Iterator[str]:
    d = diagnostic
    mild = "" if d.severity is Severity.ERROR else f"{d.severity}: "
    code = paint(d.code, _COLOURS[d.severity], bold=True)
    yield f"{paint(visible(str(d.place)), bold=True)}: {code} {mild}{visible(d.message)}"
    if d.source_line and d.place.line:
        yield from _source(d, paint)
    if d.hint:
        yield f"  {paint('hint:', 'cyan')} {visible(d.hint)}"


def _source(diagnostic: Diagnostic, paint: Paint) -> Iterator[str]:
    """The line, or what stands around the column of a long one, and a caret under the column."""
    line, column = diagnostic.source_line.rstrip("\r\n"), max(0, diagnostic.place.column - 1)
    start = max(0, column - _BEFORE) if len(line) > _BEFORE + _AFTER else 0
    end = start + _BEFORE + _AFTER
    before, after = visible(line[start:column]), visible(line[column:end])
    head = "…" if start else ""
    number = f"{diagnostic.place.line:>5} | "
    yield f"{number}{head}{before}{after}{'…' if len(line) > end else ''}"
    yield f"      | {' ' * width(head + before)}{paint('^', 'green', bold=True)}"
