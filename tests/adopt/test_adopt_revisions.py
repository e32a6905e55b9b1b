"""Revisions for the tables that adopted projects get: after their head, and later ones that keep every row."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.adopt.adopting import LIBRARY, Migrated, contents, scaffold

TITLE = (
    "title: {type: string, maxLength: 200}",
    "title: {type: string, maxLength: 300}\n        binding: {type: string, maxLength: 20, default: unknown}",
)
REQUIRED = ("required: [id, isbn, title]", "required: [id, isbn, title, binding]")


BOTH = pytest.mark.parametrize(
    "migrated", [("layered", "sqlite+aiosqlite"), ("featured", "sqlite")], ids=lambda p: p[0], indirect=True
)
EVERYWHERE = pytest.mark.parametrize(
    "migrated",
    [("layered", "sqlite+aiosqlite"), ("featured", "sqlite"), ("layered", "postgresql+asyncpg")],
    ids="-".join,
    indirect=True,
)
BOTH_ENGINES = pytest.mark.parametrize(
    "migrated", [("featured", "sqlite"), ("layered", "postgresql+asyncpg")], ids="-".join, indirect=True
)


@BOTH
def test_the_revision_follows_their_head(migrated: Migrated) -> None:
    assert scaffold("from", LIBRARY, "--into", migrated.project).return_value == 0

    migrated.alembic("upgrade", "head")
    assert "No new upgrade operations detected" in migrated.alembic("check")
    migrated.alembic("downgrade", "base")


def test_a_changed_document_is_merged_and_gets_a_revision_of_its_own(project: Path) -> None:
    scaffold("from", LIBRARY, "--into", project)
    first = {p.name for p in (project / "alembic/versions").iterdir()}
    router = project / "shop/routers/book.py"
    router.write_text(router.read_text().replace('"""The endpoints of books."""', '"""Ours."""'))
    changed = project.parent / "changed.yaml"
    shelf = "{type: object, required: [id], properties: {id: {type: integer, readOnly: true}, name: {type: string}}}"
    paths = """  /shelves:
    get:
      operationId: listShelves
      responses:
        "200":
          description: All
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Shelf"}}}}
    post:
      operationId: addShelf
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Shelf"}}}}
      responses:
        "201": {description: It, content: {application/json: {schema: {$ref: "#/components/schemas/Shelf"}}}}
  /shelves/{shelfId}:
    get:
      operationId: getShelf
      parameters: [{name: shelfId, in: path, required: true, schema: {type: integer}}]
      responses:
        "200":
          description: It
          content: {application/json: {schema: {$ref: "#/components/schemas/Shelf"}}}
"""
    text = LIBRARY.read_text().replace("operationId: addBook\n", "operationId: addBook\n      summary: Add it\n")
    whole = text.replace("components:\n", f"{paths}components:\n", 1)
    changed.write_text(f"{whole}    Shelf: {shelf}\n")

    done = scaffold("from", changed, "--into", project)

    assert done.return_value == 0, done.output
    assert '"""Ours."""' in router.read_text()
    assert '"""Add it."""' in router.read_text()
    (new,) = {p.name for p in (project / "alembic/versions").iterdir()} - first
    (added,) = first - {"1f0c_artists.py", "2a9d_songs.py", "__pycache__"}
    text = (project / "alembic/versions" / new).read_text()
    assert re.search(rf'^down_revision: .* = "{added.split("_")[0]}"$', text, re.MULTILINE)
    assert re.findall(r'create_table\(\s*"(\w+)"', text) == ["shelves"]


def _changed(migrated: Migrated, *changes: tuple[str, str]) -> Path:
    text = LIBRARY.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    changed = migrated.project.parent / "changed.yaml"
    changed.write_text(text)
    return changed


def _adopted_with_rows(migrated: Migrated) -> None:
    scaffold("from", LIBRARY, "--into", migrated.project)
    migrated.alembic("upgrade", "head")
    migrated.sql("INSERT INTO members (id, name) VALUES (1, 'Ada')")
    migrated.sql("INSERT INTO books (id, title, isbn, lent_to) VALUES (1, 'One', '12', 1)")


def _written_by(migrated: Migrated, document: Path) -> list[str]:
    """The texts of the revisions that a run adds."""
    before = migrated.written()
    done = scaffold("from", document, "--into", migrated.project, "--format", "json")
    assert done.return_value == 0, done.output
    return [(migrated.project / migrated.revisions / name).read_text() for name in migrated.written() - before]


@EVERYWHERE
def test_changed_columns_of_adopted_tables_get_a_revision_that_keeps_the_rows(migrated: Migrated) -> None:
    _adopted_with_rows(migrated)
    changed = _changed(migrated, TITLE, REQUIRED)

    (revision,) = _written_by(migrated, changed)

    assert f"from {migrated.core} import steps" in revision
    migrated.alembic("upgrade", "head")
    assert "No new upgrade operations detected" in migrated.alembic("check")
    assert migrated.sql("SELECT id, title, isbn, binding, lent_to FROM books") == [(1, "One", "12", "unknown", 1)]
    migrated.alembic("downgrade", "-1")
    assert migrated.sql("SELECT id, title, isbn, published, lent_to FROM books") == [(1, "One", "12", None, 1)]
    assert _written_by(migrated, changed) == []
    back = json.loads(scaffold("from", LIBRARY, "--into", migrated.project, "--format", "json").stdout)
    told = [d["message"] for d in back["diagnostics"] if d["code"] == "M010"]
    assert told == ["Column books.binding has no model any more: it stays, with its values, and may be empty."]


@BOTH_ENGINES
def test_renamed_dropped_and_retyped_columns_keep_their_values(migrated: Migrated) -> None:
    _adopted_with_rows(migrated)
    renamed = (
        "isbn: {type: string, maxLength: 13, x-unique: true}",
        "ean: {type: string, maxLength: 13, x-unique: true, x-renamed-from: isbn}",
    )
    dropped = ("        lentTo: {type: integer, x-foreign-key: members.id}\n", "")
    retyped = ("published: {type: string, format: date-time}", "published: {type: string, format: date}")
    changed = _changed(migrated, ("[id, isbn, title]", "[id, ean, title]"), renamed, dropped, retyped)
    migrated.sql("UPDATE books SET published = '2024-02-29 12:30:00'")

    assert _written_by(migrated, changed)

    migrated.alembic("upgrade", "head")
    assert migrated.sql("SELECT ean, substr(CAST(published_datetime AS varchar(30)), 1, 10), lent_to FROM books") == [
        ("12", "2024-02-29", 1)
    ]
    migrated.alembic("downgrade", "-1")
    assert migrated.sql("SELECT isbn, title, lent_to FROM books") == [("12", "One", 1)]


def test_an_edited_revision_of_an_adopted_project_is_not_run(project: Path) -> None:
    scaffold("from", LIBRARY, "--into", project)
    theirs = {"1f0c_artists.py", "2a9d_songs.py"}
    (ours,) = (p for p in (project / "alembic/versions").glob("*.py") if p.name not in theirs)
    ours.write_text(ours.read_text() + "\nraise RuntimeError\n")
    before = contents(project)
    changed = project.parent / "changed.yaml"
    changed.write_text(LIBRARY.read_text().replace(*TITLE))

    done = scaffold("from", changed, "--into", project, "--format", "json")

    told = [d for d in json.loads(done.stdout)["diagnostics"] if d["code"] == "M006"]
    assert [d["file"] for d in told] == [f"alembic/versions/{ours.name}"]
    assert {p for p in contents(project) if p.startswith("alembic/")} == {p for p in before if p.startswith("alembic/")}
    assert "binding" in (project / "shop/models/book.py").read_text()
