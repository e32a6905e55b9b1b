"""Bring a project up to date with a tree: recover, compare, apply, under the project's lock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from scaffolder.changes import Changes, Difference
from scaffolder.facts import EntityFact
from scaffolder.project import base, journal, lock, places
from scaffolder.project.compare import Arriving, Plan, compare
from scaffolder.project.disk import Disk
from scaffolder.project.extending import Growing, extended
from scaffolder.project.guard import alone
from scaffolder.project.lock import Lock, Origin, lock_of
from scaffolder.project.renamed import Renaming
from scaffolder.tree import RESERVED, Formatted, Tree

WAIT = 10.0
"""Seconds that a second run waits for the first."""


def update(
    out: Path,
    tree: Tree | Growing,
    origin: Origin,
    *,
    dry_run: bool = False,
    wait: float = WAIT,
) -> Changes:
    """Make the project at `out`, or bring it up to date; all of it or nothing.

    Raises Rejected for a folder that may not be written to, Outside where the disk refuses. A dry run only reads, and
    holds what would be written.
    """
    root = Path(os.path.realpath(out))
    if not (isinstance(tree, Growing) and tree.adopted):
        places.accept(root, str(out))
    if dry_run:
        plan = _plan(Disk(root), tree, origin)
        return replace(_changes(out, root, plan, dry_run=True), differences=tuple(_differences(root, plan)))
    with alone(root, wait=wait):
        recovered = journal.recover(root)
        disk = Disk(root)
        plan = _plan(disk, tree, origin)
        changes = _changes(out, root, plan, recovered=recovered)
        if root.exists():
            journal.change(root, plan.writes)
            if plan.writes:  # a run that changes nothing touches no file
                disk.save()
        else:
            journal.create(root, plan.writes, plan.tokens)
    return changes


def recover(out: Path, *, wait: float = WAIT) -> bool:
    """Finish what an interrupted run left of a project; whether there was something to finish."""
    root = Path(os.path.realpath(out))
    if not (root / places.PENDING).is_dir():
        return False
    with alone(root, wait=wait):
        return journal.recover(root)


def known_facts(out: Path) -> tuple[EntityFact, ...]:
    """What the last run knew of the API; empty where there was none."""
    return lock.load(Path(os.path.realpath(out))).origin.facts


def generated_from(out: Path) -> Origin:
    """What the last run was made from."""
    return lock.load(Path(os.path.realpath(out))).origin


def known_texts(out: Path) -> Formatted:
    """What the last run generated and formatted; empty where there was none."""
    root = Path(os.path.realpath(out))
    files = lock.load(root).files
    contents = base.load(root) if files else {}
    return {
        path: (entry.source, contents[path].decode())
        for path, entry in files.items()
        if entry.source and path in contents
    }


def _plan(disk: Disk, tree: Tree | Growing, origin: Origin) -> Plan:
    root = disk.root
    previous = lock.load(root)
    _refuse_narrowing(root, previous, origin)
    grown = tree if isinstance(tree, Growing) else Growing(tree)
    renaming = Renaming(origin.renamed, base.load(root) if origin.renamed else {}, grown.tree)
    arriving = Arriving(grown.tree, grown.tidy)
    plan = compare(disk, arriving, previous, lock_of(grown.tree, origin, previous), renaming)
    return extended(root, plan, grown.extend)


def _differences(root: Path, plan: Plan) -> Iterator[Difference]:
    for write in plan.writes:
        if not write.path.startswith(f"{RESERVED}/"):
            yield Difference(write.path, places.read(root, write.path), write.data)


def _refuse_narrowing(root: Path, previous: Lock, origin: Origin) -> None:
    """`--only` may widen a project, never silently take away what stands in it."""
    lost = sorted(set(previous.origin.entities) & set(origin.left_out))
    if lost:
        hint = f"Name these too (--only {' --only '.join(lost)}), or leave --only out."
        raise places.refusal("P007", root, f"--only would remove {', '.join(lost)} from the project", hint)


def _changes(out: Path, root: Path, plan: Plan, *, dry_run: bool = False, recovered: bool = False) -> Changes:
    first = not lock.is_project(root)
    return Changes(str(out), plan.changes, dry_run=dry_run, first=first, recovered=recovered)
