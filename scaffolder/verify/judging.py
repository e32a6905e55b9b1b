"""A candidate → a judgement: the checks of `Stage`, cheapest first, on a copy of the project as it stands on disk.

What can be told from the text is told before anything runs; the tests run in a sandbox.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from scaffolder.bodies import Misplaced, placed
from scaffolder.fills import Bench, Candidate, Fill, Judgement, Stage
from scaffolder.verify import environment, policy, shape
from scaffolder.verify.linting import lint
from scaffolder.verify.origins import origins
from scaffolder.verify.sandbox import Protection, best, sentence
from scaffolder.verify.trials import Trial, Trials
from scaffolder.verify.typechecking import TypeChecker
from scaffolder.verify.workers import Pool, Setup, Unusable

_WORKERS = 4
"""At most."""


@contextmanager
def judging(folder: Path, *, sandbox: bool = True) -> Iterator[Bench]:
    """A bench for the project in a folder. Without a sandbox only where the user chose so."""
    root = Path(os.path.realpath(folder))
    protection = best() if sandbox else Protection.NONE
    with TemporaryDirectory(prefix="scaffold-judge-") as scratch, _bench(root, Path(scratch), protection) as judge:
        yield Bench(judge, sentence(protection))


@contextmanager
def _bench(root: Path, scratch: Path, protection: Protection) -> Iterator[Callable[[Candidate], Judgement]]:
    python = environment.interpreter(root).path
    setup = Setup(root, python, protection, _folders(root))
    (scratch / "types").mkdir()
    pool = Pool(setup, scratch, min(_WORKERS, os.cpu_count() or 1))
    types = TypeChecker(root, scratch / "types", python=python, cache=environment.cache(root))
    warming = threading.Thread(target=types.warm, name="type checker", daemon=True)
    warming.start()
    try:
        yield _Judge(root, types, Trials(root, pool))
    finally:
        pool.stop()
        warming.join()
        types.stop()


def _folders(root: Path) -> tuple[str, ...]:
    """Folders of tests that hold placeholders."""
    found = sorted({p.parent.relative_to(root).as_posix() for p in root.glob("tests/*/test_rules.py")})
    return tuple(found) or ("tests",)


@dataclass(frozen=True, slots=True)
class _Judge:
    root: Path
    types: TypeChecker
    trials: Trials

    def __call__(self, candidate: Candidate) -> Judgement:
        """Judge. It is safe to call from several threads."""
        started = time.monotonic()
        try:
            judgement = self._judged(candidate)
        except Unusable as error:
            judgement = Judgement(Stage.TESTS, (str(error),))
        seconds = time.monotonic() - started
        return Judgement(judgement.refused_at, judgement.errors, judgement.mutants, judgement.killed, round(seconds, 3))

    def _judged(self, candidate: Candidate) -> Judgement:
        fills = [fill for fill in (candidate.subject, candidate.test) if fill is not None]
        for stage, check in _STATIC:
            if errors := tuple(said for fill in fills for said in self._said(check, fill, fills)):
                return Judgement(stage, errors)
        trial = Trial(candidate, self._texts(fills))
        if errors := self.types.check(trial.texts, fills):
            return Judgement(Stage.TYPES, errors)
        return self.trials.judged(trial)

    def _said(self, check: _Check, fill: Fill, fills: Sequence[Fill]) -> tuple[str, ...]:
        said = check(fill, self.root)
        return said if len(fills) == 1 else tuple(f"{fill.id}: {text}" for text in said)

    def _texts(self, fills: Sequence[Fill]) -> dict[str, str]:
        """The files with the fills in place."""
        texts: dict[str, str] = {}
        for fill in fills:
            texts[fill.path] = placed(texts.get(fill.path) or _text(self.root, fill), fill)
        return texts


def _text(root: Path, fill: Fill) -> str:
    """The file of a fill; a path that leaves the project is a bug."""
    path = Path(os.path.realpath(root / fill.path))
    if not path.is_relative_to(root):
        raise ValueError(f"{fill.path} is not in the project")
    return path.read_text(encoding="utf-8")


_Check = Callable[[Fill, Path], tuple[str, ...]]


def _syntax(fill: Fill, root: Path) -> tuple[str, ...]:
    read = shape.read(fill.body)
    return (read,) if isinstance(read, str) else ()


def _body(fill: Fill, root: Path) -> tuple[str, ...]:
    read = shape.read(fill.body)
    assert isinstance(read, shape.Body)
    return shape.wrong_in_text(read) or shape.wrong_in_place(_text(root, fill), fill)


def _policy(fill: Fill, root: Path) -> tuple[str, ...]:
    read, text = shape.read(fill.body), _text(root, fill)
    assert isinstance(read, shape.Body)
    known = policy.Surroundings(
        shape.parameters(text, fill.id), origins(text, root), test=fill.path.startswith("tests/")
    )
    return policy.refused(read, known)


def _lint(fill: Fill, root: Path) -> tuple[str, ...]:
    try:
        return lint(placed(_text(root, fill), fill), fill.path, fill.id, root)
    except Misplaced as error:
        return (str(error),)


_STATIC: tuple[tuple[Stage, _Check], ...] = (
    (Stage.SYNTAX, _syntax),
    (Stage.BODY, _body),
    (Stage.POLICY, _policy),
    (Stage.LINT, _lint),
)
