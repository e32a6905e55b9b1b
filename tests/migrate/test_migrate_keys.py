"""Other columns identify the rows: which values a new key gets, and that rows still name the same ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scaffolder.migrate.facts import Schema
from tests.migrate.shapes import column, kind, lines, table, unique
from tests.migrate.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "world")
    yield made
    made.close()


@pytest.mark.parametrize(
    ("former", "key", "given"),
    [
        ("bigint", "bigint", 'add_numbered("pets", sa.Column("code", {}, nullable=False), like="id")'),
        ("integer", "bigint", 'add_numbered("pets", sa.Column("code", {}, nullable=False))'),
        ("uuid", "uuid", 'add_copied("pets", sa.Column("code", {}, nullable=False), like="id")'),
        ("bigint", "uuid", 'add_required("pets", sa.Column("code", {}, nullable=False), steps.NEW_UUID)'),
        ("bigint", "text", 'add_required("pets", sa.Column("code", {}, nullable=False), steps.token())'),
        ("bigint", "string:40", 'add_required("pets", sa.Column("code", {}, nullable=False), steps.token(40))'),
        ("bigint", "string:8", 'add_required_to_empty("pets", sa.Column("code", {}, nullable=False))'),
    ],
)
def test_a_new_key_is_the_former_one_or_made(former: str, key: str, given: str) -> None:
    id_, code = column("id", former, required=True), replace(column("code", key, required=True), autoincrement=False)
    old = table("pets", id_)
    new = table("pets", id_, code, primary_key=unique("pk_pets", "code"))

    assert lines([old], [new])[0] == f"steps.{given}".format(kind(key).written)


def test_rows_name_the_same_rows_by_a_new_key(world: World) -> None:
    id_, code = column("id", "bigint", required=True), column("code", "bigint", required=True)
    world.revise(Schema((table("pets", id_),)))
    world.to("head")
    world.store("pets", id=7)
    world.store("pets", id=3)

    world.revise(Schema((table("pets", id_, code, primary_key=unique("pk_pets", "code")),)))
    world.to("head")

    assert world.rows() == {"pets": [{"id": 3, "code": 3}, {"id": 7, "code": 7}]}
