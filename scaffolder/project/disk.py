"""A project's files as they stand, those untouched since the last run told without being read.

`.scaffold/local/seen.json` holds for each file its digest and what the file system said of it. Where that still says
the same (size, times, inode), the file holds what it held; git's index rests on the same. What changed within the
grain of a clock is not taken for known. The record is a machine's own and never committed; without it all is read.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG

from scaffolder.project import places
from scaffolder.project.lock import digest
from scaffolder.tree import RESERVED

_SEEN = f"{RESERVED}/local/seen.json"
_GRAIN = 20_000_000
"""Nanoseconds; file systems' clocks tick every 1 to 10 ms."""

Stamp = list[int]
"""Size, time of the content, time of the entry, inode."""


class Disk:
    """The files of one project; `root` is real."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._seen = _load(root)
        self._fresh: dict[str, tuple[str, Stamp]] = {}
        self._plain: dict[str, bool] = {}

    def known(self, path: str) -> str:
        """The digest of a file's content where that is known without reading it, else ""."""
        seen = self._seen.get(path)
        if seen is None or not self._is_plain(path.rpartition("/")[0]):
            return ""
        if seen[1] != _stamp(self.root, path):
            return ""
        self._fresh[path] = seen
        return seen[0]

    def read(self, path: str) -> bytes | None:
        """A file's content; None where there is none. Rejected as `places.read` has it."""
        before = _stamp(self.root, path)
        data = places.read(self.root, path)
        if data is not None and before is not None and before == _stamp(self.root, path):
            self._note(path, digest(data), before)
        return data

    def vouch(self, path: str, token: str) -> None:
        """Of a file that has just been read: let `known` say this of it instead of its digest."""
        if path in self._fresh:
            self._fresh[path] = token, self._fresh[path][1]

    def _note(self, path: str, content: str, stamp: Stamp) -> None:
        if _settled(stamp, time.time_ns()):
            self._fresh[path] = content, stamp

    def _is_plain(self, folder: str) -> bool:
        """Whether no symbolic link stands on the way to a folder."""
        if folder not in self._plain:
            self._plain[folder] = not places.leads_away(self.root, folder.split("/")) if folder else True
        return self._plain[folder]

    def save(self) -> None:
        """Keep what is known now. A disk that refuses is no reason to fail: then all is read the next time."""
        if self._fresh == self._seen:
            return
        with suppress(OSError):
            _save(self.root, self._fresh)


def remember(folder: Path, tokens: Mapping[str, str]) -> None:
    """Keep what `Disk.known` is to say of the files of a folder that nobody else has seen yet."""
    now = time.time_ns()
    stamped = ((path, token, _stamp(folder, path)) for path, token in tokens.items())
    seen = {path: (token, stamp) for path, token, stamp in stamped if stamp is not None and _settled(stamp, now)}
    with suppress(OSError):
        _save(folder, seen)


def _load(root: Path) -> dict[str, tuple[str, Stamp]]:
    try:
        kept = json.loads((root / _SEEN).read_bytes())
        return {path: (str(content), list(stamp)) for path, (content, *stamp) in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _save(root: Path, seen: Mapping[str, tuple[str, Stamp]]) -> None:
    kept = {path: [content, *stamp] for path, (content, stamp) in seen.items()}
    target = root / _SEEN
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f"seen.{os.getpid()}.tmp")
    beside.write_text(json.dumps(kept), encoding="utf-8")
    os.replace(beside, target)


def _settled(stamp: Stamp, now: int) -> bool:
    """Whether a later change of the file could not have the same times."""
    return max(stamp[1], stamp[2]) < now - _GRAIN


def _stamp(root: Path, path: str) -> Stamp | None:
    """What the file system says of a file; None where there is none, or a link."""
    try:
        found = os.lstat(f"{root}/{path}")
    except (OSError, ValueError):
        return None
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino] if S_ISREG(found.st_mode) else None
