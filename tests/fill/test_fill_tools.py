"""What a model may do to look around: confined, bounded, and the judge alone runs anything."""

from __future__ import annotations

import json

import pytest
from server import Say, answer
from test_fill_engine import ALL, RIGHT, _one, _states

from scaffolder.fill.code import Code
from scaffolder.fill.tools import Toolbox
from scaffolder.filling import State
from scaffolder.fills import Judgement, Stage
from scaffolder.flow.filling import fill
from scaffolder.flow.placeholders import know


@pytest.fixture
def box(generated_shop):
    known = know(generated_shop)
    task = next(t for t in known.tasks if t.id == "at-most-ten")
    judge = lambda candidate: Judgement(None if "RIGHT" in candidate.subject.body else Stage.TESTS, ("it fails",))  # noqa: E731
    return Toolbox(task, known.code, judge)


def _use(box, name, **given):
    return box.use(name, json.dumps(given))


def test_reads_a_file(box):
    text = _use(box, "read_file", path="app/core/rules.py")
    assert text.startswith('"""What business rules and custom operations are given."""')
    assert _use(box, "read_file", path="app/core/rules.py:3").startswith("from dataclasses")


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../../etc/passwd", "app/../../etc/passwd", ".env", ".scaffold/lock.json", "", "app", "\0"]
)
def test_reads_nothing_else(box, path):
    assert _use(box, "read_file", path=path).startswith("There is no file")


def test_long_files_come_in_parts(box):
    text = _use(box, "read_file", path="app/core/schema.py")
    assert "; go on with app/core/schema.py:201)" in text or text.endswith("(cut)")


def test_searches(box):
    assert (
        _use(box, "search_code", text="class Refused")
        == "app/core/errors.py:"
        + str(box.code["app/core/errors.py"].split("\n").index("class Refused(ApiError):") + 1)
        + ": class Refused(ApiError):"
    )
    assert _use(box, "search_code", text="no such text at all") == "Nothing holds that."
    assert _use(box, "search_code", text=" ") == "There is nothing to look for."
    assert len(_use(box, "search_code", text="e").splitlines()) <= 31


def test_checks(box):
    assert _use(box, "check", body="return None") == "Nothing is wrong with it."
    assert "F821 Undefined name `Refused`" in _use(box, "check", body="raise Refused(409)")
    assert "invalid-syntax" in _use(box, "check", body="if x\n  y")
    assert _use(box, "check", body="# scaffold: end at-most-ten") == "the body holds a marker"


def test_runs_tests_by_the_judge(box):
    assert _use(box, "run_tests", body="return 'RIGHT'") == "It holds."
    assert _use(box, "run_tests", body="return 1") == "tests:\nit fails"


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("shell", "{}", "There is no tool 'shell'."),
        ("read_file", "{", "The arguments are not JSON."),
        ("read_file", "[]", "read_file takes path, a text."),
        ("read_file", '{"path": 3}', "read_file takes path, a text."),
        ("read_file", "[" * 9999, "The arguments are not JSON."),
    ],
)
def test_calls_that_are_none(box, name, arguments, told):
    assert box.use(name, arguments) == told


def test_the_other_half_is_hidden(generated_shop):
    path = "app/orders/rules.py"
    code = Code({path: "    # scaffold: begin a\n    secret()\n    # scaffold: end a\n"})
    assert "secret" not in code.hiding("a", path)[path]
    assert code.hiding("b", path) is code


def _with_tools(shop):
    (shop / "scaffold.toml").write_text("[fill]\ntools = true\n")


def test_a_model_looks_around_then_answers(shop, script, url, bench):
    _with_tools(shop)
    script.says = ALL | {
        "at_most_ten": [
            Say(calls=(("read_file", {"path": "app/core/errors.py"}), ("search_code", {"text": "Refused"}))),
            Say(calls=(("run_tests", {"body": "return 0"}),)),
            Say(calls=(("answer", {"body": RIGHT}),)),
        ]
    }
    outcome = fill(_one(shop, url), bench)
    assert _states(outcome)["at-most-ten"] is State.FILLED
    first, second, third = script.of("at_most_ten")
    assert {t["function"]["name"] for t in first["tools"]} == {
        "read_file", "search_code", "check", "run_tests", "answer"
    }  # fmt: skip
    assert [m["role"] for m in second["messages"][2:]] == ["assistant", "tool", "tool"]
    assert "class Refused" in second["messages"][3]["content"]
    assert "it is wrong" in third["messages"][-1]["content"]
    standing = next(s for s in outcome.filling.standings if s.id == "at-most-ten")
    assert (standing.attempts, standing.usage.calls) == (1, 3)


def test_tools_streamed(shop, script, url, bench):
    _with_tools(shop)
    script.says = ALL | {"at_most_ten": [Say(calls=(("answer", {"body": RIGHT}),))]}
    assert _states(fill(_one(shop, url, stream=True), bench))["at-most-ten"] is State.FILLED


def test_tools_in_loops_are_ended(shop, script, url, bench):
    _with_tools(shop)
    script.says = ALL | {"at_most_ten": [Say(calls=(("search_code", {"text": "x"}),))]}
    outcome = fill(_one(shop, url, max_iterations=1), bench)
    standing = next(s for s in outcome.filling.standings if s.id == "at-most-ten")
    assert standing.state is State.FAILED
    assert standing.why == "Too many calls of tools without an answer: call `answer`."
    assert script.asked["at_most_ten"] == 26  # twice the bound, and the call that broke it


def test_a_server_without_tools_is_asked_in_plain_words(shop, script, url, bench):
    _with_tools(shop)
    script.says = dict(ALL)
    inner = script.next

    def without_tools(request):
        said = inner(request)
        return Say("tools are not supported", status=400) if "tools" in request else said

    script.next = without_tools
    outcome = fill(_one(shop, url), bench)
    assert _states(outcome)["at-most-ten"] is State.FILLED
    assert "one ```python block" in script.of("at_most_ten")[1]["messages"][0]["content"]


def test_structured_answers(shop, script, url, bench):
    (shop / "scaffold.toml").write_text("[fill]\nstructured = true\n")
    script.says = ALL | {"at_most_ten": [Say(json.dumps({"body": RIGHT}))]}
    outcome = fill(_one(shop, url), bench)
    assert _states(outcome)["at-most-ten"] is State.FILLED
    (request,) = script.of("at_most_ten")
    assert request["response_format"]["json_schema"]["schema"]["required"] == ["body"]


def test_a_server_without_schemas_is_asked_in_plain_words(shop, script, url, bench):
    (shop / "scaffold.toml").write_text("[fill]\nstructured = true\n")
    script.says = ALL | {"at_most_ten": [Say("no such format", status=400), answer(RIGHT)]}
    assert _states(fill(_one(shop, url), bench))["at-most-ten"] is State.FILLED
