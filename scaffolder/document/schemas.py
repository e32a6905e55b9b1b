"""Prepared schema nodes in, `Schema` objects out: one for each pointer, keywords as in 3.1."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, cast

from scaffolder.document import pointers
from scaffolder.document.findings import describe
from scaffolder.document.moved import Flag, at
from scaffolder.document.nullability import flatten, says_null
from scaffolder.document.prepare import Preparer
from scaffolder.document.references import References, Target
from scaffolder.source import Discriminator, JsonValue, Schema, Xml

_Dict = dict[str, JsonValue]


class Schemas:
    """Builds schemas; those that are referenced wait in a queue, so that recursion is only as deep as the nesting."""

    def __init__(self, references: References, preparer: Preparer, *, components: str) -> None:
        self._references = references
        self._preparer = preparer
        self._components = components
        """Pointer of the component schemas: what bare names in a discriminator's mapping stand in."""
        self._built: dict[str, Schema] = {}
        self._waiting: deque[Target] = deque()
        self.by_pointer: dict[str, Schema] = {}

    def build(self, node: JsonValue, pointer: str) -> Schema:
        """The schema at a pointer, and all that it refers to."""
        schema = self._build(node, pointer)
        while self._waiting:
            target = self._waiting.popleft()
            if target.pointer not in self.by_pointer:
                self._preparer.check(target.node, target.pointer, "schema")
                self.by_pointer[target.pointer] = self._build(target.node, target.pointer)
        return schema

    def _build(self, node: JsonValue, pointer: str) -> Schema:
        pointer = at(node, pointer)
        if pointer not in self._built:
            self._built[pointer] = self._make(node, pointer)
        return self._built[pointer]

    def _make(self, node: JsonValue, pointer: str) -> Schema:
        if isinstance(node, Flag | bool):
            return Schema(pointer, boolean=node.value if isinstance(node, Flag) else node)
        if not isinstance(node, dict):
            return Schema(pointer)
        ref = self._reference(node, pointer)
        types, nullable = _types(node)
        choices, null_choice = self._choices(node, pointer)
        schema = Schema(
            pointer=pointer,
            ref=ref,
            types=types,
            nullable=nullable or null_choice,
            null_unsaid=nullable and not null_choice and not _says_nullable(node),
            enum=_enum(node),
            default=node.get("default"),
            has_default="default" in node,
            examples=_examples(node),
            properties=self._properties(node, pointer),
            required=tuple(dict.fromkeys(cast("list[str]", node.get("required", ())))),
            additional=self._additional(node, pointer),
            items=self._optional(node, pointer, "items"),
            all_of=tuple(self._listed(node, pointer, "allOf")),
            one_of=choices["oneOf"],
            any_of=choices["anyOf"],
            discriminator=self._discriminator(node, pointer),
            extensions=extensions(node),
            **_plain(node),
            xml=_xml(node.get("xml")),
            **_bounds(node),
        )
        return flatten(schema, node) if null_choice else schema

    def _reference(self, node: _Dict, pointer: str) -> str | None:
        """The pointer that a reference leads to, queued to be built; None where it leads nowhere."""
        reference = node.get("$ref")
        if not isinstance(reference, str):
            return None
        target = self._references.target(reference, pointer)
        if target is None or self._references.follow(target.node, target.pointer) is None:
            return None
        return self._await(target, reference, pointers.child(pointer, "$ref"))

    def _await(self, target: Target, reference: str, place: str) -> str | None:
        """Queue what a reference means to be built; None, with a finding, where it is no schema."""
        other = self._preparer.other_part(target.node, "schema")
        if other or not isinstance(target.node, dict | bool):
            found = f"a part of the kind `{other}`" if other else describe(target.node)
            self._references.refuse(reference, place, found=found, wanted="a schema")
            return None
        self._waiting.append(target)
        return target.pointer

    def _optional(self, node: _Dict, pointer: str, key: str) -> Schema | None:
        return self._build(node[key], pointers.child(pointer, key)) if key in node else None

    def _listed(self, node: _Dict, pointer: str, key: str) -> Iterable[Schema]:
        parts = node.get(key)
        if isinstance(parts, list):
            place = pointers.child(pointer, key)
            for index, part in enumerate(parts):
                yield self._build(part, pointers.child(place, index))

    def _properties(self, node: _Dict, pointer: str) -> Mapping[str, Schema]:
        properties = node.get("properties")
        if not isinstance(properties, dict):
            return {}
        place = at(properties, pointers.child(pointer, "properties"))
        return {name: self._build(found, pointers.child(place, name)) for name, found in properties.items()}

    def _additional(self, node: _Dict, pointer: str) -> Schema | bool | None:
        found = node.get("additionalProperties")
        return found.value if isinstance(found, Flag) else self._optional(node, pointer, "additionalProperties")

    def _choices(self, node: _Dict, pointer: str) -> tuple[dict[str, tuple[Schema, ...]], bool]:
        """`oneOf` and `anyOf` without their variants that say only null, and whether there was one."""
        choices: dict[str, tuple[Schema, ...]] = {"oneOf": (), "anyOf": ()}
        nullable = False
        for key in choices:
            nodes = node.get(key)
            if not isinstance(nodes, list):
                continue
            is_null = [self._is_null(part, pointer) for part in nodes]
            built = self._listed(node, pointer, key)
            choices[key] = tuple(schema for schema, null in zip(built, is_null, strict=True) if not null)
            nullable = nullable or any(is_null)
        return choices, nullable

    def _is_null(self, node: JsonValue, pointer: str) -> bool:
        """Whether a variant, or what it refers to, says only null."""
        if isinstance(node, dict) and isinstance(node.get("$ref"), str):
            target = self._references.target(str(node["$ref"]), pointer)
            node = target.node if target else node
        return says_null(node)

    def _discriminator(self, node: _Dict, pointer: str) -> Discriminator | None:
        found = node.get("discriminator")
        if not isinstance(found, dict) or not isinstance(found.get("propertyName"), str):
            return None
        place = pointers.child(pointers.child(pointer, "discriminator"), "mapping")
        mapping = found.get("mapping")
        targets = {
            value: self._mapped(str(name), pointers.child(place, value))
            for value, name in (mapping if isinstance(mapping, dict) else {}).items()
        }
        return Discriminator(str(found["propertyName"]), {value: name for value, name in targets.items() if name})

    def _mapped(self, name: str, pointer: str) -> str | None:
        """A mapping's value: a reference, or the bare name of a component schema."""
        target = None
        if "/" not in name and "#" not in name:
            target = self._references.find(pointers.child(self._components, name))
        target = target or self._references.target(name, pointer, key=None)
        return self._await(target, name, pointer) if target else None


def extensions(node: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """The `x-` keys of a part."""
    return {key: value for key, value in node.items() if key.startswith("x-")}


def _types(node: _Dict) -> tuple[tuple[str, ...], bool]:
    kind = node.get("type", ())
    names = (kind,) if isinstance(kind, str) else cast("tuple[str, ...]", tuple(kind or ()))  # type: ignore[arg-type]
    nullable = _says_nullable(node) or node.get("x-nullable") is True
    return tuple(name for name in names if name != "null"), nullable


def _says_nullable(node: _Dict) -> bool:
    """Whether a schema has null among its values in the words of OpenAPI."""
    kind = node.get("type")
    return node.get("nullable") is True or kind == "null" or (isinstance(kind, list | tuple) and "null" in kind)


def _enum(node: _Dict) -> tuple[JsonValue, ...] | None:
    if "const" in node:
        return (node["const"],)
    if says_null(node):
        return (None,)
    values = node.get("enum")
    return tuple(values) if isinstance(values, list) else None


def _examples(node: _Dict) -> tuple[JsonValue, ...]:
    listed = node.get("examples")
    single = (node["example"],) if "example" in node else ()
    return (*single, *(listed if isinstance(listed, list) else ()))


_plain_keys = {
    "format": "format",
    "title": "title",
    "description": "description",
    "multipleOf": "multiple_of",
    "minLength": "min_length",
    "maxLength": "max_length",
    "pattern": "pattern",
    "minItems": "min_items",
    "maxItems": "max_items",
    "uniqueItems": "unique_items",
    "minProperties": "min_properties",
    "maxProperties": "max_properties",
    "readOnly": "read_only",
    "writeOnly": "write_only",
    "deprecated": "deprecated",
}
"""Keywords whose values stand in a field as they are."""


def _plain(node: _Dict) -> dict[str, Any]:
    return {_plain_keys[key]: node[key] for key in node if key in _plain_keys}


def _xml(node: JsonValue) -> Xml | None:
    """The XML Object, where it says more than the schema does."""
    if not isinstance(node, dict):
        return None
    name = node.get("name")
    found = Xml(name if isinstance(name, str) else None, node.get("attribute") is True, node.get("wrapped") is True)
    return found if found != Xml() else None


def _bounds(node: _Dict) -> dict[str, Any]:
    """3.0's flags beside `minimum` and `maximum` become the numbers of 3.1."""
    bounds: dict[str, Any] = {}
    for side, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        limit, strict = node.get(side), node.get(exclusive)
        if strict is True:
            bounds[f"exclusive_{side}"] = limit
        else:
            bounds[side] = limit
            bounds[f"exclusive_{side}"] = None if strict is False else strict
    return bounds
