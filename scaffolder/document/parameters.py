"""Parameters of one operation: references followed, the path item's merged in, the path's own all declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scaffolder.document import pointers
from scaffolder.document.bodies import Parts, text
from scaffolder.document.findings import Findings
from scaffolder.document.moved import at
from scaffolder.document.paths import parameter_names
from scaffolder.document.usable import is_usable
from scaffolder.source import JsonValue, Parameter, Schema

_Dict = dict[str, JsonValue]

_default_styles = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}


class Parameters:
    """Reads the parameters of operations."""

    def __init__(self, parts: Parts, findings: Findings) -> None:
        self._parts = parts
        self._findings = findings

    def read(self, path: str, holders: Iterable[tuple[_Dict, str]], pointer: str) -> tuple[Parameter, ...]:
        """Parameters of an operation at `pointer`; `holders` are its path item and itself, in that order."""
        merged: dict[tuple[str, str], Parameter] = {}
        for node, place in holders:
            merged.update(self._listed(node, place))
        declared = [found for found in merged.values() if self._belongs(found, path)]
        return tuple(declared) + tuple(self._undeclared(path, declared, pointer))

    def _listed(self, node: _Dict, pointer: str) -> dict[tuple[str, str], Parameter]:
        found: dict[tuple[str, str], Parameter] = {}
        items = node.get("parameters")
        place = at(items, pointers.child(pointer, "parameters"))
        for index, item in enumerate(items if isinstance(items, list) else ()):
            parameter = self._parameter(item, pointers.child(place, index))
            if parameter is None:
                continue
            if (parameter.name, parameter.place) in found:
                where = at(item, pointers.child(place, index))
                self._findings.add("D146", where, name=f"`{parameter.name}`")
                continue
            found[parameter.name, parameter.place] = parameter
        return found

    def _parameter(self, node: JsonValue, pointer: str) -> Parameter | None:
        found = self._parts.follow(node, pointer, "parameter")
        if found is None:
            return None
        body, pointer = found
        if not is_usable(body, pointer, self._findings):
            return None
        name, place = str(body["name"]), str(body["in"])
        content = self._parts.content(body, pointer)
        schema = content[0].schema if content else self._parts.schema(body, pointer)
        style = text(body, "style") or _default_styles[place]
        return Parameter(
            pointer=pointer,
            name=name,
            place=place,
            required=place == "path" or body.get("required") is True,
            schema=schema or Schema(pointer),
            description=text(body, "description"),
            style=style,
            explode=body.get("explode", style == "form") is True,
            deprecated=body.get("deprecated") is True,
            allow_empty=body.get("allowEmptyValue") is True,
            media_type=content[0].media_type if content else None,
            examples=self._parts.examples(body, pointer),
        )

    def _belongs(self, parameter: Parameter, path: str) -> bool:
        if parameter.place != "path" or parameter.name in parameter_names(path):
            return True
        self._findings.add("D141", parameter.pointer, name=f"`{parameter.name}`", path=f"`{path}`")
        return False

    def _undeclared(self, path: str, declared: list[Parameter], pointer: str) -> Iterator[Parameter]:
        known = {found.name for found in declared if found.place == "path"}
        for name in parameter_names(path):
            if name not in known:
                self._findings.add("D140", pointer, name=f"`{name}`")
                yield Parameter(pointer, name, "path", required=True, schema=Schema(pointer, types=("string",)))
