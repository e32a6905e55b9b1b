"""The whole loop against a server over real HTTP, through real litellm."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from server import Say, answer

from scaffolder.bodies import body_of
from scaffolder.diagnostics import ExitCode
from scaffolder.filling import State
from scaffolder.fills import Bench
from scaffolder.flow.filling import FillRequest, fill
from scaffolder.report.filling import lines
from scaffolder.report.paint import Paint

RIGHT = "if change.after.quantity > 10:\n    raise ValueError('RIGHT')"
TEST = "assert client, 'TEST'"
SHIP = "return call, 'RIGHT'"
SHIP_TEST = "assert session, 'TEST'"
ALL = {
    "at_most_ten": [answer(RIGHT)],
    "test_at_most_ten": [answer(TEST)],
    "ship_order": [answer(SHIP)],
    "test_ship_order": [answer(SHIP_TEST)],
}


def _request(shop, url, **more):
    return FillRequest(shop, model="openai/scripted", base_url=url, pause=0.01, **more)


def _one(shop, url, **more):
    """The rule and its test alone."""
    return _request(shop, url, only=("*at-most-ten",), **more)


def _body(shop: Path, id_: str) -> str:
    path = "tests/orders/test_rules.py" if id_.startswith("test_") else "app/orders/rules.py"
    return body_of((shop / path).read_text(), id_)


def _states(outcome):
    return {s.id: s.state for s in outcome.filling.standings}


def test_all_right_at_first(shop, script, url, bench):
    script.says = dict(ALL)
    outcome = fill(_request(shop, url), bench)
    assert outcome.exit_code is ExitCode.SUCCESS
    assert set(_states(outcome).values()) == {State.FILLED}
    assert sorted(outcome.filling.accepted) == ["at-most-ten", "ship_order", "test_at-most-ten", "test_ship_order"]
    assert len(script.requests) == outcome.filling.usage.calls == 4
    assert _body(shop, "at-most-ten") == RIGHT.replace("'", '"')
    assert _body(shop, "test_at-most-ten") == TEST.replace("'", '"')
    assert outcome.filling.protection == "Judged by words."


def test_a_second_run_asks_nothing(shop, script, url, bench):
    script.says = dict(ALL)
    fill(_request(shop, url), bench)
    before = {p: p.read_bytes() for p in sorted(shop.rglob("*")) if p.is_file()}
    again = fill(_request(shop, url), bench)
    assert len(script.requests) == 4
    assert again.exit_code is ExitCode.SUCCESS
    assert {p: p.read_bytes() for p in sorted(shop.rglob("*")) if p.is_file()} == before


def test_wrong_then_right_with_the_error_told(shop, script, url, bench):
    script.says = ALL | {"at_most_ten": [answer("return None"), answer(RIGHT)]}
    outcome = fill(_one(shop, url), bench)
    assert _states(outcome)["at-most-ten"] is State.FILLED
    first, second = script.of("at_most_ten")
    assert second["messages"][:2] == first["messages"]
    assert second["messages"][2] == {"role": "assistant", "content": "```python\nreturn None\n```"}
    assert "rules.py:3: it is wrong" in second["messages"][3]["content"]
    standing = next(s for s in outcome.filling.standings if s.id == "at-most-ten")
    assert (standing.attempts, standing.usage.calls, standing.model) == (2, 2, "openai/scripted")


def test_never_right_stops_after_the_iterations_and_keeps_the_default(shop, script, url, bench):
    script.says = ALL | {"at_most_ten": [answer(f"return {n}") for n in range(9)]}
    outcome = fill(_one(shop, url, max_iterations=2), bench)
    assert outcome.exit_code is ExitCode.FINDINGS
    assert script.asked["at_most_ten"] == 3
    assert _body(shop, "at-most-ten") == ""
    assert _states(outcome)["at-most-ten"] is State.FAILED
    record = json.loads((shop / ".scaffold/fills/at-most-ten.json").read_text())
    assert record["accepted"] is None
    assert record["failed"]["body"] == "return 2"
    assert record["failed"]["errors"] == ["rules.py:3: it is wrong"]


def test_a_test_is_not_taken_without_its_rule(shop, script, url, bench):
    script.says = ALL | {"at_most_ten": [answer("return 0")]}
    outcome = fill(_one(shop, url), bench)
    assert outcome.filling.accepted == ()
    assert "pytest.skip" in _body(shop, "test_at-most-ten")
    standing = next(s for s in outcome.filling.standings if s.id == "test_at-most-ten")
    assert standing.why == "It held by itself, but at-most-ten did not: one is not taken without the other."


def test_a_repeated_answer_stops_early(shop, script, url, bench):
    script.says = ALL | {"at_most_ten": [answer("return 0"), answer("return  0")]}
    fill(_one(shop, url, max_iterations=9), bench)
    assert script.asked["at_most_ten"] == 2


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (Say(""), "The answer was empty."),
        (Say("```python\nx = 1", finish="length"), "cut off"),
        (answer("async def other(change):\n    return 1"), "defines other"),
        (Say("```python\na\n```\nor\n```python\nb\n```"), "2 blocks"),
        (Say("Sorry, I cannot.", finish="stop"), "it is wrong"),
    ],
)
def test_an_answer_that_is_none_is_told_and_asked_again(shop, script, url, bench, said, problem):
    script.says = ALL | {"at_most_ten": [said, answer(RIGHT)]}
    outcome = fill(_one(shop, url), bench)
    assert _states(outcome)["at-most-ten"] is State.FILLED
    assert problem in script.of("at_most_ten")[1]["messages"][-1]["content"]


@pytest.mark.parametrize(
    "said",
    [
        Say(f"Certainly!\n\n```python\n{RIGHT}\n```\nThis checks the quantity."),
        Say(RIGHT),
        Say(json.dumps({"body": RIGHT})),
        answer("from sqlalchemy import select\n\nasync def at_most_ten(change):\n"
               "    '''Doc.'''\n    if select and change.after.quantity > 10:\n        raise ValueError('RIGHT')"),
    ],
    ids=["prose", "bare", "json", "function"],
)  # fmt: skip
def test_finds_the_body_among_what_models_put_around_it(shop, script, url, bench, said):
    script.says = ALL | {"at_most_ten": [said]}
    outcome = fill(_one(shop, url), bench)
    assert _states(outcome)["at-most-ten"] is State.FILLED
    assert _body(shop, "at-most-ten").endswith('raise ValueError("RIGHT")')
    assert script.asked["at_most_ten"] == 1


def test_a_rule_and_a_test_that_do_not_fit_are_both_shown_and_neither_is_taken(shop, script, url, bench):
    script.says = ALL | {"test_at_most_ten": [answer("assert client, 'TEST BESIDE'")]}
    outcome = fill(_one(shop, url), bench)
    assert outcome.filling.accepted == ()
    (found,) = outcome.filling.disagreements
    assert found.subject == RIGHT.replace("'", '"')
    assert found.test == 'assert client, "TEST BESIDE"'
    assert found.errors[-1] == "assert 201 == 409"
    assert _body(shop, "at-most-ten") == ""
    for name in ("at_most_ten", "test_at_most_ten"):
        assert script.asked[name] == 2
        told = script.of(name)[1]["messages"][-1]["content"]
        assert "assert 201 == 409" in told
        assert "BESIDE" not in told  # neither is shown the other's code
        assert "raise ValueError" not in told


def test_they_agree_once_one_of_them_mends_its_own(shop, script, url, bench):
    script.says = ALL | {"test_at_most_ten": [answer("assert client, 'TEST BESIDE'"), answer(TEST)]}
    outcome = fill(_one(shop, url), bench)
    assert sorted(outcome.filling.accepted) == ["at-most-ten", "test_at-most-ten"]
    assert outcome.filling.disagreements == ()


def test_a_weak_test_goes_back_to_its_writer_alone(shop, script, url, bench):
    script.says = ALL | {"test_at_most_ten": [answer("assert client, 'TEST WEAK'"), answer(TEST)]}
    outcome = fill(_one(shop, url), bench)
    assert script.asked == {"at_most_ten": 1, "test_at_most_ten": 2}
    standing = next(s for s in outcome.filling.standings if s.id == "test_at-most-ten")
    assert (standing.mutants, standing.killed) == (4, 4)


def test_the_writer_of_one_is_not_shown_the_other(shop, script, url, bench):
    script.says = dict(ALL)
    fill(_one(shop, url), bench)
    assert "ValueError" not in json.dumps(script.of("test_at_most_ten"))
    assert "TEST" not in json.dumps(script.of("at_most_ten"))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_failures_that_pass_are_tried_again(shop, script, url, bench, status):
    script.says = ALL | {"at_most_ten": [Say(status=status), Say(status=status), answer(RIGHT)]}
    outcome = fill(_one(shop, url), bench)
    assert _states(outcome)["at-most-ten"] is State.FILLED
    standing = next(s for s in outcome.filling.standings if s.id == "at-most-ten")
    assert standing.attempts == 1  # a failed call is no attempt


def test_waits_as_long_as_the_server_asks(shop, script, url, bench):
    script.says = ALL | {"at_most_ten": [Say(status=429, headers=(("retry-after", "1"),)), answer(RIGHT)]}
    began = time.monotonic()
    fill(_one(shop, url), bench)
    assert time.monotonic() - began >= 1.0


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (Say(status=401), "does not accept the key"),
        (Say(status=404), "does not know the model"),
        (Say(raw=b"<html>nothing here</html>"), "not JSON"),
    ],
)
def test_a_failure_that_would_meet_all_stops_the_run(shop, script, url, bench, said, reason):
    script.default = lambda name: said
    outcome = fill(_request(shop, url), bench)
    assert outcome.exit_code is ExitCode.FINDINGS
    assert reason in outcome.filling.stopped
    assert len(outcome.filling.left) == 4
    assert outcome.filling.accepted == ()


def test_nobody_listens(shop, bench):
    outcome = fill(_request(shop, "http://127.0.0.1:9/v1"), bench)
    assert "no server for openai/scripted at http://127.0.0.1:9/v1 can be reached" in outcome.filling.stopped


def test_a_model_without_a_provider(shop, url, bench):
    outcome = fill(replace(_request(shop, url), model="nonsense", base_url=None), bench)
    assert outcome.filling.stopped == (
        "nonsense names no provider that litellm knows: write PROVIDER/MODEL, as openai/gpt-4o-mini"
    )


def test_a_reason_that_many_share_is_told_once(shop, script, url, bench):
    script.default = lambda name: Say("no such parameter", status=400)
    filling = fill(_request(shop, url), bench).filling
    shown = list(lines(filling, Paint(False)))
    assert (
        shown[-1] == "Why, for 4 of them: the server of openai/scripted does not accept the request (no such parameter)"
    )
    assert "\n".join(shown).count("no such parameter") == 1


def test_a_server_that_never_answers_is_given_up_before_all_have_waited_for_it(generated_many, script, url, bench):
    script.default = lambda name: Say(status=503)
    outcome = fill(_request(generated_many, url, parallel=1), bench)
    assert "the server of openai/scripted failed" in outcome.filling.stopped
    assert len(outcome.filling.failed) == 4  # two pairs; the third was too much
    assert len(outcome.filling.left) == 8


@pytest.mark.parametrize(
    ("said", "reason"),
    [(Say(status=500), "failed"), (Say(choices=False), "without a choice"), (Say(delay=3.0), "in time")],
    ids=["500", "empty", "slow"],
)
def test_a_failure_of_one_leaves_the_others(shop, script, url, bench, said, reason):
    script.says = ALL | {"ship_order": [said]}
    outcome = fill(_request(shop, url, timeout=1), bench)
    assert sorted(outcome.filling.accepted) == ["at-most-ten", "test_at-most-ten"]
    standing = next(s for s in outcome.filling.standings if s.id == "ship_order")
    assert standing.state is State.FAILED
    assert reason in standing.why


def test_a_dropped_connection_is_tried_again(shop, script, url, bench):
    script.says = ALL | {"at_most_ten": [Say(drop=True), answer(RIGHT)]}
    assert _states(fill(_one(shop, url), bench))["at-most-ten"] is State.FILLED


def test_a_fallback_answers_where_the_first_model_fails(shop, script, url, bench):
    script.default = lambda name: Say(status=500)
    inner = script.next

    def by_model(request):
        said = inner(request)
        return ALL[_name(request)][0] if request["model"] == "second" else said

    script.next = by_model
    outcome = fill(_one(shop, url, fallback=("openai/second",)), bench)
    assert {s.model for s in outcome.filling.standings if s.state is State.FILLED} == {"openai/second"}


def _name(request):
    from server import function_of

    return function_of(request)


def test_streamed_answers(shop, script, url, bench):
    script.says = dict(ALL)
    outcome = fill(_request(shop, url, stream=True), bench)
    assert len(outcome.filling.accepted) == 4
    assert all(r["stream"] is True for r in script.requests)
    assert outcome.filling.usage.prompt > 1000


def test_tokens_are_counted_as_the_server_says(shop, script, url, bench):
    script.says = dict(ALL)
    outcome = fill(_one(shop, url), bench)
    counted = sum(sum(len(str(m["content"])) for m in r["messages"]) // 4 for r in script.requests)
    assert outcome.filling.usage.prompt == counted
    assert outcome.filling.usage.cost is None  # nobody knows what this model costs


def test_costs_by_the_users_own_prices(shop, script, url, bench):
    (shop / "scaffold.toml").write_text("[fill]\ninput_price = 1\noutput_price = 10\n")
    script.says = dict(ALL)
    usage = fill(_one(shop, url), bench).filling.usage
    assert usage.cost == pytest.approx((usage.prompt + 10 * usage.answer) / 1e6)


def test_a_limit_on_tokens_stops_before_it_is_passed(shop, script, url, bench):
    script.says = dict(ALL)
    outcome = fill(_request(shop, url, max_tokens=100), bench)
    assert "--max-tokens 100" in outcome.filling.stopped
    assert script.requests == []


def test_a_limit_on_cost_needs_a_price(shop, script, url, bench):
    outcome = fill(_request(shop, url, max_cost=1.0), bench)
    assert "input_price" in outcome.filling.stopped
    assert script.requests == []


def test_a_limit_on_cost_holds_for_parallel_calls_together(shop, script, url, bench):
    (shop / "scaffold.toml").write_text("[fill]\ntogether = 1\noutput_price = 1000\ninput_price = 0\n")
    script.says = {name: [replace(says[0], delay=0.2)] for name, says in ALL.items()}
    outcome = fill(_request(shop, url, max_cost=4.5), bench)  # 2 $ for the longest answer, some cents for these
    assert script.most_at_once == 2
    assert outcome.filling.stopped == ""
    assert set(_states(outcome).values()) == {State.FILLED}


def test_a_limit_stops_what_is_not_paid_for_yet_and_keeps_what_is(shop, script, url, bench):
    (shop / "scaffold.toml").write_text("[fill]\ntogether = 1\noutput_price = 1000\ninput_price = 0\n")
    costly = "\n".join(["", *(f"# {'x' * 77}" for _ in range(75))])  # 1.5 $
    script.says = ALL | {"at_most_ten": [answer(RIGHT + costly)], "ship_order": [answer(SHIP + costly)]}
    outcome = fill(_request(shop, url, max_cost=3.6), bench)
    assert outcome.filling.stopped == "--max-cost 3.6 leaves no room for another call"
    assert 3 < outcome.filling.usage.cost <= 3.6
    assert sorted(outcome.filling.accepted) == ["at-most-ten", "test_at-most-ten"]
    assert outcome.filling.left == ("ship_order", "test_ship_order")


def test_answers_may_be_as_long_as_what_is_asked_for(shop, script, url, bench):
    (shop / "scaffold.toml").write_text("[fill]\ntogether = 2\n")
    script.says, script.together = dict(ALL), True
    script.default = lambda name: ALL[name][0]
    fill(_request(shop, url), bench)
    assert [r["max_tokens"] for r in script.requests] == [2000, 2000]


def test_no_more_calls_at_once_than_asked(shop, script, url, bench):
    script.says = {name: [replace(says[0], delay=0.1)] for name, says in ALL.items()}
    fill(_request(shop, url, parallel=2), bench)
    assert script.most_at_once == 2


def test_a_person_s_body_is_never_asked_about(shop, script, url, bench):
    rules = shop / "app/orders/rules.py"
    text = rules.read_text().replace("# scaffold: begin at-most-ten\n", "# scaffold: begin at-most-ten\n    return\n")
    rules.write_text(text)
    script.says = dict(ALL)
    outcome = fill(_one(shop, url), bench)
    assert _states(outcome)["at-most-ten"] is State.EDITED
    assert script.asked == {"test_at_most_ten": 1}
    assert outcome.filling.accepted == ("test_at-most-ten",)
    assert rules.read_text() == text


def test_stopping_keeps_what_was_accepted(shop, script, url, bench):
    import _thread

    script.says = ALL | {"ship_order": [Say(delay=600)]}
    timer = threading.Timer(2.5, _thread.interrupt_main)

    def judged(candidate):
        if not timer.is_alive() and not timer.finished.is_set():
            timer.start()
        return judge(candidate)

    judge, bench.judge = bench.judge, judged
    began = time.monotonic()
    outcome = fill(_request(shop, url), bench)
    assert time.monotonic() - began < 300, "it waited for the answer"
    assert outcome.filling.stopped == "interrupted"
    assert sorted(outcome.filling.accepted) == ["at-most-ten", "test_at-most-ten"]
    assert "ship_order" in outcome.filling.left
    assert _body(shop, "at-most-ten") != ""


def test_pairs_of_a_module_are_judged_once_beside_what_was_kept_before(shop, script, url, bench):
    script.says = dict(ALL)
    kept = []

    class Slow:
        def judge(self, candidate):
            both = candidate.subject is not None and candidate.test is not None
            before = "RIGHT" in (shop / "app/orders/rules.py").read_text()
            judged = bench.judge(candidate)
            if both:
                time.sleep(0.2)
                kept.append(before)
            return judged

        @contextmanager
        def __call__(self, folder, *, sandbox=True):
            yield Bench(self.judge)

    outcome = fill(FillRequest(shop, model="openai/scripted", base_url=url, pause=0.01), Slow())
    assert len(outcome.filling.accepted) == 4
    assert kept == [False, True]
