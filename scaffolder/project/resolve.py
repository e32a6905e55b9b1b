"""Ending conflicts: each for the user's side, for the generated one, or by what the user made of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from scaffolder.changes import Action, Change, Changes
from scaffolder.project import journal, lock, places, since
from scaffolder.project.base import Bases
from scaffolder.project.guard import alone
from scaffolder.project.lock import digest
from scaffolder.project.merging import sides, unresolved
from scaffolder.project.moved import find_moved
from scaffolder.project.records import Write

WAIT = 10.0


class Side(StrEnum):
    """Whose version stands."""

    OURS = "ours"
    """The user's."""
    THEIRS = "theirs"
    """The generated one."""


def resolve(out: Path, paths: Sequence[str], side: Side, *, wait: float = WAIT) -> Changes:
    """Decide every conflict of these files (none: of all) for one side; all of it or nothing.

    `paths` are relative to the project. Rejected: one of them holds no conflict.
    """
    root = Path(os.path.realpath(out))
    with alone(root, wait=wait):
        recovered = journal.recover(root)
        writes = [_decided(root, path, side) for path in _chosen(root, paths)]
        since.change(root, writes)
    return Changes(str(out), tuple(Change(w.path, Action.RESOLVED, side.value) for w in writes), recovered=recovered)


def _chosen(root: Path, paths: Sequence[str]) -> list[str]:
    files = lock.load(root).files
    moved = find_moved(root, files, Bases(root).get)
    if not paths:
        return sorted(p for p in (moved.get(f, f) for f in files) if _conflicts(root, p))
    for path in paths:
        if not _conflicts(root, path):
            raise places.refusal("P010", path, "this file holds no conflict", "scaffold status lists those that do.")
    return sorted(set(paths))


def _conflicts(root: Path, path: str) -> bool:
    data = places.read(root, path)
    return data is not None and bool(unresolved(data))


def _decided(root: Path, path: str, side: Side) -> Write:
    data = places.read(root, path) or b""
    newline = "\r\n" if b"\r\n" in data else "\n"
    ours, theirs = sides(data.decode().replace("\r\n", "\n"))
    text = ours if side is Side.OURS else theirs
    return Write(path, text.replace("\n", newline).encode(), digest(data))
