"""Run as a program: kill a run at each of its steps, and tell in which state it leaves the project.

    python killed.py FOLDER create|change
    python killed.py FOLDER random MOMENTS

The second kills, or lets the system refuse, at random steps of a larger run.

Prints a JSON list, one object for each step: {"step": name, "at_once": state, "recovered": state, "next": state}, where
a state is "before", "after", "absent" or "mixed".
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

from scaffolder.diagnostics import Outside
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


def killed_at(number: int, act: Callable[[], None], code: int = 0) -> str | None:
    """Run in a child that is killed before its n-th step, or, given an error's code, refused that step; the step's
    name, None where the run ended by itself.
    """
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
                    if code:
                        raise OSError(code, os.strerror(code))
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*args, **options)

            return call

        for name in STEPS:
            setattr(os, name, counted(name, getattr(os, name)))
        try:
            act()
        except Outside:
            os._exit(0)
        except BaseException:
            os._exit(1)
        os._exit(0)
    os.close(writing)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        return "traceback"
    with os.fdopen(reading) as pipe:
        return pipe.read() or None


def contents(root: Path) -> dict[str, str]:
    """Files alone: a folder that the system refused to remove when it was empty may stay."""
    return {path: text for path, text in (state(root) or {}).items() if text != "folder"}


def larger(text: str) -> dict[str, str]:
    """A tree of a hundred files; two in three differ from one text to the other."""
    return {f"app/m{n % 20}/f{n}.py": f"X = {n if n % 3 == 0 else text}\n" for n in range(100)}


def steps(template: Path, folder: Path, new: dict[str, str]) -> int:
    """How many steps the run has."""
    low, high = 1, 2048
    while low < high:
        middle = (low + high + 1) // 2
        root = folder / "counted" / "shop"
        shutil.copytree(template, root)
        ended = killed_at(middle, lambda root=root: apply(root, new)) is None
        low, high = (low, middle - 1) if ended else (middle, high)
        shutil.rmtree(folder / "counted")
    return low


def at_random(folder: Path, moments: int) -> None:
    """Print a list of [how, step, state after recovery, state after the next run]."""
    random = Random(7)
    template, reference = folder / "template", folder / "reference"
    for made in (template, reference):
        apply(made, larger("1"))
        (made / "app/m1/f1.py").write_text("X = 1\nMINE = 1\n")
    new = {**{p: t for p, t in larger("2").items() if "m3" not in p}, "app/new/a.py": "1\n"}
    apply(reference, new)
    known = [(contents(template), "before"), (contents(reference), "after")]
    rows, count = [], steps(template, folder, new)
    for number in range(moments):
        root = folder / f"run{number}" / "shop"
        shutil.copytree(template, root)
        code = random.choice((0, 0, errno.ENOSPC, errno.EACCES, errno.EIO))
        step = killed_at(random.randint(1, count), lambda root=root: apply(root, new), code)
        recover(root)
        found = contents(root)
        recovered = next((name for one, name in known if one == found), "mixed")
        apply(root, new)
        rows.append([os.strerror(code) if code else "killed", step, recovered, contents(root) == known[1][0]])
        shutil.rmtree(folder / f"run{number}")
    print(json.dumps(rows))


def main() -> None:
    folder, kind = Path(sys.argv[1]), sys.argv[2]
    if kind == "random":
        at_random(folder, int(sys.argv[3]))
        return
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
