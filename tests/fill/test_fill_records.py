"""What is kept of fills: nothing is asked twice, other machines need no model, a session can be repeated."""

from __future__ import annotations

import json
import shutil

import pytest
from conftest import DOCUMENT
from server import answer
from test_fill_engine import ALL, RIGHT, _body, _one, _request, _states

from scaffolder.diagnostics import ExitCode, Rejected
from scaffolder.filling import State
from scaffolder.flow import Request, generate
from scaffolder.flow.filling import FillRequest, fill
from scaffolder.flow.placeholders import standings


@pytest.fixture
def filled(shop, script, url, bench):
    script.says = dict(ALL)
    fill(_request(shop, url), bench)
    return shop


def _files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def _regenerate(folder, document=DOCUMENT):
    return generate(Request(str(document), out=folder, verify=False))


def test_a_record_says_all_and_no_secret(shop, script, url, bench, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-for-anybody-else")
    script.says = ALL | {"ship_order": [answer("return 'sk-not-for-anybody-else'")]}
    fill(_request(shop, url), bench)
    assert {r["authorization"] for r in script.requests} == {"Bearer sk-not-for-anybody-else"}
    record = json.loads((shop / ".scaffold/fills/at-most-ten.json").read_text())
    usage = record["accepted"].pop("usage")
    assert usage["calls"] == 1
    assert usage["prompt"] > 100
    key, stands = record["accepted"].pop("key"), record["accepted"].pop("stands")
    assert len(key) == len(stands) == 64
    assert record == {
        "format": 1,
        "id": "at-most-ten",
        "part": "rule",
        "path": "app/orders/rules.py",
        "accepted": {
            "body": RIGHT.replace("'", '"'),
            "model": "openai/scripted",
            "attempts": 1,
            "mutants": 0,
            "killed": 0,
            "brief": "",
            "errors": [],
        },
        "failed": None,
    }
    for path, data in _files(shop / ".scaffold" / "fills").items():
        assert b"sk-not-for" not in data, path


def test_a_regeneration_changes_nothing(filled, script):
    before = _files(filled)
    outcome = _regenerate(filled)
    assert outcome.changes.touched == ()
    assert _files(filled) == before
    assert len(script.requests) == 4


def test_the_bodies_come_back_without_any_model(filled, tmp_path, script, url, bench):
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / ".scaffold").mkdir(parents=True)
    shutil.copytree(filled / ".scaffold" / "fills", elsewhere / ".scaffold" / "fills")
    shutil.copy(filled / ".scaffold" / "lock.json", elsewhere / ".scaffold")
    lock = json.loads((elsewhere / ".scaffold" / "lock.json").read_text()) | {"files": {}}
    (elsewhere / ".scaffold" / "lock.json").write_text(json.dumps(lock))
    _regenerate(elsewhere)
    for path in ("app/orders/rules.py", "tests/orders/test_rules.py"):
        assert (elsewhere / path).read_bytes() == (filled / path).read_bytes()
    outcome = fill(_request(elsewhere, url), bench)
    assert set(_states(outcome).values()) == {State.FILLED}
    assert len(script.requests) == 4  # those of the first project


def test_a_changed_rule_is_stale_and_only_it_is_asked_again(filled, tmp_path, script, url, bench):
    changed = tmp_path / "changed.yaml"
    changed.write_text(DOCUMENT.read_text().replace("ten pieces at most", "twelve pieces at most"))
    outcome = _regenerate(filled, changed)
    assert not outcome.changes.conflicts
    assert _body(filled, "at-most-ten") == RIGHT.replace("'", '"')  # until there is a better one
    states = {s.id: s.state for s in standings(filled)}
    assert states == {
        "at-most-ten": State.STALE,
        "test_at-most-ten": State.STALE,
        "ship_order": State.FILLED,
        "test_ship_order": State.FILLED,
    }
    script.says = ALL | {"at_most_ten": [answer(RIGHT.replace("10", "12"))]}
    again = fill(_request(filled, url), bench)
    assert sorted(again.filling.accepted) == ["at-most-ten", "test_at-most-ten"]
    assert script.asked == {"at_most_ten": 2, "test_at_most_ten": 2, "ship_order": 1, "test_ship_order": 1}
    assert "12" in _body(filled, "at-most-ten")
    before = _files(filled)
    assert _regenerate(filled, changed).changes.touched == ()
    assert _files(filled) == before


def test_a_rule_that_goes_takes_its_fill_along(filled, tmp_path):
    text = DOCUMENT.read_text()
    start = text.index("      x-business-rules:\n        - {id: at-most-ten")
    changed = tmp_path / "changed.yaml"
    changed.write_text(text[:start] + text[text.index("      properties:", start) :])
    outcome = _regenerate(filled, changed)
    assert not outcome.changes.conflicts
    assert "at-most-ten" not in (filled / "app/orders/rules.py").read_text()
    assert "test_at-most-ten" not in (filled / "tests/orders/test_rules.py").read_text()


def test_a_fill_that_a_person_edits_is_theirs(filled, script, url, bench):
    path = filled / "app/orders/rules.py"
    path.write_text(path.read_text().replace("> 10", "> 9"))
    edited = path.read_bytes()
    assert {s.id: s.state for s in standings(filled)}["at-most-ten"] is State.EDITED
    assert _regenerate(filled).changes.touched == ()
    outcome = fill(_request(filled, url), bench)
    assert outcome.filling.accepted == ()
    assert path.read_bytes() == edited
    assert len(script.requests) == 4


def test_a_body_without_its_record_is_a_persons_and_stays(filled, script, url, bench):
    (filled / ".scaffold/fills/at-most-ten.json").unlink()
    _regenerate(filled)
    states = {s.id: s.state for s in standings(filled)}
    assert states["at-most-ten"] is State.EDITED


def test_a_damaged_record_is_told_and_nothing_is_lost(filled, script, url, bench):
    (filled / ".scaffold/fills/at-most-ten.json").write_text("<<<<<<< ours\n{}")
    outcome = fill(_request(filled, url), bench)
    (finding,) = [d for d in outcome.diagnostics if d.code == "L001"]
    assert finding.place.file.endswith(".scaffold/fills/at-most-ten.json")
    assert _states(outcome)["at-most-ten"] is State.EDITED
    assert len(script.requests) == 4


def test_a_session_is_repeated_without_a_server(shop, generated_shop, tmp_path, script, url, bench):
    script.says = ALL | {"at_most_ten": [answer("return None"), answer(RIGHT)]}
    session = tmp_path / "session.jsonl"
    fill(_request(shop, url, record=session), bench)
    assert len(session.read_text().splitlines()) == 5
    other = tmp_path / "other"
    shutil.copytree(generated_shop, other)
    outcome = fill(FillRequest(other, replay=session), bench)
    assert outcome.exit_code is ExitCode.SUCCESS
    assert len(script.requests) == 5
    assert _files(other) == _files(shop)


def test_a_session_without_an_answer_fails_that_placeholder(shop, tmp_path, script, url, bench):
    script.says = dict(ALL)
    session = tmp_path / "session.jsonl"
    fill(_one(shop, url, record=session), bench)
    shutil.rmtree(shop)
    _regenerate(shop)
    outcome = fill(FillRequest(shop, replay=session), bench)
    assert sorted(outcome.filling.accepted) == ["at-most-ten", "test_at-most-ten"]
    standing = next(s for s in outcome.filling.standings if s.id == "ship_order")
    assert standing.why == "the session has no answer number 1 about ship_order"


def test_what_is_no_session_is_refused(shop, tmp_path, bench):
    (tmp_path / "none.jsonl").write_text('{"id": 1}\n')
    with pytest.raises(Rejected, match="no recorded session") as caught:
        fill(FillRequest(shop, replay=tmp_path / "none.jsonl"), bench)
    assert caught.value.exit_code is ExitCode.USAGE


def test_without_a_model_it_says_what_to_set_and_what_it_would_ask(shop, bench):
    outcome = fill(FillRequest(shop), bench)
    assert outcome.exit_code is ExitCode.USAGE
    assert outcome.filling.unset == ("SCAFFOLD_MODEL",)
    assert [e.id for e in outcome.filling.estimates] == [
        "at-most-ten", "test_at-most-ten", "ship_order", "test_ship_order"
    ]  # fmt: skip
    assert all(300 < e.usage.tokens < 2000 and e.usage.cost is None for e in outcome.filling.estimates)
    assert bench.judged == []


def test_with_a_model_but_no_key_it_names_the_variable_and_the_cost(shop, bench):
    outcome = fill(FillRequest(shop, model="openai/gpt-4o-mini"), bench)
    assert outcome.exit_code is ExitCode.USAGE
    assert outcome.filling.unset == ("OPENAI_API_KEY",)
    assert all(0 < e.usage.cost < 0.01 for e in outcome.filling.estimates)


def test_a_dry_run_is_no_failure(shop, bench):
    outcome = fill(FillRequest(shop, dry_run=True), bench)
    assert outcome.exit_code is ExitCode.SUCCESS
    assert len(outcome.filling.estimates) == 4


def test_shows_a_prompt(shop, bench):
    outcome = fill(FillRequest(shop, show_prompt="at-most-ten"), bench)
    assert "An order is for ten pieces at most." in outcome.filling.prompt
    with pytest.raises(Rejected, match="there is no placeholder nothing"):
        fill(FillRequest(shop, show_prompt="nothing"), bench)


def test_a_brief_is_told_and_a_new_one_asks_again(shop, tmp_path, script, url, bench):
    script.says = dict(ALL)
    brief = tmp_path / "brief.md"
    brief.write_text("Pieces are crates.")
    fill(_one(shop, url, brief=brief), bench)
    assert "Pieces are crates." in script.of("at_most_ten")[0]["messages"][0]["content"]
    fill(_one(shop, url, brief=brief), bench)
    fill(_one(shop, url), bench)
    assert script.asked["at_most_ten"] == 1
    brief.write_text("Pieces are barrels.")
    fill(_one(shop, url, brief=brief), bench)
    assert script.asked["at_most_ten"] == 2


def test_a_model_of_the_settings_and_of_the_environment(shop, script, url, bench, monkeypatch):
    (shop / "scaffold.toml").write_text(f'[fill]\nmodel = "openai/first"\nbase_url = "{url}"\n')
    script.says = dict(ALL)
    fill(FillRequest(shop, only=("at-most-ten",)), bench)
    monkeypatch.setenv("SCAFFOLD_MODEL", "openai/second")
    fill(FillRequest(shop, only=("ship_order",)), bench)
    assert [r["model"] for r in script.requests] == ["first", "second"]


def test_an_unknown_placeholder_is_refused(shop, bench):
    with pytest.raises(Rejected, match="there is no placeholder"):
        fill(FillRequest(shop, only=("nothing-*",)), bench)
