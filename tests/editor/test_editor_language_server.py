"""The language server, driven by a real client over standard input and output."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from lsprotocol import types
from pygls.lsp.client import LanguageClient

DOCUMENT = """\
openapi: 3.1.0
info: {title: Pet Shop, version: "1"}
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        "200":
          description: Pets.
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}}}
  /pets/{petId}:
    get:
      operationId: readPet
      parameters:
        - {name: petId, in: path, required: true, schema: {type: integer}}
      responses:
        "200":
          description: The pet.
          content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties:
        id: {type: integer}
        name:
          type: string
          maxLength: 40
"""
PET, NAME, READ = (DOCUMENT.splitlines().index(line) for line in ("    Pet:", "        name:", "  /pets/{petId}:"))


class Editor:
    """A client with one open document."""

    def __init__(self, client: LanguageClient, uri: str) -> None:
        self.client = client
        self.uri = uri
        self.version = 1
        self.published: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()

    async def findings(self) -> list[types.Diagnostic]:
        return list((await asyncio.wait_for(self.published.get(), 60)).diagnostics)

    def write(self, text: str) -> None:
        self.version += 1
        document = types.VersionedTextDocumentIdentifier(self.version, self.uri)
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def at(self, line: int, column: int) -> dict[str, object]:
        return {"text_document": types.TextDocumentIdentifier(self.uri), "position": types.Position(line, column)}


@pytest_asyncio.fixture
async def editor(tmp_path: Path) -> AsyncIterator[Editor]:
    file = tmp_path / "api.yaml"
    file.write_text(DOCUMENT)
    client = LanguageClient("editor", "1")
    opened = Editor(client, file.as_uri())

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def published(params: types.PublishDiagnosticsParams) -> None:
        opened.published.put_nowait(params)

    await client.start_io(sys.executable, "-m", "scaffolder", "lsp")
    await client.initialize_async(types.InitializeParams(types.ClientCapabilities(), root_uri=tmp_path.as_uri()))
    client.initialized(types.InitializedParams())
    item = types.TextDocumentItem(opened.uri, "yaml", 1, DOCUMENT)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    assert await opened.findings() == []
    yield opened
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()


async def hover(editor: Editor, line: int, column: int) -> str:
    found = await editor.client.text_document_hover_async(types.HoverParams(**editor.at(line, column)))
    return found.contents.value if found else ""


async def test_findings_as_you_type(editor: Editor) -> None:
    broken = DOCUMENT.replace('Pet"}}}\ncomp', 'Pat"}}}\ncomp')
    editor.write(broken)
    found = await editor.findings()
    assert [(f.code, f.severity, f.source) for f in found] == [("D130", types.DiagnosticSeverity.Error, "scaffold")]
    line = next(n for n, text in enumerate(broken.splitlines()) if "Pat" in text)
    assert found[0].range.start.line == line
    editor.write(DOCUMENT)
    assert await editor.findings() == []


async def test_hover_says_what_a_part_becomes(editor: Editor) -> None:
    assert (await hover(editor, PET, 5)).startswith("**Entity Pet**, table `pets`, module `app/pets`")
    assert await hover(editor, NAME + 1, 12) == "**Column pets.name**: string(40), not null"
    assert (await hover(editor, READ + 1, 5)).startswith("**GET /pets/{petId}**: read of Pet")
    assert await hover(editor, 0, 2) == ""


async def test_the_way_to_the_generated_code(editor: Editor, tmp_path: Path) -> None:
    project = tmp_path / "pet-shop"
    (project / ".scaffold").mkdir(parents=True)
    (project / ".scaffold" / "lock.json").write_text(json.dumps({}))
    (project / "app" / "pets").mkdir(parents=True)
    models = project / "app" / "pets" / "models.py"
    models.write_text("import x\n\n\nclass Pet(Base):\n    name: Mapped[str]\n")
    places = await editor.client.text_document_definition_async(types.DefinitionParams(**editor.at(PET, 5)))
    assert [(p.uri, p.range.start.line) for p in places] == [(models.as_uri(), 3)]
    places = await editor.client.text_document_definition_async(types.DefinitionParams(**editor.at(NAME, 9)))
    assert [(p.uri, p.range.start.line) for p in places] == [(models.as_uri(), 4)]


async def test_extensions_are_completed_where_they_stand(editor: Editor) -> None:
    editor.write(DOCUMENT + "          x-\n")
    await editor.findings()
    line = DOCUMENT.count("\n")
    items = await editor.client.text_document_completion_async(types.CompletionParams(**editor.at(line, 12)))
    labels = {item.label for item in items}
    assert {"x-unique", "x-renamed-from"} <= labels
    assert "x-tablename" not in labels


async def test_actions_add_extensions(editor: Editor) -> None:
    where = types.Range(types.Position(PET, 5), types.Position(PET, 5))
    identifier = types.TextDocumentIdentifier(editor.uri)
    actions = await editor.client.text_document_code_action_async(
        types.CodeActionParams(identifier, where, types.CodeActionContext([]))
    )
    rename = next(a for a in actions if a.title == "Add x-renamed-from to Pet")
    (edit,) = rename.edit.changes[editor.uri]
    assert edit.new_text == '      x-renamed-from: "formerName"\n'
    assert edit.range.start == types.Position(PET + 1, 0)
