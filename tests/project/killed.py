"""Run as a program: kill a run at each of its steps, and tell in which state it leaves the project.

    python killed.py FOLDER create|change

Prints a JSON list, one object for each step: {"step": name, "at_once": state, "recovered": state, "next": state}, where
a state is "before", "after", "absent" or "mixed".
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from scaffolder.project import Origin, recover, update
from scaffolder.tree import Tree, TreeFile

STEPS = ("rename", "link", "unlink", "rmdir", "mkdir", "fsync")
OLD = {"a.py": "1\n", "app/pets/models.py": "1\n", "app/same.py": "1\n", "edited.py": "1\n2\n3\n4\n"}
NEW = {"a.py": "2\n", "app/orders/models.py": "1\n", "app/same.py": "1\n", "edited.py": "1\n2\n3\nfour\n"}


def apply(root: Path, files: dict[str, str]) -> None:
    update(root, Tree(TreeFile(p, t) for p, t in files.items()), Origin("0", "t", "d"))


def prepare(root: Path) -> None:
    apply(root, OLD)
    (root / "edited.py").write_text("mine\n2\n3\n4\n")


def state(root: Path) -> dict[str, str] | None:
    """Contents of all files but those of an unfinished run; None where there is no folder."""
    if not root.is_dir():
        return None
    paths = sorted(p for p in root.rglob("*") if not {"pending", "local"} & set(p.parts))
    return {p.relative_to(root).as_posix(): p.read_text() if p.is_file() else "folder" for p in paths}


def killed_at(number: int, act: Callable[[], None]) -> str | None:
    """Run in a child that is killed before its n-th step; the step's name, None where the run ended by itself."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        count = 0

        def counted(name: str, real: Callable[..., object]) -> Callable[..., object]:
            def call(*args: object, **options: object) -> object:
                nonlocal count
                count += 1
                if count == number:
                    os.write(writing, name.encode())
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*args, **options)

            return call

        for name in STEPS:
            setattr(os, name, counted(name, getattr(os, name)))
        act()
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        return pipe.read() or None


def main() -> None:
    folder, kind = Path(sys.argv[1]), sys.argv[2]
    template, reference = folder / "template", folder / "reference"
    for made in (template, reference):
        if kind == "change":
            prepare(made)
    apply(reference, NEW)
    states = [(None, "absent"), (state(reference), "after"), (state(template), "before")]

    def named(root: Path) -> str:
        found = state(root)
        return next((name for known, name in states if known == found), "mixed")

    rows = []
    for number in range(1, 1000):
        root = folder / f"run{number}" / "shop"
        if kind == "change":
            shutil.copytree(template, root)
        step = killed_at(number, lambda root=root: apply(root, NEW))
        if step is None:
            break
        at_once, other = named(root), folder / f"run{number}" / "other"
        if root.is_dir():
            shutil.copytree(root, other)
            recover(other)
        recovered = named(other)
        apply(root, NEW)
        rows.append({"step": step, "at_once": at_once, "recovered": recovered, "next": named(root)})
        rows[-1]["left"] = sorted(p.name for p in root.parent.iterdir() if p.name not in {"shop", "other"})
        shutil.rmtree(folder / f"run{number}")
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
