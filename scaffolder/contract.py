"""How an application's own contract stands to its document: `verify/` finds it, `report/` shows it.

A difference is told from the application's side: "narrower" means that it takes or says less than the document has.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from scaffolder.diagnostics import Place


class Relation(StrEnum):
    """What the application's part is to the document's."""

    EQUAL = "equal"
    EQUIVALENT = "equivalent"
    """Written in another way; no request and no response tells them apart."""
    NARROWER = "narrower"
    WIDER = "wider"
    DIFFERENT = "different"
    """Neither holds the other."""
    MISSING = "missing"
    """The document has it, the application does not."""


_ORDER = tuple(Relation)
"""From the best to the worst; the worst one of an operation's differences is the operation's."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which the application's operation is not as the document's."""

    subject: str
    """"operation", "parameter limit in query", "request body application/json", "response 200", "security"."""
    inner: str
    """Where within the subject's schema: "items[].name"; "" for the whole."""
    relation: Relation
    breaking: bool
    """A client that keeps to the document can fail because of it."""
    message: str
    place: Place
    """In the document."""


@dataclass(frozen=True, slots=True)
class OperationContract:
    """One operation of the document, or one that only the application has."""

    method: str
    """Upper case."""
    path: str
    operation_id: str
    differences: tuple[Difference, ...]

    @property
    def relation(self) -> Relation:
        """That of its worst difference."""
        return max((d.relation for d in self.differences), key=_ORDER.index, default=Relation.EQUAL)

    @property
    def kept(self) -> bool:
        """No client can tell it from the document's."""
        return self.relation in {Relation.EQUAL, Relation.EQUIVALENT}


@dataclass(frozen=True, slots=True)
class Contract:
    """All operations, in the order of the document."""

    operations: tuple[OperationContract, ...]

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Those of all operations."""
        return tuple(d for o in self.operations for d in o.differences)

    @property
    def kept(self) -> int:
        """Operations that are equal or equivalent."""
        return sum(o.kept for o in self.operations)

    def counts(self) -> dict[Relation, int]:
        """How many operations stand in each relation."""
        found = Counter(o.relation for o in self.operations)
        return {relation: found[relation] for relation in _ORDER}
