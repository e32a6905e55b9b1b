"""What verification found: `verify/` gives it, `report/` shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How a step ended."""

    PASSED = "passed"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    SKIPPED = "skipped"
    """Could not run: a tool is missing, or an earlier step failed. Never counts as passed."""
    NOTHING = "nothing"
    """The project has nothing of the kind to check."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a tool complained about."""

    file: str
    """Relative to the project, "/" between its parts."""
    line: int
    """From 1; 0: the whole file."""
    column: int
    code: str
    """The tool's own code ("F401", "arg-type"), or ""."""
    message: str
    reproduce: str = ""
    """What to type to see it again: a curl line of a conformance failure."""


@dataclass(frozen=True, slots=True)
class Conformance:
    """Figures of one conformance run."""

    database: str
    """"sqlite" or "postgresql"."""
    seed: int
    operations: int = 0
    """Tested."""
    cases: int = 0
    failures: int = 0
    """Distinct ones."""
    answers: tuple[tuple[int, int], ...] = ()
    """(status, how many answers had it)."""
    excluded: tuple[str, ...] = ()
    """"POST /x": placeholders that still answer 501, which are not driven."""
    conventions: tuple[str, ...] = ()
    """"GET /x: 401": what HTTP answers where the document has no status for the case."""
    undriven: tuple[str, ...] = ()
    """What could not be generated from the document, and why."""

    @property
    def server_errors(self) -> int:
        """Answers of 500 and above."""
        return sum(count for status, count in self.answers if status >= 500)


@dataclass(frozen=True, slots=True)
class Step:
    """One check and how it went."""

    name: str
    """"compile", "lint", "format", "types", "migrations", "tests", "sqlite", "postgresql"."""
    status: Status
    seconds: float = 0.0
    detail: str = ""
    """One line for a person: "41 passed", or why it was skipped."""
    output: str = ""
    """The end of the tool's output; "" for a step that passed."""
    findings: tuple[Finding, ...] = ()
    command: str = ""
    """What to type in the project to see the same."""
    conformance: Conformance | None = None
    """The figures of a conformance run."""
    coverage: float | None = None
    """Percent of the lines and branches of the code that the tests ran; None: not measured."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """All steps, in the order in which they are told."""

    steps: tuple[Step, ...]

    @property
    def ok(self) -> bool:
        """Every step that has something to check ran and passed."""
        return all(step.status in {Status.PASSED, Status.NOTHING} for step in self.steps)
