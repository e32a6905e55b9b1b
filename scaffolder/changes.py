"""What bringing a project up to date does to its files: `project/` gives it, `report/` shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What happens to one file."""

    CREATED = "created"
    UPDATED = "updated"
    MERGED = "merged"
    """The user's edits and the new generation were combined."""
    CONFLICT = "conflict"
    """Both changed the same lines: the file holds both sides between conflict markers."""
    REMOVED = "removed"
    """No longer generated, and never edited."""
    EDITED = "edited"
    """The user's edits stand; nothing new was generated for the file."""
    RELEASED = "released"
    """No longer generated, but edited: it stays and is the user's from now on."""
    DELETED = "deleted"
    """The user deleted it; it stays deleted."""
    RESTORED = "restored"
    """Put back as it was before the last run."""
    RESOLVED = "resolved"
    """Its conflicts were decided for one side."""
    UNCHANGED = "unchanged"


WRITING = frozenset(
    {
        Action.CREATED,
        Action.UPDATED,
        Action.MERGED,
        Action.CONFLICT,
        Action.REMOVED,
        Action.RESTORED,
        Action.RESOLVED,
    }
)


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One file and what happens to it; `note` says what the action alone does not."""

    path: str
    action: Action
    note: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A file before and after a run; None: there is none."""

    path: str
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that one run does to a project."""

    root: str
    """The project's folder, as the user named it."""
    files: tuple[Change, ...]
    """Sorted by path."""
    dry_run: bool = False
    first: bool = False
    """The project did not exist before."""
    recovered: bool = False
    """A run that was interrupted earlier was finished first."""
    differences: tuple[Difference, ...] = ()
    """What is written, where that was asked for."""

    def of(self, *actions: Action) -> tuple[Change, ...]:
        """The changes with one of these actions."""
        return tuple(c for c in self.files if c.action in actions)

    def count(self, action: Action) -> int:
        """How many files this happens to."""
        return len(self.of(action))

    @property
    def touched(self) -> tuple[Change, ...]:
        """The files that are written or removed."""
        return self.of(*WRITING)

    @property
    def conflicts(self) -> tuple[Change, ...]:
        """The files that a person has to look at."""
        return self.of(Action.CONFLICT)
