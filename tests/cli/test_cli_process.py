"""The command as a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scaffolder import __version__
from scaffolder.cli import cli
from scaffolder.usage import TEXT

REPOSITORY = Path(__file__).parents[2]


def scaffold(*arguments: str, **options: object) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-m", "scaffolder", *arguments]
    return subprocess.run(command, env=environment, text=True, check=False, capture_output=True, **options)  # type: ignore[call-overload,no-any-return]


def test_help() -> None:
    ended = scaffold("--help")

    assert (ended.returncode, ended.stdout.rstrip("\n"), ended.stderr) == (0, TEXT, "")


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--version"]])
def test_what_is_answered_without_click_is_what_click_answers(arguments: list[str]) -> None:
    from click.testing import CliRunner

    assert scaffold(*arguments).stdout == CliRunner().invoke(cli, arguments, prog_name="scaffold").stdout


def test_the_constant_help_names_every_command_as_click_does() -> None:
    listed = [line.split(maxsplit=1) for line in TEXT.split("Commands:\n")[1].split("\n\n")[0].splitlines()]

    assert {name: text for name, text in listed} == {n: c.get_short_help_str(100) for n, c in cli.commands.items()}
    assert max(map(len, TEXT.splitlines())) < 80


def test_every_help_has_an_example() -> None:
    for name in cli.commands:
        assert f"  scaffold {name} " in scaffold(name, "--help").stdout


def test_version() -> None:
    assert scaffold("--version").stdout == f"scaffold {__version__}\n"


def test_no_command_is_wrong_usage() -> None:
    assert scaffold().returncode == 2


def test_exit_codes(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("openapi: 3.1.0\npaths: [\n")

    assert scaffold("plan", "bad.yaml", cwd=tmp_path).returncode == 3
    assert scaffold("plan", "none.yaml", cwd=tmp_path).returncode == 2
    assert scaffold("plan", str(REPOSITORY / "specs/api.yaml"), cwd=tmp_path).returncode == 0


def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m scaffolder plan specs/api.yaml --format json | head -n 1"
    ended = subprocess.run(["bash", "-c", command], cwd=REPOSITORY, text=True, capture_output=True, check=False)

    assert ended.stdout == "{\n"
    assert "Traceback" not in ended.stderr
    assert "BrokenPipe" not in ended.stderr


def test_json_is_all_that_stands_on_standard_output() -> None:
    ended = scaffold("plan", "specs/api.yaml", "--format", "json", cwd=REPOSITORY)

    assert json.loads(ended.stdout)["plan"]["entities"]
    assert ended.stdout.isascii()
    assert "reading" not in ended.stderr


def test_plain_text_has_no_escapes() -> None:
    ended = scaffold("plan", "specs/api.yaml", cwd=REPOSITORY)

    assert "\x1b" not in ended.stdout + ended.stderr
