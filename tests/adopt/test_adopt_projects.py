"""Three existing projects, as people write them: what was there stays and works, what is added works beside it."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from scaffolder.flow.into import about_ours
from scaffolder.project import generated
from scaffolder.verdict import Finding, Status, Step, Verdict
from tests.adopt.adopting import LIBRARY, MINIMAL, SPECS, contents, run, scaffold, told

PROJECTS = {
    "single": (MINIMAL, {"main.py"}, 33),
    "layered": (LIBRARY, {"shop/main.py", "alembic/env.py"}, 81),
    "featured": (LIBRARY, {"src/library/app.py", "migrations/env.py"}, 78),
}
"""Document, the files of theirs that get lines, and how many tests pass: old and new."""


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
    run(project, "-m", "ruff", "check", "--no-cache", *new)


@pytest.mark.parametrize("document", ["api.yaml", "nested-resources.yaml", "wrapped-bodies.yaml", "swagger2.json"])
@pytest.mark.parametrize("project", ["single", "layered"], indirect=True)
def test_all_that_is_imported_is_there(project: Path, document: str) -> None:
    before = contents(project)

    assert scaffold("from", SPECS / document, "--into", project).return_value == 0

    after = contents(project)
    modules = {path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in after}
    own = {module.partition(".")[0] for module in modules} | {"app"}
    for path in after.keys() - before.keys():
        tree = ast.parse(after[path]) if path.endswith(".py") else ast.Module([], [])
        asked = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        missing = {module for module in asked if module.partition(".")[0] in own and module not in modules}
        assert not {m for m in missing if not any(known.startswith(f"{m}.") for known in modules)}, path


@pytest.mark.parametrize("project", ["single"], indirect=True)
@pytest.mark.parametrize("first", ["main", "api.core.tables", "api.chapters.models", "api.chapters.router"])
def test_whatever_is_imported_first_finds_the_rest(project: Path, first: str) -> None:
    scaffold("from", SPECS / "nested-resources.yaml", "--into", project)

    run(project, "-c", f"import {first}, main; print(len(main.app.routes))", DATABASE_URL="sqlite+aiosqlite://")


@pytest.mark.parametrize("project", PROJECTS, indirect=True)
def test_a_second_run_changes_nothing(project: Path) -> None:
    document = PROJECTS[project.name][0]
    scaffold("from", document, "--into", project)
    before = contents(project)

    changes = json.loads(scaffold("from", document, "--into", project, "--format", "json").stdout)["changes"]

    assert contents(project) == before
    assert {f["action"] for f in changes["files"]} == {"unchanged"}


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
