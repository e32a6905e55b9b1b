"""Fills → an existing project on disk: bodies in their places, and the records of fills, all or nothing.

The record of the last generation takes the bodies too, so that the next generation merges against what stands there:
a fill is no edit of a person.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from scaffolder.bodies import Misplaced, placed
from scaffolder.fills import Fill
from scaffolder.project import base, journal, lock, places, since
from scaffolder.project.guard import alone
from scaffolder.project.lock import digest
from scaffolder.project.records import Write
from scaffolder.project.update import WAIT


def write_fills(out: Path, fills: Iterable[Fill], records: Mapping[str, bytes], *, wait: float = WAIT) -> None:
    """Put bodies and records into a project. Raises Misplaced where a placeholder has gone; Outside, Rejected."""
    root = Path(os.path.realpath(out))
    with alone(root, wait=wait):
        journal.recover(root)
        by_path = {path: tuple(group) for path, group in groupby(sorted(fills, key=_path), key=_path)}
        writes = [*_sources(root, by_path), *_bases(root, by_path), *_plain(root, records)]
        since.change(root, writes)


def _path(fill: Fill) -> str:
    return fill.path


def _sources(root: Path, by_path: Mapping[str, tuple[Fill, ...]]) -> Iterator[Write]:
    for path, fills in by_path.items():
        data = places.read(root, path)
        if data is None:
            raise Misplaced(f"there is no file {path}")
        yield from _changed(path, data, _filled(data, fills))


def _filled(data: bytes, fills: Iterable[Fill]) -> bytes:
    text = data.decode()
    for fill in fills:
        text = placed(text, fill)
    return text.encode()


def _bases(root: Path, by_path: Mapping[str, tuple[Fill, ...]]) -> Iterator[Write]:
    """The base and the lock with the same bodies, as far as they know the placeholders."""
    contents, changed = base.load(root), dict[str, bytes]()
    for path, fills in by_path.items():
        try:
            changed[path] = _filled(contents[path], fills)
        except (KeyError, Misplaced, UnicodeDecodeError):
            continue
    if changed:
        texts = {path: data.decode() for path, data in changed.items()}
        yield from _plain(root, {**base.amended(root, texts), lock.LOCK: _relocked(root, changed)})


def _relocked(root: Path, changed: Mapping[str, bytes]) -> bytes:
    known = lock.load(root)
    files = {
        p: replace(known.files[p], sha256=digest(data), source="") for p, data in changed.items() if p in known.files
    }
    return replace(known, files={**known.files, **files}).dump()


def _plain(root: Path, files: Mapping[str, bytes]) -> Iterator[Write]:
    for path, data in files.items():
        yield from _changed(path, places.read(root, path), data)


def _changed(path: str, before: bytes | None, after: bytes) -> Iterator[Write]:
    if before != after:
        yield Write(path, after, digest(before) if before is not None else "")
