"""The one way to say that something is wrong: findings with a code, a place and a hint.

A stage returns its result together with its `Diagnostic`s; input never raises. Exceptions here are only for ending the
flow once an error was found (`Rejected`) or the outside world failed (`Outside`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Severity(StrEnum):
    """How much a finding weighs: errors stop the run, warnings and notes do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class ExitCode(IntEnum):
    """What the process returns; documented in the README and stable."""

    SUCCESS = 0
    FINDINGS = 1
    USAGE = 2
    INVALID_DOCUMENT = 3
    INTERNAL = 70


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file the user wrote. Lines and columns count from 1, in characters; 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0
    pointer: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `code` is stable ("D101"); `hint` says how to mend it."""

    code: str
    severity: Severity
    message: str
    place: Place
    hint: str = ""
    source_line: str = ""
    """The text of the line at `place`, for the listing under the message."""


class Rejected(Exception):
    """The input cannot be worked on; carries every finding, errors first shown."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], exit_code: ExitCode = ExitCode.INVALID_DOCUMENT) -> None:
        super().__init__("; ".join(d.message for d in diagnostics))
        self.diagnostics = diagnostics
        self.exit_code = exit_code


class Outside(Exception):
    """The outside world failed (no permission, no space); the message is for the user."""
