"""Lists bounded in time by parameters that name no property, and totals that are called after the rows."""

from __future__ import annotations

import pytest

from scaffolder.model import Fact, Role
from tests.inference.test_conventions import NUMBER, TEXT, Json, model, op, ref

DAY = {"type": "string", "format": "date"}
MOMENT = {"type": "string", "format": "date-time"}


def bounds(parameters: dict[str, Json], **row: Json) -> dict[str, tuple[str | None, str]]:
    """Filters of a list of such rows: parameter to column and comparison."""
    listing = op({"type": "array", "items": ref("visit")})
    listing["parameters"] = [{"name": n, "in": "query", "schema": s} for n, s in parameters.items()]
    found = model({"/visits": {"get": listing}, "/visits/{id}": {"get": op(ref("visit"))}}, visit={"id": TEXT, **row})
    operation = next(o for o in found.operations if o.path == "/visits")
    return {p.name: (p.column, p.comparison.value) for p in operation.parameters if p.role is Role.FILTER}


@pytest.mark.parametrize(
    ("first", "last"),
    [("startDate", "endDate"), ("start_date", "end_date"), ("from", "to"), ("dateFrom", "dateTo"), ("since", "until")],
)
def test_a_span_is_of_the_only_date(first: str, last: str) -> None:
    assert bounds({first: DAY, last: DAY}, date=DAY, createdAt=MOMENT) == {first: ("date", "ge"), last: ("date", "le")}


def test_a_span_is_of_the_creation_where_nothing_else_has_a_time() -> None:
    assert bounds({"from": MOMENT}, createdAt=MOMENT, updatedAt=MOMENT) == {"from": ("created_at", "ge")}
    assert bounds({"from": MOMENT}, createdAt=MOMENT, endedAt=MOMENT) == {"from": ("ended_at", "ge")}


def test_a_span_is_of_nothing_where_several_may_be_meant() -> None:
    assert bounds({"from": MOMENT}, arrived=MOMENT, left=MOMENT) == {}
    assert bounds({"from": DAY}, createdAt=MOMENT) == {}
    assert bounds({"from": TEXT}, date=DAY) == {}


def test_totals_are_called_after_the_rows() -> None:
    page = {"data": {"type": "array", "items": ref("visit")}, "pagination": ref("pages")}
    found = model(
        {"/visits": {"get": op(ref("page"))}, "/visits/{id}": {"get": op(ref("visit"))}},
        visit={"id": TEXT},
        page=page,
        pages={"totalVisits": NUMBER, "totalOthers": NUMBER},
    )
    answer = str(next(o for o in found.operations if o.path == "/visits").answer)
    assert f"name='total_visits', json_name='totalVisits', value={Fact.TOTAL!r}" in answer
    assert "totalOthers" not in answer
