"""The page: what it carries, and how it behaves in a browser."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from scaffolder.diagnostics import Severity
from scaffolder.filling import Standing, State, Usage
from scaffolder.fills import Part
from scaffolder.model import ApiModel, ColumnRole, DeleteRule, ForeignKey, Generator
from scaffolder.overview import Difference, Overview
from scaffolder.remarks import Remark, Review
from scaffolder.report.diagram import Box, diagram
from scaffolder.report.differences import side_by_side
from scaffolder.report.page import page
from scaffolder.verdict import Finding, Status, Step, Verdict
from tests.report.browser import PROGRAM, Browser, browser
from tests.report.conftest import column, entity

_HOSTILE = "</script><script>window.pwned = 1</script><img src=x onerror='window.pwned = 1'>@data@\u2028"


def _key() -> object:
    return column("id", primary_key=True, role=ColumnRole.KEY, generator=Generator.AUTOINCREMENT)


def _reference(name: str, table: str) -> object:
    return column(name, foreign_key=ForeignKey(table, "id", DeleteRule.RESTRICT))


def _many(model: ApiModel, count: int) -> ApiModel:
    """Entities in chains of ten, each referring to the one before it; the first of each to itself."""
    made = []
    for n in range(count):
        target = f"t{n if n % 10 == 0 else n - 1}"
        made.append(entity(f"Thing{n}", f"t{n}", _key(), _reference("other_id", target), column("name")))
    return dataclasses.replace(model, entities=tuple(made), operations=())


@pytest.fixture
def overview(model: ApiModel) -> Overview:
    usage = Usage(calls=2, prompt=1000, answer=200, cost=0.0123)
    standing = Standing(
        "no-two", "app/pets/rules.py", 9, Part.RULE, _HOSTILE, State.FILLED, "some/model", 2, usage, 5, 4
    )
    failed = Step(
        "tests", Status.FAILED, 1.5, "1 failed", "boom", (Finding("tests/a.py", 3, 1, "E1", _HOSTILE),), "pytest"
    )
    return Overview(
        "shop",
        dataclasses.replace(model, title=_HOSTILE),
        standings=(standing,),
        verdict=Verdict((Step("lint", Status.PASSED, 0.2), failed)),
        verified="2026-01-02T03:04:05+00:00",
        differences=(Difference("app/pets/models.py", "updated", "a\nb\nc\n", "a\nB\nc\nd\n"),),
        review=Review((Remark("app/a.py", 7, 1, "S608", Severity.ERROR, _HOSTILE, "why"),), 1),
    )


def _data(text: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    assert found
    return json.loads(found[1])


def test_text_of_the_document_is_data_only(overview: Overview) -> None:
    text = page(overview)
    assert text.count("<script") == 2
    assert "<img" not in text
    assert _data(text)["plan"]["title"] == _HOSTILE  # type: ignore[index]


def test_the_page_names_no_address(overview: Overview) -> None:
    plain = page(overview).replace("http://www.w3.org/2000/svg", "")
    assert "http:" not in plain
    assert "https:" not in plain


def test_placeholders_are_told_with_their_cost(overview: Overview) -> None:
    (told,) = _data(page(overview))["placeholders"]  # type: ignore[misc]
    assert (told["state"], told["tokens"], told["cost"], told["mutants"]) == ("filled", 1200, 0.0123, "4 of 5")


def test_what_never_ran_is_said(model: ApiModel) -> None:
    data = _data(page(Overview("shop", model)))
    assert (data["verdict"], data["review"], data["placeholders"], data["changes"]) == (None, None, [], [])


def _overlap(a: Box, b: Box) -> bool:
    apart = a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
    return not apart


@pytest.mark.parametrize("count", [1, 2, 47])
def test_boxes_stand_apart_and_inside(model: ApiModel, count: int) -> None:
    picture = diagram(_many(model, count))
    assert len(picture.boxes) == count
    assert [pair for pair in combinations(picture.boxes, 2) if _overlap(*pair)] == []
    assert all(0 <= b.x <= b.x + b.width <= picture.width + 0.1 for b in picture.boxes)
    assert all(0 <= b.y <= b.y + b.height <= picture.height + 0.1 for b in picture.boxes)


def test_what_is_referred_to_stands_left(model: ApiModel) -> None:
    boxes = {b.entity: b for b in diagram(_many(model, 10)).boxes}
    places = [boxes[f"Thing{n}"].x for n in range(10)]
    assert places == sorted(set(places))


def test_a_circle_of_references_is_laid_out(model: ApiModel) -> None:
    a = entity("A", "a", _key(), _reference("b_id", "b"))
    b = entity("B", "b", _key(), _reference("a_id", "a"))
    picture = diagram(dataclasses.replace(model, entities=(a, b)))
    assert [(e.source, e.target, e.required) for e in picture.lines] == [("A", "B", True), ("B", "A", True)]
    assert not _overlap(*picture.boxes)


def test_differences_stand_side_by_side() -> None:
    before = "".join(f"{n}\n" for n in range(20))
    after = before.replace("3\n", "three\n", 1).replace("17\n", "", 1)
    rows = side_by_side(before, after)
    assert [r for r in rows if r[0] not in {"same", "gap"}] == [
        ("changed", 4, "3", 4, "three"),
        ("removed", 18, "17", 0, ""),
    ]
    assert [r[0] for r in rows].count("gap") == 1


needs_browser = pytest.mark.skipif(PROGRAM is None, reason="Chromium is not installed")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@needs_browser
def test_hostile_text_stays_text(shown: Browser, overview: Overview, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(overview), encoding="utf-8")
    shown.open(file)
    for tab in ("overview", "diagram", "entities", "operations", "placeholders", "checks", "changes", "review"):
        shown.value(f"document.getElementById('tab-{tab}').click()")
        shown.value("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        shown.value("new Promise((done) => setTimeout(done, 30))")
    assert shown.value("window.pwned") is None
    assert shown.value("document.querySelector('h1').textContent") == _HOSTILE
    assert shown.complaints == []
    assert [u for u in shown.requested if not u.startswith("file:")] == []


@needs_browser
def test_the_page_is_used_by_keyboard(shown: Browser, overview: Overview, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(overview), encoding="utf-8")
    shown.open(file)
    shown.value("document.getElementById('tab-overview').focus()")
    shown.press("ArrowRight")
    assert shown.value("document.querySelector('[aria-selected=true]').id") == "tab-diagram"
    shown.value("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))")
    before = shown.value("document.getElementById('canvas').getAttribute('viewBox')")
    shown.value("document.getElementById('canvas').focus()")
    shown.press("+")
    assert shown.value("document.getElementById('canvas').getAttribute('viewBox')") != before
    shown.value("document.querySelector('g.box[data-name=Pet]').focus()")
    shown.press("Enter")
    assert shown.value("document.querySelector('[aria-selected=true]').id") == "tab-entities"
    assert shown.value("document.querySelector('details[open]').id") == "entity-Pet"


@needs_browser
def test_a_thousand_entities_can_be_searched(shown: Browser, model: ApiModel, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(Overview("shop", _many(model, 1000))), encoding="utf-8")
    before = shown.busy()
    shown.open(file)
    assert shown.busy() - before < 1
    assert shown.value("document.querySelectorAll('[aria-label=Relationships] tbody tr').length") == 200
    shown.value("document.querySelector('main .scroll > button').click()")
    assert shown.value("document.querySelectorAll('[aria-label=Relationships] tbody tr').length") == 400
    assert shown.value("document.querySelector('main .scroll > button').textContent") == "Show more (600)"
    shown.value("document.getElementById('tab-diagram').click()")
    assert shown.value("document.querySelectorAll('g.box').length") == 1000
    shown.value("document.getElementById('tab-entities').click()")
    assert shown.value("document.querySelectorAll('details').length") == 200
    shown.value(
        "(() => { const field = document.querySelector('input[type=search]');"
        " field.value = 'thing777'; field.dispatchEvent(new Event('input')); })()"
    )
    assert shown.value("[...document.querySelectorAll('details')].map((d) => d.id)") == ["entity-Thing777"]
    assert shown.value("document.querySelector('[role=status]').textContent") == "1 of 1000"
