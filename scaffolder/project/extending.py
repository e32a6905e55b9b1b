"""What a plan calls for beyond the tree: whoever sees how the project will stand adds files of his own to the same run.

In: a plan, and a function from how the project will stand to further files. Out: the plan with these in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from scaffolder.changes import Action, Change
from scaffolder.project import places
from scaffolder.project.compare import Plan, Tidy, as_merged
from scaffolder.project.lock import digest
from scaffolder.project.records import Write
from scaffolder.tree import RESERVED, Tree, TreeFile


@dataclass(frozen=True, slots=True)
class Staged:
    """How the project will stand: the disk, and over it what the run writes."""

    root: Path
    writes: Mapping[str, bytes | None]
    """New contents by path; None: the file goes."""
    conflicts: frozenset[str]
    """Files that hold both sides."""

    def read(self, path: str) -> bytes | None:
        """A file's content after the run; None where there is none."""
        return self.writes[path] if path in self.writes else places.read(self.root, path)


Extend = Callable[[Staged], Iterable[TreeFile]]


@dataclass(frozen=True, slots=True)
class Growing:
    """A tree, and who adds to the run once it is known how the project will stand."""

    tree: Tree
    extend: Extend | None = None
    tidy: Tidy = as_merged
    adopted: bool = False
    """This tool did not make the project: what stands there already is no reason to refuse."""


def extended(root: Path, plan: Plan, extend: Extend | None) -> Plan:
    """The plan with the further files; those that stand there already in the same words are left out."""
    if extend is None:
        return plan
    conflicts = frozenset(c.path for c in plan.changes if c.action is Action.CONFLICT)
    staged = Staged(root, {w.path: w.data for w in plan.writes}, conflicts)
    changes, writes = [], []
    for file in extend(staged):
        disk = places.read(root, file.path)
        if disk == file.data:
            continue
        writes.append(Write(file.path, file.data, digest(disk) if disk is not None else ""))
        if not file.path.startswith(f"{RESERVED}/"):
            changes.append(Change(file.path, Action.CREATED if disk is None else Action.UPDATED))
    return replace(plan, changes=tuple(sorted((*plan.changes, *changes))), writes=(*writes, *plan.writes))
