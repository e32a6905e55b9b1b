"""`scaffold status`: how each placeholder stands, and what the next run asks of those that failed."""

from __future__ import annotations

import json
import sys

import pytest
from server import Say, answer
from test_fill_engine import ALL, RIGHT, _one, _request, _states

from scaffolder.bodies import placed
from scaffolder.cli import run
from scaffolder.diagnostics import ExitCode
from scaffolder.filling import State
from scaffolder.fills import Fill
from scaffolder.flow.filling import fill

HTTP_400 = Say("", status=400)


@pytest.fixture
def failed(shop, script, url, bench):
    """A project in which the rule and its test failed, and the operation is filled."""
    script.says = ALL | {"at_most_ten": [answer("return 0")]}
    fill(_request(shop, url, max_iterations=1), bench)
    return shop


def _write_test(shop, body):
    path = "tests/orders/test_rules.py"
    text = (shop / path).read_text()
    (shop / path).write_text(placed(text, Fill("test_ship_order", path, body)))


def test_every_state_is_told(failed, tmp_path, capsys):
    _write_test(failed, "assert client")
    assert run(["status", str(failed)]) == 0
    lines = capsys.readouterr().out.splitlines()
    start = lines.index("Tried in vain, with safe defaults until then (scaffold fill --retry asks again):")
    by = "failed by openai/scripted in "
    assert lines[start + 1].startswith(f"  ✗ at-most-ten  app/orders/rules.py:9  {by}2 attempts, ")
    assert lines[start + 1].endswith(", price not known: rules.py:3: it is wrong")
    assert lines[start + 2].startswith(f"  ✗ test_at-most-ten  tests/orders/test_rules.py:10  {by}1 attempt, ")
    assert lines[start + 3] == "Filled by a model:"
    assert lines[start + 4].startswith("  ✓ ship_order  app/orders/rules.py:")
    assert "filled by openai/scripted in 1 attempt, " in lines[start + 4]
    assert lines[start + 5] == "Written by a person:"
    assert lines[start + 6].startswith("  ✓ test_ship_order  tests/orders/test_rules.py:")
    assert lines[start + 6].endswith("  written by a person")
    assert lines[-1] == "2 of 4 placeholders filled"


def test_an_unfilled_project_and_a_stale_fill(shop, script, url, bench, capsys):
    assert run(["status", str(shop)]) == 0
    assert "  · at-most-ten  app/orders/rules.py:10  unfilled" in capsys.readouterr().out.splitlines()
    script.says = dict(ALL)
    fill(_request(shop, url), bench)
    document = shop / "openapi.yaml"
    document.write_text(document.read_text().replace("ten pieces at most", "twelve pieces at most"))
    assert run(["status", str(shop)]) == 0
    told = capsys.readouterr().out
    assert "  ! at-most-ten  app/orders/rules.py:9  stale by openai/scripted in 1 attempt, " in told


def test_the_same_as_json(failed, capsys):
    assert run(["status", str(failed), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    standing = next(s for s in told["filling"]["standings"] if s["id"] == "at-most-ten")
    assert {k: standing[k] for k in ("state", "model", "attempts", "why")} == {
        "state": "failed",
        "model": "openai/scripted",
        "attempts": 2,
        "why": "rules.py:3: it is wrong",
    }
    assert standing["usage"]["calls"] == 2
    bodies = {p["id"]: p["body"] for p in told["condition"]["placeholders"]}
    assert bodies["at-most-ten"] == "failed"
    assert bodies["ship_order"] == "filled"


def test_a_document_that_cannot_be_read_leaves_what_the_last_run_knew(failed, capsys):
    (failed / "openapi.yaml").write_text("openapi: [")
    assert run(["status", str(failed), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["filling"] is None
    assert {p["id"]: p["body"] for p in told["condition"]["placeholders"]}["at-most-ten"] == "unfilled"


def test_what_failed_is_not_asked_again(failed, script, url, bench, capsys):
    asked = len(script.requests)
    again = fill(_request(failed, url), bench)
    assert len(script.requests) == asked
    assert again.filling.passed_over == ("at-most-ten", "test_at-most-ten")
    assert again.exit_code is ExitCode.FINDINGS
    monkey = ["fill", str(failed), "--model", "openai/scripted", "--base-url", url]
    assert run(monkey) == 1
    shown = capsys.readouterr().out
    assert "Not asked again, as nothing has changed since: 2 placeholders that failed" in shown
    assert len(script.requests) == asked


@pytest.mark.parametrize(
    "wish",
    [{"retry": True}, {"only": ("at-most-ten", "test_at-most-ten")}, {"model": "openai/better"}, {"brief": "brief.md"}],
    ids=["retry", "named", "model", "brief"],
)
def test_it_is_asked_where_the_user_says_so_or_something_changed(wish, failed, script, url, bench):
    script.says = ALL | {"at_most_ten": [answer(RIGHT)]}
    script.asked.clear()
    if "brief" in wish:
        (failed / "brief.md").write_text("Ten is ten.")
        wish = {"brief": failed / "brief.md"}
    request = _request(failed, url)
    again = fill(type(request)(**{**_fields(request), **wish}), bench)
    assert {"at-most-ten", "test_at-most-ten"} <= set(again.filling.accepted)


def _fields(request):
    return {name: getattr(request, name) for name in request.__slots__}


def test_a_pattern_does_not_name(failed, script, url, bench):
    asked = len(script.requests)
    again = fill(_one(failed, url), bench)
    assert len(script.requests) == asked
    assert again.filling.passed_over == ("at-most-ten", "test_at-most-ten")


def test_a_changed_counterpart_is_a_change(failed, script, url, bench):
    path = "tests/orders/test_rules.py"
    text = (failed / path).read_text()
    (failed / path).write_text(placed(text, Fill("test_at-most-ten", path, "assert session, 'TEST'")))
    script.says = ALL | {"at_most_ten": [answer(RIGHT)]}
    again = fill(_request(failed, url), bench)
    assert again.filling.accepted == ("at-most-ten",)


def test_a_failure_of_the_provider_is_no_failure_of_the_model(shop, script, url, bench):
    script.says = ALL | {"at_most_ten": [HTTP_400]}
    first = fill(_one(shop, url), bench)
    assert _states(first)["at-most-ten"] is State.FAILED
    script.says = dict(ALL)
    script.asked.clear()
    again = fill(_one(shop, url), bench)
    assert sorted(again.filling.accepted) == ["at-most-ten", "test_at-most-ten"]


def test_a_dry_run_loads_no_litellm(shop, capsys, monkeypatch):
    for name in [m for m in sys.modules if m.partition(".")[0] == "litellm"]:
        monkeypatch.delitem(sys.modules, name)
    assert run(["fill", str(shop), "--dry-run", "--model", "openai/gpt-4o-mini"]) == 0
    assert "litellm" not in sys.modules
    assert "To ask: 4 placeholders, about " in (shown := capsys.readouterr().out)
    assert ", $0.00" in shown.splitlines()[0]
