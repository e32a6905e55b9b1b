"""What a machine reads: one object whose members are stable."""

import json

import pytest

from scaffolder import __version__
from scaffolder.changes import Action, Change, Changes
from scaffolder.diagnostics import Diagnostic, ExitCode, Place, Severity
from scaffolder.model import ApiModel
from scaffolder.outcome import Outcome
from scaffolder.report import Format, machine, show, show_failure
from scaffolder.tree import Placeholder
from scaffolder.verdict import Finding, Status, Step, Verdict

_FINDING = {"file": "t.py", "line": 1, "column": 0, "code": "t", "message": "m", "reproduce": ""}


def test_the_whole_object() -> None:
    finding = Diagnostic("D1", Severity.WARNING, "m", Place("a", 1, 2, "/x"), "h")
    outcome = Outcome(
        diagnostics=(finding,),
        changes=Changes("shop", (Change("a.py", Action.CREATED),), first=True),
        placeholders=(Placeholder("p", "a.py", 3),),
        verdict=Verdict(
            (Step("tests", Status.FAILED, 1.5, "1 failed", "…", (Finding("t.py", 1, 0, "t", "m"),), "pytest"),)
        ),
    )

    told = json.loads(machine.as_json("from", outcome, exit_code=outcome.exit_code))
    expected = {
        "format": 1,
        "scaffolder": __version__,
        "command": "from",
        "exit_code": 1,
        "error": None,
        "diagnostics": [
            {
                "code": "D1",
                "severity": "warning",
                "message": "m",
                "file": "a",
                "line": 1,
                "column": 2,
                "pointer": "/x",
                "hint": "h",
            }
        ],
        "plan": None,
        "changes": {
            "root": "shop",
            "dry_run": False,
            "first": True,
            "recovered": False,
            "files": [{"path": "a.py", "action": "created", "note": ""}],
            "differences": [],
        },
        "condition": None,
        "placeholders": [{"id": "p", "path": "a.py", "line": 3}],
        "verdict": {
            "ok": False,
            "steps": [
                {
                    "name": "tests",
                    "status": "failed",
                    "seconds": 1.5,
                    "detail": "1 failed",
                    "output": "…",
                    "findings": [_FINDING],
                    "command": "pytest",
                    "conformance": None,
                    "coverage": None,
                }
            ],
        },
    }
    assert {name: told[name] for name in expected} == expected
    assert [name for name in told.keys() - expected.keys() if told[name]] == []


def test_the_plan(model: ApiModel, capsys: pytest.CaptureFixture[str]) -> None:
    show("plan", Outcome(model=model), Format.JSON)

    found = json.loads(capsys.readouterr().out)["plan"]
    assert [e["name"] for e in found["entities"]] == ["Pet", "Owner"]
    assert found["entities"][0]["columns"][2]["references"] == {
        "table": "owners",
        "column": "id",
        "on_delete": "SET NULL",
    }
    assert [(o["kind"], o["reason"]) for o in found["operations"]] == [("list", ""), ("custom", "no CRUD form fits")]
    assert found["rules"] == [{"id": "pet-limit", "on": ["create"], "status": 409, "text": "At most 5 pets."}]
    assert found["decisions"][0]["subject"] == "Pet.name"


def test_a_failure_is_an_object_too(capsys: pytest.CaptureFixture[str]) -> None:
    show_failure("from", "no space", Format.JSON, ExitCode.USAGE)

    told = capsys.readouterr()
    assert told.err == ""
    assert (json.loads(told.out)["error"], json.loads(told.out)["exit_code"]) == ("no space", 2)
