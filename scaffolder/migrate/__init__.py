"""Models + database at head → revisions that bring the one to the other and lose nothing.

In: how a project will stand after a run, the API model, the interpreter of the project. Out: `Revised`: new files of
`migrations/versions`, the record of what agrees now, and what a person should know. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scaffolder.diagnostics import Diagnostic, ExitCode, Place, Rejected, Severity
from scaffolder.migrate import history, record
from scaffolder.migrate.fills import fill_of
from scaffolder.migrate.history import Parked
from scaffolder.migrate.looking import Machine, Seen, see
from scaffolder.migrate.planning import Plan, Wish, plan
from scaffolder.migrate.renames import said
from scaffolder.migrate.revision import FOLDER, Revision, revisions
from scaffolder.migrate.standing import Standing
from scaffolder.model import ApiModel

__all__ = ["Machine", "Parked", "Revised", "Revision", "Standing", "agreed", "parked", "pending", "revise"]


@dataclass(frozen=True, slots=True)
class Revised:
    """What a run adds for the database."""

    revisions: tuple[Revision, ...] = ()
    record: Mapping[str, str] | None = None
    """Digests of files that agree now, the new revisions left out; None: the old record stands."""
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
    first = not any(p.startswith(FOLDER) and standing.before(p) is not None for p in files)
    known = record.load(standing.root)
    wanted = (lose and bool(parked(standing.root))) or (require and bool(pending(standing.root)))
    if first or not (wanted or record.changed(standing, files, known)):
        return Revised(record=files)
    if clash := sorted(p for p in standing.conflicts if record.concerned(p)):
        return Revised(diagnostics=(_clash(clash),))
    return _compared(standing, model, machine, _Word(lose, require), files)


def agreed(root: Path) -> bool:
    """Whether the models and revisions on disk are those that were last seen to agree. Runs nothing."""
    return record.load(root) == record.digests(Standing(root, {}, frozenset()))


def parked(root: Path) -> tuple[Parked, ...]:
    """Tables and columns that no model has and the database keeps, by the project's revisions; sorted."""
    return history.read(root).parked()


def pending(root: Path) -> tuple[Parked, ...]:
    """Columns that may be empty in the database until every row has the value that the models ask for; sorted."""
    return history.read(root).pending()


@dataclass(frozen=True, slots=True)
class _Word:
    """What the person said of the stored rows."""

    lose: bool
    require: bool


def _compared(
    standing: Standing,
    model: ApiModel,
    machine: Callable[[], Machine],
    word: _Word,
    files: Mapping[str, str],
) -> Revised:
    past = history.read(standing.root)
    if finding := history.refusal(past):
        raise Rejected((finding,), ExitCode.FINDINGS)
    seen = see(standing, machine())
    if isinstance(seen, Diagnostic):
        return Revised(diagnostics=(seen,))
    planned = _plan(seen, model, past, word)
    made = revisions(planned, head=past.heads[0], count=len(past.revisions))
    return Revised(made, files, tuple(_announced(planned, made)))


def _plan(seen: Seen, model: ApiModel, past: history.History, word: _Word) -> Plan:
    wish = Wish(
        seen.models,
        said(model),
        {(e.table, c.column_name): fill for e in model.entities for c in e.columns if (fill := fill_of(c))},
        frozenset(map(str, past.parked())),
        frozenset(map(str, past.pending())),
        word.lose,
        word.require,
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
