"""All that is known of one project, for a page to look at: `flow/` gathers it, `report/` shows it."""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.filling import Standing
from scaffolder.model import ApiModel
from scaffolder.verdict import Finding, Verdict


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
    standings: tuple[Standing, ...] = ()
    """Every placeholder and how it stands."""
    verdict: Verdict | None = None
    """Of the last verification, conformance and contract among its steps."""
    verified: str = ""
    """When that was, ISO 8601."""
    differences: tuple[Difference, ...] = ()
    opinions: tuple[Opinion, ...] | None = None
    """None: no review was made."""
