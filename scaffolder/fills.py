"""What is asked of whoever judges a fill, and what comes back: between `fill/` that writes bodies and `verify/`.

A fill is the text of a placeholder's body, unindented. It comes from a model or from a person, and is untrusted until
it is judged.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class Part(StrEnum):
    """What a placeholder stands for."""

    RULE = "rule"
    OPERATION = "operation"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Fill:
    """A body for one placeholder."""

    id: str
    """Of the placeholder."""
    path: str
    """File in which the placeholder stands, relative to the project, "/" between its parts."""
    body: str
    """Unindented lines, without the markers; the imports it needs come first."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule's or an operation's body and its test's, either of which may be unfilled.

    A subject alone is judged by itself and by the module's tests as they stand. A test alone is judged against the
    subject as it stands: where that is unfilled, the test only has to fail on it. Bodies are put in place by
    `bodies.placed`.
    """

    subject: Fill | None
    """Body of the rule or custom operation; None: the placeholder as it stands in the project."""
    test: Fill | None
    """Body of its test; None: the placeholder as it stands in the project."""


class Stage(StrEnum):
    """The checks, cheapest first; a candidate is judged until one of them refuses it."""

    SYNTAX = "syntax"
    BODY = "body"
    """It is the body of that function and nothing else."""
    POLICY = "policy"
    LINT = "lint"
    TYPES = "types"
    TESTS = "tests"
    """Its tests pass, repeated and in random order, and those of the module still do."""
    UNFILLED = "unfilled"
    """A test must fail on the unfilled subject."""
    MUTANTS = "mutants"
    """A test must fail on mutations of the filled subject."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a candidate holds."""

    refused_at: Stage | None
    """None: accepted."""
    errors: tuple[str, ...] = ()
    """What a writer needs to mend it, shortened: failing assertion, line, captured output, which input."""
    mutants: int = 0
    """Mutations of the subject that the test was run against."""
    killed: int = 0
    """Those on which the test failed."""
    seconds: float = 0.0

    @property
    def accepted(self) -> bool:
        """It passed every check."""
        return self.refused_at is None


Judge = Callable[[Candidate], Judgement]
"""Judges one candidate against the project as it stands on disk; safe to call from several threads at once."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the candidates of one project are judged."""

    judge: Judge
    protection: str = ""
    """How the code that is tried is kept from doing harm, in a sentence for the user."""


class Judging(Protocol):
    """Sets a bench up for a project and takes it down again: `verify.judging`."""

    def __call__(self, folder: Path, *, sandbox: bool = True) -> AbstractContextManager[Bench]:
        """The bench. Without a sandbox only where the user chose so."""
        ...
