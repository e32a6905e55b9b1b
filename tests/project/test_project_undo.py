"""Taking back the last run, deciding conflicts, and telling how a project stands."""

from dataclasses import replace
from pathlib import Path

import pytest

from scaffolder.changes import Action
from scaffolder.condition import Body, Conflict
from scaffolder.diagnostics import Rejected
from scaffolder.fills import Fill
from scaffolder.project import Side, condition, resolve, unchanged, undo, update, write_fills

from .conftest import ORIGIN, Run, actions, snapshot, times, tree

OLD = {"a.py": "1\n", "app/pets.py": "X = 1\n", "edited.py": "A = 1\nB = 2\n"}
NEW = {"a.py": "2\n", "app/orders.py": "X = 1\n", "edited.py": "A = 1\nB = 3\n"}


def files(root: Path) -> dict[str, bytes]:
    return {path: data for path, data in snapshot(root).items() if not path.startswith(".scaffold/local/")}


def test_undo_takes_back_exactly(run: Run, root: Path) -> None:
    run(OLD)
    (root / "edited.py").write_text("A = 10\nB = 2\n")
    (root / "mine.py").write_text("mine\n")
    before = files(root)
    run(NEW)

    changes = undo(root)

    assert files(root) == before
    assert actions(changes) == {
        "a.py": Action.RESTORED,
        "app/orders.py": Action.REMOVED,
        "app/pets.py": Action.RESTORED,
        "edited.py": Action.RESTORED,
    }


def test_what_was_taken_back_can_be_done_again(run: Run, root: Path) -> None:
    run(OLD)
    run(NEW)
    after = files(root)
    undo(root)

    run(NEW)

    assert files(root) == after


def test_undo_refuses_when_files_were_edited_since(run: Run, root: Path) -> None:
    run(OLD)
    run(NEW)
    (root / "a.py").write_text("mine\n")
    before = snapshot(root)

    with pytest.raises(Rejected) as refused:
        undo(root)

    assert [(d.code, str(d.place)) for d in refused.value.diagnostics] == [("P009", "a.py")]
    assert snapshot(root) == before


def test_there_is_nothing_to_take_back(run: Run, root: Path) -> None:
    run(OLD)
    with pytest.raises(Rejected, match="no regeneration to take back"):
        undo(root)
    run(NEW)
    undo(root)
    with pytest.raises(Rejected, match="no regeneration to take back"):
        undo(root)


def test_a_run_that_changes_nothing_leaves_the_last_one_to_be_taken_back(run: Run, root: Path) -> None:
    run(OLD)
    before = files(root)
    run(NEW)
    run(NEW)

    undo(root)

    assert files(root) == before


def clash(run: Run, root: Path) -> None:
    run({"a.py": "A = 1\nB = 1\n", "b.py": "A = 1\n"})
    (root / "a.py").write_text("A = 2\nB = 1\n")
    (root / "b.py").write_text("A = 2\n")
    run({"a.py": "A = 3\nB = 9\n", "b.py": "A = 3\n"})


@pytest.mark.parametrize(("side", "number"), [(Side.OURS, 2), (Side.THEIRS, 3)])
def test_conflicts_are_decided_for_a_side(run: Run, root: Path, side: Side, number: int) -> None:
    clash(run, root)
    assert condition(root).conflicts == (Conflict("a.py", 1), Conflict("b.py", 1))

    changes = resolve(root, (), side)

    assert actions(changes) == {"a.py": Action.RESOLVED, "b.py": Action.RESOLVED}
    assert (root / "a.py").read_text() == f"A = {number}\nB = 9\n"
    assert (root / "b.py").read_text() == f"A = {number}\n"
    assert condition(root).conflicts == ()


def test_one_file_is_decided(run: Run, root: Path) -> None:
    clash(run, root)

    resolve(root, ("b.py",), Side.OURS)

    assert condition(root).conflicts == (Conflict("a.py", 1),)
    with pytest.raises(Rejected, match="holds no conflict"):
        resolve(root, ("b.py",), Side.OURS)


RULE = '''\
"""Rules."""


async def limit() -> None:
    """At most 5."""
    # scaffold: begin limit
    # scaffold: end limit
'''
FILLED = RULE.replace("begin limit\n", "begin limit\n    check(5)\n")


def fill(root: Path, body: str = "    check(5)") -> None:
    write_fills(root, [Fill("limit", "app/rules.py", body)], {".scaffold/fills/limit.json": b"{}"})


def test_undo_takes_what_was_filled_since_back_as_well_and_keeps_its_record(run: Run, root: Path) -> None:
    run({"app/rules.py": RULE, "a.py": "1\n"})
    before = files(root)
    run({"app/rules.py": RULE, "a.py": "2\n"})
    fill(root)
    fill(root, "    check(6)")
    assert "check(6)" in (root / "app/rules.py").read_text()

    changes = undo(root)

    assert actions(changes) == {"a.py": Action.RESTORED, "app/rules.py": Action.RESTORED}
    assert files(root) == before | {".scaffold/fills/limit.json": b"{}"}


def test_undo_loses_no_edit_that_a_fill_came_over(run: Run, root: Path) -> None:
    run({"app/rules.py": RULE, "a.py": "1\n"})
    run({"app/rules.py": RULE.replace("5", "7"), "a.py": "2\n"})
    (root / "app/rules.py").write_text("# mine\n" + RULE.replace("5", "7"))
    fill(root)
    before = snapshot(root)

    with pytest.raises(Rejected) as refused:
        undo(root)

    assert [(d.code, str(d.place)) for d in refused.value.diagnostics] == [("P009", "app/rules.py")]
    assert snapshot(root) == before


def test_a_fill_of_a_new_project_is_no_regeneration(run: Run, root: Path) -> None:
    run({"app/rules.py": RULE})
    fill(root)
    with pytest.raises(Rejected, match="no regeneration to take back"):
        undo(root)


def test_undo_takes_decided_conflicts_back_to_before_they_were(run: Run, root: Path) -> None:
    run({"a.py": "A = 1\n"})
    (root / "a.py").write_text("A = 2\n")
    before = files(root)
    run({"a.py": "A = 3\n"})
    resolve(root, (), Side.THEIRS)

    undo(root)

    assert files(root) == before


def states(root: Path) -> list[Body]:
    return [p.body for p in condition(root).placeholders]


def test_a_changed_rule_makes_its_fill_stale_until_it_is_written_anew(run: Run, root: Path) -> None:
    run({"app/rules.py": RULE})
    assert states(root) == [Body.UNFILLED]
    (root / "app/rules.py").write_text(FILLED)
    assert states(root) == [Body.EDITED]
    run({"app/rules.py": RULE})
    assert states(root) == [Body.EDITED]

    run({"app/rules.py": RULE.replace("most 5", "most 7")})

    assert (root / "app/rules.py").read_text() == FILLED.replace("most 5", "most 7")
    assert states(root) == [Body.STALE]
    run({"app/rules.py": RULE.replace("most 5", "most 7")})
    assert states(root) == [Body.STALE]
    (root / "app/rules.py").write_text((root / "app/rules.py").read_text().replace("check(5)", "check(7)"))
    assert states(root) == [Body.EDITED]
    run({"app/rules.py": RULE.replace("most 5", "most 7")})
    assert states(root) == [Body.EDITED]


def test_how_a_project_stands(run: Run, root: Path) -> None:
    run({"a.py": "1\n", "b.py": "1\n", "c.py": "1\n"})
    (root / "b.py").write_text("mine\n")
    (root / "c.py").unlink()

    found = condition(root)

    assert (found.files, found.edited, found.deleted, found.moved) == (2, ("b.py",), ("c.py",), ())


def test_unchanged_is_told_without_a_tree(run: Run, root: Path) -> None:
    run({"a.py": "1\n", "b.py": "1\n", "c.py": "1\n"})
    (root / "b.py").write_text("mine\n")
    (root / "c.py").unlink()
    before = times(root)

    changes = unchanged(root, ORIGIN, None)

    assert changes is not None
    assert actions(changes) == {"a.py": Action.UNCHANGED, "b.py": Action.EDITED, "c.py": Action.DELETED}
    assert times(root) == before


@pytest.mark.parametrize("change", ["scaffolder", "templates", "document", "code", "settings"])
def test_whatever_a_generation_depends_on_makes_it_new(run: Run, root: Path, change: str) -> None:
    run({"a.py": "1\n"})

    assert unchanged(root, replace(ORIGIN, **{change: "other"}), None) is None


def test_a_file_beside_the_document_makes_it_new(root: Path, tmp_path: Path) -> None:
    beside = tmp_path / "schemas.yaml"
    beside.write_text("1")
    digest = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"
    update(root, tree({"a.py": "1\n"}), replace(ORIGIN, beside=(("schemas.yaml", digest),)))

    assert unchanged(root, ORIGIN, tmp_path) is not None
    beside.write_text("2")
    assert unchanged(root, ORIGIN, tmp_path) is None
