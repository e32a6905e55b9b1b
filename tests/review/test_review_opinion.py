"""A model's answers in, remarks at lines that exist out."""

from __future__ import annotations

import pytest

from scaffolder.diagnostics import Severity
from scaffolder.remarks import Remark
from scaffolder.review import opinion
from scaffolder.review.sources import parse

SOURCE = parse("app/pets/rules.py", "\n".join(f"x{n} = {n}" for n in range(1, 101)) + "\n")


def said(answer: str, *known: Remark, changed: frozenset[int] | None = None) -> list[tuple[int, str, str, str]]:
    lines = None if changed is None else {SOURCE.path: changed}
    asked = opinion.questions([SOURCE], lines, {})
    found = opinion.remarks(asked, lambda instructions, question: answer, known)
    return [(r.line, r.severity.value, r.message, r.reason) for r in found]


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
    answer = '[{"line": 3, "message": "x"}, {"line": 4, "message": "y"}, {"line": 50, "message": "z"}]'
    known = Remark(SOURCE.path, 2, 1, "R101", Severity.ERROR, "x")
    assert [line for line, *_ in said(answer)] == [3, 50]
    assert [line for line, *_ in said(answer, known)] == [50]


def test_the_question_shows_the_change_with_its_surroundings() -> None:
    (question,) = opinion.questions([SOURCE], {SOURCE.path: frozenset([50])}, {SOURCE.path: "GET /pets"})
    assert question.text.startswith("The contract says:\nGET /pets\n\nFile app/pets/rules.py:\n…\n20: x20 = 20\n")
    assert question.text.endswith("80: x80 = 80")
    assert opinion.questions([SOURCE], {}, {}) == ()
