"""Differences from the contract → remarks at the endpoints that have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scaffolder.contract import Contract, OperationContract
from scaffolder.remarks import Remark
from scaffolder.review.checks.endpoints import endpoints
from scaffolder.review.findings import Spot, say
from scaffolder.review.sources import Source

_TOLD = 3
"""Differences of one operation that are told; the first ones are the plainest."""


def remarks(contract: Contract, sources: Sequence[Source]) -> Iterator[Remark]:
    """One remark for each operation that breaks a client."""
    found = {e.operation_id: (source, e) for source in sources if not source.is_test for e in endpoints(source)}
    main = next((s for s in sources if s.path == "app/main.py"), None)
    for operation in contract.operations:
        text = _text(operation)
        if not text:
            continue
        if operation.operation_id in found:
            source, endpoint = found[operation.operation_id]
            yield say("R601", Spot.of(source, endpoint.decorator), text)
        elif main is not None:
            yield say("R601", Spot(main, 1), text)


def _text(operation: OperationContract) -> str:
    breaking = [d for d in operation.differences if d.breaking]
    told = [f"{f'{d.subject} {d.inner}'.strip()}: {d.message}" for d in breaking[:_TOLD]]
    more = f"; and {len(breaking) - _TOLD} more" if len(breaking) > _TOLD else ""
    return f"{operation.method} {operation.path} is not as documented: {'; '.join(told)}{more}." if told else ""
