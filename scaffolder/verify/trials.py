"""A candidate that reads well → whether its tests hold: the checks `tests`, `unfilled`, `mutants`, in the sandbox."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from scaffolder.bodies import Misplaced, body_of, placed, regions
from scaffolder.fills import Candidate, Fill, Judgement, Part, Stage
from scaffolder.verify import mutants
from scaffolder.verify.shape import function_of
from scaffolder.verify.shortening import shortened
from scaffolder.verify.workers import Pool, Request, Tried

_SECONDS = 60.0
"""For the tests of a module."""
_TIMES = 3
"""How often a placeholder's test is run."""
_ENOUGH = 0.8
"""Share of the mutants that a test must notice."""
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Trial:
    """A candidate, and the files that it changes as they are with it."""

    candidate: Candidate
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """A subject and its test, as they are to be tried."""

    id: str
    """Of the subject."""
    subject: str
    """Path of the subject's file."""
    test: str
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def node(self) -> str:
        """The test as pytest names it."""
        function = function_of(self.texts[self.test], f"test_{self.id}")
        return f"{self.test}::{function.name}"

    def with_subject(self, body: str) -> dict[str, str]:
        """The files with another body of the subject."""
        text = placed(self.texts[self.subject], Fill(self.id, self.subject, body))
        return {**self.texts, self.subject: text}


@dataclass(frozen=True, slots=True)
class Trials:
    """Runs tests of a project's placeholders."""

    root: Path
    pool: Pool

    def judged(self, trial: Trial) -> Judgement:
        """The judgement from the tests on. Raises Unusable."""
        pair = self._pair(trial)
        if pair is None:
            return Judgement(Stage.TESTS, ("there is no placeholder for its test",))
        filled = not is_unfilled(pair.texts[pair.subject], pair.id)
        if filled and (refused := self._fails(pair, tested=trial.candidate.test is not None)):
            return refused
        if trial.candidate.test is None:
            return Judgement(None)
        if refused := self._passes_unfilled(pair, filled=filled):
            return refused
        return self._mutated(pair) if filled else Judgement(None)

    def _pair(self, trial: Trial) -> Pair | None:
        candidate = trial.candidate
        one = candidate.subject or candidate.test
        assert one is not None
        name = one.id if candidate.subject is not None else one.id.removeprefix("test_")
        subject, test = self._path(name, "app/*/rules.py"), self._path(f"test_{name}", "tests/*/test_rules.py")
        if subject is None or test is None:
            return None
        texts = {path: (self.root / path).read_text(encoding="utf-8") for path in (subject, test)}
        texts.update(trial.texts)
        return Pair(name, subject, test, texts)

    def _path(self, placeholder: str, pattern: str) -> str | None:
        for path in sorted(self.root.glob(pattern)):
            if any(r.id == placeholder for r in regions(path.read_text(encoding="utf-8"))):
                return path.relative_to(self.root).as_posix()
        return None

    def _run(self, request: Request) -> Tried:
        with self.pool.worker() as worker:
            return worker.run(request)

    def _fails(self, pair: Pair, *, tested: bool) -> Judgement | None:
        """Where its tests or those of the module fail; the placeholder's own come first, as they say most."""
        if tested:
            alone = self._run(Request((pair.node,), pair.texts, times=_TIMES, seconds=_SECONDS))
            if not alone.good:
                return Judgement(Stage.TESTS, shortened(alone))
            if all(r.outcome == "skipped" for r in alone.reports):
                return Judgement(Stage.TESTS, ("the test skips itself",))
        folder = (_folder(pair.test),)
        module = self._run(Request(folder, pair.texts, order=len(pair.id) + 1, seconds=_SECONDS))
        if not module.good:
            return Judgement(Stage.TESTS, shortened(module))
        return None if tested else self._crashes(Request(folder, pair.texts, seconds=_SECONDS, ruled=True))

    def _crashes(self, request: Request) -> Judgement | None:
        """Where a subject without a test of its own breaks on what the module's tests send; refusing is no fault."""
        tried = self._run(replace(request, most_failures=0))
        crashed = tuple(r for r in tried.bad if r.crashed)
        if not tried.ended and not crashed:
            return None
        return Judgement(Stage.TESTS, shortened(replace(tried, reports=crashed)))

    def _passes_unfilled(self, pair: Pair, *, filled: bool) -> Judgement | None:
        """Where the test does not notice that the subject does nothing, or breaks before it can."""
        texts = pair.with_subject(unfilled(pair.texts[pair.subject], pair.id)) if filled else pair.texts
        tried = self._run(Request((pair.node,), texts, seconds=_SECONDS))
        if tried.ended or any(_is_broken(r.said, r.when) for r in tried.bad):
            return Judgement(Stage.TESTS, shortened(tried))
        if tried.good:
            return Judgement(
                Stage.UNFILLED, (f"the test passes although {pair.id} does nothing: assert what it must do",)
            )
        return None

    def _mutated(self, pair: Pair) -> Judgement:
        """Run the test against every mutant."""
        made = mutants.of(body_of(pair.texts[pair.subject], pair.id))
        survivors = []
        for mutant in made:
            tried = self._run(
                Request((pair.node,), pair.with_subject(mutant.body), seconds=_SECONDS / 4, most_failures=1)
            )
            if tried.good:
                survivors.append(mutant)
        killed = len(made) - len(survivors)
        if made and killed / len(made) < _ENOUGH:
            said = f"the test notices {killed} of {len(made)} changes to the filled body; it also passes with:"
            return Judgement(Stage.MUTANTS, (said, *(m.told for m in survivors[:_SHOWN])), len(made), killed)
        return Judgement(None, (), len(made), killed)


def _folder(test: str) -> str:
    return test.rpartition("/")[0]


def _is_broken(said: str, when: str) -> bool:
    """The test itself is at fault, whatever the subject does."""
    return when in {"collect", "setup"} or said.startswith(("NameError", "ImportError", "ModuleNotFoundError"))


def part_of(text: str, placeholder: str) -> Part:
    """A rule gives nothing back; a custom operation does."""
    function = function_of(text, placeholder)
    first = function.args.args[0].annotation if function.args.args else None
    return Part.RULE if first is not None and ast.unparse(first).startswith("Change") else Part.OPERATION


def unfilled(text: str, placeholder: str) -> str:
    """The body of a subject before it was filled."""
    if part_of(text, placeholder) is Part.RULE:
        return ""
    return f'from app.core.errors import NotImplementedYet\nraise NotImplementedYet("{placeholder}")'


def is_unfilled(text: str, placeholder: str) -> bool:
    """A subject has no body of its own."""
    try:
        body = body_of(text, placeholder)
    except Misplaced:
        return True
    code = [line for line in body.splitlines() if line.strip() and not line.strip().startswith("#")]
    return not code or code in (["pass"], [f'raise NotImplementedYet("{placeholder}")'])
