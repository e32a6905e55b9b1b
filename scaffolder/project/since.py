"""What the tool itself writes after a regeneration (fills, decided conflicts) is taken back with that regeneration.

In: writes. Out: the project with them, and a record from which `undo` restores what was there before the regeneration.
A file that a person edited in between is left out of the record, so that `undo` refuses rather than lose the edit.
Killed between the two, `undo` refuses as well.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from scaffolder.project import journal, places
from scaffolder.project.journal import JOURNAL, Item
from scaffolder.project.lock import digest
from scaffolder.project.records import Write
from scaffolder.tree import RESERVED

_RECORDS = f"{RESERVED}/fills/"
"""What was paid for stays: the next regeneration puts the same bodies in their places again."""


def change(root: Path, writes: Sequence[Write]) -> None:
    """Change a project, all or nothing, as a part of the last regeneration. Outside: it is as it was."""
    kept = places.inside(root, places.UNDO)
    items = journal.items_of(kept) if (kept / JOURNAL).is_file() else []
    known = {item.path for item in items}
    further = [w for w in writes if items and w.path not in known and not w.path.startswith(_RECORDS)]
    before = {w.path: places.read(root, w.path) for w in further}
    journal.change(root, writes, undoable=False)
    if items and writes:
        with suppress(OSError):  # then undo refuses
            _amend(kept, [_followed(item, writes) for item in items], _added(kept, before, writes, len(items)))


def _followed(item: Item, writes: Sequence[Write]) -> Item:
    after = next((w.data for w in writes if w.path == item.path and w.before == item.after), None)
    return item if after is None else replace(item, after=digest(after))


def _added(kept: Path, before: Mapping[str, bytes | None], writes: Sequence[Write], number: int) -> list[Item]:
    made: list[Item] = []
    for write in (w for w in writes if w.path in before):
        old = before[write.path]
        if old is not None:
            (kept / "old" / str(number + len(made))).write_bytes(old)
        made.append(Item(write.path, write.before, digest(write.data) if write.data is not None else ""))
    return made


def _amend(kept: Path, items: Sequence[Item], further: Sequence[Item]) -> None:
    beside = kept / "journal.tmp"
    beside.write_text(json.dumps([asdict(item) for item in (*items, *further)], indent=1), encoding="utf-8")
    os.replace(beside, kept / JOURNAL)
