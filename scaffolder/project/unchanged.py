"""A run that would generate what the last one did: told by the lock, without a document being understood."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from scaffolder.changes import Action, Change, Changes
from scaffolder.project import lock, places
from scaffolder.project.base import Bases
from scaffolder.project.compare import kept, pristine
from scaffolder.project.disk import Disk
from scaffolder.project.lock import Entry, Origin
from scaffolder.project.moved import find_moved
from scaffolder.tree import RESERVED, Owner


def unchanged(out: Path, origin: Origin, document: Path | None, *, dry_run: bool = False) -> Changes | None:
    """What such a run says of each file; None where something may be new.

    `origin` holds the digests as they are now, but for the files beside the document, which lie in the folder
    `document` (None: there is none, as it came by standard input).
    """
    root = Path(os.path.realpath(out))
    if not lock.is_project(root) or (root / places.PENDING).is_dir():
        return None
    previous = lock.load(root)
    if not _same(previous.origin, origin) or not _beside(previous.origin, document):
        return None
    moved = find_moved(root, previous.files, Bases(root).get)
    if any(moved.get(path, "") != entry.at for path, entry in previous.files.items()):
        return None
    disk = Disk(root)
    files = [_change(disk, path, entry) for path, entry in previous.files.items()]
    return Changes(str(out), tuple(sorted(files)), dry_run=dry_run)


def default_place(origin: Origin, here: Path) -> Path | None:
    """The project in a folder that is the default one of this very document; None where none is."""
    for folder in sorted(p for p in here.iterdir() if (p / RESERVED).is_dir()):
        known = lock.load(folder).origin
        if known.document == origin.document and known.folder == folder.name:
            return Path(folder.name)
    return None


def _same(before: Origin, now: Origin) -> bool:
    told = [
        replace(o, facts=(), entities=(), left_out=(), beside=(), folder="", only=tuple(sorted(o.only)))
        for o in (before, now)
    ]
    return told[0] == told[1]


def _beside(before: Origin, document: Path | None) -> bool:
    if not before.beside:
        return True
    if document is None:
        return False
    return all(_digest(document / name) == value for name, value in before.beside)


def _digest(path: Path) -> str:
    return lock.digest(path.read_bytes()) if path.is_file() else ""


def _change(disk: Disk, path: str, entry: Entry) -> Change:
    at = entry.at or path
    if disk.known(at) == entry.sha256:
        return Change(at, Action.UNCHANGED)
    data = disk.read(at)
    if data is None:
        return Change(at, Action.DELETED)
    if pristine(data, entry):
        return Change(at, Action.UNCHANGED)
    decision = kept(data) if entry.owner is Owner.GENERATED else None
    if decision is None:
        return Change(at, Action.EDITED)
    note = f"moved by you from {path}" if entry.at else ""
    return Change(at, decision.action, "; ".join(filter(None, (note, decision.note))))
