"""A rule and its test, from the first question to both accepted or neither taken.

Each is written by itself, from the same words, and judged by itself; then the two are judged together. Where they do
not fit, both are told, neither is shown the other's code, and whoever gets the same answer twice insists on it. What
is accepted is kept at once; pairs of one module are judged one after the other, each beside what was kept before.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field

from scaffolder.fill.tasks import Pair, Task
from scaffolder.fill.tools import alone
from scaffolder.fill.writer import Writer
from scaffolder.filling import Usage
from scaffolder.fills import Candidate, Fill, Judge, Judgement, Part, Stage

_TOLD_SUBJECT = (
    "A test that somebody else wrote from the same words fails with this body. If the body does what the words say, "
    "send the same body again; if not, mend it. The failure:"
)
_TOLD_TEST = (
    "An implementation that somebody else wrote from the same words fails this test. If the test asks for nothing but "
    "what the words say, send the same body again; if not, mend it. The failure:"
)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one placeholder."""

    task: Task
    body: str
    """Accepted, or the best attempt."""
    accepted: bool
    attempts: int
    usage: Usage
    model: str
    errors: tuple[str, ...] = ()
    mutants: int = 0
    killed: int = 0
    broken_off: bool = False
    """It ended because the provider failed."""


Keep = Callable[[tuple[Result, ...]], None]
"""Writes down what was accepted, in the project."""


@dataclass(slots=True)
class Half:
    """One of the two, while it is worked on."""

    writer: Writer
    body: str = ""
    """The last that held by itself."""
    errors: tuple[str, ...] = ()
    judgement: Judgement | None = None

    @property
    def task(self) -> Task:
        """What it writes."""
        return self.writer.task

    def fill(self) -> Fill:
        """As a candidate's part."""
        return Fill(self.task.id, self.task.path, self.body)

    def result(self, *, accepted: bool, judged: Judgement | None = None, broken_off: bool = False) -> Result:
        """How it ended."""
        w = self.writer
        counted = judged if judged is not None and self.task.part is Part.TEST else Judgement(None)
        body = self.body if accepted else self.body or w.best
        errors = () if accepted else self.errors
        score = counted.mutants, counted.killed
        return Result(self.task, body, accepted, w.attempts, w.usage, w.model, errors, *score, broken_off)


@dataclass(slots=True)
class Desk:
    """What all rounds of a run share."""

    judge: Judge
    threads: Executor
    keep: Keep
    tell: Callable[[Half, str], None]
    """Progress: a half, and what happens to it."""
    modules: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    """Held while a pair of a module is judged and kept."""
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def judged(self, candidate: Candidate) -> Judgement:
        """The judgement, from a thread of its own."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, self.judge, candidate)


@dataclass(slots=True)
class Round:
    """The work on one pair; a half that is None is not asked for."""

    pair: Pair
    subject: Half | None
    test: Half | None
    desk: Desk
    disagree: bool = False
    """It ended because the two do not fit."""

    @property
    def halves(self) -> tuple[Half, ...]:
        """Those that are asked for."""
        return tuple(h for h in (self.subject, self.test) if h is not None)

    async def run(self) -> tuple[Result, ...]:
        """Results of the halves. Raises CallFailed, LimitReached."""
        await _all(self._by_itself(half) for half in self.halves)
        if all(h.body for h in self.halves) and await self._together():
            return tuple(h.result(accepted=True, judged=h.judgement) for h in self.halves)
        self._blame()
        return self.failed()

    def failed(self, *, broken_off: bool = False) -> tuple[Result, ...]:
        """The results where nothing is taken."""
        return tuple(h.result(accepted=False, broken_off=broken_off) for h in self.halves)

    def _blame(self) -> None:
        """A half that held by itself is not taken without the other: say so."""
        for half, other in ((self.subject, self.test), (self.test, self.subject)):
            if half is not None and other is not None and half.body and not half.errors:
                half.errors = (f"It held by itself, but {other.task.id} did not: one is not taken without the other.",)

    async def _by_itself(self, half: Half) -> bool:
        """Ask until a body holds by itself; whether one did. The errors so far go with the next question."""
        while not half.writer.exhausted:
            self.desk.tell(half, "asking")
            answer = await half.writer.write(half.errors)
            if half.writer.repeated:
                return False
            if answer.problem:
                half.errors = (answer.problem,)
                continue
            self.desk.tell(half, "judging")
            judged = await self.desk.judged(alone(half.task, answer.body))
            half.errors = judged.errors or ((str(judged.refused_at),) if judged.refused_at else ())
            if judged.accepted:
                half.body, half.errors, half.judgement = answer.body, (), judged
                return True
        return False

    async def _together(self) -> bool:
        """Judge both until they fit and are kept, or nobody has anything better."""
        while True:
            judged = await self._kept()
            if judged.accepted:
                return True
            wrong = self._wrong(judged)
            self.disagree = judged.refused_at is Stage.TESTS
            if not any(await _all(self._mended(half) for half in wrong)):
                return False

    async def _kept(self) -> Judgement:
        """Judge, and keep what is accepted; no other of the module in between."""
        async with self.desk.modules[self.pair.first.module.name]:
            judged = await self.desk.judged(self._candidate())
            if judged.accepted:
                async with self.desk.writing:
                    await self._keep(judged)
            return judged

    async def _keep(self, judged: Judgement) -> None:
        for half in self.halves:
            half.judgement, half.errors = judged, ()
        results = tuple(h.result(accepted=True, judged=judged) for h in self.halves)
        await asyncio.get_running_loop().run_in_executor(self.desk.threads, self.desk.keep, results)

    def _candidate(self) -> Candidate:
        return Candidate(
            self.subject.fill() if self.subject is not None else None,
            self.test.fill() if self.test is not None else None,
        )

    def _wrong(self, judged: Judgement) -> tuple[Half, ...]:
        """Whose turn it is, told what is wrong: a weak test is the test's fault, else both have to look."""
        weak = judged.refused_at in {Stage.UNFILLED, Stage.MUTANTS}
        for half in self.halves:
            told = _TOLD_TEST if half is self.test else _TOLD_SUBJECT
            single = weak or len(self.halves) == 1
            half.errors = judged.errors if single else (told, *judged.errors)
        return (self.test,) if weak and self.test is not None else self.halves

    async def _mended(self, half: Half) -> bool:
        """Ask again; whether there is another body that holds by itself."""
        before, told = half.body, half.errors
        if half.writer.exhausted or not await self._by_itself(half):
            half.body, half.errors = before, half.errors or told
            return False
        return half.body != before


async def _all(works: Iterable[Coroutine[None, None, bool]]) -> tuple[bool, ...]:
    """Do all at once, each to its end; then raise what the first of them raised."""
    ended = await asyncio.gather(*works, return_exceptions=True)
    for end in ended:
        if isinstance(end, BaseException):
            raise end
    return tuple(end is True for end in ended)
