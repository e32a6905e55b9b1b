"""Variants that say only "null" become the nullability of the schema that offers them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scaffolder.source import JsonValue, Schema

_annotations = {
    "title": "title",
    "description": "description",
    "default": "default",
    "example": "examples",
    "examples": "examples",
    "deprecated": "deprecated",
    "readOnly": "read_only",
    "writeOnly": "write_only",
}
"""Keywords that say nothing about which values are valid, and their fields."""

_choices = ("oneOf", "anyOf", "nullable", "x-nullable")


def says_null(node: JsonValue) -> bool:
    """Whether a schema node allows null and nothing else."""
    if not isinstance(node, dict):
        return False
    return node.get("type") in ("null", ["null"]) or node.get("enum") == [None] or node.get("const", node) is None


def flatten(schema: Schema, node: Mapping[str, JsonValue]) -> Schema:
    """The one variant that is left beside null, with the annotations of the schema that offers it.

    A schema with validating keywords of its own is left as it is, with one variant.
    """
    variants = schema.one_of + schema.any_of
    plain = all(key in _annotations or key in _choices or key.startswith("x-") for key in node)
    if len(variants) != 1 or not plain:
        return schema
    own: dict[str, Any] = {_annotations[key]: getattr(schema, _annotations[key]) for key in node if key in _annotations}
    if schema.has_default:
        own["has_default"] = True
    merged = {**variants[0].extensions, **schema.extensions}
    return replace(variants[0], pointer=schema.pointer, nullable=True, null_choice=True, extensions=merged, **own)
