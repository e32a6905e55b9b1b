"""What the flow tells while it works; `report/` turns it into progress. Nothing depends on anyone listening."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scaffolder.verdict import Step


@dataclass(frozen=True, slots=True)
class StageStarted:
    """A stage of the flow begins: "reading", "understanding", "rendering", "writing", "verifying"."""

    name: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A verification step begins; several may run at once."""

    name: str


@dataclass(frozen=True, slots=True)
class StepFinished:
    """A verification step ended."""

    step: Step


@dataclass(frozen=True, slots=True)
class FillMoved:
    """A placeholder that is being filled is asked for, judged, accepted or given up."""

    id: str
    doing: str
    """"asking", "judging", "accepted", "failed"."""
    attempt: int
    """From 1."""
    tokens: int
    """Of the whole run so far."""
    cost: float | None
    """Likewise, in US dollars; None: not known."""
    done: int
    """Placeholders that are accepted or given up."""
    total: int


Event = StageStarted | StepStarted | StepFinished | FillMoved
Listener = Callable[[Event], None]


def ignore(event: Event) -> None:
    """The listener of those who do not listen."""
