"""Several placeholders in one request: each gets its piece, and is asked for by itself where it gets none."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from test_fill_engine import ALL, RIGHT, _states

from scaffolder.fill import ContextManager, Guidance, Ledger
from scaffolder.fill.talk import CallFailed, Reply, Trouble
from scaffolder.fill.together import Together, grouped, messages, requests
from scaffolder.filling import State, Usage
from scaffolder.flow import Request, generate
from scaffolder.flow.filling import FillRequest, fill
from scaffolder.flow.placeholders import Known, know

DOCUMENT = Path(__file__).parents[2] / "specs" / "api.yaml"


class Scripted:
    """Says the same to everybody."""

    def __init__(self, said: str | CallFailed, usage: Usage | None = None) -> None:
        self.said, self.usage, self.asked = said, usage or Usage(1, 101, 50, 0, 0.5), []

    async def ask(self, request):
        self.asked.append(request)
        if isinstance(self.said, CallFailed):
            raise self.said
        return Reply(self.said, usage=self.usage, model="m")


@pytest.fixture(scope="module")
def huts(tmp_path_factory) -> Known:
    folder = tmp_path_factory.mktemp("huts") / "huts"
    generate(Request(str(DOCUMENT), out=folder, verify=False))
    known = know(folder)
    assert isinstance(known, Known)
    return known


@pytest.fixture
def context(huts) -> ContextManager:
    return ContextManager(huts.model, huts.code, huts.generated, Guidance())


def _rules(huts):
    return tuple(t for t in huts.tasks if t.path == "app/bookings/rules.py" and t.part == "rule")


def _asked(together, tasks):
    async def all_pieces():
        return [await together.piece(t) for t in tasks]

    return asyncio.run(all_pieces())


def test_tests_are_asked_for_by_themselves_and_files_one_after_the_other(huts, context):
    found = list(requests(huts.tasks, context, 4))
    assert sorted(t.id for some in found for t in some) == sorted(t.id for t in huts.tasks)
    assert all(len({t.part == "test" for t in some}) == 1 for some in found)
    assert [len(some) for some in found] == [4, 4, 4, 4] * 2
    paths = [t.path for some in found for t in some]
    assert paths == sorted(paths)
    assert all(len(some) == 1 for some in requests(huts.tasks, context, 1))
    alone = grouped(huts.tasks, context, Scripted(""), 4)
    assert len(alone) == 32
    assert alone["region-no-cycle"].tasks[0].id == "import_tariffs"


def test_a_rule_and_its_test_never_share_a_request(huts, context):
    for some in requests(huts.tasks, context, 50):
        ids = {t.id for t in some}
        assert not any(f"test_{i}" in ids for i in ids)


def test_the_budget_bounds_a_request(huts):
    tests = [t for t in huts.tasks if t.path == "tests/bookings/test_rules.py"]
    small = ContextManager(huts.model, huts.code, huts.generated, Guidance(budget=1000))
    assert len(list(requests(tests, small, 50))) > 1


def test_each_gets_its_piece_and_its_share(huts, context):
    tasks = _rules(huts)[:3]
    blocks = "\n".join(f"```python\n# {t.function}\nreturn {n}\n```" for n, t in enumerate(tasks))
    provider = Scripted(f"Here they are:\n{blocks}\n")
    replies = _asked(Together(tasks, messages(context, tasks), provider), tasks)
    assert [r.text for r in replies] == [f"```python\nreturn {n}\n```" for n in range(3)]
    assert len(provider.asked) == 1
    assert provider.asked[0].id == f"{tasks[0].id}+2"
    total = sum((r.usage for r in replies), Usage())
    assert (total.calls, total.prompt, total.answer, round(total.cost, 9)) == (1, 101, 50, 0.5)


@pytest.mark.parametrize("said", ["", "Sorry.", "```python\nreturn 1\n```", "```python\n# other\nreturn 1\n```"])
def test_an_answer_without_pieces_gives_none(said, huts, context):
    tasks = _rules(huts)[:2]
    assert _asked(Together(tasks, messages(context, tasks), Scripted(said)), tasks) == [None, None]


def test_a_piece_that_stands_twice_or_is_cut_off_is_none(huts, context):
    first, second, third = tasks = _rules(huts)[:3]
    twice = f"```python\n# {first.function}\na\n```\n" * 2
    said = f"{twice}```python\n# {second.function}\nb\n```\n```python\n# {third.function}\nc"
    replies = _asked(Together(tasks, messages(context, tasks), Scripted(said)), tasks)
    assert [r and r.text for r in replies] == [None, "```python\nb\n```", None]


def test_a_failed_call_leaves_each_to_itself_unless_nobody_would_fare_better(huts, context):
    tasks = _rules(huts)[:2]
    passing = Together(tasks, messages(context, tasks), Scripted(CallFailed(Trouble.TOO_LONG, "long")))
    assert _asked(passing, tasks) == [None, None]
    hopeless = Together(tasks, messages(context, tasks), Scripted(CallFailed(Trouble.NO_KEY, "no key")))
    with pytest.raises(CallFailed, match="no key"):
        _asked(hopeless, tasks)


def test_over_http_a_missing_piece_is_asked_for_by_itself(shop, script, url, bench):
    (shop / "scaffold.toml").unlink()
    script.says = dict(ALL)
    outcome = fill(FillRequest(shop, model="openai/scripted", base_url=url, pause=0.01), bench)
    assert set(_states(outcome).values()) == {State.FILLED}
    # the two tests share a request, as do what they test; its answer has no block of theirs: then each by itself
    assert len(script.requests) == outcome.filling.usage.calls == 6
    shared = [r for r in script.requests if "You are asked for several functions" in r["messages"][0]["content"]]
    assert len(shared) == 2
    assert RIGHT.replace("'", '"') in (shop / "app/orders/rules.py").read_text().replace("    if", "if").replace(
        "        raise", "    raise"
    )


def test_an_estimate_shares_what_a_request_shares(huts, context):
    from scaffolder.fill import Terms, estimates

    wanted = frozenset(t.id for t in huts.tasks)
    alone, together = (
        sum(e.usage.prompt for e in estimates(huts.pairs, context, Terms(wanted, n, None))) for n in (1, 6)
    )
    assert together < alone * 0.75
    assert Ledger().spent == Usage()
