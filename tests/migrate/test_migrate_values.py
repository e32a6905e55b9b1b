"""Values of enumerations that a document calls differently: stored ones follow, both ways, on both engines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.migrate.shop import TEXT, Json, document, entity, generate, in_project, locking_statements

OLD_STATUS: Json = TEXT | {"enum": ["waiting", "b", "c"]}
CALLED = {"b": "c", "c": "removed", "waiting": "b"}
NEW_STATUS: Json = TEXT | {"enum": ["b", "c", "removed"], "x-renamed-values": CALLED}
OLD_RANK: Json = {"type": "integer", "enum": [1, 2, 3]}
NEW_RANK: Json = {"type": "integer", "enum": [10, 2], "x-renamed-values": {"1": 10, "3": 2}}


def shop(status: Json, rank: Json) -> Json:
    """The statuses are a schema of their own."""
    made = document(Pet=entity("pets", ["status"], status={"$ref": "#/components/schemas/Status"}, rank=rank))
    made["components"]["schemas"]["Status"] = status
    return made


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("values")
    generate(folder, shop(OLD_STATUS, OLD_RANK))
    generate(folder, shop(NEW_STATUS, NEW_RANK))
    return folder / "app"


def test_stored_values_follow_both_ways(project: Path, url: str) -> None:
    stored = "INSERT INTO pets (status, rank) VALUES ('waiting', 1), ('b', 2), ('c', 3)"
    steps = ("up", "0001"), ("sql", stored), ("to", "head"), ("rows", "pets"), ("to", "0001"), ("rows", "pets")
    script = str(Path(__file__).with_name("journey.py"))
    told = json.loads(in_project(project, script, url, json.dumps(steps)))
    assert (told[2], told[4]) == (None, None)
    assert [(r["status"], r["rank"]) for r in told[3]] == [("b", 10), ("c", 2), ("removed", 2)]
    assert [(r["status"], r["rank"]) for r in told[5]] == [("waiting", 1), ("b", 3), ("c", 3)]


def test_locks_no_table_for_long(project: Path, tmp_path: Path) -> None:
    assert locking_statements(project, tmp_path) == []
