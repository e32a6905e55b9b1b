"""Run all checks of a project: what does not compile is not checked further, the rest runs side by side."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from scaffolder.events import Listener, StepFinished, StepStarted, ignore
from scaffolder.verdict import Status, Step, Verdict
from scaffolder.verify import environment
from scaffolder.verify.processes import Processes
from scaffolder.verify.steps import CHECKS, COMPILE, TOLD, Check, Workplace, perform, skipped

TIMEOUT = 900.0
"""Seconds for each step."""


def check(folder: Path, *, timeout: float = TIMEOUT, coverage: bool = False, notify: Listener = ignore) -> Verdict:
    """The verdict on a project. `timeout` is in seconds, for each step; `coverage`: the tests measure it. `notify` is
    called from several threads.
    """
    root = Path(os.path.realpath(folder))
    with tempfile.TemporaryDirectory(prefix="scaffold-verify-") as scratch, _library_cache(root) as cache:
        variables = environment.variables()
        processes = Processes(cwd=root, environment=variables, timeout=timeout)
        work = Workplace(root, environment.interpreter(root), processes, Path(scratch), cache, coverage)
        try:
            steps = _all(work, notify)
        except BaseException:
            processes.stop()
            raise
    return Verdict(tuple(sorted(steps, key=lambda step: TOLD.index(step.name))))


def _all(work: Workplace, notify: Listener) -> list[Step]:
    compiled = _one(COMPILE, work, notify)
    if compiled.status in {Status.FAILED, Status.TIMED_OUT}:
        return [compiled, *(_skip(check, notify) for check in CHECKS)]
    with ThreadPoolExecutor(max_workers=max(2, min(4, os.cpu_count() or 2))) as pool:
        waiting = [pool.submit(_one, check, work, notify) for check in CHECKS]
        try:
            return [compiled, *(future.result() for future in waiting)]
        except BaseException:
            work.processes.stop()
            raise


def _one(check: Check, work: Workplace, notify: Listener) -> Step:
    notify(StepStarted(check.name))
    step = perform(check, work)
    notify(StepFinished(step))
    return step


def _skip(check: Check, notify: Listener) -> Step:
    step = skipped(check, "the code does not compile")
    notify(StepFinished(step))
    return step


@contextmanager
def _library_cache(root: Path) -> Iterator[Path | None]:
    """The type checker's cache, for one run at a time; None where another run has it."""
    folder = environment.cache(root)
    if folder is None:
        yield None
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield folder if _acquire(handle) else None
    finally:
        os.close(handle)


def _acquire(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
