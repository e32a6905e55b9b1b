"""Documents → what is wrong with them, without generating anything."""

from __future__ import annotations

from scaffolder.diagnostics import Diagnostic
from scaffolder.events import Listener, ignore
from scaffolder.flow.understanding import Request, understood
from scaffolder.outcome import Outcome


def lint(sources: tuple[str, ...], notify: Listener = ignore) -> Outcome:
    """Read and understand each document; the findings of all."""
    found: tuple[Diagnostic, ...] = ()
    for source in sources:
        found += understood(Request(source), notify).outcome.diagnostics
    return Outcome(found)
