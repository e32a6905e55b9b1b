"""The revisions of a project as their files say, read and never run: heads, and what is parked.

In: the files of `migrations/versions`. Out: a `History`, or a diagnostic where the files leave no one head.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from scaffolder.diagnostics import Diagnostic, Place, Severity
from scaffolder.migrate.revision import FOLDER

_STEPS = re.compile(r"^(?:async )?def ", re.MULTILINE)
_SAID = re.compile(r"^(?:revision|down_revision|parked|unparked|pending|settled)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One revision file."""

    path: str
    id: str
    down: tuple[str, ...]
    parked: tuple[str, ...]
    unparked: tuple[str, ...]
    pending: tuple[str, ...]
    settled: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parked:
    """A table ("" as column) or column of which the database keeps, or demands, other than the models say."""

    table: str
    column: str
    since: str
    """The revision file that says so."""

    def __str__(self) -> str:
        return f"{self.table}.{self.column}" if self.column else self.table


@dataclass(frozen=True, slots=True)
class History:
    """All revisions, in the order of their files' names."""

    revisions: tuple[Recorded, ...]

    @property
    def heads(self) -> tuple[str, ...]:
        """Revisions that none stands on."""
        below = {d for r in self.revisions for d in r.down}
        return tuple(r.id for r in self.revisions if r.id not in below)

    def parked(self) -> tuple[Parked, ...]:
        """What is kept aside after all revisions."""
        return self._standing(lambda r: (r.parked, r.unparked))

    def pending(self) -> tuple[Parked, ...]:
        """Columns that are still to get a value in every row, after all revisions."""
        return self._standing(lambda r: (r.pending, r.settled))

    def _standing(self, said: Callable[[Recorded], tuple[tuple[str, ...], tuple[str, ...]]]) -> tuple[Parked, ...]:
        found: dict[str, Parked] = {}
        for revision in self._in_order():
            begun, ended = said(revision)
            for name in begun:
                table, _, column = name.partition(".")
                found[name] = Parked(table, column, revision.path)
            for name in ended:
                found.pop(name, None)
        return tuple(found[name] for name in sorted(found))

    def _in_order(self) -> list[Recorded]:
        """Each after those that it stands on."""
        placed: dict[str, Recorded] = {}
        waiting = list(self.revisions)
        while waiting:
            ready = [r for r in waiting if all(d in placed for d in r.down)] or waiting[:1]
            placed.update((r.id, r) for r in ready)
            waiting = [r for r in waiting if r not in ready]
        return list(placed.values())


def read(root: Path) -> History:
    """The revisions of a project; files that are no Python are left to Alembic to complain about."""
    folder = root / FOLDER
    files = sorted(folder.glob("*.py")) if folder.is_dir() else []
    found = (_recorded(f"{FOLDER}/{f.name}", f.read_text(encoding="utf-8", errors="replace")) for f in files)
    return History(tuple(r for r in found if r is not None))


def _recorded(path: str, text: str) -> Recorded | None:
    try:
        values = _assigned(ast.parse(_telling(text)))
    except (SyntaxError, ValueError):
        return None
    if not isinstance(values.get("revision"), str):
        return None
    return Recorded(
        path,
        str(values["revision"]),
        _names(values.get("down_revision")),
        _names(values.get("parked")),
        _names(values.get("unparked")),
        _names(values.get("pending")),
        _names(values.get("settled")),
    )


def _telling(text: str) -> str:
    """The part of a revision that says something of it: steps on thousands of tables are not parsed for it."""
    steps = _STEPS.search(text)
    head = text[: steps.start()] if steps else text
    return text if steps and _SAID.search(text, steps.start()) else head


def _assigned(module: ast.Module) -> Mapping[str, object]:
    """Constants that the module gives names to."""
    found: dict[str, object] = {}
    for node in module.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        for target in targets:
            if isinstance(target, ast.Name) and value is not None:
                found[target.id] = _constant(value)
    return found


def _constant(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return None


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list | tuple | set) else ()


def refusal(history: History) -> Diagnostic | None:
    """Why no revision can be added; None where one can."""
    place, heads = Place(FOLDER), history.heads
    twice = sorted({r.id for r in history.revisions if sum(o.id == r.id for o in history.revisions) > 1})
    if twice:
        hint = "Two branches made a revision of the same name: give one of them another, on top of the other."
        return Diagnostic("M002", Severity.ERROR, f"several revisions are called {', '.join(twice)}", place, hint)
    if len(heads) > 1:
        hint = "Join them first: alembic merge heads -m 'join', or let one stand on the other; then run again."
        return Diagnostic("M001", Severity.ERROR, f"there are several heads: {', '.join(heads)}", place, hint)
    known = {r.id for r in history.revisions}
    missing = sorted({d for r in history.revisions for d in r.down} - known)
    if missing or not heads:
        what = f"revision {', '.join(missing)} is missing" if missing else "there are no revisions"
        hint = "Restore the files from version control; without them nothing tells what the database looks like."
        return Diagnostic("M003", Severity.ERROR, what, place, hint)
    return None
