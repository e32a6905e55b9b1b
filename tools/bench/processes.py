"""Whole processes, measured: wall time, processor time, peak memory, how they ended."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "bench"
SCAFFOLD = (sys.executable, "-m", "scaffolder")


@dataclass(frozen=True, slots=True)
class Run:
    """One process that ended."""

    seconds: float
    """Wall time."""
    processor: float
    """Seconds of user and system time, its children's included."""
    peak: float
    """Megabytes of the largest of it and its children."""
    code: int
    """Exit code; negative: the signal that ended it."""
    errors: str
    """The last of what it wrote to standard error and output."""

    @property
    def failure(self) -> str:
        """How it failed, in one line; empty: it did not."""
        if self.code == 0:
            return ""
        lines = [line.strip() for line in self.errors.splitlines() if any(c.isalnum() for c in line)]
        telling = [line for line in lines if "Error" in line or "Exception" in line or "Invalid" in line]
        return f"exit code {self.code}: {(telling or lines or ['no output'])[-1][:120]}"


def run(
    command: Sequence[str], *, timeout: float = 300, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Run:
    """Run to its end; ended by force, with its group, after `timeout` seconds."""
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, env=environment(env), stdout=output, stderr=output, start_new_session=True
        )
        guard = threading.Timer(timeout, lambda: os.killpg(process.pid, signal.SIGKILL))
        guard.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        finally:
            guard.cancel()
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(max(0, output.seek(0, os.SEEK_END) - 20_000))
        said = output.read().decode(errors="replace")
    scale = 2**20 if sys.platform == "darwin" else 2**10
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale, process.returncode, said)


def must(done: Run) -> Run:
    """The run, if it succeeded; RuntimeError otherwise."""
    if done.code != 0:
        raise RuntimeError(done.failure)
    return done


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """As a user's: Python keeps what it compiles, here beside the results, whatever the caller's own setting."""
    given = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    python_path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**given, "PYTHONPATH": python_path, "PYTHONPYCACHEPREFIX": str(BUILD / "pycache"), **(more or {})}


def warm() -> None:
    """Run the tool once, so that no measured run compiles it."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        document = str(ROOT / "specs" / "api.yaml")
        must(run((*SCAFFOLD, "from", document, "--no-verify", "--out", f"{folder}/app")))
        must(run((*SCAFFOLD, "plan", document)))


def machine() -> str:
    """The class of the machine: nothing that tells which one."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = platform.python_version()
    cores = os.cpu_count()
    return f"{cores} cores ({platform.machine()}), {memory:.0f} GB, {platform.system()}, Python {python}"
