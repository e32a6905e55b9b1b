"""A model's answers in, remarks at lines that exist out."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from scaffolder.diagnostics import Severity
from scaffolder.remarks import Remark
from scaffolder.review import opinion
from scaffolder.review.sources import parse

SOURCE = parse("app/pets/rules.py", "\n".join(f"x{n} = {n}" for n in range(1, 101)) + "\n")


def said(answer: str, *known: Remark, changed: frozenset[int] | None = None) -> list[tuple[int, str, str, str]]:
    lines = None if changed is None else {SOURCE.path: changed}
    asked = opinion.questions([SOURCE], lines, {})
    found = opinion.opinions([(question, answer) for question in asked], known)
    return [(o.remark.line, o.remark.severity.value, o.remark.message, o.remark.reason) for o in found]


def test_a_defect() -> None:
    answer = 'Here:\n[{"line": 3, "severity": "error", "message": "Wrong\\n sign.", "reason": "It grows."}]'
    assert said(answer) == [(3, "error", "Wrong sign.", "It grows.")]


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "All is well.",
        "[]",
        "[" * 100_000,
        '{"line": 3}',
        '[{"line": 3}]',
        '[{"line": 0, "message": "x"}]',
        '[{"line": 101, "message": "x"}]',
        '[{"line": true, "message": "x"}]',
        '[{"line": "3", "message": "x"}]',
        '[{"line": 3, "message": " "}]',
        '["x", 1, null]',
    ],
)
def test_what_is_not_believed(answer: str) -> None:
    assert said(answer) == []


def test_only_what_was_shown_can_be_wrong() -> None:
    answer = '[{"line": 10, "message": "x"}, {"line": 99, "message": "y"}]'
    assert said(answer, changed=frozenset([10])) == [(10, "warning", "x", "")]


def test_what_is_known_is_not_said_again() -> None:
    told = (
        (3, "It is wrong."),
        (5, "It is wrong, really."),
        (4, "Rows are lost."),
        (4, "Again."),
        (50, "It is wrong."),
    )
    answer = json.dumps([{"line": line, "message": message} for line, message in told])
    known = Remark(SOURCE.path, 4, 1, "R101", Severity.ERROR, "x")
    assert [line for line, *_ in said(answer)] == [3, 4, 50]
    assert [line for line, *_ in said(answer, known)] == [3, 50]
    assert [line for line, *_ in said(answer, replace(known, severity=Severity.NOTE))] == [3, 4, 50]


def test_the_question_shows_the_change_with_its_surroundings() -> None:
    (question,) = opinion.questions([SOURCE], {SOURCE.path: frozenset([50])}, {SOURCE.path: "GET /pets"})
    assert question.text.startswith("The contract says:\nGET /pets\n\nFile app/pets/rules.py:\n…\n20: x20 = 20\n")
    assert question.text.endswith("80: x80 = 80")
    assert opinion.questions([SOURCE], {}, {}) == ()


@pytest.mark.parametrize(
    ("shown", "told"),
    [(True, [(3, "Bad. A test shows it.")]), (False, []), (None, [(3, "Bad.")])],
)
def test_what_a_test_refutes_is_not_said(shown: bool | None, told: list[tuple[int, str]]) -> None:
    answer = '[{"line": 3, "message": "x", "reason": "Bad.", "test": "assert f()"}]'
    found = opinion.opinions([(question, answer) for question in opinion.questions([SOURCE], None, {})])
    asked: list[tuple[str, str]] = []

    def tries(file: str, test: str) -> bool | None:
        asked.append((file, test))
        return shown

    assert [(r.line, r.reason) for r in opinion.tried(found, tries)] == told
    assert asked == [(SOURCE.path, "assert f()")]


def test_what_has_no_test_stands_untried() -> None:
    answer = '[{"line": 3, "message": "x", "test": ["no text"]}]'
    found = opinion.opinions([(question, answer) for question in opinion.questions([SOURCE], None, {})])
    assert [r.line for r in opinion.tried(found, lambda file, test: False)] == [3]
