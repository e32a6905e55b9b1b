"""Repairs of single parts that their type alone does not call for; the known ways in which real documents stray."""

from __future__ import annotations

from collections.abc import Callable

from scaffolder.document import pointers
from scaffolder.document.findings import Findings, describe
from scaffolder.document.moved import Moved, at
from scaffolder.document.scalars import formats, synonyms
from scaffolder.document.shapes import methods, parts
from scaffolder.source import JsonValue, type_names

_Dict = dict[str, JsonValue]

_schema_parts = frozenset(parts["schema"]) - frozenset(parts["parameter"]) | {"type"}


class Repairs:
    """Called by `Preparer` around its check of each part."""

    def __init__(self, findings: Findings, *, swagger: bool) -> None:
        self._add = findings.add
        self._swagger = swagger
        self._before: dict[str, Callable[[_Dict, str], None]] = {
            "schema": self._schema,
            "parameter": self._parameter,
            "path item": self._path_item,
            "media": self._examples,
            "operation": self._operation,
            "document": self._document,
        }
        self._after: dict[str, Callable[[_Dict, str], None]] = {
            "info": self._info,
            "response": self._response,
            "request body": self._request_body,
        }

    def before(self, part: str, node: _Dict, pointer: str) -> None:
        """Repair what the check by type would throw away."""
        if part in self._before:
            self._before[part](node, pointer)

    def after(self, part: str, node: _Dict, pointer: str) -> None:
        """Add what must not be missing."""
        if part in self._after and "$ref" not in node:
            self._after[part](node, pointer)

    def replace(self, part: str, value: JsonValue, pointer: str) -> JsonValue:
        """A mapping for a value that people write in a mapping's stead."""
        if part == "discriminator" and isinstance(value, str):
            if not self._swagger:
                read = "a mapping with this `propertyName`"
                self._add("D121", pointer, part="`discriminator`", wanted="a mapping", found=describe(value), read=read)
            return {"propertyName": value}
        if part == "example" and not isinstance(value, dict):
            return {"value": value}
        if part == "schema" and isinstance(value, list):
            read = "a choice of its schemas"
            self._add("D121", pointer, part="`items`", wanted="a schema", found="a list", read=read)
            return Moved(pointer, {"anyOf": value})
        return value

    def _document(self, node: _Dict, pointer: str) -> None:
        if not isinstance(node.get("info"), dict):
            node["info"] = Moved(pointers.child(pointer, "info"), {})
        if node.get("webhooks"):
            self._add("D153", pointers.child(pointer, "webhooks"), part="webhooks")

    def _info(self, node: _Dict, pointer: str) -> None:
        for key, default in (("title", "API"), ("version", "0.0.0")):
            if not node.get(key):
                self._add("D122", pointer, part=f"`info.{key}`", effect=f"it is taken as `{default}`")
                node[key] = default

    def _response(self, node: _Dict, pointer: str) -> None:
        node.setdefault("description", "")
        self._content(node, pointer)

    def _request_body(self, node: _Dict, pointer: str) -> None:
        if "content" not in node:
            self._add("D122", pointer, part="`content`", effect="the body is taken as empty")
            node["content"] = {}
        self._content(node, pointer)

    def _content(self, node: _Dict, pointer: str) -> None:
        """Members of `content` that are no media types and have no schema: examples that went astray."""
        content = node.get("content")
        if not isinstance(content, dict):
            return
        for name in [
            n for n, told in content.items() if "/" not in n and not (isinstance(told, dict) and "schema" in told)
        ]:
            place = pointers.child(pointers.child(pointer, "content"), name)
            found, part = describe(name), f"`content.{name}`"
            self._add("D121", place, part=part, wanted="a media type", found=found, read="nothing")
            del content[name]

    def _examples(self, node: _Dict, pointer: str) -> None:
        """`examples` that is a list, or that holds bare values, becomes a mapping of examples."""
        examples = node.get("examples")
        if isinstance(examples, list):
            node["examples"] = {str(index): {"value": example} for index, example in enumerate(examples)}
            read = "a mapping of examples"
            self._add(
                "D121",
                pointers.child(pointer, "examples"),
                part="`examples`",
                wanted="a mapping",
                found="a list",
                read=read,
            )

    def _operation(self, node: _Dict, pointer: str) -> None:
        """`callbacks` given by reference are not typed by openapi-pydantic, and not generated."""
        callbacks = node.get("callbacks")
        if isinstance(callbacks, dict):
            self._add("D153", pointers.child(pointer, "callbacks"), part="callbacks")
            node["callbacks"] = {
                name: callback
                for name, callback in callbacks.items()
                if isinstance(callback, dict) and "$ref" not in callback
            }

    def _path_item(self, node: _Dict, pointer: str) -> None:
        for key in list(node):
            method = key.lower()
            if key != method and method in methods and method not in node:
                self._add(
                    "D121",
                    pointers.child(pointer, key),
                    part=f"`{key}`",
                    wanted="a method in lower case",
                    found=describe(key),
                    read=f"`{method}`",
                )
                value = node.pop(key)
                node[method] = Moved(pointers.child(pointer, key), value) if isinstance(value, dict) else value

    def _parameter(self, node: _Dict, pointer: str) -> None:
        self._examples(node, pointer)
        if "schema" in node or "content" in node or "$ref" in node or "type" not in node:
            return
        schema = {key: node.pop(key) for key in list(node) if key in _schema_parts}
        node["schema"] = Moved(pointer, schema)
        if not self._swagger:
            self._add(
                "D121", pointer, part="the parameter", wanted="described by `schema`", found="typed itself", read="one"
            )

    def _schema(self, node: _Dict, pointer: str) -> None:
        self._type(node, pointer)
        self._required(node, pointer)
        self._schema_examples(node)
        if node.get("enum") == []:
            self._add(
                "D120",
                pointers.child(pointer, "enum"),
                part="`enum`",
                wanted="a list of one or more values",
                found="an empty list",
            )
            del node["enum"]

    def _type(self, node: _Dict, pointer: str) -> None:
        """A homemade type name keeps its meaning as a format; `any` means no type at all."""
        kind = node.get("type")
        if not isinstance(kind, str) or kind in type_names:
            return
        name = kind.strip().lower()
        if name == "any":
            del node["type"]
        elif name in synonyms:
            if name in formats:
                node.setdefault("format", formats[name])
            if name == "file" and self._swagger:
                node["type"] = "string"

    def _required(self, node: _Dict, pointer: str) -> None:
        """`required: true` on a property moves into the list of the schema that holds it; elsewhere it says nothing."""
        if str(node.get("required")).lower() in ("true", "false"):
            found = describe(node.pop("required"))
            self._add("D120", pointers.child(pointer, "required"), part="`required`", wanted="a list", found=found)
        properties = node.get("properties")
        if not isinstance(properties, dict):
            return
        names = [
            name
            for name, found in properties.items()
            if isinstance(found, dict) and str(found.get("required")).lower() in ("true", "false")
        ]
        for name in names:
            self._move_required(node, name, below=at(properties, pointers.child(pointer, "properties")))

    def _move_required(self, node: _Dict, name: str, *, below: str) -> None:
        properties = node["properties"]
        found = properties[name] if isinstance(properties, dict) else None
        if not isinstance(found, dict):
            return
        required = str(found.pop("required")).lower() == "true"
        place = pointers.child(pointers.child(below, name), "required")
        self._add("D126", place, name=f"`{name}`", read="required" if required else "optional")
        listed = node.setdefault("required", [])
        if required and isinstance(listed, list) and name not in listed:
            listed.append(name)
        if listed == []:
            del node["required"]

    def _schema_examples(self, node: _Dict) -> None:
        """A mapping of examples, as media types have it, becomes the list that schemas have."""
        examples = node.get("examples")
        if isinstance(examples, dict):
            node["examples"] = [
                example["value"] if isinstance(example, dict) and "value" in example else example
                for example in examples.values()
            ]


def _has_schema(told: JsonValue) -> bool:
    return isinstance(told, dict) and "schema" in told
