"""The language server for documents (Language Server Protocol 3.17): findings as you type, what a part becomes.

Findings, hover and the way to the generated code come from the same reading and understanding as `scaffold plan`;
completion and code actions work on the text, so that they serve while it is half typed.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import ServerTextPosition, TextDocument

from scaffolder import __version__
from scaffolder.diagnostics import Diagnostic, Rejected, Severity
from scaffolder.editor import meaning
from scaffolder.editor.edits import insertion
from scaffolder.editor.paths import Spot, spot
from scaffolder.extensions import of
from scaffolder.flow.understanding import Request, default_folder, understood
from scaffolder.model import ApiModel

_PAUSE = 0.3
"""Seconds of quiet before a changed text is read again."""
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the last reading of a text came to."""

    diagnostics: tuple[Diagnostic, ...]
    model: ApiModel | None


class DocumentServer(LanguageServer):
    """The server with the last reading of each open document; a text that does not parse keeps the model before it."""

    def __init__(self) -> None:
        super().__init__("scaffold", __version__)
        self._models: dict[str, ApiModel] = {}
        self._waiting: dict[str, asyncio.Task[None]] = {}

    def model(self, uri: str) -> ApiModel | None:
        """The last model that the document gave."""
        return self._models.get(uri)

    def changed(self, uri: str, pause: float = _PAUSE) -> None:
        """Read again, once the typing pauses."""
        if before := self._waiting.pop(uri, None):
            before.cancel()
        self._waiting[uri] = asyncio.get_running_loop().create_task(self._check(uri, pause))

    def closed(self, uri: str) -> None:
        """Forget a document."""
        if before := self._waiting.pop(uri, None):
            before.cancel()
        self._models.pop(uri, None)
        self._publish(uri, ())

    async def _check(self, uri: str, pause: float) -> None:
        await asyncio.sleep(pause)
        document = self.workspace.get_text_document(uri)
        text = document.source.encode()
        reading = await asyncio.get_running_loop().run_in_executor(None, _read, _path(uri), text)
        if reading.model is not None:
            self._models[uri] = reading.model
        self._publish(uri, tuple(self._found(document, reading.diagnostics)))

    def _found(self, document: TextDocument, diagnostics: tuple[Diagnostic, ...]) -> Iterator[types.Diagnostic]:
        own = os.path.basename(_path(document.uri))
        for diagnostic in diagnostics:
            here = os.path.basename(diagnostic.place.file) == own
            line = max(0, diagnostic.place.line - 1) if here else 0
            start = ServerTextPosition(line, max(0, diagnostic.place.column - 1) if here else 0)
            end = ServerTextPosition(line, _end_of_word(document, start))
            message = diagnostic.message if here else f"{diagnostic.place}: {diagnostic.message}"
            yield types.Diagnostic(
                types.Range(document.position_to_client_units(start), document.position_to_client_units(end)),
                f"{message}\n{diagnostic.hint}" if diagnostic.hint else message,
                severity=_SEVERITIES[diagnostic.severity],
                code=diagnostic.code,
                source="scaffold",
            )

    def _publish(self, uri: str, found: tuple[types.Diagnostic, ...]) -> None:
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, list(found)))

    def spot(self, uri: str, position: types.Position) -> Spot:
        """Where a client's position stands."""
        document = self.workspace.get_text_document(uri)
        at = document.position_from_client_units(position)
        return spot(document.source, at.line, at.character)


def _read(path: str, text: bytes) -> _Reading:
    try:
        known = understood(Request(path, text=text))
    except Rejected as rejected:
        return _Reading(rejected.diagnostics, None)
    return _Reading(known.outcome.diagnostics, known.model)


def _path(uri: str) -> str:
    return to_fs_path(uri) or uri


def _end_of_word(document: TextDocument, start: ServerTextPosition) -> int:
    lines = document.lines
    text = lines[start.line].rstrip("\r\n") if start.line < len(lines) else ""
    rest = text[start.character :]
    length = next((n for n, c in enumerate(rest) if c in ":,{}[] " and n), len(rest))
    return start.character + max(1, length)


def project_of(path: Path, title: str) -> Path | None:
    """The project that was generated from a document: around it, or beside it under the API's name."""
    names = (path.parent, *path.parent.parents)
    beside = (folder / default_folder(title).name for folder in names[:3])
    return next((f for f in (*names, *beside) if (f / ".scaffold" / "lock.json").is_file()), None)


def server() -> DocumentServer:
    """A server with all its features."""
    made = DocumentServer()
    _follow(made)
    _explain(made)
    _help(made)
    return made


def _follow(made: DocumentServer) -> None:
    @made.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        made.changed(params.text_document.uri, 0)

    @made.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        made.changed(params.text_document.uri)

    @made.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: types.DidCloseTextDocumentParams) -> None:
        made.closed(params.text_document.uri)


def _explain(made: DocumentServer) -> None:
    @made.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        model = made.model(params.text_document.uri)
        keys = made.spot(params.text_document.uri, params.position).keys
        text = meaning.explain(model, keys) if model else ""
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if text else None

    @made.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(params: types.DefinitionParams) -> list[types.Location]:
        uri = params.text_document.uri
        model = made.model(uri)
        if model is None:
            return []
        project = project_of(Path(_path(uri)), model.title)
        found = meaning.targets(model, made.spot(uri, params.position).keys)
        return [place for target in found if project for place in _locations(project, target)]


def _locations(project: Path, target: meaning.Target) -> Iterator[types.Location]:
    path = project / target.path
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    for number, line in enumerate(lines):
        if target.text in line:
            start = types.Position(number, line.index(target.text))
            yield types.Location(from_fs_path(str(path)) or "", types.Range(start, start))
            return


def _help(made: DocumentServer) -> None:
    @made.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=["-", "x"]))
    async def completion(params: types.CompletionParams) -> list[types.CompletionItem]:
        return _completions(made, params)

    options = types.CodeActionOptions([types.CodeActionKind.RefactorRewrite])

    @made.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)
    async def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        return list(_actions(made, params))


def _completions(made: DocumentServer, params: types.CompletionParams) -> list[types.CompletionItem]:
    uri = params.text_document.uri
    document = made.workspace.get_text_document(uri)
    at = document.position_from_client_units(params.position)
    line = document.lines[at.line] if at.line < len(document.lines) else ""
    before = line[: at.character]
    typed = before.lstrip(" \t\"'")
    if typed and not "x-".startswith(typed) and not typed.startswith("x-"):
        return []
    above = spot(document.source[: document.offset_at_position(params.position)], at.line, at.character)
    where = meaning.part([key for key in above.keys if not key.startswith("x")])
    start = document.position_to_client_units(ServerTextPosition(at.line, len(before) - len(typed)))
    quoted = document.source.lstrip()[:1] == "{"
    return [
        types.CompletionItem(
            e.name,
            kind=types.CompletionItemKind.Property,
            documentation=e.meaning,
            text_edit=types.TextEdit(
                types.Range(start, params.position), f'{e.name}": {e.example}' if quoted else f"{e.name}: {e.example}"
            ),
        )
        for e in (of(where) if where else ())
    ]


def _actions(made: DocumentServer, params: types.CodeActionParams) -> Iterator[types.CodeAction]:
    uri = params.text_document.uri
    document = made.workspace.get_text_document(uri)
    found = made.spot(uri, params.range.start)
    where = meaning.part(found.keys)
    lines = document.source.splitlines(keepends=True)
    for extension in of(where) if where else ():
        added = insertion(lines, found.line, extension)
        if added is None:
            continue
        at = document.position_to_client_units(ServerTextPosition(added.line, added.column))
        edit = types.TextEdit(types.Range(at, at), added.text)
        yield types.CodeAction(
            f"Add {extension.name} to {found.keys[-1]}",
            kind=types.CodeActionKind.RefactorRewrite,
            edit=types.WorkspaceEdit(changes={uri: [edit]}),
        )
