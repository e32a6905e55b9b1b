"""An audit hook (PEP 578): refuses what Python code may not open or do, in words that whoever wrote it understands."""

from __future__ import annotations

import os
from collections.abc import Sequence

_WORDS = {
    "socket.": "network", "subprocess.": "processes", "os.exec": "processes", "os.fork": "processes",
    "os.posix_spawn": "processes", "os.spawn": "processes", "os.system": "processes", "os.kill": "processes",
    "ctypes.": "native code", "pty.": "processes", "webbrowser.": "processes",
}  # fmt: skip
_WRITES = frozenset("os.remove os.rename os.rmdir os.mkdir os.link os.symlink os.truncate os.chmod os.chown".split())
_PEACEFUL = frozenset(["socket.__new__", "socket.getsockopt"])
"""The event loop's own pair of sockets; the filter forbids all others."""
_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_LOOKS = frozenset(["os.listdir", "os.scandir", "os.chdir"])
_OWN = "/proc/self/"
_SENSITIVE = frozenset(["environ", "mem", "maps", "root", "cwd", "fd"])
"""Of a process's own entries below /proc."""


class Files:
    """Which files may be opened."""

    def __init__(self, readable: Sequence[str], hidden: Sequence[str], writable: str) -> None:
        """All by their names inside; `hidden` are files among the readable."""
        self.readable = tuple(dict.fromkeys(os.path.realpath(p) for p in readable if not p.startswith("/proc")))
        self.writable = os.path.realpath(writable)
        self._hidden = frozenset(os.path.realpath(p) for p in hidden)

    def may_read(self, path: str) -> bool:
        """It is the application's, a library's, in the scratch folder, or the process's own."""
        if path.startswith("/proc/"):
            return path.startswith(_OWN) and path.split("/")[3] not in _SENSITIVE
        real = os.path.realpath(path)
        below = any(real == p or real.startswith(p + os.sep) for p in (self.writable, *self.readable))
        return below and real not in self._hidden

    def may_write(self, path: str) -> bool:
        """It lies in the scratch folder, or goes nowhere."""
        return path == os.devnull or os.path.realpath(path).startswith(self.writable + os.sep)


class Hook:
    """Called by the interpreter with everything that it audits; raises where that is refused."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        """Refuse or let pass."""
        if event == "open":
            self._opening(arguments)
        elif event in _LOOKS or event == "sqlite3.connect":
            self._using(event, arguments[0])
        elif event in _WRITES:
            self._changing(event, arguments[0])
        elif event not in _PEACEFUL and (word := next((w for k, w in _WORDS.items() if event.startswith(k)), "")):
            raise PermissionError(f"the sandbox refuses {word}: {event}")

    def _opening(self, arguments: tuple[object, ...]) -> None:
        path, _, flags = arguments
        if (text := _text(path)) is None:
            return
        if not self._files.may_write(text) and isinstance(flags, int) and flags & _TO_WRITE:
            raise PermissionError(f"the sandbox refuses files: open {path!r} for writing")
        if not self._files.may_read(text) and text != os.devnull:
            raise PermissionError(f"the sandbox refuses files: open {path!r}")

    def _using(self, event: str, path: object) -> None:
        """A folder that is looked at; a database, which may be in memory."""
        text = _text(path)
        if event == "sqlite3.connect":
            database = (text or "").removeprefix("file:").partition("?")[0]
            allowed = database in {"", ":memory:"} or self._files.may_write(database)
        else:
            allowed = text is None or self._files.may_read(text)
        if not allowed:
            raise PermissionError(f"the sandbox refuses files: {event} {path!r}")

    def _changing(self, event: str, path: object) -> None:
        text = _text(path)
        if text is None or not self._files.may_write(text):
            raise PermissionError(f"the sandbox refuses files: {event} {path!r}")


def _text(path: object) -> str | None:
    """A path as text; None for a file that is open already."""
    return os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else None
