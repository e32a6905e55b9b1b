"""Entities as far as they are built, with what their operations need to know of how that was done."""

from __future__ import annotations

from dataclasses import dataclass, field

from scaffolder.inference.drafts import Draft
from scaffolder.model import Decision, Entity
from scaffolder.names import ClassName, Identifier


@dataclass(slots=True)
class Built:
    """An entity with what its operations need to know of how it was built."""

    draft: Draft
    entity: Entity
    inputs: dict[str, Identifier]
    """Written JSON name to column."""
    link_inputs: dict[str, Identifier]
    """Written JSON name (`genreIds`) to link."""


@dataclass(slots=True)
class Entities:
    """All entities as far as they are built, and what was decided on the way."""

    built: dict[ClassName, Built] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
