"""Random changes to random tables with random rows: nothing is lost, and both directions meet.

`SCAFFOLD_FUZZ` is how many examples to try; few by default.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from alembic.util import CommandError
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scaffolder.migrate import history
from scaffolder.migrate.facts import Schema, TableFacts
from scaffolder.migrate.operations import RenameTable
from scaffolder.migrate.planning import Wish, plan
from scaffolder.migrate.writing import line
from tests.migrate import shapes
from tests.migrate.changes import changed, rows, schemas
from tests.migrate.world import Rows, World

EXAMPLES = int(os.environ.get("SCAFFOLD_FUZZ", "15"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("world"))
    yield made
    made.close()


def test_a_type_that_sqlite_does_not_tell_from_another_is_changed_once(world: World) -> None:
    old, new = (_pets(k) for k in ("bigint", "integer"))
    world.clear()
    world.revise(Schema((old,)))
    world.to("head")
    world.store("pets", id=1, weight=5)

    world.revise(Schema((new,)))
    world.to("head")

    assert world.rows() == {"pets": [{"id": 1, "weight": 5}]}
    assert plan(world.schema(), Wish(Schema((new,)))).operations == ()


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES < 100,
    phases=(Phase.explicit, Phase.generate) if os.environ.get("NOSHRINK") else tuple(Phase),
    report_multiple_bugs=not os.environ.get("NOSHRINK"),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.data())
def test_loses_nothing(world: World, data: st.DataObject) -> None:
    world.clear()
    old = data.draw(schemas(), "old")
    world.revise(old)
    world.to("head")
    for table, stored in data.draw(rows(old), "rows").items():
        for row in stored:
            world.store(table, **row)
    before, first = world.rows(), world.head()
    new = data.draw(changed(old), "new")
    moved = {o.old: o.new for o in world.revise(new).operations if isinstance(o, RenameTable)}
    try:
        world.to("head")
    except CommandError as refused:
        assert "Mend them, then run again." in str(refused)
        assert_keeps(before, world.rows(), {})
        return
    past = history.read(world.folder)
    parked, pending = (frozenset(map(str, names)) for names in (past.parked(), past.pending()))
    left = plan(world.schema(), Wish(new, parked=parked, pending=pending)).operations
    assert "\n".join(line(o) for o in left) == "", "the database is what the models say"
    after = world.rows()
    assert_keeps(before, after, moved)
    try:
        world.to(first)
    except CommandError as refused:  # what nulls were filled with may be what the old rules forbid
        assert "Mend them, then run again." in str(refused)
        assert_keeps(before, world.rows(), moved)
        return
    assert_same(before, world.rows())
    world.to("head")
    random = {c.name for t in new.tables for c in t.columns if c.fill and c.fill.made}
    again = world.rows()
    assert told(again, after, random, parked) == told(after, after, random, parked)


def _pets(kind: str) -> TableFacts:
    weight = shapes.column("weight", kind)
    return shapes.table("pets", weight, indexes=(shapes.index("ix_weight", "weight"),))


def told(rows: Rows, first: Rows, random: set[str], parked: frozenset[str]) -> Rows:
    """Rows without columns whose values are made anew each time, and without nulls of `first` in columns kept aside.

    Going down, a null that was filled cannot be told from the same value stored since, which must not be lost: it
    stays filled, and so it does in the column that is kept aside, going up again.
    """
    return {
        t: [
            {k: v for k, v in row.items() if k not in random and not (f"{t}.{k}" in parked and was[k] is None)}
            for row, was in zip(stored, first[t], strict=True)
        ]
        for t, stored in rows.items()
    }


def assert_keeps(before: Rows, after: Rows, moved: dict[str, str]) -> None:
    """Every value of every row still stands in the row, perhaps in another column or type."""
    for table, stored in before.items():
        there = {row["id"]: {plain(v) for v in row.values()} for row in after[moved.get(table, table)]}
        for row in stored:
            missing = {plain(v) for v in row.values() if v is not None} - there[row["id"]]
            assert not missing, (table, row)


def assert_same(before: Rows, after: Rows) -> None:
    """Every row is as it was; nulls that were filled on the way may stay filled."""
    assert {t: len(r) for t, r in before.items()} == {t: len(r) for t, r in after.items()}
    for table, stored in before.items():
        there = {row["id"]: row for row in after[table]}
        for row in stored:
            for name, value in row.items():
                assert value is None or plain(there[row["id"]][name]) == plain(value), (table, name, row)


def plain(value: Any) -> str:
    """What a value says, whatever type says it."""
    text = str(value)
    text = (str(json.loads(text)) if text.startswith('"') else text).lower()
    text = {"true": "1", "false": "0"}.get(text, text)
    try:
        return repr(float(text)) if abs(float(text)) < 2**52 else text
    except ValueError:
        return text.replace("-", "") if len(text) == 36 else text
