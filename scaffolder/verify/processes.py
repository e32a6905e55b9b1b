"""Running tools: bounded in time, their whole process group ended with them, their output kept only at its end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import IO

_GRACE = 3.0
"""Seconds between asking a process group to end and ending it."""
_POLL = 0.05
"""Seconds between looks at a background process's output."""
_KEPT = 256 * 1024
"""Bytes of output that are read back."""


@dataclass(frozen=True, slots=True)
class Result:
    """How a process ended; `code` is None where it was ended for taking too long or because the run was stopped."""

    code: int | None
    output: str
    """Standard output and error together, the end of it."""
    seconds: float


class Background:
    """A process that runs beside the caller."""

    def __init__(self, process: subprocess.Popen[bytes] | None, output: IO[bytes]) -> None:
        self._process, self._output = process, output

    @property
    def pid(self) -> int:
        """Its number; 0 where it was not started."""
        return self._process.pid if self._process is not None else 0

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process is not None and self._process.poll() is None

    def output(self) -> str:
        """Standard output and error so far, the end of it."""
        return _end_of(self._output)

    def wait_for(self, pattern: re.Pattern[str], *, seconds: float) -> str | None:
        """The first group of the pattern once it stands in the output; None if the process ends or time is up."""
        until = time.monotonic() + seconds
        while True:
            alive = self.running
            if found := pattern.search(self.output()):
                return found[1]
            if not alive or time.monotonic() > until:
                return None
            time.sleep(_POLL)


class Processes:
    """The processes of one verification; `stop` ends all that run and keeps further ones from starting."""

    def __init__(self, *, cwd: Path, environment: Mapping[str, str], timeout: float) -> None:
        self._cwd, self._environment, self._timeout = cwd, environment, timeout
        self._live: set[subprocess.Popen[bytes]] = set()
        self._lock = Lock()
        self._stopped = False

    def run(self, command: Sequence[str], **extra: str) -> Result:
        """Run to the end, or to the time limit; `extra` are further environment variables."""
        started = time.monotonic()
        with tempfile.TemporaryFile() as output:
            process = self._start(command, output, {**self._environment, **extra})
            code = self._wait(process) if process is not None else None
            return Result(code, _end_of(output), time.monotonic() - started)

    @contextmanager
    def background(self, command: Sequence[str], **extra: str) -> Iterator[Background]:
        """Run beside the caller, and end with its block; standard input ends when the process is to end by itself."""
        with tempfile.TemporaryFile() as output:
            process = self._start(command, output, {**self._environment, **extra}, stdin=subprocess.PIPE)
            try:
                yield Background(process, output)
            finally:
                if process is not None:
                    _let_end(process)
                    with self._lock:
                        self._live.discard(process)

    def stop(self) -> None:
        """End everything now."""
        with self._lock:
            self._stopped = True
            live = tuple(self._live)
        for process in live:
            _end_group(process)

    def _start(
        self,
        command: Sequence[str],
        output: IO[bytes],
        environment: Mapping[str, str],
        *,
        stdin: int = subprocess.DEVNULL,
    ) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._stopped:
                return None
            process = subprocess.Popen(
                command,
                cwd=self._cwd,
                env=environment,
                stdin=stdin,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self._live.add(process)
            return process

    def _wait(self, process: subprocess.Popen[bytes]) -> int | None:
        code = None
        with suppress(subprocess.TimeoutExpired):
            code = process.wait(self._timeout)
        _end_group(process)
        with self._lock:
            self._live.discard(process)
            return None if self._stopped else code


def _let_end(process: subprocess.Popen[bytes]) -> None:
    """End what runs beside the caller: by the end of its input, else as any other."""
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()
    _signal(process, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(_GRACE)
    _end_group(process)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started; those that ignore the request are killed."""
    if process.poll() is None:
        _signal(process, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
    _signal(process, signal.SIGKILL)
    process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _end_of(output: IO[bytes]) -> str:
    """Read without moving the position, which a process that still runs shares."""
    size = os.fstat(output.fileno()).st_size
    return os.pread(output.fileno(), _KEPT, max(0, size - _KEPT)).decode(errors="replace")
