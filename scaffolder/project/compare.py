"""What is to be done: the new tree, the last run's record and the disk → a plan. Reads, never writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scaffolder.changes import Action, Change
from scaffolder.diagnostics import Diagnostic, ExitCode, Place, Rejected, Severity
from scaffolder.project import base, lock, places
from scaffolder.project.lock import Entry, Lock, digest
from scaffolder.project.merging import merge, unresolved
from scaffolder.tree import RESERVED, Owner, Tree, TreeFile


@dataclass(frozen=True, slots=True)
class Write:
    """A file to put in place, or (`data` None) to take away."""

    path: str
    data: bytes | None
    before: str
    """Digest of what stood there when the plan was made; "": nothing."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All of a run; `writes` has the tool's own records last."""

    changes: tuple[Change, ...]
    writes: tuple[Write, ...]


@dataclass(frozen=True, slots=True)
class _Decision:
    action: Action
    data: bytes | None = None
    """What to write; None: nothing."""
    note: str = ""


def compare(root: Path, tree: Tree, previous: Lock, new: Lock) -> Plan:
    """The plan for a project. Rejected: links out of the folder, or conflicts that an earlier run left."""
    bases = _Bases(root)
    changes, writes = [], []
    for path in sorted({*tree, *previous.files}):
        disk = places.read(root, path)
        decision = _decide(path, tree.get(path), previous.files.get(path), disk, bases.get)
        if decision is None:
            continue
        changes.append(Change(path, decision.action, decision.note))
        if decision.data is not None or decision.action is Action.REMOVED:
            writes.append(Write(path, decision.data, digest(disk) if disk is not None else ""))
    return Plan(tuple(changes), (*writes, *_records(root, tree, new)))


class _Bases:
    """The base, read only when a merge asks for it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._contents: Mapping[str, bytes] | None = None

    def get(self, path: str) -> bytes:
        if self._contents is None:
            self._contents = base.load(self._root)
        return self._contents.get(path, b"")


def _records(root: Path, tree: Tree, new: Lock) -> Iterator[Write]:
    attributes = b"* linguist-generated\nbase.jsonl -diff\n"
    records = {
        f"{RESERVED}/.gitattributes": attributes,
        f"{RESERVED}/.gitignore": b"pending/\n",
        base.BASE: base.dump(tree),
        lock.LOCK: new.dump(),
    }
    for path, data in records.items():
        disk = places.read(root, path)
        if disk != data:
            yield Write(path, data, digest(disk) if disk is not None else "")


_Base = Callable[[str], bytes]


def _decide(
    path: str, file: TreeFile | None, entry: Entry | None, disk: bytes | None, base_of: _Base
) -> _Decision | None:
    if file is None:
        return _no_longer(entry, disk)
    if disk is None:
        return _Decision(Action.CREATED, file.data) if entry is None else _Decision(Action.DELETED)
    return _on_disk(path, file, entry, disk, base_of)


def _on_disk(path: str, file: TreeFile, entry: Entry | None, disk: bytes, base_of: _Base) -> _Decision:
    if disk == file.data:
        return _Decision(Action.UNCHANGED)
    if file.owner is Owner.SEEDED:
        return _Decision(Action.EDITED if entry is None or digest(disk) != entry.sha256 else Action.UNCHANGED)
    if entry is not None and _pristine(disk, entry):
        return _Decision(Action.UPDATED, file.data)
    if entry is not None and digest(file.data) == entry.sha256:
        return _kept(path, disk)
    return _combined(path, file, disk, base_of(path))


def _no_longer(entry: Entry | None, disk: bytes | None) -> _Decision | None:
    if disk is None or entry is None:
        return None
    return _Decision(Action.REMOVED if _pristine(disk, entry) else Action.RELEASED)


def _pristine(disk: bytes, entry: Entry) -> bool:
    """Not edited since; a checkout that turned the newlines into CRLF is no edit."""
    return entry.sha256 in {digest(disk), digest(disk.replace(b"\r\n", b"\n"))}


def _kept(path: str, disk: bytes) -> _Decision:
    line = unresolved(disk)
    return _Decision(Action.CONFLICT, note=f"not resolved yet: line {line}") if line else _Decision(Action.EDITED)


def _combined(path: str, file: TreeFile, disk: bytes, base_data: bytes) -> _Decision:
    if line := unresolved(disk):
        hint = "Edit the file so that it says what you mean, remove the markers, then run again."
        message = "this conflict of an earlier run is not resolved yet"
        finding = Diagnostic("P006", Severity.ERROR, message, Place(path, line, 1), hint)
        raise Rejected((finding,), ExitCode.FINDINGS)
    merged = merge(path, base=base_data, yours=disk, generated=file.data)
    if merged is None:
        return _Decision(Action.CONFLICT, note="not text; yours was kept")
    line = unresolved(merged.data) if merged.clash else 0
    action = Action.CONFLICT if merged.clash else Action.MERGED
    return _Decision(action, merged.data if merged.data != disk else None, note=f"line {line}" if line else "")
