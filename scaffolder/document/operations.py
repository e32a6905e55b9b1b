"""Prepared paths in, operations out, in document order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from scaffolder.document import pointers
from scaffolder.document.bodies import Parts, text
from scaffolder.document.findings import Findings
from scaffolder.document.moved import at
from scaffolder.document.parameters import Parameters
from scaffolder.document.paths import clean_path, outline
from scaffolder.document.schemas import extensions
from scaffolder.document.security import Security
from scaffolder.document.shapes import methods
from scaffolder.source import JsonValue, Operation, Response, SecurityRequirement

_Dict = dict[str, JsonValue]

_status = re.compile(r"[1-5](\d\d|XX)$|default$")


class _Item(NamedTuple):
    """A path item: what stands under the path itself, and what it refers to."""

    path: str
    nodes: tuple[tuple[_Dict, str], ...]

    @property
    def operations(self) -> Iterator[tuple[_Dict, str]]:
        """Its operations as they stand, with their pointers."""
        for holder, place in self.nodes:
            for method, node in holder.items():
                if method in methods and isinstance(node, dict):
                    yield node, at(node, pointers.child(place, method))


class Operations:
    """Reads the operations of a document."""

    def __init__(self, parts: Parts, security: Security, findings: Findings) -> None:
        self._parts = parts
        self._security = security
        self._findings = findings
        self._parameters = Parameters(parts, findings)
        self._ids: dict[str, str] = {}
        self._outlines: dict[str, tuple[str, str]] = {}
        self._seen: dict[tuple[str, str], str] = {}

    def read(self, root: _Dict) -> tuple[Operation, ...]:
        """All operations of a prepared document."""
        inherited = self._security.requirements(root, "")
        return tuple(
            operation
            for template, node, pointer in self._parts.members(root, "", "paths")
            for operation in self._item(template, node, pointer, inherited)
        )

    def _item(
        self, template: str, node: JsonValue, pointer: str, inherited: tuple[SecurityRequirement, ...]
    ) -> Iterator[Operation]:
        if not isinstance(node, dict):
            return
        nodes: tuple[tuple[_Dict, str], ...] = ((node, pointer),)
        if "$ref" in node:
            found = self._parts.follow(node, pointer, "path item")
            nodes = (found, *nodes) if found else nodes
        item = _Item(clean_path(template, pointer, self._findings), nodes)
        self._check_outline(item, pointer)
        for holder, place in nodes:
            for method in holder:
                if method in methods:
                    operation = self._operation(item, method, holder[method], pointers.child(place, method), inherited)
                    if operation:
                        yield operation

    def _check_outline(self, item: _Item, pointer: str) -> None:
        other, place = self._outlines.setdefault(outline(item.path), (item.path, pointer))
        if other != item.path:
            line = self._findings.line(place)
            self._findings.add("D143", pointer, path=f"`{item.path}`", other=f"`{other}`", line=line)

    def _operation(
        self, item: _Item, method: str, node: JsonValue, pointer: str, inherited: tuple[SecurityRequirement, ...]
    ) -> Operation | None:
        pointer = at(node, pointer)
        if not isinstance(node, dict) or not self._is_first(item.path, method, pointer):
            return None
        tags = node.get("tags")
        summaries = [text(holder, "summary") for holder, _ in item.nodes]
        return Operation(
            pointer=pointer,
            method=method,
            path=item.path,
            operation_id=self._operation_id(node, pointer),
            parameters=self._parameters.read(item.path, (*item.nodes, (node, pointer)), pointer, item.operations),
            body=self._parts.body(node["requestBody"], pointers.child(pointer, "requestBody"))
            if "requestBody" in node
            else None,
            responses=tuple(self._responses(node, pointer)),
            security=self._security.requirements(node, pointer) if "security" in node else inherited,
            tags=tuple(dict.fromkeys(map(str, tags))) if isinstance(tags, list) else (),
            summary=text(node, "summary") or next(filter(None, summaries), None),
            description=text(node, "description"),
            deprecated=node.get("deprecated") is True,
            extensions=extensions(node),
            path_extensions={key: value for holder, _ in item.nodes for key, value in extensions(holder).items()},
        )

    def _is_first(self, path: str, method: str, pointer: str) -> bool:
        first = self._seen.setdefault((path, method), pointer)
        if first == pointer:
            return True
        line = self._findings.line(first)
        self._findings.add("D145", pointer, operation=f"`{method.upper()} {path}`", line=line)
        return False

    def _operation_id(self, node: _Dict, pointer: str) -> str | None:
        name = text(node, "operationId")
        if not name:
            return None
        place = pointers.child(pointer, "operationId")
        first = self._ids.setdefault(name, place)
        if first != place:
            self._findings.add("D142", place, name=f"`{name}`", line=self._findings.line(first))
        return name

    def _responses(self, node: _Dict, pointer: str) -> Iterator[Response]:
        if "responses" not in node:
            self._findings.add("D122", pointer, part="`responses`", effect="the usual statuses are taken")
        for status, response, place in self._parts.members(node, pointer, "responses"):
            name = status if status == "default" else status.upper()
            if not _status.match(name):
                hint = "Use a status such as 200 or 4XX, or `default`."
                effect = "the response is left out"
                self._findings.add(
                    "D124", place, part="a response's status", value=f"`{status}`", effect=effect, hint=hint
                )
                continue
            found = self._parts.response(name, response, place)
            if found:
                yield found
