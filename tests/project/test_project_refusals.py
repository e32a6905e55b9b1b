"""Places that a run refuses to touch, and that it leaves them as they are."""

import os
from pathlib import Path

import pytest

from scaffolder.diagnostics import ExitCode, Rejected

from .conftest import ORIGIN, Run, snapshot, tree, update


def refusal(run: Run, files: dict[str, str]) -> tuple[str, str]:
    with pytest.raises(Rejected) as refused:
        run(files)
    assert refused.value.exit_code is ExitCode.USAGE
    (finding,) = refused.value.diagnostics
    assert finding.hint
    return finding.code, finding.message


def test_a_folder_with_something_else(run: Run, root: Path) -> None:
    root.mkdir()
    (root / "thesis.txt").write_text("years of work")

    assert refusal(run, {"a.py": "1\n"}) == ("P001", "the output folder is not empty, and scaffold did not make it")
    assert snapshot(root) == {"thesis.txt": b"years of work"}


def test_a_file(run: Run, root: Path) -> None:
    root.write_text("mine")

    assert refusal(run, {"a.py": "1\n"}) == ("P001", "the output folder is a file")
    assert root.read_text() == "mine"


@pytest.mark.parametrize("link", ["app", "app/core", "app/core/paging.py", ".scaffold/pending", ".scaffold/base.jsonl"])
def test_a_link_out_of_the_folder(run: Run, root: Path, tmp_path: Path, link: str) -> None:
    run({"a.py": "1\n"})
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.txt").write_text("kept")
    (root / link).parent.mkdir(parents=True, exist_ok=True)
    (root / link).unlink(missing_ok=True)
    (root / link).symlink_to(outside if "." not in link.rsplit("/", 1)[-1] else outside / "kept.txt")

    code, message = refusal(run, {"a.py": "2\n", "app/core/paging.py": "x\n"})

    assert (code, message) == ("P002", "a symbolic link leads out of the project")
    assert snapshot(outside) == {"kept.txt": b"kept"}
    assert (root / "a.py").read_text() == "1\n"


def test_a_link_to_a_file_that_is_not_there(run: Run, root: Path, tmp_path: Path) -> None:
    run({"a.py": "1\n"})
    (root / "b.py").symlink_to(tmp_path / "elsewhere.py")

    assert refusal(run, {"a.py": "1\n", "b.py": "2\n"})[0] == "P002"
    assert not (tmp_path / "elsewhere.py").exists()


def test_a_link_inside_is_followed(run: Run, root: Path) -> None:
    run({"a.py": "1\n", "lib/b.py": "1\n"})
    (root / "a.py").rename(root / "lib/a.py")
    (root / "a.py").symlink_to("lib/a.py")

    run({"a.py": "2\n", "lib/b.py": "1\n"})

    assert (root / "a.py").is_symlink()
    assert (root / "lib/a.py").read_text() == "2\n"


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")

    update(tmp_path / "link", tree({"a.py": "1\n"}), ORIGIN)

    assert (tmp_path / "real/a.py").read_text() == "1\n"
    assert (tmp_path / "link").is_symlink()


def test_a_folder_where_a_file_belongs(run: Run, root: Path) -> None:
    run({"a.py": "1\n"})
    (root / "b.py").mkdir()

    assert refusal(run, {"a.py": "2\n", "b.py": "1\n"}) == ("P003", "a file and a folder claim this place")
    assert (root / "a.py").read_text() == "1\n"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 2}', '{"format": 1, "entities": [], "files": {"../x": {}}}']
)
def test_a_lock_that_is_none(run: Run, root: Path, text: str) -> None:
    run({"a.py": "1\n"})
    (root / ".scaffold/lock.json").write_text(text)

    assert refusal(run, {"a.py": "2\n"})[0] == "P004"
    assert (root / "a.py").read_text() == "1\n"


def test_a_damaged_base_is_told_when_it_is_needed(run: Run, root: Path) -> None:
    run({"a.py": "1\n"})
    (root / ".scaffold/base.jsonl").write_text('{"path": "a.py", "text": "1\\n"}\n<<<<<<< ours\n')
    (root / "a.py").write_text("mine\n")

    assert refusal(run, {"a.py": "2\n"})[0] == "P005"
    assert (root / "a.py").read_text() == "mine\n"


@pytest.mark.parametrize(
    "path", ["/etc/x", "../x", "a/../x", "a//b", "", "a\\b", "a\x00", "a\nb", ".scaffold/lock.json", "./a"]
)
def test_no_tree_holds_a_path_that_leaves_the_folder(path: str) -> None:
    with pytest.raises(ValueError, match=r"plain relative path|belongs to the tool"):
        tree({path: "x"})


def test_a_journal_that_somebody_planted_writes_nothing_outside(run: Run, root: Path, tmp_path: Path) -> None:
    run({"a.py": "1\n"})
    new = root / ".scaffold/pending/new"
    new.mkdir(parents=True)
    (new / "0").write_text("evil")
    (root / ".scaffold/pending/journal.json").write_text('[{"path": "../evil", "before": "", "after": "x"}]')

    assert refusal(run, {"a.py": "1\n"})[0] == "P002"
    assert sorted(os.listdir(tmp_path)) == ["shop"]
