"""Files that nobody touched since the last run are not read again; every other is."""

import json
import os
import time
from pathlib import Path

import pytest

from scaffolder.changes import Action
from scaffolder.project import places
from scaffolder.project.disk import Disk
from scaffolder.project.lock import digest

from .conftest import Run, actions

FILES = {"app/a.py": "a = 1\n", "app/b.py": "b = 1\n"}
SEEN = ".scaffold/local/seen.json"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Paths of what is read from now on."""
    found: list[str] = []
    original = places.read

    def noted(root: Path, path: str) -> bytes | None:
        found.append(path)
        return original(root, path)

    monkeypatch.setattr(places, "read", noted)
    return found


def settle() -> None:
    time.sleep(0.03)


def made(run: Run, files: dict[str, str] = FILES) -> None:
    """A project whose files are all known."""
    run(files)
    settle()
    run({**files, "more.py": "1\n"})
    settle()
    run({**files, "more.py": "2\n"})


def test_what_is_known_is_not_read(run: Run, root: Path, read: list[str]) -> None:
    made(run)
    read.clear()

    changes = run({**FILES, "more.py": "3\n"})

    assert actions(changes) == {"app/a.py": Action.UNCHANGED, "app/b.py": Action.UNCHANGED, "more.py": Action.UPDATED}
    assert not {"app/a.py", "app/b.py", ".scaffold/base/app.jsonl"} & {*read}


def test_a_new_project_is_known(run: Run, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from scaffolder.project import disk

    monkeypatch.setattr(disk, "_GRAIN", -(10**12))
    run(FILES)

    assert Disk(root).known("app/a.py") == digest(b"a = 1\n")
    assert Disk(root).known(".scaffold/base/app.jsonl") not in (
        "",
        digest((root / ".scaffold/base/app.jsonl").read_bytes()),
    )


def test_an_edit_of_the_same_size_and_time_is_seen(run: Run, root: Path) -> None:
    made(run)
    file = root / "app/a.py"
    before = file.stat()
    file.write_text("a = 2\n")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size

    assert actions(run({**FILES, "app/a.py": "a = 3\n"}))["app/a.py"] is Action.CONFLICT


def test_another_file_put_in_its_place_is_seen(run: Run, root: Path) -> None:
    made(run)
    (root / "mine").write_text("a = 2\n")
    os.replace(root / "mine", root / "app/a.py")

    assert actions(run({**FILES, "more.py": "9\n"}))["app/a.py"] is Action.EDITED


def test_what_changed_a_moment_ago_is_not_taken_for_known(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1\n")
    disk = Disk(tmp_path)
    disk.read("a.py")
    disk.save()

    assert Disk(tmp_path).known("a.py") == ""


def test_a_file_behind_a_link_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/a.py").write_text("1\n")
    settle()
    disk = Disk(tmp_path)
    disk.read("real/a.py")
    disk.save()
    assert Disk(tmp_path).known("real/a.py") == digest(b"1\n")
    (tmp_path / "real").rename(tmp_path / "other")
    (tmp_path / "real").symlink_to("other")

    assert Disk(tmp_path).known("real/a.py") == ""


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"app/a.py": 1}', '{"app/a.py": []}', '{"app/a.py": ["x", 1]}', "\udc00"]
)
def test_a_damaged_record_is_as_none(run: Run, root: Path, text: str) -> None:
    made(run)
    (root / SEEN).write_bytes(text.encode(errors="surrogatepass"))

    assert actions(run({**FILES, "more.py": "3\n"}))["app/a.py"] is Action.UNCHANGED
    json.loads((root / SEEN).read_bytes())


def test_a_part_of_the_base_that_was_touched_is_mended(run: Run, root: Path) -> None:
    made(run)
    part = root / ".scaffold/base/app.jsonl"
    right = part.read_bytes()
    part.write_text('{"path": "app/a.py", "text": "what another branch had"}\n')

    run({**FILES, "more.py": "3\n"})

    assert part.read_bytes() == right


def test_parts_of_the_base_come_and_go_with_their_folders(run: Run, root: Path) -> None:
    run({"a.py": "1\n", "app/Pets/m.py": "1\n", "tests/pets/t.py": "1\n", "app/x/m.py": "1\n"})
    folder = root / ".scaffold/base"
    assert sorted(f.name for f in folder.iterdir()) == ["pets.jsonl", "x.jsonl"]
    assert [json.loads(line)["path"] for line in (folder / "pets.jsonl").read_text().splitlines()] == [
        "app/Pets/m.py",
        "tests/pets/t.py",
    ]

    run({"a.py": "1\n", "app/x/m.py": "1\n"})

    assert [f.name for f in folder.iterdir()] == ["x.jsonl"]


def test_a_base_in_one_file_is_read_and_parted(run: Run, root: Path) -> None:
    """As older versions wrote it."""
    old = "one = 1\n\n\ntwo = 2\n"
    run({"a.py": "1\n", "app/x/m.py": old})
    folder = root / ".scaffold"
    joined = (folder / "base.jsonl").read_bytes() + (folder / "base/x.jsonl").read_bytes()
    (folder / "base/x.jsonl").unlink()
    (folder / "base").rmdir()
    (folder / "base.jsonl").write_bytes(joined)
    (root / "app/x/m.py").write_text(old.replace("one = 1", "one = 10"))

    changes = run({"a.py": "1\n", "app/x/m.py": old.replace("two = 2", "two = 20")})

    assert actions(changes)["app/x/m.py"] is Action.MERGED
    assert (root / "app/x/m.py").read_text() == old.replace("one = 1", "one = 10").replace("two = 2", "two = 20")
    assert [json.loads(line)["path"] for line in (folder / "base.jsonl").read_text().splitlines()] == ["a.py"]
    assert (folder / "base/x.jsonl").is_file()
