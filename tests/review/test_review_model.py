"""A review with a model: a scripted server speaks the chat API over HTTP, and what it says is believed or not."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path

import pytest

from scaffolder.flow import reviewing
from scaffolder.remarks import Review
from scaffolder.verify import claims
from scaffolder.verify.claims import Standing
from tests.fill.server import Say, Script, serving

RULES = '''"""Rules."""


async def at_most_ten(change: Change[Pet]) -> None:
    """At most ten pets."""
    # scaffold: begin at-most-ten
    if change.count < 10:
        raise Refused(409)
    session.flush()
    # scaffold: end at-most-ten
'''
ROUTER = '@router.get("/pets", operation_id="listPets")\nasync def list_pets() -> list[str]:\n    return []\n'
WRONG = {"line": 7, "severity": "error", "message": "It refuses the first ten.", "reason": "The sign is wrong."}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "app" / "pets").mkdir(parents=True)
    (tmp_path / "app" / "pets" / "rules.py").write_text(RULES)
    (tmp_path / "app" / "pets" / "router.py").write_text(ROUTER)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-only-for-this-server")
    return tmp_path


Reviewed = Callable[[object], tuple[Review, Script]]


@pytest.fixture
def reviewed(project: Path, monkeypatch: pytest.MonkeyPatch) -> Reviewed:
    def ask(answer: object) -> tuple[Review, Script]:
        say = answer if isinstance(answer, Say) else Say(json.dumps(answer))
        script = Script(default=lambda name: say)
        with serving(script) as url:
            monkeypatch.setenv("SCAFFOLD_BASE_URL", url)
            wish = reviewing.Wish(project, contract=False, model="openai/small")
            found = reviewing.review(wish).review
        assert found is not None
        return found, script

    return ask


def said(review: Review) -> list[tuple[str, int, str]]:
    return [(r.file, r.line, r.message) for r in review.remarks if r.code == "R701"]


def test_a_defect_is_told_at_its_line(reviewed: Reviewed) -> None:
    review, script = reviewed([WRONG])
    assert said(review) == [("app/pets/rules.py", 7, "It refuses the first ten.")]
    (request,) = script.requests
    system, user = (m["content"] for m in request["messages"])
    assert "Do not praise" in system
    assert "7:     if change.count < 10:" in user
    assert request["authorization"] == "Bearer sk-only-for-this-server"


def test_lines_that_are_not_there_and_duplicates_are_left_out(reviewed: Reviewed) -> None:
    again = {**WRONG, "line": 8, "message": "It refuses the first ten pets."}
    nowhere = {**WRONG, "line": 700}
    review, _ = reviewed([WRONG, again, nowhere, "praise"])
    assert said(review) == [("app/pets/rules.py", 7, "It refuses the first ten.")]


def test_what_the_checks_say_is_not_said_again(reviewed: Reviewed) -> None:
    review, _ = reviewed([{**WRONG, "line": 9, "message": "It is not awaited."}])
    assert said(review) == []
    assert [(r.line, r.code) for r in review.remarks if r.code == "R203"] == [(9, "R203")]


@pytest.mark.parametrize(
    ("standing", "reasons"),
    [
        (Standing.SHOWN, ["The sign is wrong. A test shows it."]),
        (Standing.REFUTED, []),
        (Standing.UNTRIED, ["The sign is wrong."]),
    ],
)
def test_a_claim_is_tried(
    standing: Standing, reasons: list[str], reviewed: Reviewed, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[tuple[str, str]] = []

    def try_(path: str, body: str) -> Standing:
        tried.append((path, body))
        return standing

    monkeypatch.setattr(claims, "trying", lambda folder: nullcontext(try_))
    review, _ = reviewed([{**WRONG, "test": "assert False"}])
    assert [r.reason for r in review.remarks if r.code == "R701"] == reasons
    assert tried == [("app/pets/rules.py", "assert False")]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Say("no such key", status=401), "the model: "),
        (Say(status=400, text="too much"), "the model: "),
    ],
)
def test_a_model_that_fails_takes_nothing_from_the_review(answer: Say, why: str, reviewed: Reviewed) -> None:
    review, _ = reviewed(answer)
    assert [skipped.startswith(why) for skipped in review.skipped] == [True]
    assert "R203" in {r.code for r in review.remarks}
    assert said(review) == []


def test_only_what_changed_is_shown(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: Mapping[str, frozenset[int]] = {"app/pets/router.py": frozenset([3])}
    monkeypatch.setattr(reviewing, "changed_lines", lambda folder, revision: lines)
    (project / "openapi.yaml").write_text(
        'openapi: 3.1.0\ninfo: {title: P, version: "1"}\npaths:\n  /pets:\n    get:\n      operationId: listPets\n'
        "      summary: All pets.\n      responses: {'200': {description: Pets.}}\n"
    )
    script = Script(default=lambda name: Say(json.dumps([{**WRONG, "line": 3}])))
    with serving(script) as url:
        monkeypatch.setenv("SCAFFOLD_BASE_URL", url)
        wish = reviewing.Wish(project, revision="HEAD", contract=False, model="openai/small")
        review = reviewing.review(wish).review
    assert review is not None
    assert said(review) == [("app/pets/router.py", 3, "It refuses the first ten.")]
    (request,) = script.requests
    assert "GET /pets (listPets): All pets. Answers 200 Pets." in request["messages"][1]["content"]
