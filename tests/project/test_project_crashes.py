"""Killed, out of space or refused at any step: the project is as it was, or as it is to be."""

import errno
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scaffolder.diagnostics import Outside
from scaffolder.project import recover

from .conftest import Run, actions, snapshot, times

REPOSITORY = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("killed.py")


MOMENTS = int(os.environ.get("CRASH_MOMENTS", "25"))


def killed(folder: Path, *arguments: str) -> list[Any]:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    ended = subprocess.run(
        [sys.executable, str(PROGRAM), str(folder), *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return list(json.loads(ended.stdout))


def test_a_new_project_killed_at_any_step_is_there_or_not(tmp_path: Path) -> None:
    rows = killed(tmp_path, "create")

    assert len(rows) > 10
    assert {row["at_once"] for row in rows} == {"absent", "after"}
    assert {row["next"] for row in rows} == {"after"}
    assert [row["left"] for row in rows] == [[]] * len(rows)


def test_an_update_killed_at_any_step_is_as_before_or_as_after(tmp_path: Path) -> None:
    rows = killed(tmp_path, "change")

    steps = [row["step"] for row in rows]
    assert len(rows) > 30
    assert {"rename", "link", "unlink", "mkdir", "rmdir", "fsync"} == set(steps)
    assert {row["recovered"] for row in rows} == {"before", "after"}
    assert {row["next"] for row in rows} == {"after"}
    assert [row["left"] for row in rows] == [[]] * len(rows)


def test_random_moments_of_a_larger_update(tmp_path: Path) -> None:
    rows = killed(tmp_path, "random", str(MOMENTS))

    assert len(rows) == MOMENTS
    assert {recovered for _, _, recovered, _ in rows} == {"before", "after"}
    assert all(step not in {None, "traceback"} for _, step, _, _ in rows)
    assert all(ended for _, _, _, ended in rows)


OLD = {"a.py": "1\n", "app/pets/models.py": "1\n", "edited.py": "1\n2\n3\n"}
NEW = {"a.py": "2\n", "app/orders/models.py": "1\n", "edited.py": "1\n2\nthree\n"}


def failing(name: str, number: int, code: int) -> Callable[..., object]:
    real, count = getattr(os, name), 0

    def call(*args: object, **options: object) -> object:
        nonlocal count
        count += 1
        if count == number:
            raise OSError(code, os.strerror(code), str(args[0]))
        return real(*args, **options)

    return call


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("name", ["rename", "mkdir", "fsync"])
def test_every_failing_step_of_an_update_is_taken_back(
    run: Run, root: Path, monkeypatch: pytest.MonkeyPatch, name: str, code: int
) -> None:
    run(OLD)
    (root / "edited.py").write_text("mine\n2\n3\n")
    before = times(root), snapshot(root)
    failures = 0
    for number in range(1, 100):
        with monkeypatch.context() as patch:
            patch.setattr(os, name, failing(name, number, code))
            try:
                run(NEW)
                break
            except Outside as error:
                failures += 1
                assert os.strerror(code) in str(error)
                assert "nothing was changed" in str(error)
        assert set(times(root)) == set(before[0])
        assert snapshot(root) == before[1]
    assert failures > 2
    assert (root / "edited.py").read_text() == "mine\n2\nthree\n"


@pytest.mark.parametrize("name", ["rename", "mkdir", "fsync"])
def test_every_failing_step_of_a_new_project_leaves_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for number in range(1, 100):
        with monkeypatch.context() as patch:
            patch.setattr(os, name, failing(name, number, errno.ENOSPC))
            try:
                run(OLD)
                break
            except Outside as error:
                assert "No space left" in str(error)
        assert list(tmp_path.iterdir()) == []
    assert number > 1


@pytest.fixture
def small_files() -> Iterator[None]:
    """The kernel itself refuses to write more than 64 KB to a file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("small_files")
def test_a_write_that_the_kernel_cuts_off_is_taken_back(run: Run, root: Path) -> None:
    run({"a.py": "1\n"})
    before = snapshot(root)

    with pytest.raises(Outside, match="File too large"):
        run({"a.py": "2\n", "big.py": "x" * 100_000})

    assert snapshot(root) == before


def test_no_links_on_the_file_system(run: Run, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    run(OLD)
    monkeypatch.setattr(os, "link", refuse)

    run(NEW)

    assert (root / "a.py").read_text() == "2\n"


def test_an_interrupt_is_taken_back(run: Run, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(OLD)
    before = snapshot(root)
    real, count = os.rename, 0

    def interrupted(*args: str) -> None:
        nonlocal count
        count += 1
        if count == 3:
            raise KeyboardInterrupt
        real(*args)

    monkeypatch.setattr(os, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(NEW)

    assert snapshot(root) == before


def interrupted_run(run: Run, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A committed run that could neither go on nor be taken back."""
    run(OLD)
    real = os.rename

    def refuse(source: object, target: object) -> None:
        if "pending" in str(target):
            return real(source, target)
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", refuse)
        patch.setattr("scaffolder.project.journal._take_back", lambda *args: real("/nonexistent", "/nonexistent"))
        with pytest.raises(Outside, match="run again to finish"):
            run(NEW)


def test_the_next_run_finishes_and_says_so(run: Run, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted_run(run, root, monkeypatch)

    changes = run(NEW)

    assert changes.recovered
    assert set(actions(changes).values()) == {"unchanged"}
    assert (root / "a.py").read_text() == "2\n"


def test_an_edit_after_the_interruption_is_set_aside(run: Run, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted_run(run, root, monkeypatch)
    (root / "a.py").write_text("mine\n")
    (root / "app/pets/models.py").write_text("mine too\n")

    assert recover(root)

    assert (root / "a.py").read_text() == "2\n"
    assert (root / "a.py.orig").read_text() == "mine\n"
    assert (root / "app/pets/models.py").read_text() == "mine too\n"
    assert not (root / ".scaffold/pending").exists()
