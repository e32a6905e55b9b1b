"""What is known of placeholders and of their fills: `fill/` gives it, `report/` shows it.

Tokens are counted as the provider counts them; costs are in US dollars, None where the model's price is not known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from scaffolder.fills import Part


@dataclass(frozen=True, slots=True)
class Usage:
    """What was asked of a model, and what it took."""

    calls: int = 0
    prompt: int = 0
    """Tokens sent."""
    answer: int = 0
    """Tokens received."""
    cached: int = 0
    """Of those sent, how many the provider had in its cache."""
    cost: float | None = 0.0

    @property
    def tokens(self) -> int:
        """All, in both directions."""
        return self.prompt + self.answer

    def __add__(self, other: Usage) -> Usage:
        known = self.cost is not None and other.cost is not None
        return Usage(
            self.calls + other.calls,
            self.prompt + other.prompt,
            self.answer + other.answer,
            self.cached + other.cached,
            (self.cost or 0.0) + (other.cost or 0.0) if known else None,
        )


class State(StrEnum):
    """How a placeholder stands."""

    UNFILLED = "unfilled"
    FILLED = "filled"
    """By a model, and accepted."""
    EDITED = "edited"
    """By a person: never asked of a model again."""
    STALE = "stale"
    """Filled by a model, but what it was made from has changed since."""
    FAILED = "failed"
    """Asked, and nothing held; the safe default stands."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One placeholder of a project."""

    id: str
    path: str
    line: int
    """Of its first marker."""
    part: Part
    text: str
    """The rule, or what the operation does."""
    state: State
    model: str = ""
    """That filled it, or tried to."""
    attempts: int = 0
    usage: Usage = field(default_factory=Usage)
    mutants: int = 0
    """Mutations of the subject that its test was run against."""
    killed: int = 0
    why: str = ""
    """Of a failure."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A rule and its test that do not fit; neither was taken."""

    rule: str
    """The rule's text."""
    subject_id: str
    subject: str
    """Its body."""
    test_id: str
    test: str
    """The test's body."""
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What asking for one placeholder would take, if the first answer holds."""

    id: str
    path: str
    part: Part
    usage: Usage


@dataclass(frozen=True, slots=True)
class Filling:
    """What one run of `scaffold fill` came to."""

    standings: tuple[Standing, ...]
    """Every placeholder of the project, after the run."""
    accepted: tuple[str, ...] = ()
    """Ids that this run filled."""
    failed: tuple[str, ...] = ()
    """Ids that were asked and stay in their safe default."""
    left: tuple[str, ...] = ()
    """Ids that were to be asked and were not: a limit was reached, or the run was stopped."""
    passed_over: tuple[str, ...] = ()
    """Ids that failed in an earlier run and were not asked again, as nothing has changed since."""
    disagreements: tuple[Disagreement, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    """Where nothing was asked: what would be."""
    usage: Usage = field(default_factory=Usage)
    """Of this run."""
    stopped: str = ""
    """Why it ended before everything was asked; "": it did not."""
    unset: tuple[str, ...] = ()
    """Variables that are to be set so that a model can be asked."""
    protection: str = ""
    """How candidates were kept from doing harm, in a sentence."""
    prompt: str = ""
    """The prompt that was asked to be shown."""

    @property
    def incomplete(self) -> bool:
        """Something that was to be filled is not."""
        return bool(self.failed or self.left or self.stopped or (self.passed_over and not self.estimates))
