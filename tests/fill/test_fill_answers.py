"""What models write → the body that they mean."""

from __future__ import annotations

import json

import pytest

from scaffolder.fill.answers import Answer, read

BODY = "if x:\n    return await y()"


def _read(text: str, **more) -> Answer:
    return read(text, function="limit", **more)


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"\n\n{BODY}\n\n",
        f"```python\n{BODY}\n```",
        f"```\n{BODY}\n```",
        f"``` py \n{BODY}\n```",
        f"Here it is:\n\n```python\n{BODY}\n```\n\nIt returns.",
        f"    {BODY}".replace("\n", "\n    "),
        f"  ```python\n{BODY}\n  ```",
        BODY.replace("\n", "\r\n"),
        json.dumps({"body": BODY}),
        f"```json\n{json.dumps({'body': BODY})}\n```",
        "async def limit(change):\n    if x:\n        return await y()",
        'async def limit(change) -> None:\n    """It limits."""\n    if x:\n        return await y()',
        f"```python\n{BODY}\n```\nor in full:\n```bash\nls\n```",
        "```python\nasync def limit(c):\n    if x:\n        return await y()\n```\n```python\nprint(1)\n```",
    ],
)
def test_finds_the_body(text):
    assert _read(text) == Answer(BODY)


def test_keeps_the_imports_of_a_whole_function():
    text = "from a import b\nimport c\n\ndef limit(x):\n    # first\n    return b(c)\n"
    assert _read(text) == Answer("from a import b\nimport c\n\nreturn b(c)")


def test_a_body_with_functions_of_its_own_is_left_as_it_is():
    text = "async def send():\n    return 1\n\n\nassert await send() == 1"
    assert _read(text) == Answer(text)


def test_a_body_that_does_not_parse_is_for_the_judge():
    assert _read("if x\n  return") == Answer("if x\n  return")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "The answer was empty."),
        (" \n ", "The answer was empty."),
        ("```python\n\n```", "The body is empty: it has to enforce the rule."),
        ("def limit(x):\n    '''Nothing.'''", "The body is empty: it has to enforce the rule."),
        ("def other(x):\n    return 1", "The answer defines other; only the body of limit is asked for."),
        ("def limit(x):\n    pass\ndef more(x):\n    pass",
         "The answer defines limit, more; only the body of limit is asked for."),
        ("```python\nx = 1", "The block of code has no end: write one whole ```python block."),
        ("```python\na\n```\n```python\nb\n```", "The answer has 2 blocks of code: write one."),
        ('{"code": "x"}', 'The JSON object has no text under "body".'),
        ('{"body": 3}', 'The JSON object has no text under "body".'),
        ("x" * 50_000, "The answer is too long."),
        ("x" * 30_000, "The body is too long."),
    ],
)  # fmt: skip
def test_says_what_is_wrong(text, problem):
    assert _read(text) == Answer(problem=problem)


def test_an_answer_that_was_cut_off_is_none():
    answer = _read(BODY, cut_off=True)
    assert answer.body == ""
    assert "cut off" in answer.problem


def test_deep_nonsense_does_no_harm():
    assert _read("(" * 20_000).body == "(" * 20_000
    assert _read('{"body": ' + "[" * 15_000).body != ""
