"""A project on disk → a copy of what its tests need, kept in step with it, in which candidates are put in place.

Nothing hidden is copied: no `.env`, no `.git`, no environment, no record.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

_LEFT_OUT = frozenset("__pycache__ node_modules build dist htmlcov site venv env".split())
_LARGEST = 4 << 20
"""Bytes; larger files are data, not code."""
_KINDS = frozenset((".py", ".toml", ".ini", ".cfg", ".json", ".yaml", ".yml", ".md", ".txt", ".typed", ".mako", ""))

Stamps = Mapping[str, tuple[int, int]]
"""Size and time of change of each file, by its path relative to the project."""


def stamps(root: Path) -> Stamps:
    """Of the files that a copy holds."""
    return dict(_walk(root, ""))


def _walk(root: Path, below: str) -> Iterator[tuple[str, tuple[int, int]]]:
    with os.scandir(root / below) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            if entry.name.startswith(".") or entry.name in _LEFT_OUT or entry.is_symlink():
                continue
            path = f"{below}{entry.name}"
            if entry.is_dir():
                yield from _walk(root, f"{path}/")
            elif Path(path).suffix in _KINDS and (stat := entry.stat()).st_size <= _LARGEST:
                yield path, (stat.st_size, stat.st_mtime_ns)


class Copy:
    """A copy; `put` changes files in it, `restore` takes them back."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.folder = folder
        self._root = root
        self._stamps: Stamps = {}
        self._put: set[str] = set()
        self.changed: set[str] = set()
        """Files that are not as they were when the copy was made."""
        self._made = False

    def update(self) -> None:
        """Take over what changed in the project, and take back what was put."""
        now = stamps(self._root)
        for path in self._stamps.keys() - now.keys():
            (self.folder / path).unlink(missing_ok=True)
        for path in sorted(p for p, stamp in now.items() if self._stamps.get(p) != stamp or p in self._put):
            self._write(path, (self._root / path).read_bytes())
        if self._made:
            self.changed |= {p for p in now.keys() | self._stamps.keys() if now.get(p) != self._stamps.get(p)}
        self._stamps, self._made = now, True
        self._put.clear()

    def put(self, texts: Mapping[str, str]) -> None:
        """Change files."""
        for path, text in texts.items():
            self._write(path, text.encode())
            self._put.add(path)

    def forget_changes(self) -> None:
        """From now on, `changed` counts from this state."""
        self.changed.clear()

    def _write(self, path: str, content: bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{target.name}.new")
        beside.write_bytes(content)
        beside.replace(target)


def remove(folder: Path) -> None:
    """Remove a copy."""
    shutil.rmtree(folder, ignore_errors=True)
