"""Differences from the contract → remarks at the endpoints that have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scaffolder.contract import Contract, Difference, OperationContract, Relation
from scaffolder.remarks import Remark
from scaffolder.review.checks.endpoints import endpoints
from scaffolder.review.findings import Spot, say
from scaffolder.review.sources import Source

_TOLD = 3
"""Differences of one operation that are told; the first ones are the plainest."""


def remarks(contract: Contract, sources: Sequence[Source]) -> Iterator[Remark]:
    """One remark for each operation that is not the document's: what breaks a client, or else what no client knows."""
    found = {e.operation_id: (source, e) for source in sources if not source.is_test for e in endpoints(source)}
    main = next((s for s in sources if s.path == "app/main.py"), None)
    for operation in contract.operations:
        code, text = _told(operation)
        if not text:
            continue
        if operation.operation_id in found:
            source, endpoint = found[operation.operation_id]
            yield say(code, Spot.of(source, endpoint.decorator), text)
        elif main is not None:
            yield say(code, Spot(main, 1), text)


def _told(operation: OperationContract) -> tuple[str, str]:
    """Code and message; no message where the operation is kept."""
    breaking = [d for d in operation.differences if d.breaking]
    if breaking:
        return "R601", _listed(operation, breaking)
    return "R602", _listed(operation, [d for d in operation.differences if d.relation is not Relation.EQUIVALENT])


def _listed(operation: OperationContract, differences: Sequence[Difference]) -> str:
    told = [f"{f'{d.subject} {d.inner}'.strip()}: {d.message}" for d in differences[:_TOLD]]
    more = f"; and {len(differences) - _TOLD} more" if len(differences) > _TOLD else ""
    return f"{operation.method} {operation.path} is not as documented: {'; '.join(told)}{more}." if told else ""
