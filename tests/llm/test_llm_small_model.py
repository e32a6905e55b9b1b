"""The loop with a real small model, which is often wrong: whatever it answers, only what holds is kept."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from scaffolder import verify
from scaffolder.bodies import body_of, placed
from scaffolder.filling import State
from scaffolder.fills import Fill
from scaffolder.flow import Request, generate
from scaffolder.flow.filling import FillRequest, fill

pytestmark = pytest.mark.slow

DOCUMENT = Path(__file__).parents[1] / "fill" / "shop.yaml"
SMALL = "[fill]\ncontext = 600\n"
TEST = """\
for quantity, status in ((1, 201), (10, 201), (11, 409), (500, 409)):
    answer = await client.post("/orders", json={"customer": "Ada", "quantity": quantity})
    assert answer.status_code == status
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    generate(Request(str(DOCUMENT), out=folder, verify=False))
    (folder / "scaffold.toml").write_text(SMALL)
    return folder


def _request(shop: Path, url: str, **more) -> FillRequest:
    extra = {"cache_prompt": False}
    return FillRequest(
        shop, model="openai/smollm2", base_url=url, parallel=1, together=1, timeout=600, extra=extra, **more
    )


def test_an_easy_rule_is_filled_against_a_test_that_a_person_wrote(shop, local_model):
    path = "tests/orders/test_rules.py"
    test = shop / path
    test.write_text(placed(test.read_text(), Fill("test_at-most-ten", path, TEST)))
    outcome = fill(_request(shop, local_model, only=("at-most-ten",)), verify.judging)
    standing = next(s for s in outcome.filling.standings if s.id == "at-most-ten")
    assert standing.state is State.FILLED, (standing.why, standing.attempts)
    assert "10" in body_of((shop / "app/orders/rules.py").read_text(), "at-most-ten")


def test_what_does_not_hold_is_not_kept(shop, local_model):
    before = {p: p.read_bytes() for p in sorted((shop / "app").rglob("*.py")) + sorted((shop / "tests").rglob("*.py"))}
    outcome = fill(_request(shop, local_model, max_iterations=1), verify.judging)
    assert outcome.filling.usage.calls >= 4
    states = {s.id: s.state for s in outcome.filling.standings}
    assert set(states.values()) <= {State.FILLED, State.FAILED}
    if not outcome.filling.accepted:
        assert {p: p.read_bytes() for p in before} == before
    for standing in outcome.filling.standings:
        text = (shop / standing.path).read_text()
        ast.parse(text)
        assert (standing.state is State.FILLED) == (standing.id in outcome.filling.accepted)
        assert (shop / ".scaffold/fills" / f"{standing.id}.json").is_file()
