"""Contract → the lines that tell how an application stands to its document."""

from __future__ import annotations

from collections.abc import Iterator

from scaffolder.contract import Contract, Difference, OperationContract, Relation
from scaffolder.report.paint import Paint
from scaffolder.report.visible import counted, visible

_LISTED = 200
"""Differences that are shown; JSON has all."""


def lines(contract: Contract, paint: Paint) -> Iterator[str]:
    """Each operation that is not as documented with its differences, then the counts."""
    shown = 0
    for operation in contract.operations:
        if operation.kept or shown >= _LISTED:
            continue
        yield paint(visible(f"{operation.method} {operation.path}"), bold=True) + f"  {operation.relation}"
        yield from _differences(operation, paint)
        shown += len(operation.differences)
    left = len(contract.differences) - shown
    if shown >= _LISTED and left > 0:
        yield f"… and {left} more (--format json lists all)"
    yield _counts(contract)


def _differences(operation: OperationContract, paint: Paint) -> Iterator[str]:
    for difference in operation.differences:
        if difference.relation is not Relation.EQUIVALENT:
            yield f"  {_difference(difference, paint)}"


def _difference(difference: Difference, paint: Paint) -> str:
    where = " ".join(filter(None, (difference.subject, difference.inner)))
    word = paint("breaking", "red") if difference.breaking else "harmless"
    text = visible(f"{where}: {difference.message}")
    return f"{difference.place}: {difference.relation}, {word}: {text}"


def _counts(contract: Contract) -> str:
    told = ", ".join(f"{number} {relation}" for relation, number in contract.counts().items() if number)
    breaking = sum(d.breaking for d in contract.differences)
    total = counted(len(contract.operations), "operation")
    return f"{total}: {told or 'nothing to compare'}; {counted(breaking, 'breaking difference')}"
