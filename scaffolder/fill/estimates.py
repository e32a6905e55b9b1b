"""What asking would take, before anything is asked: tokens and cost for each placeholder, if first answers hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scaffolder.fill import wording
from scaffolder.fill.context import ContextManager, tokens
from scaffolder.fill.ledger import Price
from scaffolder.fill.tasks import Pair
from scaffolder.filling import Estimate, Usage
from scaffolder.fills import Part

_ANSWER = {Part.RULE: 150, Part.OPERATION: 350, Part.TEST: 350}
"""Tokens of a body, about."""
_INSTRUCTION = tokens(wording.FENCED)


def estimates(
    pairs: Iterable[Pair], wanted: frozenset[str], context: ContextManager, price: Price | None
) -> tuple[Estimate, ...]:
    """One for each placeholder that would be asked, in the order of the document."""
    found = []
    for task in (t for p in pairs for t in p.tasks if t.id in wanted):
        usage = Usage(1, context.prompt(task).tokens + _INSTRUCTION, _ANSWER[task.part])
        cost = price.of(usage) if price else None
        found.append(Estimate(task.id, task.path, task.part, replace(usage, cost=cost)))
    return tuple(found)
