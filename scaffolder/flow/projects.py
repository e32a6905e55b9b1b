"""A project and its document: what would change, whether it is up to date, how it stands, and taking things back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scaffolder import project
from scaffolder.condition import Body, Condition
from scaffolder.events import Listener, StageStarted, ignore
from scaffolder.filling import Filling, Standing
from scaffolder.flow import generate, placeholders
from scaffolder.flow.understanding import Request, no_project
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
    """How a project stands.

    What was asked about each placeholder is told where the document can be worked on; else how the last run left them.
    """
    from scaffolder import fill, migrate

    records, findings = fill.load_records(_ours(folder, notify))
    accepted = {id_: record.accepted.stands for id_, record in records.items() if record.accepted}
    parked = tuple(f"{p}" for p in migrate.parked(folder))
    pending = tuple(f"{p}" for p in migrate.pending(folder))
    found = replace(project.condition(folder, accepted), parked=parked, pending=pending)
    told = placeholders.standings(folder, notify) if found.placeholders else ()
    return Outcome(findings, condition=_agreeing(found, told), filling=Filling(told) if told else None)


def _agreeing(found: Condition, told: Sequence[Standing]) -> Condition:
    """The condition with the placeholders as the records of fills have them."""
    states = {s.id: Body(s.state.value) for s in told}
    return replace(found, placeholders=tuple(replace(p, body=states.get(p.id, p.body)) for p in found.placeholders))


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
