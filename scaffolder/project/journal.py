"""Putting a plan on disk, all or nothing.

A new project is built beside its place and renamed there: one step. An existing one is changed through a journal:

1. every new content is written to `.scaffold/pending/new`, on the same file system, and synced;
2. `pending/journal.json` appears by a rename: from here on the run counts as done;
3. each file is renamed into place, the one it replaces kept in `pending/old`;
4. `pending` becomes `local/undo`, so that the run can be taken back, or goes, journal first.

An error in 1 or 3 takes everything back. Killed before 2, the next run throws `pending` away; killed after, the next
run finishes 3 and 4. A file that someone edits in between is not overwritten but set aside.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from scaffolder.diagnostics import Outside
from scaffolder.project.disk import remember
from scaffolder.project.lock import digest
from scaffolder.project.places import PENDING, UNDO, inside
from scaffolder.project.records import Write
from scaffolder.tree import RESERVED

JOURNAL = "journal.json"
NO_TOKENS: Mapping[str, str] = {}
_PREVIOUS = "previous"
_AT_ONCE = 16
"""Files synced at a time; measured: 1,200 files in 0.15 s, one after the other in 2.8 s."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the journal; its number names its files in `new` and `old`."""

    path: str
    before: str
    after: str
    """Digest of the new content; "": the file goes."""


def create(root: Path, writes: Sequence[Write], tokens: Mapping[str, str] = NO_TOKENS) -> None:
    """Make a project where there is no folder yet. Outside: it failed and nothing is left of it.

    `tokens` are what `Disk.known` is to say of files instead of their digests.
    """
    staging = _staging(root)
    missing = [p for p in root.parents if not p.exists()]

    def undo() -> None:
        shutil.rmtree(staging, ignore_errors=True)
        _remove_empty(missing)

    with _or_back(root, undo):
        (staging / RESERVED).mkdir(parents=True)
        _write_all((staging / w.path, w.data) for w in writes if w.data is not None)
        remember(staging, {w.path: tokens.get(w.path) or digest(w.data) for w in writes if w.data is not None})
        os.rename(staging, root)
    with suppress(OSError):  # the project stands; only its survival of a power failure is in question
        _sync(root.parent)


def change(root: Path, writes: Sequence[Write], *, undoable: bool = True) -> None:
    """Change a project that exists. Outside: it failed and the project is as it was."""
    if not writes:
        return
    pending = root / PENDING
    items = [Item(w.path, w.before, digest(w.data) if w.data is not None else "") for w in writes]
    with _or_back(root, lambda: _take_back(root, items)):
        _stage(pending, writes, items)
        _install(root, items)
        if undoable:
            _retire(root)
    with suppress(OSError):  # the run is done; what is left of its journal the next one finishes, to no effect
        _clear(pending)


def recover(root: Path) -> bool:
    """Finish or throw away what an interrupted run left; whether it was finished."""
    _discard_stale(_staging(root))
    if not (root / PENDING).is_dir():
        return False
    pending = inside(root, PENDING)
    committed = (pending / JOURNAL).is_file()
    try:
        if committed:
            _install(root, items_of(pending))
            _retire(root)
        _clear(pending)
    except OSError as error:
        raise Outside(f"an interrupted run in {root} cannot be finished: {_reason(error)}") from error
    return committed


def items_of(folder: Path) -> list[Item]:
    """The lines of a journal."""
    return [Item(**item) for item in json.loads((folder / JOURNAL).read_bytes())]


def _retire(root: Path) -> None:
    """What the run replaced takes the place of what the run before it did, in one step."""
    pending, undo = root / PENDING, inside(root, UNDO)
    if undo.is_dir():
        os.rename(undo, pending / _PREVIOUS)
    undo.parent.mkdir(exist_ok=True)
    os.rename(pending, undo)
    for spent in ("new", _PREVIOUS):
        shutil.rmtree(undo / spent, ignore_errors=True)


def _stage(pending: Path, writes: Sequence[Write], items: Sequence[Item]) -> None:
    for folder in ("new", "old"):
        inside(pending.parents[1], f"{PENDING}/{folder}").mkdir(parents=True)
    _write_all((pending / "new" / str(n), w.data) for n, w in enumerate(writes) if w.data is not None)
    text = json.dumps([asdict(item) for item in items], indent=1).encode()
    _write_all([(pending / "journal.tmp", text)])
    os.rename(pending / "journal.tmp", pending / JOURNAL)
    _sync(pending)


def _install(root: Path, items: Sequence[Item]) -> None:
    """Every step leaves a state from which this same function goes on."""
    for number, item in enumerate(items):
        target = inside(root, item.path)
        old, new = root / PENDING / "old" / str(number), root / PENDING / "new" / str(number)
        if item.after and new.exists():
            _set_aside(target, item)
            _keep(target, old)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.rename(new, target)
        elif not item.after:
            if _digest(target) == item.before:
                os.rename(target, old)
            _remove_empty(_parents(root, target))
    _sync_all([f for f in sorted({inside(root, item.path).parent for item in items}) if f.is_dir()])


def _keep(target: Path, old: Path) -> None:
    """Keep what is replaced, and its permissions for what replaces it."""
    if not target.exists():
        return
    if not old.exists():
        try:
            os.link(target, old)
        except OSError:  # a file system without links
            shutil.copy2(target, old)
    shutil.copymode(target, old.parent.parent / "new" / old.name)


def _set_aside(target: Path, item: Item) -> None:
    """An edit made since the plan is kept beside the file that the run writes."""
    if _digest(target) not in {item.before, item.after, ""}:
        names = (target.with_name(f"{target.name}.orig{n or ''}") for n in range(1000))
        os.rename(target, next(n for n in names if not n.exists()))


def _take_back(root: Path, items: Sequence[Item]) -> None:
    """Undo what was installed; from every step of it, too, `_install` could go on."""
    pending = root / PENDING
    if (pending / _PREVIOUS).is_dir():
        os.rename(pending / _PREVIOUS, inside(root, UNDO))
    if (pending / JOURNAL).exists():
        for number, item in reversed(list(enumerate(items))):
            _undo(root, item, old=pending / "old" / str(number), new=pending / "new" / str(number))
    _clear(pending)
    _remove_empty([inside(root, UNDO).parent, root / RESERVED])


def _undo(root: Path, item: Item, *, old: Path, new: Path) -> None:
    target = inside(root, item.path)
    if item.after and not new.exists() and target.exists():
        os.rename(target, new)
    if old.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        os.rename(old, target)
    else:
        _remove_empty(_parents(root, target))


def _clear(pending: Path) -> None:
    with suppress(FileNotFoundError):
        os.unlink(pending / JOURNAL)
    shutil.rmtree(pending, ignore_errors=True)


def _discard_stale(staging: Path) -> None:
    """Remove what a killed `create` left; it always begins with the records' folder."""
    if staging.is_symlink() or not staging.is_dir():
        return
    if (staging / RESERVED).is_dir() or not any(staging.iterdir()):
        shutil.rmtree(staging)


def _write_all(files: Iterable[tuple[Path, bytes]]) -> None:
    """Write, then sync all at once: a journaling file system commits those that wait together in one go."""
    written: list[Path] = []
    folders: set[Path] = set()
    for path, data in files:
        if path.parent not in folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            folders.add(path.parent)
        with open(path, "xb") as stream:
            stream.write(data)
        written.append(path)
    _sync_all(written)


def _sync_all(paths: Collection[Path]) -> None:
    """The first failure is raised, and what has not begun by then is left."""
    if len(paths) < 2:
        for path in paths:
            _sync(path)
        return
    pool = ThreadPoolExecutor(min(_AT_ONCE, len(paths)))
    try:
        for _ in pool.map(_sync, paths):
            pass
    finally:
        pool.shutdown(cancel_futures=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest(path: Path) -> str:
    return digest(path.read_bytes()) if path.is_file() else ""


def _parents(root: Path, target: Path) -> list[Path]:
    return [p for p in target.parents if p.is_relative_to(root) and p != root]


def _remove_empty(folders: Iterable[Path]) -> None:
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return


@contextmanager
def _or_back(root: Path, undo: Callable[[], None]) -> Iterator[None]:
    """Undo what the block did when it fails, and say so where the operating system was the reason."""
    try:
        yield
    except OSError as error:
        _back(root, undo, error)
        raise Outside(f"cannot write to {root}: {_reason(error)}; nothing was changed") from error
    except BaseException as error:
        _back(root, undo, error)
        raise


def _back(root: Path, undo: Callable[[], None], cause: BaseException) -> None:
    try:
        undo()
    except OSError as error:
        message = f"cannot write to {root}, nor take back what was written: {_reason(error)}; run again to finish"
        raise Outside(message) from cause


def _reason(error: OSError) -> str:
    return f"{error.strerror or error}" + (f" ({error.filename})" if error.filename else "")


def _staging(root: Path) -> Path:
    return root.with_name(f".{root.name}.scaffolding")
