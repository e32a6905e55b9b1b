"""All that is known of one project, for a page to look at: `flow/` gathers it, `report/` shows it."""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model import ApiModel
from scaffolder.tree import Placeholder
from scaffolder.verdict import Finding, Verdict


@dataclass(frozen=True, slots=True)
class Filling:
    """A placeholder, what it asks for, and how far it came."""

    placeholder: Placeholder
    state: str
    """"unfilled", "filled", "edited", "stale" or "failed"."""
    text: str = ""
    """The rule, or what the custom operation is to do."""
    model: str = ""
    """The language model that filled it; "" for none."""
    attempts: int = 0
    tokens: int = 0
    """Of prompts and answers together."""
    cost: float = 0.0
    """US dollars."""
    note: str = ""
    """Why it failed or is stale."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One file that the last regeneration changed."""

    path: str
    action: str
    before: str
    """"" where it was not there."""
    after: str
    """"" where it is gone."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """A suggestion of the review."""

    severity: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Overview:
    """One project. What never ran is None or empty, and the page says so."""

    folder: str
    model: ApiModel
    fillings: tuple[Filling, ...] = ()
    verdict: Verdict | None = None
    """Of the last verification, conformance and contract among its steps."""
    verified: str = ""
    """When that was, ISO 8601."""
    differences: tuple[Difference, ...] = ()
    opinions: tuple[Opinion, ...] | None = None
    """None: no review was made."""
