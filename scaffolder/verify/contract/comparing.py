"""The document and the application's own derived document → the `Contract` between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scaffolder.contract import Contract, Difference, OperationContract, Relation
from scaffolder.source import Document, Operation
from scaffolder.verify.contract.operations import OperationComparison
from scaffolder.verify.contract.paths import plain, starts


def compare(documented: Document, derived: Document) -> Contract:
    """Compare operation by operation; those that only the application has come last."""
    comparison = OperationComparison.of(documented, derived)
    pairs = _Pairs(documented, derived)
    judged = [_judge(o, pairs.partner(o), comparison) for o in documented.operations]
    return Contract((*judged, *(_undocumented(o, documented) for o in pairs.alone())))


class _Pairs:
    """Finds for each operation of the document the application's; by name of its parameters first, then without."""

    def __init__(self, documented: Document, derived: Document) -> None:
        self._starts = tuple(starts(documented.servers))
        self._exact = {(o.method, o.path): o for o in derived.operations}
        self._plain = _first_each(derived.operations)
        self._taken: set[tuple[str, str]] = set()

    def partner(self, ours: Operation) -> Operation | None:
        found = next(filter(None, map(lambda start: self._at(ours, start), self._starts)), None)
        if found is not None:
            self._taken.add((found.method, found.path))
        return found

    def _at(self, ours: Operation, start: str) -> Operation | None:
        path = start + ours.path
        return self._exact.get((ours.method, path)) or self._plain.get((ours.method, plain(path)))

    def alone(self) -> Iterator[Operation]:
        yield from (o for key, o in self._exact.items() if key not in self._taken)


def _first_each(operations: tuple[Operation, ...]) -> Mapping[tuple[str, str], Operation]:
    found: dict[tuple[str, str], Operation] = {}
    for operation in operations:
        found.setdefault((operation.method, plain(operation.path)), operation)
    return found


def _judge(ours: Operation, theirs: Operation | None, comparison: OperationComparison) -> OperationContract:
    found = (comparison.missing(ours),) if theirs is None else tuple(comparison.differences(ours, theirs))
    return _told(ours, found)


def _undocumented(theirs: Operation, documented: Document) -> OperationContract:
    place = documented.locate("/paths")
    text = "the document does not have it"
    return _told(theirs, (Difference("operation", "", Relation.WIDER, False, text, place),))


def _told(operation: Operation, differences: tuple[Difference, ...]) -> OperationContract:
    return OperationContract(operation.method.upper(), operation.path, operation.operation_id or "", differences)
