"""`scaffold templates`, and generating with templates of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scaffolder.cli import cli
from scaffolder.resources import templates

ROOT = Path(__file__).parents[2]
MAIN = "app/main.py.jinja"


def scaffold(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, standalone_mode=False)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "api.yaml").write_bytes((ROOT / "specs" / "minimal.yaml").read_bytes())
    return tmp_path


def listed(*arguments: str) -> dict[str, dict[str, object]]:
    entries = json.loads(scaffold("templates", "list", "--format", "json", *arguments).stdout)["templates"]
    return {e["name"]: e for e in entries}


def test_list_names_every_template_and_what_it_becomes() -> None:
    entries = listed()

    assert sorted(entries) == sorted(p.relative_to(templates()).as_posix() for p in templates().rglob("*.jinja"))
    repository = entries["app/[module]/repository.py.jinja"]
    assert (repository["path"], repository["context"]) == ("app/{module}/repository.py", "RepositoryContext")
    assert "check" in repository["macros"]  # type: ignore[operator]
    shown = " ".join(scaffold("templates", "list").stdout.split())
    assert "app/[module]/repository.py.jinja RepositoryContext bound, names" in shown


@pytest.mark.parametrize("name", ["app/main.py", "app/main.py.jinja"])
def test_eject_copies_one_out(name: str, here: Path) -> None:
    done = scaffold("templates", "eject", name)

    assert (done.return_value, done.stdout) == (0, f"Wrote templates/{MAIN}\n")
    assert (here / "templates" / MAIN).read_bytes() == (templates() / MAIN).read_bytes()
    assert listed("--templates", "templates")[MAIN]["overridden"] == "template"


def test_eject_knows_the_files_of_modules() -> None:
    assert scaffold("templates", "eject", "app/{module}/router.py", "--templates", "own").return_value == 0
    assert Path("own/app/[module]/router.py.jinja").is_file()


def test_eject_copies_macros_one_under_the_other(here: Path) -> None:
    for macro in ("names", "bound"):
        assert scaffold("templates", "eject", "app/[module]/repository.py", "--macro", macro).return_value == 0

    text = (here / "templates/app/[module]/repository.py.macros.jinja").read_text()
    assert text.startswith("{% macro names(fields) -%}\n")
    assert text.count("endmacro") == 2
    assert listed("--templates", "templates")["app/[module]/repository.py.jinja"]["overridden"] == "names, bound"
    assert scaffold("templates", "eject", "app/[module]/repository.py", "--macro", "bound").return_value == 2


@pytest.mark.parametrize(("arguments", "code"), [(("app/mian.py",), "T003"), (("app/main.py", "--macro", "x"), "T004")])
def test_eject_refuses_what_is_not_there(arguments: tuple[str, ...], code: str) -> None:
    done = scaffold("templates", "eject", *arguments)

    assert done.return_value == 2
    assert code in done.stderr


def test_eject_replaces_nothing_of_theirs(here: Path) -> None:
    scaffold("templates", "eject", "app/main.py")
    (here / "templates" / MAIN).write_text("mine")

    assert scaffold("templates", "eject", "app/main.py").return_value == 2
    assert (here / "templates" / MAIN).read_text() == "mine"


@pytest.mark.parametrize("configured", [True, False])
def test_generation_uses_them_and_the_lock_tells(configured: bool, here: Path) -> None:
    (here / "own/app").mkdir(parents=True)
    (here / "own/app/__init__.py.jinja").write_text('"""House."""\n')
    if configured:
        (here / "scaffold.toml").write_text('templates = "own"\n')
    chosen = () if configured else ("--templates", "own")
    locks = []
    for name, arguments in (("a", chosen), ("b", ())):
        assert scaffold("from", "api.yaml", "--out", name, "--no-verify", *arguments).return_value == 0
        (here / "scaffold.toml").unlink(missing_ok=True)
        locks.append(json.loads((here / name / ".scaffold/lock.json").read_text())["templates"])

    assert (here / "a/app/__init__.py").read_text() == '"""House."""\n'
    assert (here / "b/app/__init__.py").read_text() == '"""Jukebox."""\n'
    assert locks[0] != locks[1]


def test_a_wrong_template_is_no_traceback_and_writes_nothing(here: Path) -> None:
    (here / "own/app").mkdir(parents=True)
    (here / "own/app/__init__.py.jinja").write_text("{{ nothing }}\n")

    done = scaffold("from", "api.yaml", "--out", "a", "--templates", "own")

    assert done.return_value == 3
    assert "own/app/__init__.py.jinja:1:1: T005 'nothing' is undefined" in done.stderr
    assert "internal error" not in done.stderr
    assert not (here / "a").exists()
