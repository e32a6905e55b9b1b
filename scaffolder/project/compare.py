"""What is to be done: the new tree, the last run's record and the disk → a plan. Reads, never writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from scaffolder.changes import Action, Change
from scaffolder.diagnostics import Diagnostic, ExitCode, Place, Rejected, Severity
from scaffolder.project.answers import asked_of, guarded
from scaffolder.project.base import Bases
from scaffolder.project.disk import Disk
from scaffolder.project.lock import Asked, Entry, Lock, digest
from scaffolder.project.merging import Merged, merge, unresolved
from scaffolder.project.moved import find_moved
from scaffolder.project.records import Write, records
from scaffolder.project.renamed import Renaming
from scaffolder.tree import Owner, Tree, TreeFile


@dataclass(frozen=True, slots=True)
class Plan:
    """All of a run; `writes` has the tool's own records last."""

    changes: tuple[Change, ...]
    writes: tuple[Write, ...]
    tokens: Mapping[str, str] = field(default_factory=dict)
    """`Records.tokens`."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens to one file."""

    action: Action
    data: bytes | None = None
    """What to write; None: nothing."""
    note: str = ""


Tidy = Callable[[Mapping[str, tuple[bytes, bytes]]], Mapping[str, bytes]]
"""From what stood in files and what was merged of it, by path, to those of the merged that are to look otherwise."""


def as_merged(files: Mapping[str, tuple[bytes, bytes]]) -> Mapping[str, bytes]:
    """Leaves merged files as they came out."""
    return {}


@dataclass(frozen=True, slots=True)
class Arriving:
    """What is generated now, and how what is merged of it gets laid out."""

    tree: Tree
    tidy: Tidy = as_merged


def compare(disk: Disk, arriving: Arriving, previous: Lock, new: Lock, renaming: Renaming) -> Plan:
    """The plan for a project. Rejected: links out of the folder, or conflicts that an earlier run left."""
    return _Comparison(disk, arriving.tree, (previous, new), renaming).plan(arriving.tidy)


class _Comparison:
    """One comparison: the sides, and what came of it so far."""

    def __init__(self, disk: Disk, tree: Tree, locks: tuple[Lock, Lock], renaming: Renaming) -> None:
        self._disk, self._tree, self._renaming = disk, tree, renaming
        self._previous, self._new = locks
        self._bases = Bases(disk.root)
        self._moved = find_moved(disk.root, self._previous.files, self._bases.get)
        self._came_from = renaming.carried(tree, self._previous.files)
        self._changes: list[Change] = []
        self._writes: list[Write] = []
        self._merged: dict[str, tuple[bytes, bytes]] = {}
        self._answers: list[tuple[str, str, str, bytes | None]] = []
        self._asked: dict[str, Asked] = {}

    def plan(self, tidy: Tidy) -> Plan:
        """The plan; the record of the tree gets what only the disk knows."""
        for path in sorted({*self._tree, *self._previous.files} - set(self._came_from.values())):
            if path in self._came_from:
                self._carried(path, self._came_from[path])
            else:
                self._stays(path)
        self._finish(tidy(self._merged) if self._merged else {})
        moved = {p: replace(self._new.files[p], at=at) for p, at in self._moved.items() if p in self._new.files}
        new = replace(self._new, files={**self._new.files, **moved}, placeholders=self._asked)
        kept = records(self._disk.root, self._disk, self._tree, new)
        return Plan(tuple(sorted(self._changes)), (*self._writes, *kept.writes), kept.tokens)

    def _content(self, path: str, at: str) -> bytes | None:
        """What stands on disk, which need not be read where it is known to be what is generated."""
        file = self._tree.get(path)
        same = file is not None and self._disk.known(at) == self._new.files[path].sha256
        return file.data if file is not None and same else self._disk.read(at)

    def _stays(self, path: str) -> None:
        """A file that is generated where it was, or is new, or no longer generated."""
        at = self._moved.get(path, path)
        disk = self._content(path, at)
        decision = self._decide(path, disk)
        if decision is None:
            return
        note = f"moved by you from {path}" if at != path else ""
        self._changes.append(Change(at, decision.action, "; ".join(filter(None, (note, decision.note)))))
        if decision.data is not None or decision.action is Action.REMOVED:
            self._writes.append(Write(at, decision.data, digest(disk) if disk is not None else ""))
            self._keep(at, disk, decision)
        self._answers.append((path, path, at, disk if decision.data is None else decision.data))

    def _carried(self, path: str, old: str) -> None:
        """A file that the document's rename gives another place: what stood at the old one comes along."""
        at = self._moved.get(old, old)
        disk, entry, file = self._disk.read(at), self._previous.files[old], self._tree[path]
        if disk is None:
            self._changes.append(Change(path, Action.DELETED, f"renamed from {old}"))
            return
        decision = Decision(Action.UPDATED, file.data)
        if not pristine(disk, entry):
            before = self._renaming.apply(path, self._bases.get(old))
            decision = self._combined(path, self._renaming.apply(path, disk), before)
        data = decision.data if decision.data is not None else self._renaming.apply(path, disk)
        occupied = self._disk.read(path)
        if occupied is not None:
            self._stays(path)
            return
        note = "; ".join(filter(None, (f"renamed from {at}", decision.note)))
        self._changes.append(Change(path, decision.action, note))
        self._writes += (Write(path, data, ""), Write(at, None, digest(disk)))
        self._keep(path, disk, decision)
        self._answers.append((path, old, path, data))

    def _keep(self, at: str, disk: bytes | None, decision: Decision) -> None:
        """What was merged cleanly, to be laid out as it was before."""
        if decision.action is Action.MERGED and disk is not None and decision.data is not None:
            self._merged[at] = disk, decision.data

    def _finish(self, tidied: Mapping[str, bytes]) -> None:
        """All that waited for how merged files look in the end."""
        self._writes = [replace(w, data=tidied.get(w.path, w.data)) if w.data else w for w in self._writes]
        for path, old, at, data in self._answers:
            self._answer(path, old, tidied.get(at, data))

    def _decide(self, path: str, disk: bytes | None) -> Decision | None:
        file, entry = self._tree.get(path), self._previous.files.get(path)
        if file is None:
            return _no_longer(entry, disk, moved=path in self._moved)
        if disk is None:
            return Decision(Action.CREATED, file.data) if entry is None else Decision(Action.DELETED)
        return self._on_disk(file, entry, disk)

    def _on_disk(self, file: TreeFile, entry: Entry | None, disk: bytes) -> Decision:
        if disk == file.data:
            return Decision(Action.UNCHANGED)
        if file.owner is Owner.SEEDED:
            return Decision(Action.EDITED if entry is None or digest(disk) != entry.sha256 else Action.UNCHANGED)
        if entry is not None and pristine(disk, entry):
            return self._updated(file, disk)
        if entry is not None and digest(file.data) == entry.sha256:
            return kept(disk)
        before = self._bases.get(file.path)
        if entry is None or not file.path.endswith(".py"):
            return self._combined(file.path, disk, before, stands=disk)
        mine, before = (self._renaming.apply(file.path, data) for data in (disk, before))
        return self._combined(file.path, mine, before, stands=disk)

    def _updated(self, file: TreeFile, disk: bytes) -> Decision:
        data = guarded(file.data, disk, self._previous.placeholders)
        return Decision(Action.UPDATED, data) if data != disk else Decision(Action.UNCHANGED)

    def _combined(self, path: str, yours: bytes, base_data: bytes, stands: bytes | None = None) -> Decision:
        if line := unresolved(yours):
            raise _unresolved(path, line)
        generated = guarded(self._tree[path].data, yours, self._previous.placeholders)
        merged = merge(path, base=base_data, yours=yours, generated=generated)
        if merged is None:
            return Decision(Action.CONFLICT, note="not text; yours was kept")
        line = unresolved(merged.data) if merged.clash else 0
        action = Action.CONFLICT if merged.clash else Action.MERGED
        note = "; ".join(filter(None, (f"line {line}" if line else "", *_told(merged))))
        return Decision(action, merged.data if merged.data != stands else None, note)

    def _answer(self, path: str, old: str, data: bytes | None) -> None:
        """Which placeholders of a file are filled, and what for."""
        file = self._tree.get(path)
        if file is None or isinstance(file.content, bytes) or "# scaffold: begin" not in file.content:
            return
        filled = data is not None and data != file.data
        self._asked |= asked_of(
            data if data is not None else file.data,
            base=self._bases.get(old) if filled else b"",
            generated=file.data,
            previous=self._previous.placeholders,
            defaults=self._new.origin.defaults,
        )


def _told(merged: Merged) -> Iterator[str]:
    if merged.kept:
        yield f"kept, though no longer generated, because you edited it: {', '.join(merged.kept)}"
    if merged.gone:
        yield f"left out, because you deleted it: {', '.join(merged.gone)}"


def _no_longer(entry: Entry | None, disk: bytes | None, *, moved: bool) -> Decision | None:
    if disk is None or entry is None:
        return None
    return Decision(Action.REMOVED if pristine(disk, entry) and not moved else Action.RELEASED)


def pristine(disk: bytes, entry: Entry) -> bool:
    """Not edited since; a checkout that turned the newlines into CRLF is no edit."""
    return entry.sha256 in {digest(disk), digest(disk.replace(b"\r\n", b"\n"))}


def kept(disk: bytes) -> Decision:
    """The user's version stands, as nothing new is generated for it."""
    line = unresolved(disk)
    return Decision(Action.CONFLICT, note=f"not resolved yet: line {line}") if line else Decision(Action.EDITED)


def _unresolved(path: str, line: int) -> Rejected:
    hint = "Edit the file so that it says what you mean, or scaffold resolve it, then run again."
    message = "this conflict of an earlier run is not resolved yet"
    return Rejected((Diagnostic("P006", Severity.ERROR, message, Place(path, line, 1), hint),), ExitCode.FINDINGS)
