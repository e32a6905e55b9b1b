"""A document → what its author means by it, where schemathesis takes it at its word."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_MAPS = frozenset({"properties", "patternProperties", "definitions", "schemas", "dependentSchemas", "$defs"})
_VALUES = frozenset({"example", "examples", "default", "enum", "const"})
_REMARKS = frozenset(
    {"title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly", "$comment"}
)
"""Keywords that ask nothing of a value."""
_IGNORED = frozenset({"accept", "content-type", "authorization"})
"""Header parameters that OpenAPI 3 says to ignore (Parameter Object, `name`)."""

_OPENED = "x-opened"
"""Where the schemas stand that have an end of their own, and none as a part of others."""

Node = dict[str, Any]


def meant(document: Node) -> Node:
    """The document that a client drives; the given one stays as it is."""
    meaning = Meaning(document)
    made = meaning.of_object(joined(document))
    return made | {_OPENED: meaning.opened} if meaning.opened else made


def joined(document: Node) -> Node:
    """The document with the operations of `/x#y` and `/x?y` under `/x`, which is where clients send them."""
    paths: Node = {}
    for path, item in document.get("paths", {}).items():
        plain = re.sub(r"[?#][^{}]*$", "", path)
        paths[plain] = {**item, **paths.get(plain, {})} if isinstance(item, dict) else item
    return {**document, "paths": paths}


@dataclass(frozen=True, slots=True)
class Meaning:
    """Reads the nodes of one document."""

    document: Node
    opened: dict[str, object] = field(default_factory=dict)
    """By their names in `_OPENED`."""

    def of(self, node: object, *, named: bool = False) -> object:
        """A node, clarified through and through. `named`: its keys are names, not keywords."""
        if isinstance(node, list):
            return [self.of(item) for item in node]
        return self.of_object(node, named=named) if isinstance(node, dict) else node

    def of_object(self, node: Node, *, named: bool = False) -> Node:
        """The same, of a node that is an object."""
        return {
            key: value if key in _VALUES and not named else self.of(value, named=key in _MAPS and not named)
            for key, value in (node if named else self._clear(node)).items()
        }

    def _clear(self, node: Node) -> Node:
        if isinstance(node.get("parameters"), list):
            node = node | {"parameters": [given for given in node["parameters"] if not self._is_ignored(given)]}
        if isinstance(node.get("allOf"), list):
            node = self._open(node)
        if _is_of_several_types(node):
            node = _one_by_one(node)
        return node | {"type": "object"} if _is_plain_object(node) else node

    def _open(self, node: Node) -> Node:
        """Parts of one object, none of which forbids the members of the others."""
        parts = node["allOf"]
        if len(parts) + ("properties" in node) > 1:
            parts = [self._without_end(part) for part in parts]
        return _open_ended(node) | {"allOf": parts}

    def _without_end(self, part: object) -> object:
        """A part that forbids no members, nor do its own parts."""
        found = self._target(part)
        if not isinstance(found, dict) or not (_is_closed(found) or isinstance(found.get("allOf"), list)):
            return part
        if found is part:
            return self._opened(found)
        name = str(part["$ref"]).replace("#/", "", 1).replace("/", ".") if isinstance(part, dict) else ""
        if name not in self.opened:
            self.opened[name] = {}  # a part may lead back to itself
            self.opened[name] = self.of(self._opened(found))
        return {"$ref": f"#/{_OPENED}/{name}"}

    def _opened(self, node: Node) -> Node:
        parts = node.get("allOf")
        opened = {"allOf": [self._without_end(part) for part in parts]} if isinstance(parts, list) else {}
        return _open_ended(node) | opened

    def _is_ignored(self, given: object) -> bool:
        found = self._target(given)
        if not isinstance(found, dict) or "openapi" not in self.document:
            return False
        return found.get("in") == "header" and str(found.get("name")).lower() in _IGNORED

    def _target(self, node: object) -> object:
        """What a reference inside the document points at; any other node itself."""
        pointer = node.get("$ref") if isinstance(node, dict) else None
        if not isinstance(pointer, str) or not pointer.startswith("#/"):
            return node
        found: object = self.document
        for token in pointer[2:].split("/"):
            found = found.get(token.replace("~1", "/").replace("~0", "~")) if isinstance(found, dict) else None
        return found


def _is_closed(node: Node) -> bool:
    return node.get("additionalProperties") is False


def _open_ended(node: Node) -> Node:
    """A schema that allows members besides its own, where it forbade them."""
    return {key: value for key, value in node.items() if key != "additionalProperties"} if _is_closed(node) else node


def _is_of_several_types(node: Node) -> bool:
    """Whether a format stands beside several types: schemathesis then draws values that it takes for valid without it.

    Where more is asked of a value than its type and format, it looks at all of it.
    """
    types, told = node.get("type"), {key for key in node.keys() - _REMARKS if not key.startswith("x-")}
    return isinstance(types, list) and len(types) > 1 and told == {"type", "format"}


def _one_by_one(node: Node) -> Node:
    """The same, a schema for each type."""
    return {
        **{key: value for key, value in node.items() if key not in {"type", "format"}},
        "anyOf": [{"type": one} if one == "null" else {"type": one, "format": node["format"]} for one in node["type"]],
    }


def _is_plain_object(node: Node) -> bool:
    """Whether a schema has properties and no type: people mean an object."""
    return isinstance(node.get("properties"), dict) and not {"type", "$ref", "allOf", "oneOf", "anyOf"} & node.keys()
