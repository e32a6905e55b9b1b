"""Taking back the last regeneration: every file as it was before, where none was edited since."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from scaffolder.changes import Action, Change, Changes
from scaffolder.diagnostics import Diagnostic, ExitCode, Place, Rejected, Severity
from scaffolder.project import journal, places
from scaffolder.project.guard import alone
from scaffolder.project.journal import Item
from scaffolder.project.lock import digest
from scaffolder.project.records import Write
from scaffolder.tree import RESERVED

WAIT = 10.0
"""Seconds that a second run waits for the first."""
_SHOWN = 12


def undo(out: Path, *, wait: float = WAIT) -> Changes:
    """Put back what the last run replaced. Rejected: there is nothing, or edits came since; Outside: as ever."""
    root = Path(os.path.realpath(out))
    with alone(root, wait=wait):
        recovered = journal.recover(root)
        kept = places.inside(root, places.UNDO)
        if not (kept / journal.JOURNAL).is_file():
            raise places.refusal("P008", out, "there is no regeneration to take back", "Only the last one can be.")
        items = journal.items_of(kept)
        _refuse_edited(root, items)
        writes = [_back(kept, number, item) for number, item in enumerate(items)]
        journal.change(root, writes)
        shutil.rmtree(kept, ignore_errors=True)
    return Changes(str(out), _changes(writes), recovered=recovered)


def replaced(out: Path) -> tuple[tuple[str, str, str], ...]:
    """Path, text before and text now of each file that the last run changed; "" where it was not or is not there."""
    root = Path(os.path.realpath(out))
    kept = root / places.UNDO
    if not (kept / journal.JOURNAL).is_file():
        return ()
    items = [(n, item.path) for n, item in enumerate(journal.items_of(kept))]
    shown = [(n, path) for n, path in items if not path.startswith(f"{RESERVED}/")]
    return tuple((path, _text(kept / "old" / str(n)), _text(root / path)) for n, path in shown)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _back(kept: Path, number: int, item: Item) -> Write:
    old = kept / "old" / str(number)
    return Write(item.path, old.read_bytes() if old.is_file() else None, item.after)


def _changes(writes: list[Write]) -> tuple[Change, ...]:
    shown = [w for w in writes if not w.path.startswith(f"{RESERVED}/")]
    return tuple(sorted(Change(w.path, Action.REMOVED if w.data is None else Action.RESTORED) for w in shown))


def _refuse_edited(root: Path, items: list[Item]) -> None:
    edited = [item.path for item in items if _digest(root, item.path) != item.after]
    if not edited:
        return
    hint = "Put these files back as the run left them (git stash), or bring them back from version control by hand."
    message = "edited since the last regeneration, which can therefore not be taken back"
    findings = (Diagnostic("P009", Severity.ERROR, message, Place(path), hint) for path in edited[:_SHOWN])
    raise Rejected(tuple(findings), ExitCode.USAGE)


def _digest(root: Path, path: str) -> str:
    data = places.read(root, path)
    return digest(data) if data is not None else ""
