"""What asking would take, before anything is asked: tokens and cost for each placeholder, if first answers hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from scaffolder.fill import wording
from scaffolder.fill.context import ContextManager, Prompt, tokens
from scaffolder.fill.ledger import Price
from scaffolder.fill.tasks import Pair, Task
from scaffolder.fill.together import requests
from scaffolder.filling import Estimate, Usage
from scaffolder.fills import Part

_ANSWER = {Part.RULE: 150, Part.OPERATION: 350, Part.TEST: 350}
"""Tokens of a body, about."""
_INSTRUCTION = tokens(wording.FENCED)


@dataclass(frozen=True, slots=True)
class Terms:
    """What estimates are made for."""

    wanted: frozenset[str]
    """Ids that would be asked."""
    together: int
    """Placeholders in one request."""
    price: Price | None


def estimates(pairs: Iterable[Pair], context: ContextManager, terms: Terms) -> tuple[Estimate, ...]:
    """One for each placeholder that would be asked, in the order of the document; what a request shares is divided."""
    tasks = [t for p in pairs for t in p.tasks if t.id in terms.wanted]
    sent = {
        t.id: -(-(_prompt(context, some).tokens + _INSTRUCTION) // len(some))
        for some in requests(tasks, context, terms.together)
        for t in some
    }
    found = []
    for task in tasks:
        usage = Usage(1, sent[task.id], _ANSWER[task.part])
        cost = terms.price.of(usage) if terms.price else None
        found.append(Estimate(task.id, task.path, task.part, replace(usage, cost=cost)))
    return tuple(found)


def _prompt(context: ContextManager, tasks: tuple[Task, ...]) -> Prompt:
    return context.prompt(tasks[0]) if len(tasks) == 1 else context.joint(tasks)
