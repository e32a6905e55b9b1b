"""One outcome, written in the forms of other tools."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scaffolder.changes import Action, Change, Changes
from scaffolder.condition import Condition, Conflict
from scaffolder.diagnostics import Diagnostic, Place, Severity
from scaffolder.outcome import Outcome
from scaffolder.remarks import Remark, Review
from scaffolder.report import Format, show
from scaffolder.verdict import Finding, Status, Step, Verdict

PATCH = "--- a/app/x.py\n+++ b/app/x.py\n@@ -1 +1 @@\n-a\n+b\n"
BAD = Remark("app/a b.py", 3, 5, "R102", Severity.ERROR, "SQL: 100%,\nbad <b>.", "Why.", PATCH)
NOTE = Remark("app/y.py", 1, 1, "R301", Severity.NOTE, "a is not filled yet.")
OUTCOME = Outcome(review=Review((BAD, NOTE), files=2))
VERDICT = Outcome(
    (Diagnostic("D101", Severity.WARNING, "Odd.", Place("api.yaml"), "Mend."),),
    verdict=Verdict(
        (
            Step("lint", Status.FAILED, 1.5, findings=(Finding("app/x.py", 2, 0, "F401", "unused"),), command="ruff"),
            Step("types", Status.SKIPPED, detail="no mypy"),
            Step("tests", Status.TIMED_OUT, 9.0, detail="ended after 9 s", command="pytest"),
        )
    ),
)


def written(outcome: Outcome, format_: Format, capsys: pytest.CaptureFixture[str], command: str = "review") -> str:
    show(command, outcome, format_)
    return capsys.readouterr().out


def test_sarif(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(written(OUTCOME, Format.SARIF, capsys))
    assert found["version"] == "2.1.0"
    (run,) = found["runs"]
    assert run["tool"]["driver"]["name"] == "scaffold"
    assert [r["id"] for r in run["tool"]["driver"]["rules"]] == ["R102", "R301"]
    assert run["invocations"] == [{"executionSuccessful": True, "exitCode": 1}]
    assert run["results"] == [
        {
            "ruleId": "R102",
            "ruleIndex": 0,
            "level": "error",
            "message": {"text": "SQL: 100%,\nbad <b>. Why."},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "app/a%20b.py"},
                        "region": {"startLine": 3, "startColumn": 5},
                    }
                }
            ],
        },
        {
            "ruleId": "R301",
            "ruleIndex": 1,
            "level": "note",
            "message": {"text": "a is not filled yet."},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "app/y.py"},
                        "region": {"startLine": 1, "startColumn": 1},
                    }
                }
            ],
        },
    ]


def test_sarif_of_a_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    (run,) = json.loads(written(VERDICT, Format.SARIF, capsys, "verify"))["runs"]
    assert [(r["ruleId"], r["level"], "locations" in r) for r in run["results"]] == [
        ("D101", "warning", True),
        ("F401", "error", True),
        ("tests", "error", False),
    ]


def test_annotations(capsys: pytest.CaptureFixture[str]) -> None:
    assert written(OUTCOME, Format.GITHUB, capsys).splitlines() == [
        "::error file=app/a b.py,line=3,col=5,title=R102::SQL: 100%25,%0Abad <b>. Why.",
        "::notice file=app/y.py,line=1,col=1,title=R301::a is not filled yet.",
    ]


def test_junit(capsys: pytest.CaptureFixture[str]) -> None:
    suite = ElementTree.fromstring(written(VERDICT, Format.JUNIT, capsys, "verify"))
    assert (suite.get("tests"), suite.get("failures")) == ("6", "3")
    cases = [(c.get("name"), [child.tag for child in c]) for c in suite]
    assert cases == [
        ("lint", []),
        ("types", ["skipped"]),
        ("tests", []),
        ("D101 api.yaml:1:1", ["failure"]),
        ("F401 app/x.py:2:1", ["failure"]),
        ("tests verify", ["failure"]),
    ]


def test_junit_of_text_that_xml_cannot_say(capsys: pytest.CaptureFixture[str]) -> None:
    remark = Remark("app/x.py", 1, 1, "R1", Severity.ERROR, "a\x00b\x1b")
    suite = ElementTree.fromstring(written(Outcome(review=Review((remark,), 1)), Format.JUNIT, capsys))
    assert [f.get("message") for f in suite.iter("failure")] == ["a\ufffdb\ufffd"]


def test_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    assert written(OUTCOME, Format.MARKDOWN, capsys).splitlines()[:6] == [
        "### Errors (1)",
        "",
        "- `app/a b.py:3` **R102** SQL: 100%, bad \\<b\\>. Why.",
        "",
        "  <details><summary>Patch</summary>",
        "",
    ]
    assert written(Outcome(review=Review((), 1)), Format.MARKDOWN, capsys) == "Nothing found.\n"


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert written(OUTCOME, Format.TEXT, capsys).splitlines() == [
        "app/a b.py:3:5: R102 error: SQL: 100%,\\nbad <b>.",
        "  Why.",
        "app/y.py:1:1: R301 note: a is not filled yet.",
        "2 files reviewed: 1 error, 1 note",
        "1 with a patch: scaffold review --apply writes them",
    ]


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(written(OUTCOME, Format.JSON, capsys))["review"]
    assert [(r["code"], r["line"], r["patch"]) for r in found["remarks"]] == [("R102", 3, PATCH), ("R301", 1, "")]


def test_exit_codes() -> None:
    assert OUTCOME.exit_code == 1
    assert Outcome(review=Review((NOTE,), 1)).exit_code == 0


STALE = Changes(
    "",
    (
        Change("app/a.py", Action.CREATED),
        Change("app/b.py", Action.UNCHANGED),
        Change("app/c.py", Action.CONFLICT),
        Change("app/d.py", Action.UPDATED),
        Change("app/e.py", Action.REMOVED),
    ),
    dry_run=True,
)


def annotated(outcome: Outcome, capsys: pytest.CaptureFixture[str], command: str = "check") -> list[tuple[str, str]]:
    lines = written(outcome, Format.GITHUB, capsys, command).splitlines()
    return [
        (line.partition("file=")[2].partition(",")[0], line.partition("::")[2].rpartition("::")[2]) for line in lines
    ]


def test_stale_files_are_findings_of_a_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert annotated(Outcome(changes=STALE, checked=True), capsys) == [
        ("app/a.py", "It is not there, and would be written."),
        ("app/c.py", "You and the document changed the same lines."),
        ("app/d.py", "It is not as the document asks, and would be changed."),
        ("app/e.py", "It is no longer generated, and would be removed."),
    ]
    assert annotated(Outcome(changes=STALE), capsys, "from") == [
        ("app/c.py", "You and the document changed the same lines.")
    ]


def test_places_are_told_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    condition = Condition("shop", 1, conflicts=(Conflict("app/a.py", 7),))
    wanted = [("shop/app/a.py", "Both sides stand between markers.")]
    assert annotated(Outcome(condition=condition), capsys, "status") == wanted
    assert annotated(Outcome(condition=replace(condition, root=str(tmp_path / "shop"))), capsys, "status") == wanted
    elsewhere = annotated(Outcome(condition=replace(condition, root="../shop")), capsys, "status")
    assert elsewhere == [("app/a.py", wanted[0][1])]
    assert [file for file, _ in annotated(replace(VERDICT, root="shop"), capsys, "verify")] == [
        "api.yaml",
        "shop/app/x.py",
        "",
    ]
