"""How a project stands on disk: `project/` tells it, `report/` shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Body(StrEnum):
    """How a placeholder stands."""

    UNFILLED = "unfilled"
    """The safe default stands."""
    FILLED = "filled"
    """By a model."""
    EDITED = "edited"
    """By a person."""
    STALE = "stale"
    """Filled, but what it answers has changed since: to be looked at, or filled anew."""
    FAILED = "failed"
    """A model was asked, and nothing held; the safe default stands."""


@dataclass(frozen=True, slots=True, order=True)
class Filled:
    """One placeholder."""

    path: str
    line: int
    """Of its first marker, from 1."""
    id: str
    body: Body


@dataclass(frozen=True, slots=True, order=True)
class Conflict:
    """A place where both sides stand between markers."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Condition:
    """Everything that a person may want to look at; each tuple sorted."""

    root: str
    """The project's folder, as the user named it."""
    files: int
    """Generated ones that are there."""
    conflicts: tuple[Conflict, ...] = ()
    placeholders: tuple[Filled, ...] = ()
    edited: tuple[str, ...] = ()
    """Generated files that the user changed."""
    deleted: tuple[str, ...] = ()
    """Generated files that the user deleted; they stay so."""
    moved: tuple[tuple[str, str], ...] = ()
    """Where they were generated, and where the user moved them."""
    parked: tuple[str, ...] = ()
    """Columns that the document no longer has and the database keeps ("pets.nickname")."""
    pending: tuple[str, ...] = ()
    """Columns that the document requires and that rows may be without until a person gave each of them a value."""

    def of(self, body: Body) -> tuple[Filled, ...]:
        """The placeholders that stand so."""
        return tuple(p for p in self.placeholders if p.body is body)
