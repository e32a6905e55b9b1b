"""The whole flow, top to bottom: document → API model → tree → project → verdict.

Each stage is one function of one room. Rooms are imported when their stage begins, so that no command pays for those
that it does not use. Input never raises: findings end the flow early and stand in the outcome. `Rejected` (a choice of
the user that cannot be followed) and `Outside` (the disk refuses) go to the caller.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scaffolder.events import Listener, StageStarted, ignore
from scaffolder.flow.migrating import Migrating
from scaffolder.flow.understanding import Request, Understood, load_settings, no_project, understood
from scaffolder.outcome import Outcome
from scaffolder.tree import RESERVED

if TYPE_CHECKING:
    from scaffolder.changes import Changes
    from scaffolder.condition import Filled
    from scaffolder.project import Origin
    from scaffolder.tree import Placeholder, Tree
    from scaffolder.verdict import Verdict


__all__ = ["Request", "generate", "plan", "to_fill", "verify"]


def plan(request: Request, notify: Listener = ignore) -> Outcome:
    """What would be generated, and why: the document's model, and the sentences in it that read like rules."""
    from scaffolder.prose import listed

    known = understood(request, notify)
    if known.model is None or known.document is None:
        return known.outcome
    return replace(known.outcome, sentences=listed(known.document, known.settings.rules))


def generate(request: Request, notify: Listener = ignore) -> Outcome:
    """Make or update the project of a document, and verify it."""
    from scaffolder.flow.again import again

    request, out, outcome = again(request)
    if outcome is None:
        out, outcome = _generated(request, notify)
    conflicts = outcome.changes is not None and bool(outcome.changes.conflicts)
    if outcome.changes is None or request.dry_run or not request.verify or conflicts:
        return outcome
    if load_settings(out)[0].into:  # a project that has checks of its own
        return outcome
    return replace(outcome, verdict=verify(out, request.timeout, notify).verdict)


def _generated(request: Request, notify: Listener) -> tuple[Path, Outcome]:
    from scaffolder.flow.again import remember
    from scaffolder.flow.renaming import announced

    known = understood(request, notify)
    if known.model is None:
        return known.out, known.outcome
    if known.settings.into:
        from scaffolder.flow.into import adopt_known

        return known.out, adopt_known(known, request, notify)
    read, known = known.outcome.diagnostics, announced(known)
    assert known.model is not None
    notify(StageStarted("rendering"))
    plain = _render(known)
    tree, unfilled = _filled(plain, known.out)
    notify(StageStarted("writing", str(known.out)))
    origin = _origin(known, plain)
    migrating = Migrating(known.model, tree, request.allow_data_loss, request.require_pending, notify)
    changes = _write(known.out, tree, origin, request, migrating)
    remember(request, known.out, read)
    found = unfilled if request.dry_run else _to_fill(known.out, plain)
    findings = (*known.outcome.diagnostics, *migrating.findings)
    return known.out, replace(known.outcome, diagnostics=findings, changes=changes, placeholders=found)


def _origin(known: Understood, plain: Tree) -> Origin:
    """Of a tree that may hold fills, with the bodies as they are without."""
    from scaffolder.bodies import bodies_in

    defaults = (bodies_in(file.path, file.content) for file in plain.values())
    return replace(known.origin(), defaults={id_: body for found in defaults for id_, body in found.items()})


def to_fill(out: Path) -> tuple[Placeholder, ...]:
    """The placeholders of a project that are unfilled, or were filled for something else than they now ask."""
    from scaffolder import project

    return _asking(project.condition(out).placeholders)


def _to_fill(out: Path, tree: Tree) -> tuple[Placeholder, ...]:
    """The same for a project that was just made of a tree: no other files are looked at."""
    from scaffolder import project

    return _asking(project.bodies(out, {p.path for p in tree.placeholders()}))


def _asking(found: tuple[Filled, ...]) -> tuple[Placeholder, ...]:
    from scaffolder.condition import Body
    from scaffolder.tree import Placeholder

    return tuple(Placeholder(p.id, p.path, p.line) for p in found if p.body in {Body.UNFILLED, Body.STALE})


def verify(folder: Path, timeout: float | None = None, notify: Listener = ignore, *, coverage: bool = False) -> Outcome:
    """The verdict on a project as it stands on disk. `timeout` is in seconds, for each step."""
    from scaffolder import project
    from scaffolder import verify as room
    from scaffolder.settings import FILE_NAME, load

    project.recover(folder)
    if not project.is_project(folder):
        raise no_project(folder)
    settings, findings = load(folder / FILE_NAME)
    notify(StageStarted("verifying", str(folder)))
    verdict = room.check(folder, timeout=timeout or settings.timeout, coverage=coverage, notify=notify)
    if settings.into:
        from scaffolder.flow.into import about_ours

        verdict = about_ours(verdict, project.generated(folder))
    return replace(remembered(folder, verdict), diagnostics=findings)


def remembered(folder: Path, verdict: Verdict) -> Outcome:
    """The outcome of a verification, which the project's page can show later."""
    from scaffolder import project

    project.keep_verdict(folder, verdict, datetime.now(UTC))
    return Outcome(verdict=verdict, root=str(folder))


def _render(known: Understood) -> Tree:
    from scaffolder import project
    from scaffolder.render import render

    assert known.model is not None
    before = project.known_texts(known.out) if known.templates is None else {}
    return render(known.model, known.templates, before)


def _filled(tree: Tree, out: Path) -> tuple[Tree, tuple[Placeholder, ...]]:
    """The tree with the fills that the project records, and the placeholders that have none."""
    if not (out / RESERVED / "fills").is_dir():
        return tree, tree.placeholders()
    from scaffolder.flow.placeholders import reproduced

    return reproduced(tree, out)


def _write(out: Path, tree: Tree, origin: Origin, request: Request, migrating: Migrating) -> Changes:
    from scaffolder.flow.tidying import tidying
    from scaffolder.project import Growing, update

    return update(out, Growing(tree, migrating, tidy=tidying(out)), origin, dry_run=request.dry_run)
