"""Rules of business, and the moment at which each is asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scaffolder.names import Identifier


class Moment(StrEnum):
    """When a rule is checked, inside the request's transaction."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence of business logic that code must enforce."""

    id: str
    """Stable: from the document's `id`, else from the text; unique in the model. Letters, digits, "-", "_", "."."""
    identifier: Identifier
    """Function name, unique in its module."""
    text: str
    on: tuple[Moment, ...]
    status: int | None
    """The status to refuse with, where the rule names one."""
    operation: Identifier | None
    """Set when the rule belongs to one operation."""
    origin: str
