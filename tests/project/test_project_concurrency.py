"""Two runs at once: the second waits, then says so; what both leave is what one would have left."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from scaffolder.diagnostics import Outside
from scaffolder.project.guard import alone

from .conftest import Run, snapshot
from .test_project_crashes import REPOSITORY

PROGRAM = """
import sys
from pathlib import Path
from scaffolder.project import Origin, update
from scaffolder.tree import Tree, TreeFile
for n in range(20):
    update(Path(sys.argv[1]), Tree(TreeFile(f"{f}.py", f"{n}\\n") for f in "abcdef"), Origin("0", "t", "d"))
"""


@pytest.mark.parametrize("exists", [False, True])
def test_the_second_waits_then_says_so(run: Run, root: Path, exists: bool) -> None:
    if exists:
        run({"a.py": "1\n"})

    with alone(root, wait=0), pytest.raises(Outside, match="another run of scaffold is writing to"):
        run({"a.py": "2\n"}, wait=0.1)

    run({"a.py": "2\n"})
    assert (root / "a.py").read_text() == "2\n"


def test_the_second_goes_on_when_the_first_has_ended(run: Run, root: Path) -> None:
    run({"a.py": "1\n"})
    held, ended = threading.Event(), threading.Event()

    def hold() -> None:
        with alone(root, wait=0):
            held.set()
            ended.wait(0.3)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    run({"a.py": "2\n"}, wait=10)
    ended.set()
    thread.join()

    assert (root / "a.py").read_text() == "2\n"


def test_many_at_once_leave_one_project(root: Path) -> None:
    runs = [
        subprocess.Popen([sys.executable, "-c", PROGRAM, str(root)], cwd=REPOSITORY, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    errors = [process.communicate()[1] for process in runs]

    assert errors == [b""] * 4
    assert {p for p in snapshot(root) if not p.startswith(".")} == {f"{f}.py" for f in "abcdef"}
    assert [p.name for p in root.parent.iterdir()] == ["shop"]
