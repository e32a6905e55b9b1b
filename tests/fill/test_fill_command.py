"""`scaffold fill` as a person types it."""

from __future__ import annotations

import json

import pytest
from test_fill_engine import ALL

from scaffolder.cli import run


@pytest.fixture
def judged(bench, monkeypatch):
    monkeypatch.setattr("scaffolder.verify.judging", bench)
    return bench


def _run(shop, url, *more):
    return run(["fill", str(shop), "--model", "openai/scripted", "--base-url", url, *more])


def test_says_what_was_filled(shop, script, url, judged, capsys):
    script.says = dict(ALL)
    assert _run(shop, url) == 0
    shown = capsys.readouterr()
    first = shown.out.splitlines()[0]
    assert first.startswith("Filled 4 of 4: 4 calls, ")
    assert first.endswith(" tokens, price not known")
    assert "Judged by words." in shown.out
    assert "at-most-ten  app/orders/rules.py:9  filled by openai/scripted in 1 attempt, " in shown.out
    assert ", caught 4 of 4 mutations" in shown.out
    assert "at-most-ten: accepted" in shown.err
    assert _run(shop, url) == 0
    assert capsys.readouterr().out == "Nothing to fill: 4 placeholders, none of them unfilled or stale\n"


def test_shows_a_disagreement(shop, script, url, judged, capsys):
    from server import answer

    script.says = ALL | {"test_at_most_ten": [answer("assert client, 'TEST BESIDE'")]}
    assert _run(shop, url, "--only", "*at-most-ten") == 1
    shown = capsys.readouterr().out
    assert "The rule and its test do not fit; neither was taken: An order is for ten pieces at most." in shown
    assert "    if change.after.quantity > 10:\n" in shown
    assert '    assert client, "TEST BESIDE"\n' in shown
    assert "  | assert 201 == 409" in shown


def test_without_a_model(shop, judged, capsys):
    assert run(["fill", str(shop)]) == 2
    shown = capsys.readouterr().out
    assert shown.startswith("No model was asked. Set SCAFFOLD_MODEL (or give --model)")
    assert "To ask: 4 placeholders, about " in shown


def test_as_json(shop, script, url, judged, capsys):
    script.says = dict(ALL)
    assert _run(shop, url, "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["command"] == "fill"
    assert sorted(told["filling"]["accepted"]) == ["at-most-ten", "ship_order", "test_at-most-ten", "test_ship_order"]
    assert told["filling"]["usage"]["calls"] == 4
    assert {s["state"] for s in told["filling"]["standings"]} == {"filled"}


def test_prints_a_prompt(shop, judged, capsys):
    assert run(["fill", str(shop), "--show-prompt", "test_ship_order"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("[system]\nYou write bodies of async pytest functions")
    assert "POST /orders/{orderId}/ship" in shown


def test_no_project(tmp_path, capsys):
    assert run(["fill", str(tmp_path)]) == 2
    assert "this is no project that scaffold made" in capsys.readouterr().err
