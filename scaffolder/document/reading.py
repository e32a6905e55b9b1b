"""A path in, a `Document` and findings out: the order in which the modules of this room work."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from scaffolder.diagnostics import Diagnostic
from scaffolder.document.bodies import Parts
from scaffolder.document.files import Files, open_main
from scaffolder.document.findings import Findings, describe
from scaffolder.document.operations import Operations
from scaffolder.document.prepare import Preparer
from scaffolder.document.references import References
from scaffolder.document.schemas import Schemas, extensions
from scaffolder.document.security import Security
from scaffolder.document.swagger import Upgrade
from scaffolder.document.text import Unreadable
from scaffolder.document.typed import type_document
from scaffolder.document.version import Version, find_version, warn_about_later_parts
from scaffolder.source import Document, JsonValue, Schema, Tag

if TYPE_CHECKING:
    from openapi_pydantic.v3.v3_1 import OpenAPI, Server

_Dict = dict[str, JsonValue]

_unused_parts = (("responses", "response"), ("requestBodies", "request body"), ("parameters", "parameter"))


def read(
    source: str | Path, *, stdin: BinaryIO | None = None, text: bytes | None = None
) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Read an OpenAPI 3.0, 3.1 or Swagger 2.0 document and the files beside it.

    `source` is a path, or "-" for standard input, whose stream is `stdin`; `text` stands for what the path holds, for
    a file that is being edited. The document is None where a finding is an error. Findings come in the order of their
    places. Nothing is fetched, and no file outside the document's folder is read.
    """
    try:
        files = open_main(str(source), stdin, text)
    except Unreadable as error:
        return None, error.diagnostics
    findings = Findings(files)
    findings.take(files.main.warnings)
    with _without_collector():
        document = _read_root(files, findings)
    return None if findings.failed else document, findings.all()


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pause the cycle collector: reading only allocates, and searching the growing tree costs a third of it."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _read_root(files: Files, findings: Findings) -> Document | None:
    root = files.main.root
    if not isinstance(root, dict):
        findings.add("D116", "", found=describe(root))
        return None
    version = find_version(root, findings)
    return _Reader(files, findings, version).read(root) if version else None


class _Reader:
    """Reads one document of a known version."""

    def __init__(self, files: Files, findings: Findings, version: Version) -> None:
        self._files = files
        self._findings = findings
        self._version = version
        self._references = References(files, findings)
        self._preparer = Preparer(findings, self._references, swagger=version.is_swagger)
        schemas = Schemas(self._references, self._preparer, components=version.schemas_pointer)
        self._parts = Parts(self._references, self._preparer, schemas, findings=findings)

    def read(self, root: _Dict) -> Document | None:
        """The whole document; None, with an error, where nothing usable is left of it."""
        _keep_api_version(root, self._files, self._findings)
        prepared = self._prepare(root)
        typed = type_document(prepared, self._findings, self._references.removed) if prepared is not None else None
        return self._build(prepared, typed) if prepared is not None and typed else None

    def _prepare(self, root: _Dict) -> _Dict | None:
        """The tree with every part of the right type; None, with an error, where there are no paths to speak of."""
        paths = root.get("paths")
        if paths is not None and not isinstance(paths, dict):
            self._findings.add("D123", "/paths", found=describe(paths))
            return None
        warn_about_later_parts(root, self._version, self._findings)
        is_swagger = self._version.is_swagger
        prepared = Upgrade(root, self._references, self._findings).document() if is_swagger else root
        self._preparer.check(prepared, "", "document")
        return prepared

    def _build(self, prepared: _Dict, typed: OpenAPI) -> Document:
        components = prepared.get("components")
        components = components if isinstance(components, dict) else {}
        security = Security(self._parts, self._findings)
        security.define(components, "/components")
        operations = Operations(self._parts, security, self._findings).read(prepared)
        if not operations:
            self._findings.add("D152", "/paths")
        with self._findings.lenient():
            schemas = _component_schemas(components, self._parts)
            _check_unused(components, self._parts)
        source, info = self._files.main, typed.info
        return Document(
            file=source.text.file,
            text=source.data,
            format=source.format,
            version=self._version.text,
            title=info.title,
            api_version=info.version,
            summary=info.summary,
            description=info.description,
            servers=_servers(typed) if "servers" in prepared else (),
            tags=tuple(Tag(tag.name, tag.description) for tag in typed.tags or ()),
            operations=operations,
            schemas=schemas,
            security_schemes=security.schemes,
            extensions=extensions(prepared),
            by_pointer=self._parts.schemas.by_pointer,
            locate=self._files.locate,
            beside=self._files.beside,
        )


def _keep_api_version(root: _Dict, files: Files, findings: Findings) -> None:
    """A version such as 1.10 is a text; where it was read as a number, its digits are taken from the file."""
    info = root.get("info")
    value = info.get("version") if isinstance(info, dict) else None
    if not isinstance(info, dict) or isinstance(value, bool) or not isinstance(value, int | float):
        return
    line = files.line("/info/version", files.locate("/info/version"))
    written = re.search(r"version[\"']?\s*:\s*([^\s#,}]+)", line)
    info["version"] = read = written.group(1) if written else str(value)
    values = {"wanted": "a text", "found": describe(value), "read": describe(read)}
    findings.add("D121", "/info/version", part="`version`", **values)


def _component_schemas(components: _Dict, parts: Parts) -> dict[str, Schema]:
    members = parts.members(components, "/components", "schemas")
    return {name: parts.schemas.build(node, place) for name, node, place in members}


def _check_unused(components: _Dict, parts: Parts) -> None:
    """Report what is wrong in components that no operation leads to."""
    for key, part in _unused_parts:
        for _, node, place in parts.members(components, "/components", key):
            found = parts.follow(node, place, part)
            if found:
                parts.content(*found)


def _servers(typed: OpenAPI) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_server_url(server) for server in typed.servers))


def _server_url(server: Server) -> str:
    url = server.url
    for name, variable in (server.variables or {}).items():
        url = url.replace(f"{{{name}}}", variable.default)
    return url
