from collections.abc import Callable
from pathlib import Path

import pytest

from scaffolder.changes import Action, Changes
from scaffolder.project import Origin, update
from scaffolder.tree import Owner, Tree, TreeFile

ORIGIN = Origin(scaffolder="0.1.0", templates="t" * 64, document="d" * 64, entities=("Pet",))


def tree(files: dict[str, str], *, seeded: dict[str, str] | None = None) -> Tree:
    made = [TreeFile(path, text) for path, text in files.items()]
    return Tree([*made, *(TreeFile(path, text, Owner.SEEDED) for path, text in (seeded or {}).items())])


def snapshot(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def committed(root: Path) -> dict[str, bytes]:
    """All but what is a machine's own."""
    return {path: data for path, data in snapshot(root).items() if not path.startswith(".scaffold/local/")}


def times(root: Path) -> dict[str, int]:
    return {p.relative_to(root).as_posix(): p.stat().st_mtime_ns for p in sorted(root.rglob("*"))}


def actions(changes: Changes) -> dict[str, Action]:
    return {c.path: c.action for c in changes.files}


Run = Callable[..., Changes]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "shop"


@pytest.fixture
def run(root: Path) -> Run:
    """Bring the project to a tree given as paths and texts."""

    def act(files: dict[str, str], *, seeded: dict[str, str] | None = None, **options: object) -> Changes:
        return update(root, tree(files, seeded=seeded), ORIGIN, **options)

    return act
