"""Each check finds what it is there for, at its place, and nothing is left in the project."""

import sys
from pathlib import Path

import pytest

from scaffolder.events import Event, StepFinished, StepStarted
from scaffolder.verdict import Finding, Status, Step, Verdict
from scaffolder.verify import check, checking
from scaffolder.verify.environment import Interpreter
from scaffolder.verify.steps import CHECKS

from .conftest import edit

NAMES = ["compile", "lint", "format", "types", "migrations", "tests"]


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the type checker, which takes seconds; it has a test of its own."""
    monkeypatch.setattr(checking, "CHECKS", tuple(c for c in CHECKS if c.name != "types"))


def step(verdict: Verdict, name: str) -> Step:
    return next(s for s in verdict.steps if s.name == name)


def places(found: Step) -> list[tuple[str, int, str]]:
    return [(f.file, f.line, f.code) for f in found.findings]


def test_all_pass_and_nothing_is_left_behind(project: Path) -> None:
    before = sorted(p for p in project.rglob("*"))
    events: list[Event] = []

    verdict = check(project, notify=events.append)

    assert [(s.name, s.status, s.output) for s in verdict.steps] == [(n, Status.PASSED, "") for n in NAMES]
    assert verdict.ok
    assert step(verdict, "tests").detail == "1 passed"
    assert sorted(p for p in project.rglob("*")) == before
    assert {e.name for e in events if isinstance(e, StepStarted)} == set(NAMES)
    assert {e.step.name for e in events if isinstance(e, StepFinished)} == set(NAMES)


def test_types(project: Path) -> None:
    edit(project, "tests/test_models.py", "def test_columns() -> None:", "def test_columns():")

    found = step(check(project), "types")

    assert found.status is Status.FAILED
    assert places(found) == [("tests/test_models.py", 6, "no-untyped-def")]


@pytest.mark.usefixtures("only")
class TestFindings:
    def test_a_syntax_error_ends_the_checks(self, project: Path) -> None:
        edit(project, "app/models.py", "metadata = MetaData()", "metadata = (")

        verdict = check(project)

        assert not verdict.ok
        assert step(verdict, "compile").findings == (Finding("app/models.py", 5, 12, "syntax", "'(' was never closed"),)
        assert {s.status for s in verdict.steps[1:]} == {Status.SKIPPED}
        assert {s.detail for s in verdict.steps[1:]} == {"the code does not compile"}

    def test_lint_and_format(self, project: Path) -> None:
        edit(project, "app/models.py", "metadata = MetaData()", "import os\nmetadata=MetaData()")

        verdict = check(project)

        assert ("app/models.py", 5, "F401") in places(step(verdict, "lint"))
        assert places(step(verdict, "format")) == [("app/models.py", 6, "format")]

    def test_a_failing_test(self, project: Path) -> None:
        edit(project, "tests/test_models.py", '["id", "name"]', '["id"]')

        found = step(check(project), "tests")

        assert (found.status, found.detail) == (Status.FAILED, "1 failed")
        assert places(found) == [("tests/test_models.py", 7, "test_columns")]
        assert "assert ['id', 'name'] == ['id']" in found.output

    def test_no_tests(self, project: Path) -> None:
        (project / "tests/test_models.py").unlink()

        assert step(check(project), "tests").status is Status.NOTHING

    @pytest.mark.parametrize(
        ("path", "old", "new", "stage", "message"),
        [
            ("migrations/versions/v0001.py", '"pets"', '"dogs"', "alembic check", "New upgrade operations detected"),
            ("migrations/versions/v0001.py", 'op.drop_table("pets")', "pass", "the second time", "already exists"),
            ("migrations/versions/v0001.py", 'op.drop_table("pets")', "raise LookupError('x')", "downgrade", "x"),
            ("migrations/env.py", "import os", "import os, nothing", "upgrade head", "No module named 'nothing'"),
        ],
    )
    def test_migrations(self, project: Path, path: str, old: str, new: str, stage: str, message: str) -> None:
        edit(project, path, old, new)

        found = step(check(project), "migrations")

        assert found.status is Status.FAILED
        stages = [line for line in found.output.splitlines() if line.startswith("stage: ")]
        assert not stages or stage in stages[-1]
        assert message in found.output

    def test_a_migration_that_raises_is_found_at_its_line(self, project: Path) -> None:
        edit(project, "migrations/versions/v0001.py", 'op.drop_table("pets")', "raise LookupError('no way back')")

        found = step(check(project), "migrations")

        assert found.findings == (Finding("migrations/versions/v0001.py", 19, 0, "", "LookupError: no way back"),)

    def test_nothing_to_check(self, tmp_path: Path) -> None:
        verdict = check(tmp_path)

        assert {s.status for s in verdict.steps} == {Status.NOTHING}

    def test_a_missing_tool_is_a_skip_and_no_success(self, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        whole = checking.environment.interpreter(project)
        without = Interpreter(whole.path, whole.modules - {"ruff", "pytest"})
        monkeypatch.setattr(checking.environment, "interpreter", lambda root: without)

        verdict = check(project)

        assert not verdict.ok
        assert {s.name for s in verdict.steps if s.status is Status.SKIPPED} == {"lint", "format", "tests"}
        assert step(verdict, "lint").detail == f"{sys.executable} has no ruff"

    def test_too_slow(self, project: Path) -> None:
        edit(project, "tests/test_models.py", "    assert", "    import time\n\n    time.sleep(60)\n    assert")

        found = step(check(project, timeout=3), "tests")

        assert found.status is Status.TIMED_OUT
        assert 2.5 < found.seconds < 12
        assert "ended after" in found.detail

    def test_secrets_stay_outside(self, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("OPENAI_API_KEY", "DATABASE_URL", "AWS_SECRET_ACCESS_KEY", "PYTEST_ADDOPTS", "PYTHONPATH"):
            monkeypatch.setenv(name, "secret")
        text = "import os\n\n\ndef test_secrets() -> None:\n    assert 'secret' not in os.environ.values()\n"
        (project / "tests/test_models.py").write_text(text)

        assert step(check(project), "tests").status is Status.PASSED
