"""`scaffold lint`: findings of several documents, and what a pipeline reads of them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from scaffolder.cli import cli

SOUND = (
    'openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths:\n  /a:\n    get: {responses: {"200": {description: d}}}\n'
)


def lint(*arguments: str) -> tuple[int, dict[str, object]]:
    result = CliRunner().invoke(cli, ["lint", *arguments, "--format", "json"], standalone_mode=False)
    assert result.exception is None
    return result.return_value, json.loads(result.stdout)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sound.yaml").write_text(SOUND)
    (tmp_path / "broken.yaml").write_text(SOUND.replace("{description: d}", "{$ref: '#/nowhere'}"))
    return tmp_path


def test_a_sound_document_has_no_findings(here: Path) -> None:
    code, told = lint("sound.yaml")
    assert (code, told["diagnostics"]) == (0, [])


def test_findings_of_every_document_are_told(here: Path) -> None:
    (here / "empty.yaml").write_text("")
    code, told = lint("broken.yaml", "sound.yaml", "empty.yaml")
    assert code == 3
    assert {d["file"] for d in told["diagnostics"]} == {"broken.yaml", "empty.yaml"}  # type: ignore[index,union-attr]


def test_nothing_is_written(here: Path) -> None:
    lint("sound.yaml")
    assert sorted(p.name for p in here.iterdir()) == ["broken.yaml", "sound.yaml"]
