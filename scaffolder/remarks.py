"""What a review says: `review/` finds it, `report/` writes it for people and for other tools."""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.diagnostics import Severity


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to change in the code, at a line that exists."""

    file: str
    """Relative to the project, "/" between its parts."""
    line: int
    """From 1."""
    column: int
    """From 1."""
    code: str
    """"R101", or the code of the linter that says it ("S105")."""
    severity: Severity
    message: str
    """What is wrong, in one sentence."""
    reason: str = ""
    """Why it matters."""
    patch: str = ""
    """A unified diff that mends it, where that is safe."""


@dataclass(frozen=True, slots=True)
class Review:
    """All remarks, in the order of files and lines."""

    remarks: tuple[Remark, ...]
    files: int
    """Files that were looked at."""
    skipped: tuple[str, ...] = ()
    """What could not be looked at, each with its reason."""
    applied: int = 0
    """Patches that were written."""

    @property
    def ok(self) -> bool:
        """There is nothing but notes."""
        return all(remark.severity is Severity.NOTE for remark in self.remarks)
