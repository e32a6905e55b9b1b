"""Lists of objects that become rows of a table of their own, and back: nothing is lost, on both engines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.migrate.shop import BIG, ID, TEXT, Json, document, entity, generate, in_project, locking_statements

COUNT: Json = {"type": "integer", "format": "int32"}
MADE: Json = TEXT | {"format": "date-time"}
LINE: Json = {
    "type": "object",
    "required": ["sku"],
    "properties": {"id": ID, "sku": TEXT, "soldAt": MADE, "count": COUNT},
}
LISTED: Json = {"type": "array", "items": {"$ref": "#/components/schemas/Line"}}


def lists() -> Json:
    """Orders with their lines inside."""
    made = document(Order=entity("orders", ["name"], name=TEXT, lines=LISTED))
    made["components"]["schemas"]["Line"] = LINE
    return made


def rows() -> Json:
    """Lines are rows of their own, and shown with their orders."""
    line = entity("lines", ["sku"], sku=TEXT, soldAt=MADE, count=COUNT, order_id=BIG)
    return document(Order=entity("orders", ["name"], name=TEXT, lines=LISTED), Line=line)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """From lists to rows, and to lists again."""
    folder = tmp_path_factory.mktemp("nesting")
    for version in (lists(), rows(), lists()):
        generate(folder, version)
    return folder / "app"


LINES = [
    {"id": 7, "sku": "a", "soldAt": "2024-01-02T03:04:05+02:00", "count": 2},
    {"id": 8, "sku": "b", "colour": "red"},
]
ODD = [{"id": 9, "count": 1}, "text", {"sku": "c", "count": 3}]
STORED = (
    "INSERT INTO orders (id, name, lines) VALUES "
    f"(1, 'one', '{json.dumps(LINES)}'), (2, 'two', '{json.dumps(ODD)}'), (3, 'three', NULL), (4, 'four', '[]')"
)


def steps(project: Path, url: str, *taken: tuple[Any, ...]) -> list[Any]:
    script = str(Path(__file__).with_name("journey.py"))
    return list(json.loads(in_project(project, script, url, json.dumps(taken))))


def listed(rows: list[Json]) -> list[object]:
    return [json.loads(r["lines"]) if isinstance(r["lines"], str) else r["lines"] for r in rows]


def revision(project: Path, number: int) -> str:
    found = next((project / "migrations" / "versions").glob(f"{number:04d}_*.py"))
    return next(line for line in found.read_text().splitlines() if line.startswith("revision:")).split('"')[1]


def test_objects_become_rows_and_rows_objects(project: Path, url: str) -> None:
    second, third = revision(project, 2), revision(project, 3)
    told = steps(
        project,
        url,
        ("up", "0001"),
        ("sql", STORED.replace(":", "\\:")),
        ("up", second),
        ("rows", "lines"),
        ("sql", "INSERT INTO lines (sku, order_id) VALUES ('new', 3)"),
        ("sql", "UPDATE lines SET count = 5 WHERE id = 7"),
        ("sql", "DELETE FROM lines WHERE sku = 'b'"),
        ("up", third),
        ("rows", "orders"),
        ("to", "0001"),
        ("rows", "orders"),
    )
    assert [(r["id"], r["sku"], r["count"], r["order_id"]) for r in told[3]] == [
        (7, "a", 2, 1),
        (8, "b", None, 1),
        (9, "", 1, 2),
        (10, "c", 3, 2),
    ]
    after = [
        [LINES[0] | {"count": 5}],
        [ODD[0], "text", ODD[2]],
        [{"id": 11, "sku": "new"}],
        [],
    ]
    assert listed(told[10]) == after


def test_locks_no_table_for_long(project: Path, tmp_path: Path) -> None:
    assert locking_statements(project, tmp_path) == []
