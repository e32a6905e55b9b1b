"""A project and its document: what would change, whether it is up to date, how it stands, and taking things back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scaffolder import project
from scaffolder.events import Listener, StageStarted, ignore
from scaffolder.flow import Request, generate, no_project
from scaffolder.outcome import Outcome
from scaffolder.project import Side


def diff(request: Request, notify: Listener = ignore) -> Outcome:
    """What `generate` would write, with the contents before and after. Rejected: there is no project."""
    return _compared(request, notify)


def check(request: Request, notify: Listener = ignore) -> Outcome:
    """The same, as a question: it is a finding where anything would be written."""
    return replace(_compared(request, notify), checked=True)


def _compared(request: Request, notify: Listener) -> Outcome:
    outcome = generate(replace(request, dry_run=True, verify=False), notify)
    if outcome.changes is not None and outcome.changes.first:
        raise no_project(Path(outcome.changes.root))
    return outcome


def status(folder: Path, notify: Listener = ignore) -> Outcome:
    """How a project stands."""
    from scaffolder import fill, migrate

    records, findings = fill.load_records(_ours(folder, notify))
    accepted = {id_: record.accepted.stands for id_, record in records.items() if record.accepted}
    parked = tuple(f"{p}" for p in migrate.parked(folder))
    return Outcome(findings, condition=replace(project.condition(folder, accepted), parked=parked))


def undo(folder: Path, notify: Listener = ignore) -> Outcome:
    """Take back the last regeneration."""
    return Outcome(changes=project.undo(_ours(folder, notify)))


def resolve(folder: Path, paths: Sequence[str], side: Side, notify: Listener = ignore) -> Outcome:
    """Decide conflicts for one side; then how the project stands."""
    changes = project.resolve(_ours(folder, notify), paths, side)
    return Outcome(changes=changes, condition=project.condition(folder))


def _ours(folder: Path, notify: Listener) -> Path:
    notify(StageStarted("looking at", str(folder)))
    if not project.is_project(folder):
        raise no_project(folder)
    return folder
