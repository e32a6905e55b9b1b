"""All that is known of one project, for a page to look at: `flow/` gathers it, `report/` shows it."""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.filling import Standing
from scaffolder.model import ApiModel
from scaffolder.remarks import Review
from scaffolder.verdict import Verdict


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
    review: Review | None = None
    """None: no review was made."""
