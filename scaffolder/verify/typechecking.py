"""Files as a candidate has them → what the type checker says of their bodies; a daemon that has all else in memory."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from scaffolder.fills import Fill
from scaffolder.verify.copies import Copy
from scaffolder.verify.environment import scrubbed
from scaffolder.verify.linting import lines_of, quoted
from scaffolder.verify.workers import Unusable

_LINE = re.compile(r"^(?P<path>[^:]+):(?P<line>\d+):(?P<column>\d+): (?P<kind>error|note): (?P<text>.*)$")
_STRICT = ("--strict", "--show-column-numbers", "--no-pretty", "--no-error-summary", "--no-color-output")
_STARTING, _CHECKING = 600.0, 120.0
"""Seconds."""
_CHECKED = (0, 1)
"""Exit codes: nothing found, something found; others say that it could not check."""
_FOLDERS = ("app", "tests")


class TypeChecker:
    """A daemon on a copy of the project; one candidate at a time. It is started by the first, or by `warm`."""

    def __init__(self, root: Path, folder: Path, *, python: str, cache: Path | None) -> None:
        self._copy = Copy(root, folder / "project")
        self._folder, self._python = folder, python
        self._cache = (cache or folder) / "fine"
        self._lock = threading.Lock()
        self._running = False

    def warm(self) -> None:
        """Start the daemon and check the project as it stands."""
        with self._lock:
            self._update()
            self._start()

    def check(self, texts: Mapping[str, str], fills: Sequence[Fill]) -> tuple[str, ...]:
        """Errors inside the fills, each with its line of code; `texts` are the files with them in place."""
        with self._lock:
            self._update()
            self._copy.put(texts)
            output = self._checked()
        return tuple(said for fill in fills for said in _inside(output, texts[fill.path], fill))

    def _update(self) -> None:
        """Bring the copy up to date."""
        self._copy.update()
        for file in self._files():
            if file.endswith("__init__.py"):
                (self._copy.folder / file).touch()

    def _checked(self) -> str:
        """What the daemon says; one that broke is started again once. Raises Unusable."""
        for _ in range(2):
            self._start()
            output = self._daemon(_CHECKING, "check", "--", *self._files())
            if output is not None:
                return output
            self.stop()
        raise Unusable("the type checker does not come to an end with this body")

    def stop(self) -> None:
        """End the daemon."""
        if self._running:
            self._daemon(30.0, "kill")
            self._running = False

    def _start(self) -> None:
        if self._running:
            return
        options = (
            *_STRICT,
            "--cache-dir",
            str(self._cache),
            "--cache-fine-grained",
            "--python-executable",
            self._python,
        )
        self._run(_STARTING, "mypy", *options, *self._files())
        self._daemon(60.0, "start", "--timeout", "3600", "--", *options, "--use-fine-grained-cache")
        self._running = True
        self._daemon(_STARTING, "check", "--", *self._files())

    def _files(self) -> list[str]:
        """All files of the application and its tests, and their packages.

        What it is not given, the daemon (mypy 2.4) loses when a file that imports it changes: then it takes names for
        anything, or breaks.
        """
        folder = self._copy.folder
        found = [p.relative_to(folder) for top in _FOLDERS for p in folder.glob(f"{top}/**/*.py")]
        packages = {parent / "__init__.py" for path in found for parent in path.parents if parent.name}
        return sorted(path.as_posix() for path in {*found, *packages})

    def _daemon(self, seconds: float, *arguments: str) -> str | None:
        return self._run(seconds, "mypy.dmypy", "--status-file", str(self._folder / "status"), *arguments)

    def _run(self, seconds: float, module: str, *arguments: str) -> str | None:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=self._copy.folder,
            env={**scrubbed(), "NO_COLOR": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            output = process.communicate(timeout=seconds)[0].decode(errors="replace")
            return output if process.returncode in _CHECKED else None
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return None


def _inside(output: str, text: str, fill: Fill) -> list[str]:
    first, last = lines_of(text, fill.id)
    found = [m for m in map(_LINE.match, output.splitlines()) if m and m["path"] == fill.path]
    return [
        f"{quoted(text, int(m['line']))}: {m['text']}"
        for m in found
        if m["kind"] == "error" and first <= int(m["line"]) <= last
    ]
