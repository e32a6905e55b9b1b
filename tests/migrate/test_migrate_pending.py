"""A new column must have a value that only a person knows, and rows are there: nothing stops, nothing is lost."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scaffolder import migrate
from scaffolder.flow import projects
from tests.migrate.shop import BIG, TEXT, Json, document, entity, generate, in_project, locking_statements, revisions


def refusing(version: Json) -> Json:
    """The document, saying how keys that do not exist are refused, so that foreign keys are enforced."""
    for path in version["paths"].values():
        if "post" in path:
            path["post"]["responses"]["409"] = {"description": "No such row."}
    return version


OWNER = entity("owners", ["email"], email=TEXT)
OLD = refusing(document(Owner=OWNER, Pet=entity("pets", ["name"], name=TEXT)))
NEW = refusing(
    document(
        Owner=OWNER,
        Pet=entity("pets", ["name", "owner_id", "code"], name=TEXT, owner_id=BIG, code=TEXT | {"x-unique": True}),
    )
)
REFUSED = "pets: {} row(s) have no value for {}, which becomes required: {}. Mend them, then run again."
REX, TOM = {"id": 1, "name": "Rex"}, {"id": 2, "name": "Tom"}


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with both versions."""
    folder = tmp_path_factory.mktemp("waiting")
    generate(folder, OLD)
    generate(folder, NEW)
    return folder


@pytest.fixture(scope="module")
def settled(waiting: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, after a person said that every row has a value."""
    folder = tmp_path_factory.mktemp("settled")
    subprocess.run(["cp", "-r", f"{waiting}/.", str(folder)], check=True)
    generate(folder, NEW, require_pending=True)
    return folder


def journey(folder: Path, url: str, *steps: tuple[Any, ...]) -> list[Any]:
    script = str(Path(__file__).with_name("journey.py"))
    return list(json.loads(in_project(folder / "app", script, url, json.dumps(steps))))


def test_lists_what_is_pending(waiting: Path) -> None:
    condition = projects.status(waiting / "app").condition
    assert condition is not None
    assert condition.pending == ("pets.code", "pets.owner_id")
    text = (waiting / "app" / "migrations" / "versions" / revisions(waiting / "app")[1]).read_text()
    assert "- pets.code may be empty until every row has a value" in text


def test_waits_only_until_it_is_said_to_be_full(settled: Path) -> None:
    assert migrate.pending(settled / "app") == ()
    before = revisions(settled / "app")
    generate(settled, NEW, require_pending=True)
    assert revisions(settled / "app") == before


def test_serves_rows_that_wait_and_requires_the_value_once_they_have_it(waiting: Path, settled: Path, url: str) -> None:
    told = journey(
        waiting,
        url,
        ("up", "0001"),
        ("sql", "INSERT INTO owners (email) VALUES ('a@b')"),
        ("sql", "INSERT INTO pets (name) VALUES ('Rex'), ('Tom')"),
        ("to", "head"),
        ("ask", "GET", "/pets", None),
        ("ask", "GET", "/pets/2", None),
        ("ask", "POST", "/pets", {"name": "Max"}),
        ("ask", "POST", "/pets", {"name": "Max", "owner_id": 7, "code": "m"}),
        ("ask", "POST", "/pets", {"name": "Max", "owner_id": 1, "code": "m"}),
        ("sql", "DELETE FROM pets WHERE name = 'Max'"),
    )
    bare = {"owner_id": None, "code": None}
    assert told[3:6] == [None, [200, [REX | bare, TOM | bare]], [200, TOM | bare]]
    assert [status for status, _ in told[6:9]] == [422, 409, 201]
    told = journey(
        settled,
        url,
        ("to", "head"),
        ("sql", "UPDATE pets SET owner_id = 1"),
        ("sql", "UPDATE pets SET code = 'r' WHERE id = 1"),
        ("to", "head"),
        ("sql", "UPDATE pets SET code = 't' WHERE id = 2"),
        ("to", "head"),
        ("rows", "pets"),
        ("to", "0001"),
        ("rows", "pets"),
    )
    refused = REFUSED.format(2, "owner_id", "id=1; id=2"), REFUSED.format(1, "code", "id=2")
    assert (told[0], told[3], told[5]) == (*refused, None)
    assert told[6] == [{"code": "r", "owner_id": 1} | REX, {"code": "t", "owner_id": 1} | TOM]
    assert told[7:] == [None, [REX, TOM]]


def test_locks_no_table_for_long(settled: Path, tmp_path: Path) -> None:
    assert locking_statements(settled / "app", tmp_path) == []
