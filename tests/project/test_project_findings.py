"""What a document's reading found is told by every run, though an unchanged document is not read again."""

import json
import shutil
from pathlib import Path

import pytest

from scaffolder import flow
from scaffolder.changes import Action
from scaffolder.diagnostics import Diagnostic
from scaffolder.flow import Request

PET = {"type": "object", "properties": {"age": {"type": "integer", "default": "many"}}}
SHOWN = {"description": "It.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}
FLAWED = {
    "openapi": "3.0.3",
    "info": {"title": "Shop", "version": "1"},
    "paths": {"/pet": {"get": {"responses": {"200": SHOWN}}}},
    "components": {"schemas": {"Pet": PET}},
}


def generate(folder: Path, *, dry_run: bool = False) -> tuple[Diagnostic, ...]:
    request = Request(str(folder / "api.json"), out=folder / "app", verify=False, dry_run=dry_run)
    outcome = flow.generate(request)
    assert outcome.changes is not None
    if not outcome.changes.first:
        assert {change.action for change in outcome.changes.files} == {Action.UNCHANGED}
    return outcome.diagnostics


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "api.json").write_text(json.dumps(FLAWED))
    return tmp_path


def test_findings_are_told_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = generate(folder)
    assert [d.code for d in first] == ["T106"]
    monkeypatch.setattr("scaffolder.flow.again.understood", lambda *_: pytest.fail("the document was read"))
    assert generate(folder) == first


def test_a_clone_reads_the_document_for_them_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = generate(folder)
    shutil.rmtree(folder / "app" / ".scaffold" / "local")
    assert generate(folder, dry_run=True) == first
    assert not (folder / "app" / ".scaffold" / "local").exists()
    assert generate(folder) == first
    monkeypatch.setattr("scaffolder.flow.again.understood", lambda *_: pytest.fail("the document was read"))
    assert generate(folder) == first
