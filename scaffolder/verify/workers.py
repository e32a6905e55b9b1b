"""Warm workers: each a process in a sandbox that has the application imported and forks for every request."""

from __future__ import annotations

import json
import os
import queue
import select
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffolder.verify.copies import Copy
from scaffolder.verify.sandbox import Enclosure, Places, Protection, enclosure, install

_START = 120.0
"""Seconds to import and collect everything."""
_GRACE = 10.0
"""Seconds beyond a request's own limit after which the worker itself is held to be dead."""
_MEMORY = 768 << 20
"""Bytes on top of what the application has."""
_LARGEST_FILE = 64 << 20
_MOST = 4 << 20
"""Bytes of one line of a worker's."""


class Unusable(Exception):
    """The project's tests cannot be collected, or the sandbox cannot be entered."""


@dataclass(frozen=True, slots=True)
class Request:
    """Tests to run against changed files."""

    tests: tuple[str, ...]
    """As pytest takes them."""
    texts: Mapping[str, str]
    """Files as the candidate has them, by path."""
    times: int = 1
    """How often each test is run."""
    order: int = 0
    """Seed of a random order; 0: as they stand."""
    seconds: float = 30.0
    most_failures: int = 3
    ruled: bool = False
    """Rules are in force even in tests that lift them."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one test."""

    test: str
    outcome: str
    """passed, failed, skipped, error."""
    when: str
    """collect, setup, call, teardown."""
    text: str
    said: str = ""
    """The exception in a line or two."""
    line: int = 0
    path: str = ""
    output: str = ""

    @property
    def good(self) -> bool:
        """Passed, or skipped."""
        return self.outcome in {"passed", "skipped"}

    @property
    def crashed(self) -> bool:
        """The application raised what nobody catches."""
        return "the application raised " in self.output


@dataclass(frozen=True, slots=True)
class Tried:
    """The outcome of a request."""

    reports: tuple[Report, ...]
    ended: str
    """"" where it came to its end, else "time", "size", a signal or an exit code."""
    seconds: float

    @property
    def good(self) -> bool:
        """It came to its end and everything passed."""
        return not self.ended and bool(self.reports) and all(r.good for r in self.reports)

    @property
    def bad(self) -> tuple[Report, ...]:
        """What did not pass."""
        return tuple(r for r in self.reports if not r.good)


@dataclass(frozen=True, slots=True)
class Setup:
    """What every worker of a project has in common."""

    root: Path
    python: str
    protection: Protection
    tests: tuple[str, ...]
    """Folders to collect."""
    addopts: str = ""


class Worker:
    """One worker with its copy of the project; used by one thread at a time."""

    def __init__(self, setup: Setup, folder: Path) -> None:
        self._setup, self._folder = setup, folder
        self._copy = Copy(setup.root, folder / "project")
        self._inside = install(folder / "inside")
        self._process: subprocess.Popen[bytes] | None = None
        self._rest = b""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="worker")
        """Starts the process, which ends when the thread that started it does."""

    def run(self, request: Request) -> Tried:
        """Put the files in place and run the tests. Raises Unusable."""
        self._copy.update()
        if self._process is None or self._outdated():
            self.start()
        self._copy.put(request.texts)
        changed = [p for p in sorted({*self._copy.changed, *request.texts}) if p.endswith(".py")]
        self._send({**_told(request), "changed": changed})
        answer = self._answer(request.seconds + _GRACE)
        if answer is None:
            self.stop()
            return Tried((), "the worker was ended", request.seconds)
        return Tried(tuple(_report(r) for r in answer.get("reports", ())), answer["ended"], answer["seconds"])

    def start(self) -> None:
        """Start, or start again. Raises Unusable."""
        self.stop()
        self._copy.update()
        self._copy.forget_changes()
        scratch = self._folder / "scratch"
        scratch.mkdir(exist_ok=True)
        places = Places(self._setup.root, self._copy.folder, scratch, self._inside)
        place = enclosure(self._setup.protection, self._setup.python, places)
        self._process = self._thread.submit(self._started, place).result()
        self._send(_chosen(self._setup, place))
        answer = self._answer(_START)
        if answer is None or "ready" not in answer:
            problem = str((answer or {}).get("problem") or self._complaint() or "it does not start")
            self.stop()
            raise Unusable(f"the project's tests cannot be run in the sandbox ({self._setup.protection}): {problem}")

    def stop(self) -> None:
        """End the process and all that it started."""
        process, self._process, self._rest = self._process, None, b""
        if process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def _outdated(self) -> bool:
        """A file has changed that is no rules and no test of a module."""
        return any(not p.endswith("/rules.py") and not _is_test(p) for p in self._copy.changed)

    def _started(self, place: Enclosure) -> subprocess.Popen[bytes]:
        with (self._folder / "complaints").open("wb") as complaints:
            return subprocess.Popen(
                place.command,
                cwd=place.folder,
                env=place.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                start_new_session=True,
            )

    def _complaint(self) -> str:
        lines = (self._folder / "complaints").read_bytes()[-4000:].decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()

    def _answer(self, seconds: float) -> dict[str, Any] | None:
        """The next line; None where it does not come, or is not one."""
        assert self._process is not None
        assert self._process.stdout is not None
        deadline, stream = time.monotonic() + seconds, self._process.stdout.fileno()
        while b"\n" not in self._rest:
            ready, _, _ = select.select([stream], [], [], max(0.0, deadline - time.monotonic()))
            piece = os.read(stream, 1 << 16) if ready else b""
            if not piece or len(self._rest) > _MOST:
                return None
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\n")
        answer = json.loads(line)
        return answer if isinstance(answer, dict) else None


class Pool:
    """A few workers for many threads; each is started when it is first needed."""

    def __init__(self, setup: Setup, folder: Path, size: int) -> None:
        self._free: queue.LifoQueue[Worker] = queue.LifoQueue()
        self._all: list[Worker] = []
        for number in reversed(range(size)):
            (folder / f"worker{number}").mkdir()
            self._all.append(Worker(setup, folder / f"worker{number}"))
            self._free.put(self._all[-1])

    @contextmanager
    def worker(self) -> Iterator[Worker]:
        """One that nobody else uses."""
        worker = self._free.get()
        try:
            yield worker
        finally:
            self._free.put(worker)

    def stop(self) -> None:
        """End all."""
        for worker in self._all:
            worker.stop()


def _is_test(path: str) -> bool:
    return path.startswith("tests/") and Path(path).name.startswith("test_")


def _told(request: Request) -> dict[str, Any]:
    return {
        "tests": request.tests,
        "times": request.times,
        "order": request.order,
        "seconds": request.seconds,
        "most_failures": request.most_failures,
        "ruled": request.ruled,
    }


def _chosen(setup: Setup, place: Enclosure) -> dict[str, Any]:
    return {
        "namespaces": place.namespaces,
        "scratch": place.scratch,
        "alone": place.alone,
        "readable": place.readable,
        "hidden": place.hidden,
        "tests": setup.tests,
        "addopts": setup.addopts,
        "memory": _MEMORY,
        "size": _LARGEST_FILE,
        "confined": setup.protection is not Protection.NONE,
    }


def _report(found: Mapping[str, Any]) -> Report:
    return Report(**{name: found[name] for name in Report.__slots__ if name in found})
