"""The tool's own records of a run: the tree and what was generated from what → the writes that keep them.

Parts of the base of which nothing changed are neither made nor read again, where the disk says that nobody touched
them since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scaffolder.project import base, lock
from scaffolder.project.disk import Disk
from scaffolder.project.lock import Lock, digest
from scaffolder.tree import RESERVED, Owner, Tree

_ATTRIBUTES = b"* linguist-generated\nbase.jsonl -diff\nbase/** -diff\n"
_IGNORED = b"local/\npending/\n"


@dataclass(frozen=True, slots=True)
class Write:
    """A file to put in place, or (`data` None) to take away."""

    path: str
    data: bytes | None
    before: str
    """Digest of what stood there when the plan was made; "": nothing."""


@dataclass(frozen=True, slots=True)
class Records:
    """What is to be written of them."""

    writes: tuple[Write, ...]
    tokens: Mapping[str, str] = field(default_factory=dict)
    """By file of the base, what `Disk.known` is to say of it once it stands as it should."""


def records(root: Path, disk: Disk, tree: Tree, new: Lock) -> Records:
    """The records of a tree, as far as they do not stand there already; the lock last."""
    parts = base.parts_of(path for path, file in tree.items() if file.owner is Owner.GENERATED)
    tokens = {part: _token(paths, new) for part, paths in parts.items()}
    changed = [part for part, token in tokens.items() if disk.known(part) != token]
    writes = [
        *_plain(disk, {f"{RESERVED}/.gitattributes": _ATTRIBUTES, f"{RESERVED}/.gitignore": _IGNORED}),
        *_parts(disk, {part: base.dump(tree[p] for p in parts[part]) for part in changed}, tokens),
        *_gone(root, disk, parts),
        *_plain(disk, {lock.LOCK: new.dump()}),
    ]
    return Records(tuple(writes), tokens)


def _token(paths: Iterable[str], new: Lock) -> str:
    """What a part of the base depends on."""
    return hashlib.sha256("\n".join(f"{p} {new.files[p].sha256}" for p in paths).encode()).hexdigest()


def _parts(disk: Disk, made: Mapping[str, bytes], tokens: Mapping[str, str]) -> Iterator[Write]:
    for part, data in made.items():
        before = disk.read(part)
        if before == data:
            disk.vouch(part, tokens[part])
        else:
            yield Write(part, data, digest(before) if before is not None else "")


def _gone(root: Path, disk: Disk, parts: Mapping[str, list[str]]) -> Iterator[Write]:
    """Parts of the base that hold nothing any more."""
    folder = root / base.FOLDER
    there = sorted(f"{base.FOLDER}/{f.name}" for f in folder.glob("*.jsonl")) if folder.is_dir() else []
    for part in (p for p in there if p not in parts):
        if (before := disk.read(part)) is not None:
            yield Write(part, None, digest(before))


def _plain(disk: Disk, files: Mapping[str, bytes]) -> Iterator[Write]:
    for path, data in files.items():
        before = disk.read(path)
        if before != data:
            yield Write(path, data, digest(before) if before is not None else "")
