"""Models + database at head → revisions that bring the one to the other and lose nothing.

In: how a project will stand after a run, the API model, the interpreter of the project. Out: `Revised`: new files of
`migrations/versions`, the record of what agrees now, and what a person should know. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scaffolder.diagnostics import Diagnostic, ExitCode, Place, Rejected, Severity
from scaffolder.migrate import history, nesting, record
from scaffolder.migrate.fills import fill_of
from scaffolder.migrate.history import Parked
from scaffolder.migrate.looking import Machine, Part, Seen, see, see_part
from scaffolder.migrate.partly import apart, part_of, sufficient
from scaffolder.migrate.planning import Plan, Wish, plan
from scaffolder.migrate.record import Record
from scaffolder.migrate.renames import said
from scaffolder.migrate.revision import FOLDER, Revision, revisions
from scaffolder.migrate.standing import Standing
from scaffolder.model import ApiModel

__all__ = ["Machine", "Parked", "Revised", "Revision", "Standing", "agreed", "parked", "pending", "revise"]


@dataclass(frozen=True, slots=True)
class Revised:
    """What a run adds for the database."""

    revisions: tuple[Revision, ...] = ()
    record: Record | None = None
    """What agrees now, the new revisions left out; None: the old record stands."""
    diagnostics: tuple[Diagnostic, ...] = ()


def revise(
    standing: Standing,
    model: ApiModel,
    machine: Callable[[], Machine],
    *,
    lose: bool = False,
    require: bool = False,
) -> Revised:
    """The revisions that a run needs. Rejected: the revisions that are there leave no one head.

    `machine` is asked for only where something has to be run. `lose` lets go what no model has, `require` says that
    every row has a value in the pending columns.
    """
    files = record.digests(standing)
    if not any(p.startswith(FOLDER) and standing.before(p) is not None for p in files):
        return Revised(record=record.first(files))
    known = record.load(standing.root)
    wanted = (lose and bool(parked(standing.root))) or (require and bool(pending(standing.root)))
    changed = record.changed(standing, files, known) if known is not None else ()
    if known is not None and not wanted and not changed:
        return Revised(record=record.seen(files, known))
    if clash := sorted(p for p in standing.conflicts if record.concerned(p)):
        return Revised(diagnostics=(_clash(clash),))
    part = part_of(standing, changed, known) if known is not None and not wanted else None
    return _compared(standing, _Asked(model, machine, lose, require, record.seen(files, known)), part)


def agreed(root: Path) -> bool:
    """Whether the models and revisions on disk are those that were last seen to agree. Runs nothing."""
    known = record.load(root)
    return known is not None and known.files == record.digests(Standing(root, {}, frozenset()))


def parked(root: Path) -> tuple[Parked, ...]:
    """Tables and columns that no model has and the database keeps, by the project's revisions; sorted."""
    return history.read(root).parked()


def pending(root: Path) -> tuple[Parked, ...]:
    """Columns that may be empty in the database until every row has the value that the models ask for; sorted."""
    return history.read(root).pending()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a run wishes of its database, and how it is looked at."""

    model: ApiModel
    machine: Callable[[], Machine]
    lose: bool
    require: bool
    agreeing: Record
    """What is recorded where the wish is granted."""


def _compared(standing: Standing, asked: _Asked, part: Part | None) -> Revised:
    past = history.read(standing.root)
    if finding := history.refusal(past):
        raise Rejected((finding,), ExitCode.FINDINGS)
    machine = asked.machine()
    planned = _of_part(standing, asked, past, machine, part) if part is not None else None
    if planned is None:
        seen = see(standing, machine)
        if isinstance(seen, Diagnostic):
            return Revised(diagnostics=(seen,))
        planned = _plan(seen, asked, past)
    made = revisions(planned, head=past.heads[0], count=len(past.revisions))
    return Revised(made, asked.agreeing, tuple(_announced(planned, made)))


def _of_part(standing: Standing, asked: _Asked, past: history.History, machine: Machine, part: Part) -> Plan | None:
    """The plan, where a look at what changed is enough for it."""
    seen = see_part(standing, machine, part)
    if seen is None or not apart(seen, past):
        return None
    planned = _plan(seen, asked, past)
    return planned if sufficient(planned) else None


def _plan(seen: Seen, asked: _Asked, past: history.History) -> Plan:
    model = asked.model
    wish = Wish(
        seen.models,
        said(model),
        {(e.table, c.column_name): fill for e in model.entities for c in e.columns if (fill := fill_of(c))},
        frozenset(map(str, past.parked())),
        frozenset(map(str, past.pending())),
        asked.lose,
        asked.require,
        nesting.rows_of(model),
        nesting.lists_of(model),
    )
    return plan(seen.head, wish)


def _announced(planned: Plan, made: tuple[Revision, ...]) -> Iterator[Diagnostic]:
    place = Place(made[0].path if made else FOLDER)
    hint = "See the revision; edit it before it runs where you know better."
    for note in planned.notes:
        yield Diagnostic("M010", Severity.NOTE, note, place, hint)


def _clash(paths: list[str]) -> Diagnostic:
    hint = "Resolve it and run again: the difference is found then."
    message = f"no revision was written: {', '.join(paths)} holds a conflict"
    return Diagnostic("M004", Severity.WARNING, message, Place(paths[0]), hint)
