"""What the last runs found is remembered, and never in the way."""

from datetime import UTC, datetime
from pathlib import Path

from scaffolder.diagnostics import Severity
from scaffolder.project.results import LOCAL, keep_review, keep_verdict, kept_review, kept_verdict
from scaffolder.remarks import Remark, Review
from scaffolder.verdict import Finding, Status, Step, Verdict

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
LINT = Step("lint", Status.FAILED, 0.5, "1 finding", "x", (Finding("a.py", 1, 2, "F401", "unused"),), "ruff check .")
TESTS = Step("tests", Status.PASSED, 3.0, "9 passed")


def test_a_verdict_is_kept(tmp_path: Path) -> None:
    (tmp_path / ".scaffold").mkdir()
    keep_verdict(tmp_path, Verdict((LINT, TESTS)), NOON)
    assert kept_verdict(tmp_path) == (Verdict((LINT, TESTS)), "2026-01-02T12:00:00+00:00")


def test_steps_of_another_run_stay(tmp_path: Path) -> None:
    (tmp_path / ".scaffold").mkdir()
    conformance = Step("conformance", Status.PASSED, 60.0)
    keep_verdict(tmp_path, Verdict((conformance, LINT)), NOON)
    mended = Step("lint", Status.PASSED, 0.4)
    keep_verdict(tmp_path, Verdict((mended, TESTS)), NOON)
    kept = kept_verdict(tmp_path)
    assert kept is not None
    assert kept[0] == Verdict((conformance, mended, TESTS))


def test_what_cannot_be_read_is_nothing(tmp_path: Path) -> None:
    assert kept_verdict(tmp_path) is None
    (tmp_path / LOCAL).mkdir(parents=True)
    (tmp_path / LOCAL / "verdict.json").write_text('{"steps": [{"name": 1}], "when": ""}')
    assert kept_verdict(tmp_path) is None


def test_a_folder_that_refuses_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / ".scaffold").write_text("")
    keep_verdict(tmp_path, Verdict((LINT,)), NOON)
    assert kept_verdict(tmp_path) is None


def test_a_review_is_remembered(tmp_path: Path) -> None:
    (tmp_path / LOCAL).parent.mkdir()
    review = Review((Remark("app/x.py", 3, 1, "R101", Severity.ERROR, "Bad.", "Why.", "--- a\n"),), 7, ("ruff",))
    assert kept_review(tmp_path) is None
    keep_review(tmp_path, review)
    assert kept_review(tmp_path) == review
    (tmp_path / LOCAL / "review.json").write_text('{"remarks": [{"severity": "odd"}], "files": 1}')
    assert kept_review(tmp_path) is None
