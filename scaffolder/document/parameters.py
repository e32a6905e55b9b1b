"""Parameters of one operation: references followed, the path item's merged in, the path's own all declared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scaffolder.document import pointers
from scaffolder.document.bodies import Parts, text
from scaffolder.document.findings import Findings
from scaffolder.document.moved import at
from scaffolder.document.paths import parameter_names
from scaffolder.document.usable import is_usable
from scaffolder.source import JsonValue, Parameter, Schema

_Dict = dict[str, JsonValue]
_Holder = tuple[_Dict, str]
"""A node that holds parameters, and its pointer."""

_default_styles = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}


class Parameters:
    """Reads the parameters of operations."""

    def __init__(self, parts: Parts, findings: Findings) -> None:
        self._parts = parts
        self._findings = findings

    def read(
        self, path: str, holders: Iterable[_Holder], pointer: str, beside: Iterable[_Holder] = ()
    ) -> tuple[Parameter, ...]:
        """Parameters of an operation at `pointer`; `holders` are its path item and itself, in that order.

        `beside` are the other operations of the path: what only they declare of the path holds for this one too.
        """
        merged: dict[tuple[str, str], Parameter] = {}
        for node, place in holders:
            merged.update(self._listed(node, place))
        declared = [found for found in merged.values() if self._belongs(found, path)]
        strays = [found for found in merged.values() if found.place == "path" and found not in declared]
        known = {found.name for found in declared if found.place == "path"}
        missing = [name for name in parameter_names(path) if name not in known]
        if len(missing) == len(strays) == 1:
            return (*declared, self._undeclared(missing[0], strays[0], pointer))
        others = self._others(beside) if missing else {}
        return (*declared, *(self._undeclared(name, others.get(name), pointer) for name in missing))

    def _others(self, beside: Iterable[_Holder]) -> dict[str, Parameter]:
        """Path parameters that any of some operations declares, by name; the first counts."""
        found: dict[str, Parameter] = {}
        for node, place in beside:
            for parameter in self._listed(node, place).values():
                if parameter.place == "path":
                    found.setdefault(parameter.name, parameter)
        return found

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

    def _undeclared(self, name: str, known: Parameter | None, pointer: str) -> Parameter:
        """A path parameter that the operation should declare; `known` declares it elsewhere or under another name."""
        if known is None:
            self._findings.add("D140", pointer, name=f"`{name}`", read="a required string")
            return Parameter(pointer, name, "path", required=True, schema=Schema(pointer, types=("string",)))
        read = f"the one that line {self._findings.line(known.pointer)} declares"
        self._findings.add("D140", pointer, name=f"`{name}`", read=read)
        return replace(known, name=name)
