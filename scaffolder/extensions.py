"""The extensions that scaffold reads from a document: where each may stand, what it means, which values it takes.

`scaffold schema extensions` prints them as a JSON Schema; the language server completes and explains them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scaffolder.source import JsonValue

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_FLAG: JsonValue = {"type": "boolean"}
_NAME: JsonValue = {"type": "string", "minLength": 1}


class Where(StrEnum):
    """The parts of a document on which an extension may stand."""

    SCHEMA = "schema"
    PROPERTY = "property"
    OPERATION = "operation"


@dataclass(frozen=True, slots=True)
class Extension:
    """One extension."""

    name: str
    where: tuple[Where, ...]
    meaning: str
    example: str
    """A value as it is written in a document, in YAML's flow style, which JSON's is a part of."""
    schema: JsonValue
    """JSON Schema of the value."""


_MOMENTS: JsonValue = {"enum": ["create", "update", "delete", "read", "replace", "patch", "list"]}
_RULE: dict[str, JsonValue] = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "id": {"type": "string", "pattern": "^[A-Za-z0-9._-]+$"},
        "text": _NAME,
        "on": {"oneOf": [_MOMENTS, {"type": "array", "items": _MOMENTS}]},
        "status": {"type": "integer", "minimum": 400, "maximum": 499},
    },
}
_CONFIRMED: JsonValue = {**_RULE, "required": [], "additionalProperties": False}
_OVERRIDE: JsonValue = {
    "type": "object",
    "properties": {"ignore": _FLAG, "entity": _FLAG, "kind": {"const": "custom"}},
    "additionalProperties": False,
}

EXTENSIONS = (
    Extension(
        "x-scaffold",
        (Where.SCHEMA, Where.OPERATION),
        "Overrides what was inferred: ignore it, store it not as an entity, or leave it to you (kind: custom).",
        '{"ignore": true}',
        _OVERRIDE,
    ),
    Extension(
        "x-business-rules",
        (Where.SCHEMA, Where.OPERATION),
        "Rules that code must enforce, each a sentence or an object with id, on, text and status.",
        '[{"id": "rule-name", "text": "A sentence."}]',
        {"type": "array", "items": {"oneOf": [_NAME, _RULE]}},
    ),
    Extension("x-tablename", (Where.SCHEMA,), "Name of the table.", '"table"', _NAME),
    Extension(
        "x-composite-unique",
        (Where.SCHEMA,),
        "Properties that are unique together.",
        '[["one", "other"]]',
        {"type": "array", "items": {"type": "array", "items": _NAME, "minItems": 1}},
    ),
    Extension(
        "x-renamed-from",
        (Where.SCHEMA, Where.PROPERTY),
        "The former name, so that data, tests and edits follow.",
        '"formerName"',
        _NAME,
    ),
    Extension(
        "x-renamed-values",
        (Where.PROPERTY,),
        "What the values of an enumeration were called, and what they are called now, so that stored ones follow.",
        '{"formerValue": "value"}',
        {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}},
    ),
    Extension("x-primary-key", (Where.PROPERTY,), "This property is the key.", "true", _FLAG),
    Extension("x-autoincrement", (Where.PROPERTY,), "The database counts it up.", "true", _FLAG),
    Extension("x-unique", (Where.PROPERTY,), "No two rows have the same value.", "true", _FLAG),
    Extension("x-index", (Where.PROPERTY,), "Looked up often.", "true", _FLAG),
    Extension(
        "x-foreign-key",
        (Where.PROPERTY,),
        "It refers to a row of another table.",
        '"table.column"',
        {"type": "string", "pattern": "^[^.]+\\.[^.]+$"},
    ),
    Extension("x-secondary", (Where.PROPERTY,), "Name of the table of a many-to-many relationship.", '"table"', _NAME),
)


_PROSE: JsonValue = {"type": "string"}
_PROSES: JsonValue = {"anyOf": [_PROSE, {"type": "array", "items": _PROSE}]}
_SECONDS: JsonValue = {"type": "integer", "minimum": 1, "maximum": 86400}
_PRICE: JsonValue = {"type": "number", "minimum": 0, "exclusiveMaximum": 1_000_000}
_FILL: dict[str, JsonValue] = {
    **dict.fromkeys(("model", "base_url", "brief"), _PROSE),
    "fallback": _PROSES,
    "parallel": {"type": "integer", "minimum": 1, "maximum": 256},
    "together": {"type": "integer", "minimum": 1, "maximum": 50},
    "iterations": {"type": "integer", "minimum": 0, "maximum": 20},
    "timeout": _SECONDS,
    "context": {"type": "integer", "minimum": 500, "maximum": 1_000_000},
    "structured": {"type": "boolean"},
    "tools": {"type": "boolean"},
    **dict.fromkeys(("input_price", "output_price"), _PRICE),
}
_DOTTED = r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*"
_SYMBOL: JsonValue = {"type": "string", "pattern": rf"^{_DOTTED}:[A-Za-z_]\w*$"}
_PACKAGE: JsonValue = {"type": "string", "pattern": f"^{_DOTTED}$"}
_INTO: dict[str, JsonValue] = {
    **dict.fromkeys(("base", "session", "app"), _SYMBOL),
    **dict.fromkeys(("package", "core"), _PACKAGE),
    "sync": {"type": "boolean"},
    "layout": {"enum": ["layer", "feature"]},
    "tests": {"type": "string", "pattern": r"^[\w-]+(/[\w-]+)*$"},
}


def of(where: Where) -> tuple[Extension, ...]:
    """Those that may stand on a part."""
    return tuple(e for e in EXTENSIONS if where in e.where)


def extensions_schema() -> JsonValue:
    """JSON Schema with one definition for each part; each describes the part's `x-` members alone."""
    parts: dict[str, JsonValue] = {str(where): _members(of(where)) for where in Where}
    return {"$schema": DRAFT, "title": "Extensions that scaffold reads", "$defs": parts}


def settings_schema() -> JsonValue:
    """JSON Schema of `scaffold.toml`."""
    entity, operation = of(Where.SCHEMA), of(Where.OPERATION)
    return {
        "$schema": DRAFT,
        "title": "scaffold.toml",
        "type": "object",
        "properties": {
            "entities": {"type": "object", "additionalProperties": _overrides(entity)},
            "operations": {"type": "object", "additionalProperties": _overrides(operation)},
            "rules": {"type": "object", "additionalProperties": {"oneOf": [_FLAG, _CONFIRMED]}},
            "templates": {"type": "string", "minLength": 1},
            "verify": _table({"timeout": _SECONDS}),
            "fill": _table(_FILL),
            "style": _table({"guide": _PROSE, "rules": _PROSES}),
            "into": _table(_INTO),
        },
        "additionalProperties": False,
    }


def _table(properties: dict[str, JsonValue]) -> JsonValue:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _members(extensions: tuple[Extension, ...]) -> JsonValue:
    return {"type": "object", "properties": {e.name: _described(e) for e in extensions}}


def _described(extension: Extension) -> JsonValue:
    schema = extension.schema
    assert isinstance(schema, dict)
    return {"description": extension.meaning, **schema}


def _overrides(extensions: tuple[Extension, ...]) -> JsonValue:
    """Members of `x-scaffold` and the other extensions side by side."""
    assert isinstance(_OVERRIDE, dict)
    inner = _OVERRIDE["properties"]
    assert isinstance(inner, dict)
    outer = {e.name: _described(e) for e in extensions if e.name != "x-scaffold"}
    return {"type": "object", "properties": {**inner, **outer}}
