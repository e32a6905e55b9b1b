"""All placeholders that are to be asked, at once: pairs → results, whatever happens on the way.

What is accepted is kept the moment it is, so that neither a limit, nor a failure of the provider, nor Ctrl-C loses it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from scaffolder.events import FillMoved, Listener, ignore
from scaffolder.fill.code import Code
from scaffolder.fill.context import ContextManager
from scaffolder.fill.ledger import Ledger
from scaffolder.fill.library import its_own_warnings
from scaffolder.fill.rounds import Desk, Half, Keep, Result, Round
from scaffolder.fill.talk import HOPELESS, RETRIED, CallFailed, Form, LimitReached, Provider
from scaffolder.fill.tasks import Pair, Task
from scaffolder.fill.together import MOST, Together, grouped
from scaffolder.fill.tools import Toolbox
from scaffolder.fill.writer import Writer
from scaffolder.filling import Usage
from scaffolder.fills import Judge

ITERATIONS = 3
"""How often errors go back, for each placeholder."""

_IN_VAIN = 2
"""Pairs that a run gives up before it takes the server for dead."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is to do."""

    pairs: tuple[Pair, ...]
    wanted: frozenset[str]
    """Ids to be asked; the others of the pairs stay as they are."""
    judge: Judge
    context: ContextManager
    code: Code
    form: Form = Form.TEXT
    iterations: int = ITERATIONS
    together: int = MOST
    """Placeholders that are asked for in one request, at first; tests apart from what they test."""
    judges: int = 0
    """Candidates judged at once; 0: as many as there are processors."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended."""

    results: tuple[Result, ...]
    """Of those that were settled."""
    disagreed: tuple[tuple[Result, ...], ...] = ()
    """Results of pairs that do not fit."""
    left: tuple[str, ...] = ()
    """Ids that were not settled."""
    stopped: str = ""
    """Why not everything was; "": everything was."""
    usage: Usage = field(default_factory=Usage)


def run(
    order: Order,
    provider: Callable[[Ledger], Provider],
    *,
    ledger: Ledger,
    keep: Keep,
    notify: Listener = ignore,
) -> Ended:
    """Fill what is wanted. Never raises for what a provider, a limit or Ctrl-C does."""
    threads = ThreadPoolExecutor(order.judges or os.cpu_count() or 1, thread_name_prefix="judge")
    try:
        with its_own_warnings():
            engine = _Engine(order, ledger, keep, notify, threads)
            return asyncio.run(engine.run(provider))
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


@dataclass(slots=True)
class _Engine:
    order: Order
    ledger: Ledger
    keep: Keep
    notify: Listener
    threads: ThreadPoolExecutor
    results: list[Result] = field(default_factory=list)
    disagreed: list[tuple[Result, ...]] = field(default_factory=list)
    stopped: str = ""
    unanswered: int = 0
    """Pairs that failed before anything was answered."""
    together: Mapping[str, Together] = field(default_factory=dict)

    async def run(self, provider: Callable[[Ledger], Provider]) -> Ended:
        desk = Desk(self.order.judge, self.threads, self._keep, self._tell)
        asked = provider(self.ledger)
        wanted = [t for p in self.order.pairs for t in p.tasks if t.id in self.order.wanted]
        self.together = grouped(wanted, self.order.context, asked, self.order.together)
        rounds = [asyncio.ensure_future(self._settle(self._round(p, asked, desk))) for p in self.order.pairs]
        try:
            await asyncio.gather(*rounds)
        except CallFailed as error:
            self.stopped = str(error)
        except asyncio.CancelledError:
            self.stopped = "interrupted"
        await _cancelled(rounds)
        settled = {r.task.id for r in self.results}
        left = tuple(t.id for p in self.order.pairs for t in p.tasks if t.id in self.order.wanted - settled)
        return Ended(tuple(self.results), tuple(self.disagreed), left, self.stopped, self.ledger.spent)

    def _round(self, pair: Pair, provider: Provider, desk: Desk) -> Round:
        subject, test = (self._half(pair, task, provider) for task in (pair.subject, pair.test))
        return Round(pair, subject, test, desk)

    def _half(self, pair: Pair, task: Task | None, provider: Provider) -> Half | None:
        if task is None or task.id not in self.order.wanted:
            return None
        other = pair.test if task is pair.subject else pair.subject
        seen = self.order.code.hiding(other.id, other.path) if other is not None else self.order.code
        toolbox, prompt = Toolbox(task, seen, self.order.judge), self.order.context.prompt(task)
        form = Form.TEXT if prompt.turns else self.order.form
        feedbacks, together = self.order.iterations, self.together.get(task.id)
        return Half(Writer(task, prompt, provider, toolbox, form, feedbacks, self.threads, together))

    async def _settle(self, round_: Round) -> None:
        try:
            results = await round_.run()
        except LimitReached as error:  # others may be under way, and are paid for
            self.stopped = str(error)
            return
        except CallFailed as error:
            if error.trouble in HOPELESS or self._nobody_answers(error):
                raise
            for half in round_.halves:
                half.errors = (str(error),)
            results = round_.failed(broken_off=True)
        self._settled(results, round_)

    def _nobody_answers(self, error: CallFailed) -> bool:
        """Several were asked for in vain, again and again, and none has ever been answered."""
        self.unanswered += error.trouble in RETRIED and not self.ledger.spent.calls
        return self.unanswered > _IN_VAIN

    def _settled(self, results: Sequence[Result], round_: Round) -> None:
        kept = {r.task.id for r in self.results}
        failed = [r for r in results if not r.accepted]
        self.results += [r for r in results if r.task.id not in kept]
        if round_.disagree and len(failed) == 2:
            self.disagreed.append(tuple(failed))
        if failed:
            self.keep(tuple(failed))
        for half in round_.halves:
            self._tell(half, "failed" if failed else "accepted")

    def _keep(self, results: tuple[Result, ...]) -> None:
        """Called from a thread; nothing else writes meanwhile."""
        self.keep(results)
        self.results += results

    def _tell(self, half: Half, doing: str) -> None:
        spent = self.ledger.spent
        attempt = half.writer.attempts + (doing == "asking")
        event = FillMoved(
            half.task.id, doing, attempt, spent.tokens, spent.cost, len(self.results), len(self.order.wanted)
        )
        self.notify(event)


async def _cancelled(works: Sequence[asyncio.Future[None]]) -> None:
    for work in works:
        work.cancel()
    await asyncio.gather(*works, return_exceptions=True)
