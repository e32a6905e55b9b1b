"""What other tools read is as their published schemas want it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from scaffolder.diagnostics import Diagnostic, ExitCode, Place, Severity
from scaffolder.outcome import Outcome
from scaffolder.remarks import Remark, Review
from scaffolder.report import Format, show, show_failure
from scaffolder.verdict import Finding, Status, Step, Verdict
from tests.published import ACTION, GITLAB, SARIF, WORKFLOW, complaints

ROOT = Path(__file__).parents[2]
AWKWARD = "a <b> & “c”\n\x00%"
REMARKS = tuple(
    Remark(file, 3, 5, code, severity, AWKWARD, reason, patch)
    for severity in Severity
    for file, code, reason, patch in (("app/a b.py", "R102", "Why.", "--- a\n"), ("", "tests", "", ""))
)
OUTCOMES = {
    "review": Outcome(review=Review(REMARKS, 2)),
    "nothing": Outcome(review=Review((), 0)),
    "document": Outcome((Diagnostic("D101", Severity.WARNING, AWKWARD, Place("ä.yaml", 0, 0, "/x"), "Mend."),)),
    "verify": Outcome(
        verdict=Verdict(
            (
                Step("lint", Status.FAILED, 1.5, findings=(Finding("app/x.py", 0, 0, "", "unused"),), command="ruff"),
                Step("tests", Status.TIMED_OUT, 9.0, detail="ended after 9 s", command="pytest"),
            )
        ),
        root="shop",
    ),
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_sarif_is_as_its_schema_wants_it(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    show("review", OUTCOMES[name], Format.SARIF)
    assert complaints(SARIF, json.loads(capsys.readouterr().out)) == []


@pytest.mark.parametrize("findings", [(), OUTCOMES["document"].diagnostics])
def test_sarif_of_a_run_that_ended_early(findings: tuple[Diagnostic, ...], capsys: pytest.CaptureFixture[str]) -> None:
    show_failure("verify", "there is no project", Format.SARIF, ExitCode.USAGE, findings)
    told = json.loads(capsys.readouterr().out)
    assert complaints(SARIF, told) == []
    assert told["runs"][0]["invocations"] == [{"executionSuccessful": False, "exitCode": 2}]
    assert len(told["runs"][0]["results"]) == 1


def test_the_schema_of_sarif_refuses_what_is_wrong() -> None:
    assert complaints(SARIF, {"version": "2.1.0", "runs": [{}]}) == ["runs/0: 'tool' is a required property"]


@pytest.mark.parametrize(
    ("schema", "path"), [(ACTION, "action.yml"), (GITLAB, "ci/gitlab.yml"), (WORKFLOW, ".github/workflows/ci.yml")]
)
def test_what_pipelines_read_is_as_their_schemas_want_it(schema: str, path: str) -> None:
    text = (ROOT / path).read_text().replace("\non:", '\n"on":')
    assert complaints(schema, yaml.safe_load(text)) == []


def test_hooks_name_what_pre_commit_needs() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert [(h["id"], h["language"], h["entry"].split()[0]) for h in hooks] == [
        ("scaffold-lint-document", "python", "scaffold"),
        ("scaffold-check", "python", "scaffold"),
    ]
