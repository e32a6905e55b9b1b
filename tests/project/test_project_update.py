"""What a run does to each file: every combination of new tree, last run and disk that matters."""

import json
from pathlib import Path

import pytest

from scaffolder.changes import Action
from scaffolder.diagnostics import ExitCode, Rejected
from scaffolder.project import is_project

from .conftest import Run, actions, committed, snapshot, times

BASE = "import a\n\n\ndef one():\n    return 1\n\n\ndef two():\n    return 2\n"


def test_first_run_makes_the_project(run: Run, root: Path) -> None:
    changes = run({"app/main.py": "x = 1\n", "README.md": "# Shop\n"})

    assert changes.first
    assert actions(changes) == {"README.md": Action.CREATED, "app/main.py": Action.CREATED}
    assert (root / "app/main.py").read_text() == "x = 1\n"
    assert is_project(root)
    assert [p.name for p in root.parent.iterdir()] == ["shop"]


def test_makes_the_folders_above(run: Run, root: Path, tmp_path: Path) -> None:
    from .conftest import ORIGIN, tree, update

    update(tmp_path / "a/b/c", tree({"x.py": "1\n"}), ORIGIN)

    assert (tmp_path / "a/b/c/x.py").read_text() == "1\n"


def test_an_empty_folder_may_be_there(run: Run, root: Path) -> None:
    root.mkdir()

    assert run({"a.py": "1\n"}).first
    assert (root / "a.py").read_text() == "1\n"


def test_running_twice_touches_nothing(run: Run, root: Path) -> None:
    run({"a.py": "1\n", "b/c.py": "2\n"})
    before = times(root)

    changes = run({"a.py": "1\n", "b/c.py": "2\n"})

    assert set(actions(changes).values()) == {Action.UNCHANGED}
    assert times(root) == before


def test_only_what_changed_is_touched(run: Run, root: Path) -> None:
    run({"a.py": "1\n", "b.py": "2\n"})
    before = times(root)

    changes = run({"a.py": "1\n", "b.py": "3\n"})

    assert actions(changes) == {"a.py": Action.UNCHANGED, "b.py": Action.UPDATED}
    assert times(root)["a.py"] == before["a.py"]
    assert (root / "b.py").read_text() == "3\n"


def test_what_is_no_longer_generated_goes_with_its_folder(run: Run, root: Path) -> None:
    run({"a.py": "1\n", "app/pets/models.py": "2\n"})

    changes = run({"a.py": "1\n"})

    assert actions(changes)["app/pets/models.py"] is Action.REMOVED
    assert not (root / "app").exists()


def test_a_users_file_keeps_the_folder(run: Run, root: Path) -> None:
    run({"a.py": "1\n", "app/models.py": "2\n"})
    (root / "app/mine.py").write_text("mine\n")

    run({"a.py": "1\n"})

    assert snapshot(root / "app") == {"mine.py": b"mine\n"}


def test_what_is_no_longer_generated_but_edited_stays(run: Run, root: Path) -> None:
    run({"a.py": "1\n", "b.py": "2\n"})
    (root / "b.py").write_text("mine\n")

    assert actions(run({"a.py": "1\n"}))["b.py"] is Action.RELEASED
    assert actions(run({"a.py": "1\n"})) == {"a.py": Action.UNCHANGED}
    assert (root / "b.py").read_text() == "mine\n"


def test_deleted_stays_deleted(run: Run, root: Path) -> None:
    run({"a.py": "1\n", "b.py": "2\n"})
    (root / "b.py").unlink()

    for text in ("2\n", "3\n", "3\n"):
        assert actions(run({"a.py": "1\n", "b.py": text}))["b.py"] is Action.DELETED
    assert not (root / "b.py").exists()


def test_an_edit_stands_where_nothing_new_is_generated(run: Run, root: Path) -> None:
    run({"a.py": "1\n"})
    (root / "a.py").write_text("mine\n")

    assert actions(run({"a.py": "1\n"})) == {"a.py": Action.EDITED}
    assert (root / "a.py").read_text() == "mine\n"


def test_an_edit_and_a_new_generation_are_merged(run: Run, root: Path) -> None:
    run({"a.py": BASE})
    (root / "a.py").write_text(BASE.replace("return 1", "return 10"))

    changes = run({"a.py": BASE.replace("return 2", "return 20")})

    assert actions(changes) == {"a.py": Action.MERGED}
    assert (root / "a.py").read_text() == BASE.replace("return 1", "return 10").replace("return 2", "return 20")


def test_a_merged_file_is_merged_again_from_its_new_base(run: Run, root: Path) -> None:
    run({"a.py": BASE})
    (root / "a.py").write_text(BASE.replace("return 1", "return 10"))
    run({"a.py": BASE.replace("return 2", "return 20")})

    run({"a.py": BASE.replace("return 2", "return 30")})

    assert (root / "a.py").read_text() == BASE.replace("return 1", "return 10").replace("return 2", "return 30")


def test_an_edit_equal_to_the_new_generation_is_nothing_to_do(run: Run, root: Path) -> None:
    run({"a.py": "1\n"})
    (root / "a.py").write_text("2\n")

    assert actions(run({"a.py": "2\n"})) == {"a.py": Action.UNCHANGED}


CONFLICT = "<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> generated\n"


def test_a_conflict_keeps_both_sides(run: Run, root: Path) -> None:
    run({"a.py": "first\nbase\nlast\n"})
    (root / "a.py").write_text("first\nmine\nlast\n")

    changes = run({"a.py": "first\ntheirs\nlast\n"})

    assert [(c.path, c.note) for c in changes.conflicts] == [("a.py", "line 2")]
    assert (root / "a.py").read_text() == f"first\n{CONFLICT}last\n"


def test_an_unresolved_conflict_is_told_again_and_not_touched(run: Run, root: Path) -> None:
    run({"a.py": "base\n"})
    (root / "a.py").write_text("mine\n")
    run({"a.py": "theirs\n"})
    before = times(root)

    changes = run({"a.py": "theirs\n"})

    assert [(c.path, c.note) for c in changes.conflicts] == [("a.py", "not resolved yet: line 1")]
    assert times(root) == before


def test_nothing_is_merged_into_an_unresolved_conflict(run: Run, root: Path) -> None:
    run({"a.py": "base\n", "b.py": "1\n"})
    (root / "a.py").write_text("mine\n")
    run({"a.py": "theirs\n", "b.py": "1\n"})
    before = snapshot(root)

    with pytest.raises(Rejected) as refused:
        run({"a.py": "newer\n", "b.py": "2\n"})

    assert refused.value.exit_code is ExitCode.FINDINGS
    assert [str(d.place) for d in refused.value.diagnostics] == ["a.py:1:1"]
    assert snapshot(root) == before


def test_a_resolved_conflict_is_an_edit(run: Run, root: Path) -> None:
    run({"a.py": "base\n"})
    (root / "a.py").write_text("mine\n")
    run({"a.py": "theirs\n"})
    (root / "a.py").write_text("mine and theirs\n")

    assert actions(run({"a.py": "theirs\n"})) == {"a.py": Action.EDITED}


def test_a_users_file_in_the_way_of_a_new_one_is_a_conflict(run: Run, root: Path) -> None:
    run({"a.py": "1\n"})
    (root / "b.py").write_text("mine\n")

    changes = run({"a.py": "1\n", "b.py": "theirs\n"})

    assert [c.path for c in changes.conflicts] == ["b.py"]
    assert (root / "b.py").read_text() == CONFLICT


def test_bytes_that_cannot_be_merged_stay_the_users(run: Run, root: Path) -> None:
    run({"a.bin": "1\n"})
    (root / "a.bin").write_bytes(b"\xff\xfe")

    assert [c.note for c in run({"a.bin": "2\n"}).conflicts] == ["not text; yours was kept"]
    assert (root / "a.bin").read_bytes() == b"\xff\xfe"


def test_newlines_of_a_checkout_are_no_edit(run: Run, root: Path) -> None:
    run({"a.py": "1\n2\n"})
    (root / "a.py").write_bytes(b"1\r\n2\r\n")

    assert actions(run({"a.py": "1\n3\n"})) == {"a.py": Action.UPDATED}


def test_a_merge_keeps_the_users_newlines(run: Run, root: Path) -> None:
    run({"a.py": "1\n2\n3\n4\n"})
    (root / "a.py").write_bytes(b"mine\r\n2\r\n3\r\n4\r\n")

    run({"a.py": "1\n2\n3\nnew\n"})

    assert (root / "a.py").read_bytes() == b"mine\r\n2\r\n3\r\nnew\r\n"


def test_a_missing_last_newline_survives_the_merge(run: Run, root: Path) -> None:
    run({"a.py": "1\n2\n3\n"})
    (root / "a.py").write_text("1\n2\nmine")

    run({"a.py": "new\n2\n3\n"})

    assert (root / "a.py").read_text() == "new\n2\nmine"


def test_a_seeded_file_is_the_users_after_the_first_run(run: Run, root: Path) -> None:
    assert actions(run({"a.py": "1\n"}, seeded={"README.md": "old\n"}))["README.md"] is Action.CREATED
    assert actions(run({"a.py": "1\n"}, seeded={"README.md": "new\n"}))["README.md"] is Action.UNCHANGED
    (root / "README.md").write_text("mine\n")
    assert actions(run({"a.py": "1\n"}, seeded={"README.md": "new\n"}))["README.md"] is Action.EDITED
    assert (root / "README.md").read_text() == "mine\n"


def test_permissions_survive(run: Run, root: Path) -> None:
    run({"run.sh": "1\n"})
    (root / "run.sh").chmod(0o755)

    run({"run.sh": "2\n"})

    assert (root / "run.sh").stat().st_mode & 0o777 == 0o755


def test_a_dry_run_tells_the_same_and_writes_nothing(run: Run, root: Path) -> None:
    told = run({"a.py": "1\n"}, dry_run=True)
    assert not root.exists()
    assert told.files == run({"a.py": "1\n"}).files
    before = times(root)

    told = run({"a.py": "2\n", "b.py": "1\n"}, dry_run=True)

    assert told.dry_run
    assert times(root) == before
    assert told.files == run({"a.py": "2\n", "b.py": "1\n"}).files


def test_the_lock_is_sorted_and_the_same_everywhere(run: Run, root: Path, tmp_path: Path) -> None:
    from .conftest import ORIGIN, tree, update

    run({"b.py": "2\n", "a.py": "1\n"})
    update(tmp_path / "other", tree({"a.py": "1\n", "b.py": "2\n"}), ORIGIN)

    assert committed(root) == committed(tmp_path / "other")
    lock = json.loads((root / ".scaffold/lock.json").read_text())
    assert list(lock["files"]) == ["a.py", "b.py"]
    assert lock["document"]["sha256"] == "d" * 64


def test_only_may_not_take_away(root: Path) -> None:
    from dataclasses import replace

    from .conftest import ORIGIN, tree, update

    update(root, tree({"a.py": "1\n"}), replace(ORIGIN, entities=("Order", "Pet")))
    before = snapshot(root)

    with pytest.raises(Rejected) as refused:
        update(root, tree({"a.py": "2\n"}), replace(ORIGIN, entities=("Pet",), left_out=("Order",)))

    assert [d.code for d in refused.value.diagnostics] == ["P007"]
    assert snapshot(root) == before
