"""First questions about several placeholders → one request, and to each its piece of the answer.

Tests are asked for apart from what they test. What placeholders share, the entities and operations and words, is sent
once. Where a piece is missing, or the call fails, that placeholder is asked for by itself, as are all later questions.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from scaffolder.fill import wording
from scaffolder.fill.context import ContextManager
from scaffolder.fill.talk import HOPELESS, CallFailed, Form, Message, Provider, Reply, Request
from scaffolder.fill.tasks import Task
from scaffolder.filling import Usage
from scaffolder.fills import Part

MOST = 8
"""Placeholders of one request."""
_ANSWER = 1000
"""Tokens of one of several bodies, at most: twice the longest that are usual."""
_PIECE = re.compile(r"^[ \t]*```[^\n]*\n[ \t]*# *(?P<name>\w+)[^\n]*\n(?P<body>.*?)^[ \t]*```[ \t]*$", re.M | re.S)


@dataclass(slots=True)
class Together:
    """One request for several placeholders; asked when the first of them wants its piece."""

    tasks: tuple[Task, ...]
    messages: tuple[Message, ...]
    provider: Provider
    _asked: asyncio.Future[Mapping[str, Reply]] | None = field(default=None)

    async def piece(self, task: Task) -> Reply | None:
        """What the answer says of one; None where it has to be asked for by itself. Raises CallFailed, LimitReached."""
        if self._asked is None:
            self._asked = asyncio.ensure_future(self._ask())
        return (await self._asked).get(task.id)

    async def _ask(self) -> Mapping[str, Reply]:
        longest = _ANSWER * len(self.tasks)
        request = Request(f"{self.tasks[0].id}+{len(self.tasks) - 1}", 1, self.messages, Form.TEXT, longest=longest)
        try:
            reply = await self.provider.ask(request)
        except CallFailed as error:
            if error.trouble in HOPELESS:
                raise
            return {}
        return dict(_pieces(self.tasks, reply))


def _pieces(tasks: tuple[Task, ...], reply: Reply) -> Iterator[tuple[str, Reply]]:
    """A reply for each task that the answer has exactly one block for; what the call took is shared among all."""
    blocks = [(m["name"], m["body"]) for m in _PIECE.finditer(reply.text)]
    for number, task in enumerate(tasks):
        bodies = [body for name, body in blocks if name == task.function]
        usage = _share(reply.usage, number, len(tasks))
        if len(bodies) == 1 and bodies[0].strip():
            yield task.id, replace(reply, text=f"```python\n{bodies[0]}```", cut_off=False, usage=usage)


def _share(usage: Usage, number: int, total: int) -> Usage:
    """Of what a call took; the first has the call itself and what does not divide."""
    first = number == 0
    prompt, answer, cached = (
        n // total + (n % total if first else 0) for n in (usage.prompt, usage.answer, usage.cached)
    )
    cost = None if usage.cost is None else usage.cost / total
    return Usage(usage.calls if first else 0, prompt, answer, cached, cost)


def grouped(tasks: Iterable[Task], context: ContextManager, provider: Provider, most: int) -> dict[str, Together]:
    """By id, the request that each task shares; those that are alone have none."""
    found: dict[str, Together] = {}
    for some in requests(tasks, context, most):
        if len(some) > 1:
            together = Together(some, messages(context, some), provider)
            found |= dict.fromkeys((t.id for t in some), together)
    return found


def requests(tasks: Iterable[Task], context: ContextManager, most: int) -> Iterator[tuple[Task, ...]]:
    """The tasks of each first request, those of a file one after the other."""
    for _, group in groupby(sorted(tasks, key=_order), key=_is_test):
        yield from _chunks(tuple(group), context, most)


def _order(task: Task) -> tuple[bool, str]:
    return _is_test(task), task.path


def _is_test(task: Task) -> bool:
    return task.part is Part.TEST


def messages(context: ContextManager, tasks: tuple[Task, ...]) -> tuple[Message, ...]:
    """The first request for several tasks."""
    prompt = context.joint(tasks)
    return (
        {"role": "system", "content": f"{prompt.system}\n\n{wording.SEVERAL}"},
        {"role": "user", "content": prompt.user},
    )


def _chunks(tasks: tuple[Task, ...], context: ContextManager, most: int) -> Iterator[tuple[Task, ...]]:
    """As many at once as the bound and the budget allow, in their order."""
    some: tuple[Task, ...] = ()
    for task in tasks:
        more = (*some, task)
        if some and (context.alone or len(more) > most or context.joint(more).left_out):
            yield some
            more = (task,)
        some = more
    if some:
        yield some
