"""Three existing projects, as people write them: what was there stays and works, what is added works beside it."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from click.testing import Result as Done

from scaffolder.cli import cli
from scaffolder.editor.results import Result
from scaffolder.flow.into import about_ours
from scaffolder.project import generated
from scaffolder.verdict import Finding, Status, Step, Verdict

HERE = Path(__file__).parent
MINIMAL = HERE.parents[1] / "specs" / "minimal.yaml"
LIBRARY = HERE / "library.yaml"
PROJECTS = {
    "single": (MINIMAL, {"main.py"}, 33),
    "layered": (LIBRARY, {"shop/main.py", "alembic/env.py"}, 81),
    "featured": (LIBRARY, {"src/library/app.py", "migrations/env.py"}, 78),
}
"""Document, the files of theirs that get lines, and how many tests pass: old and new."""


TITLE = (
    "title: {type: string, maxLength: 200}",
    "title: {type: string, maxLength: 300}\n        binding: {type: string, maxLength: 20, default: unknown}",
)
REQUIRED = ("required: [id, isbn, title]", "required: [id, isbn, title, binding]")


@pytest.fixture
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    name = getattr(request, "param", "layered")
    compiled = shutil.ignore_patterns("__pycache__", ".*_cache")
    return Path(shutil.copytree(HERE / "projects" / name, tmp_path / name, ignore=compiled))


def scaffold(*arguments: object) -> Done:
    return CliRunner().invoke(cli, [str(a) for a in arguments], standalone_mode=False)


def contents(folder: Path) -> dict[str, str]:
    files = (p for p in folder.rglob("*") if p.is_file() and not {".scaffold", "__pycache__"} & set(p.parts))
    return {p.relative_to(folder).as_posix(): p.read_text() for p in files}


def run(project: Path, *arguments: str, **variables: str) -> str:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **variables}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        [sys.executable, *arguments], cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}{done.stderr[-2000:]}"
    return done.stdout + done.stderr


@pytest.mark.parametrize("project", PROJECTS, indirect=True)
def test_what_was_there_stays_and_all_tests_pass(project: Path) -> None:
    document, included, passing = PROJECTS[project.name]
    before = contents(project)

    done = scaffold("from", document, "--into", project, "--format", "json")

    assert done.return_value == 0, done.output
    told = json.loads(done.stdout)["adoption"]["includes"]
    after = contents(project)
    assert {path for path in before if after[path] != before[path]} == included
    for path in included:
        added = {line for file, line in told if file == path}
        kept = [line for line in after[path].splitlines() if line.strip() not in added]
        assert [line for line in kept if line] == [line for line in before[path].splitlines() if line]
        assert added <= {line.strip() for line in after[path].splitlines()}
    output = run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly")
    assert re.search(rf"\b{passing} passed", output), output[-300:]
    new = [path for path in after if path not in before and path.endswith(".py")]
    run(project, "-m", "ruff", "format", "--check", "--no-cache", *new)


@pytest.mark.parametrize(
    ("project", "variable", "url"),
    [
        ("layered", "SHOP_DATABASE_URL", "sqlite+aiosqlite:///./m.db"),
        ("featured", "LIBRARY_DATABASE_URL", "sqlite:///./m.db"),
    ],
    indirect=["project"],
)
def test_the_revision_follows_their_head(project: Path, variable: str, url: str) -> None:
    assert scaffold("from", LIBRARY, "--into", project).return_value == 0
    alembic = ("-m", "alembic")

    run(project, *alembic, "upgrade", "head", **{variable: url})
    assert "No new upgrade operations detected" in run(project, *alembic, "check", **{variable: url})
    run(project, *alembic, "downgrade", "base", **{variable: url})


@pytest.mark.parametrize("project", PROJECTS, indirect=True)
def test_a_second_run_changes_nothing(project: Path) -> None:
    document = PROJECTS[project.name][0]
    scaffold("from", document, "--into", project)
    before = contents(project)

    changes = json.loads(scaffold("from", document, "--into", project, "--format", "json").stdout)["changes"]

    assert contents(project) == before
    assert {f["action"] for f in changes["files"]} == {"unchanged"}


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


def test_changed_columns_of_adopted_tables_get_a_revision_that_keeps_the_rows(project: Path) -> None:
    url = {"SHOP_DATABASE_URL": "sqlite+aiosqlite:///./m.db"}
    alembic = ("-m", "alembic")
    scaffold("from", LIBRARY, "--into", project)
    run(project, *alembic, "upgrade", "head", **url)
    with closing(sqlite3.connect(project / "m.db")) as database:
        database.execute("INSERT INTO members (id, name) VALUES (1, 'Ada')")
        database.execute("INSERT INTO books (id, title, isbn) VALUES (1, 'One', '12')")
        database.commit()
    changed = project.parent / "changed.yaml"
    changed.write_text(LIBRARY.read_text().replace(*TITLE).replace(*REQUIRED))
    before = {p.name for p in (project / "alembic/versions").iterdir()}

    done = scaffold("from", changed, "--into", project, "--format", "json")

    assert done.return_value == 0, done.output
    (new,) = {p.name for p in (project / "alembic/versions").iterdir()} - before
    assert "from shop.api_core import steps" in (project / "alembic/versions" / new).read_text()
    run(project, *alembic, "upgrade", "head", **url)
    assert "No new upgrade operations detected" in run(project, *alembic, "check", **url)
    assert stored(project, "id, title, isbn, binding") == [(1, "One", "12", "unknown")]
    run(project, *alembic, "downgrade", "-1", **url)
    assert stored(project, "id, title, isbn, published, lent_to") == [(1, "One", "12", None, None)]
    again = json.loads(scaffold("from", changed, "--into", project, "--format", "json").stdout)["changes"]
    assert {f["action"] for f in again["files"]} == {"unchanged"}
    back = json.loads(scaffold("from", LIBRARY, "--into", project, "--format", "json").stdout)
    told = [d["message"] for d in back["diagnostics"] if d["code"] == "M010"]
    assert told == ["Column books.binding has no model any more: it stays, with its values, and may be empty."]


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


def stored(project: Path, columns: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(project / "m.db")) as database:
        return database.execute(f"SELECT {columns} FROM books").fetchall()


def test_a_dry_run_announces_and_writes_nothing(project: Path) -> None:
    before = contents(project)

    done = scaffold("from", MINIMAL, "--into", project, "--dry-run")

    assert contents(project) == before
    assert not (project / ".scaffold").exists()
    assert "shop/main.py    app.include_router(api_router)" in done.stdout
    assert "Song = shop.models.song:Song" in done.stdout


def test_what_scaffold_toml_says_wins(project: Path) -> None:
    (project / "scaffold.toml").write_text('[into]\nlayout = "feature"\npackage = "shop.api"\ncore = "shop.shared"\n')

    assert scaffold("from", LIBRARY, "--into", project).return_value == 0
    assert (project / "shop/api/books/router.py").is_file()
    assert (project / "shop/shared/errors.py").is_file()
    assert (project / "scaffold.toml").read_text().count("[into]") == 1


def test_a_project_that_says_into_needs_no_option(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scaffold("from", MINIMAL, "--into", project)
    before = contents(project)
    monkeypatch.chdir(project)

    assert scaffold("from", MINIMAL).return_value == 0
    assert contents(project) == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("shop/db.py", "(DeclarativeBase)", "(object)"), "A001 the project has no declarative base"),
        (("shop/db.py", "        yield session", "        return"), "A001 the project has no session dependency"),
        (("shop/main.py", "FastAPI(", "Flask("), "A001 the project has no application"),
        (("shop/models/song.py", "artist:", "singer:"), "song.py:7:1: A002 shop.models.song:Song stores Song, but has"),
        (("alembic/versions/2a9d_songs.py", '"1f0c"', "None"), "A003 the migrations have several heads: 1f0c, 2a9d"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_written(
    change: tuple[str, str, str], told: str, project: Path
) -> None:
    path, old, new = change
    text = (project / path).read_text()
    assert old in text
    (project / path).write_text(text.replace(old, new))
    before = contents(project)

    done = scaffold("from", MINIMAL, "--into", project)

    assert done.return_value == 3
    assert told in done.stderr
    assert contents(project) == before


def test_a_name_that_is_not_there_is_told(project: Path) -> None:
    (project / "scaffold.toml").write_text('[into]\nbase = "shop.db:Basis"\n')

    assert "[into] base names shop.db:Basis, which is not there" in scaffold("from", MINIMAL, "--into", project).stderr


def told(*arguments: object) -> tuple[int, dict[str, Any]]:
    done = scaffold(*arguments, "--format", "json")
    Result.model_validate_json(done.stdout)
    return done.return_value, json.loads(done.stdout)


@pytest.mark.parametrize("project", PROJECTS, indirect=True)
def test_the_commands_of_a_project_know_an_adopted_one(project: Path) -> None:
    document = PROJECTS[project.name][0]
    before = contents(project)
    scaffold("from", document, "--into", project)

    assert told("check", document, "--out", project)[0] == 0
    code, standing = told("status", project)
    assert (code, standing["condition"]["conflicts"], standing["condition"]["edited"]) == (0, [], [])
    assert {p["body"] for p in standing["condition"]["placeholders"]} <= {"unfilled"}

    changed = project.parent / "changed.yaml"
    changed.write_text(document.read_text().replace("maxLength: 200", "maxLength: 300").replace("addBook", "putBook"))
    assert told("check", changed, "--out", project)[0] == 1
    code, different = told("diff", changed, "--out", project)
    updated = {f["path"] for f in different["changes"]["files"] if f["action"] == "updated"}
    assert (code, updated & before.keys()) == (0, set())
    assert any(path.endswith("openapi.yaml") for path in updated)

    page = project.parent / "page.html"
    assert told("report", project, "--out", page)[0] == 0
    assert page.read_text().startswith("<!doctype html>")

    assert told("undo", project)[0] == 0
    assert contents(project) == before


@pytest.mark.parametrize("project", PROJECTS, indirect=True)
def test_the_contract_of_what_was_generated_is_kept(project: Path) -> None:
    scaffold("from", PROJECTS[project.name][0], "--into", project)
    served = {"GET /members"} if project.name == "featured" else set()

    _, found = told("verify", project, "--contract")

    operations = found["contract"]["operations"]
    breaking = [(o, d) for o in operations for d in o["differences"] if d["breaking"]]
    assert {f"{o['method']} {o['path']}" for o, _ in breaking} == served, [d["message"] for _, d in breaking]


def test_checks_are_about_what_was_generated(project: Path) -> None:
    scaffold("from", MINIMAL, "--into", project)
    router = project / "shop" / "routers" / "song.py"
    theirs = Finding("shop/main.py", 1, 1, "I001", "unsorted")
    ours = Finding("shop/routers/song.py", 1, 1, "F401", "unused")
    assert router.exists()
    steps = (Step("lint", Status.FAILED, findings=(theirs, ours)), Step("format", Status.FAILED, findings=(theirs,)))
    tests = Step("tests", Status.FAILED, findings=(replace(theirs, file="tests/test_x.py"),))

    judged = about_ours(Verdict((*steps, tests)), generated(project))

    assert [(s.status, s.findings) for s in judged.steps] == [
        (Status.FAILED, (ours,)),
        (Status.PASSED, ()),
        (Status.FAILED, tests.findings),
    ]
