"""Commands as a user gives them: what is written, what is said, which exit code."""

import errno
import io
import json
import os
from pathlib import Path

import jsonschema_rs
import pytest
from click.testing import CliRunner
from click.testing import Result as Done

from scaffolder import flow
from scaffolder.cli import cli
from scaffolder.cli import run as run_command
from scaffolder.editor.results import Result

SCHEMA = jsonschema_rs.validator_for(Result.model_json_schema(mode="serialization"))
pytestmark = pytest.mark.usefixtures("rendered")


def scaffold(*arguments: str, stdin: str | None = None) -> Done:
    result = CliRunner().invoke(cli, arguments, input=stdin, standalone_mode=False, prog_name="scaffold")
    if result.exception:
        raise result.exception
    return result


def told(*arguments: str) -> tuple[int, dict[str, object]]:
    result = scaffold(*arguments, "--format", "json")
    found = dict(json.loads(result.stdout))
    assert [e.message for e in SCHEMA.iter_errors(found)] == []
    assert found["exit_code"] == result.return_value
    return result.return_value, found


def test_from_writes_checks_and_says_what_is_next(document: Path) -> None:
    result = scaffold("from", "api.yaml")

    assert result.return_value == 0, result.output
    assert sorted(os.listdir("pet-shop")) == [".scaffold", "app", "pyproject.toml", "tests"]
    lines = result.stdout.splitlines()
    assert lines[:2] == ["Wrote pet-shop: 5 created", "Checked"]
    assert "  · migrations          nothing: no alembic.ini" in lines
    assert any(line.startswith("  ✓ tests") and line.endswith("1 passed") for line in lines)
    assert "  pet-limit  app/rules.py:6" in lines
    assert lines[-1].startswith("Next: cd pet-shop")
    assert result.stderr.splitlines()[:4] == [
        "reading api.yaml",
        "understanding Pet Shop",
        "rendering",
        "writing pet-shop",
    ]


def test_again_is_up_to_date(document: Path) -> None:
    scaffold("from", "api.yaml", "--no-verify")

    result = scaffold("from", "api.yaml", "--no-verify")

    assert result.stdout.splitlines()[0] == "pet-shop is up to date: 5 files unchanged"


def test_inside_a_project_the_project_itself_is_meant(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scaffold("from", "api.yaml", "--no-verify", "--out", "shop")
    monkeypatch.chdir("shop")

    code, report = told("from", "../api.yaml", "--no-verify")

    assert (code, report["changes"]["root"]) == (0, ".")  # type: ignore[index]
    assert not Path("pet-shop").exists()


def test_standard_input(document: Path) -> None:
    assert scaffold("from", "-", "--no-verify", stdin=document.read_text()).return_value == 0
    assert Path("pet-shop/app/main.py").exists()


def test_a_dry_run_writes_nothing(document: Path) -> None:
    result = scaffold("from", "api.yaml", "--dry-run")

    assert result.return_value == 0
    assert "  created   app/main.py" in result.stdout
    assert os.listdir() == ["api.yaml"]


def test_a_failed_check_is_exit_code_one(document: Path) -> None:
    scaffold("from", "api.yaml", "--no-verify")
    Path("pet-shop/app/main.py").write_text("ENTITIES = ()\n")

    code, report = told("verify", "pet-shop")

    assert code == 1
    assert {s["name"]: s["status"] for s in report["verdict"]["steps"]}["tests"] == "failed"  # type: ignore[index]


def test_a_conflict_is_exit_code_one_and_is_not_checked(document: Path) -> None:
    scaffold("from", "api.yaml", "--no-verify")
    main = Path("pet-shop/app/main.py")
    main.write_text(main.read_text().replace("Pet Shop", "My shop"))
    document.write_text(document.read_text().replace("Pet Shop", "Pet Store"))

    result = scaffold("from", "api.yaml", "--out", "pet-shop")

    assert result.return_value == 1
    assert "  app/main.py (line 1)" in result.stdout
    assert result.stdout.splitlines()[-1] == (
        "Next: resolve the conflicts (edit them, or scaffold resolve), then scaffold verify pet-shop"
    )


def test_a_bad_document_is_exit_code_three(document: Path) -> None:
    document.write_text("openapi: 3.1.0\npaths: [\n")

    result = scaffold("from", "api.yaml")

    assert result.return_value == 3
    assert "api.yaml:" in result.stderr
    assert result.stdout == ""
    assert os.listdir() == ["api.yaml"]
    assert told("plan", "api.yaml")[0] == 3


def test_settings_that_are_wrong_are_exit_code_three(document: Path) -> None:
    Path("scaffold.toml").write_text("[verify]\ntimeout = -1\n")

    result = scaffold("plan", "api.yaml")

    assert result.return_value == 3
    assert "scaffold.toml:2:1: S004 [verify] timeout: an integer from 1 to 86400 is expected" in result.stderr


def test_overrides_of_the_settings_reach_the_document(document: Path) -> None:
    Path("scaffold.toml").write_text(
        '[operations."GET /pets/{petId}"]\nignore = true\n[entities.Pett]\nignore = true\n'
    )

    result = scaffold("plan", "api.yaml")

    assert "scaffold.toml:3:11: S005 warning: the document has no schema 'Pett'" in result.stderr
    assert "Did you mean 'Pet'?" in result.stderr


def test_plan(document: Path) -> None:
    result = scaffold("plan", "api.yaml")

    assert result.return_value == 0
    assert result.stdout.startswith("Pet Shop 1: 1 entity, 3 CRUD operations, 0 custom\n\nEntities\n")
    assert os.listdir() == ["api.yaml"]


def test_only_names_that_are_there(document: Path) -> None:
    assert scaffold("from", "api.yaml", "--only", "pets", "--no-verify").return_value == 0

    result = scaffold("from", "api.yaml", "--only", "Pet,Order", "--no-verify")

    assert result.return_value == 2
    assert "--only Order: the document has no such entity" in result.stderr
    assert "Entities: Pet." in result.stderr


def test_a_foreign_folder_is_exit_code_two(document: Path) -> None:
    Path("pet-shop").mkdir()
    Path("pet-shop/mine").write_text("mine")

    code, report = told("from", "api.yaml")

    assert code == 2
    assert [d["code"] for d in report["diagnostics"]] == ["P001"]  # type: ignore[attr-defined]
    assert os.listdir("pet-shop") == ["mine"]


def test_a_disk_that_refuses_is_exit_code_two(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    result = scaffold("from", "api.yaml")

    assert result.return_value == 2
    assert "No space left on device; nothing was changed" in result.stderr
    assert os.listdir() == ["api.yaml"]


def test_verify_wants_a_project(document: Path) -> None:
    result = scaffold("verify", ".")

    assert result.return_value == 2
    assert "this is no project that scaffold made" in result.stderr


@pytest.mark.parametrize("debug", [False, True])
def test_a_bug_is_exit_code_seventy_and_one_line(document: Path, monkeypatch: pytest.MonkeyPatch, debug: bool) -> None:
    def broken(*args: object) -> None:
        raise ZeroDivisionError("a bug\x1b[2J")

    monkeypatch.setattr(flow, "plan", broken)
    monkeypatch.setenv("SCAFFOLD_DEBUG", "1" if debug else "")

    result = scaffold("plan", "api.yaml")

    assert result.return_value == 70
    assert ("Traceback" in result.stderr) == debug
    last = result.stderr.splitlines()[-1]
    assert last.startswith("scaffold: internal error: ZeroDivisionError at test_cli_commands.py:")
    assert "a bug\\x1b[2J. Please report" in last
    assert told("plan", "api.yaml")[0] == 70


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["plan", "missing.yaml"], "there is no file 'missing.yaml'"),
        (["plan", "."], "'.' is a folder"),
        (["plan", "https://example.com/api.yaml"], "nothing is fetched"),
        (["plan"], "Missing argument 'DOC'"),
        (["plan", "api.yaml", "--format", "xml"], "'xml' is not one of 'text', 'json'"),
        (["from", "api.yaml", "--timeout", "0"], "0 is not in the range x>=1"),
        (["from", "api.yaml", "--ony", "x"], "No such option"),
        (["form", "api.yaml"], "No such command 'form'"),
        (["verify", "nowhere"], "does not exist"),
    ],
)
def test_wrong_usage_is_exit_code_two(
    document: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run_command(arguments) == 2
    assert message in capsys.readouterr().err


def test_an_interrupt_is_told_in_one_line(
    document: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(flow, "plan", interrupted)

    assert run_command(["plan", "api.yaml"]) == 130
    assert capsys.readouterr().err.strip() == "scaffold: interrupted"


def test_a_terminal_sees_progress_and_colours(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("sys.stderr", terminal)

    assert run_command(["from", "api.yaml", "--no-verify", "--format", "json"]) == 0

    assert "\x1b[" in terminal.getvalue()


def test_check_writes_what_pipelines_read(document: Path) -> None:
    scaffold("from", "api.yaml", "--no-verify")
    fresh = scaffold("check", "api.yaml", "--format", "github")
    assert (fresh.return_value, fresh.stdout) == (0, "")
    document.write_text(document.read_text().replace("    Pet:\n", "    Pet:\n      x-tablename: beasts\n"))
    assert scaffold("check", "api.yaml", "--format", "github").stdout == ""
    document.write_text(document.read_text().replace("Pet Shop", "Pet  Shop"))
    stale = scaffold("check", "api.yaml", "--out", "pet-shop", "--format", "github")
    assert stale.return_value == 1
    assert stale.stdout == (
        "::error file=pet-shop/app/main.py,line=1,col=1,title=stale::"
        "It is not as the document asks, and would be changed.\n"
    )


@pytest.mark.parametrize("format_", ["sarif", "github", "junit", "markdown"])
def test_a_run_that_ends_early_is_told_in_every_form(format_: str, tmp_path: Path) -> None:
    done = scaffold("verify", str(tmp_path), "--format", format_)
    assert done.return_value == 2
    assert "F002" in done.stdout
