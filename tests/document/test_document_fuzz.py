"""No input whatever raises, and what is read is whole."""

from __future__ import annotations

import copy
import io
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scaffolder.diagnostics import Severity
from scaffolder.document import read
from scaffolder.source import Document, Schema

BASE: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "t", "version": "1"},
    "security": [{"a": []}],
    "paths": {
        "/pets/{id}": {
            "parameters": [{"$ref": "#/components/parameters/id"}],
            "get": {
                "operationId": "g",
                "parameters": [{"name": "q", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}}],
                "responses": {
                    "200": {
                        "description": "ok",
                        "headers": {"X": {"schema": {"type": "string"}}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
                    }
                },
            },
        }
    },
    "components": {
        "schemas": {
            "Pet": {
                "required": ["id"],
                "properties": {
                    "id": {"type": "integer", "minimum": 0},
                    "o": {"oneOf": [{"$ref": "#/components/schemas/Pet"}, {"type": "null"}]},
                    "l": {"allOf": [{"$ref": "#/components/schemas/Pet"}], "additionalProperties": False},
                },
            }
        },
        "parameters": {"id": {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}},
        "securitySchemes": {"a": {"type": "oauth2", "flows": {"implicit": {"scopes": {"a": "b"}}}}},
    },
}

OLD: dict[str, Any] = {
    "swagger": "2.0",
    "info": {"title": "t", "version": "1"},
    "host": "x",
    "consumes": ["application/json"],
    "paths": {
        "/p": {
            "post": {
                "parameters": [
                    {"name": "b", "in": "body", "schema": {"$ref": "#/definitions/P"}},
                    {"name": "l", "in": "query", "type": "array", "collectionFormat": "multi"},
                ],
                "responses": {"200": {"description": "d", "schema": {"type": "file"}, "examples": {"a/b": 1}}},
            },
            "put": {"parameters": [{"name": "f", "in": "formData", "type": "file"}], "responses": {}},
        }
    },
    "definitions": {"P": {"discriminator": "k", "properties": {"k": {"type": "string"}}}},
    "securityDefinitions": {"b": {"type": "basic"}},
}

KEYS = ("$ref", "type", "required", "properties", "items", "allOf", "parameters", "schema", "responses", "in", "x-a")
VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1.5, "", "x", [], {}, [None], [[]], {"a": None}),
    *({"$ref": ref} for ref in (5, "", "#", "#/", "#/paths", "../x", "http://x", "#/components/schemas/Pet", "%zz")),
)


def _containers(node: Any) -> list[Any]:
    found, pending = [], [node]
    while pending:
        node = pending.pop()
        if isinstance(node, dict | list):
            found.append(node)
            pending.extend(node.values() if isinstance(node, dict) else node)
    return found


@st.composite
def mutants(draw: st.DrawFn) -> bytes:
    """A small document with up to four parts replaced, added or moved."""
    document = copy.deepcopy(draw(st.sampled_from((BASE, OLD))))
    for _ in range(draw(st.integers(1, 4))):
        containers = _containers(document)
        node = containers[draw(st.integers(0, len(containers) - 1))]
        value = copy.deepcopy(draw(st.sampled_from((*VALUES, *containers))))
        if isinstance(node, dict):
            node[draw(st.sampled_from((*node, *KEYS)))] = value
        else:
            node.insert(draw(st.integers(0, len(node))), value)
    return json.dumps(document).encode()


@settings(max_examples=400, deadline=None)
@given(mutants())
def test_mutated_documents(data: bytes) -> None:
    _check(data)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes(data: bytes) -> None:
    _check(data)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from((*"[]{}:,-?&*|>'\"#!%\n\t a", "<<: *a", "&a ", "---\n", "...\n", "~", ".nan", "!!int x"))),
)
def test_yaml_syntax(tokens: list[str]) -> None:
    _check(b"openapi: 3.1.0\npaths:\n  /a: " + "".join(tokens).encode())


def _check(data: bytes) -> None:
    document, found = read("-", stdin=io.BytesIO(data))
    assert (document is None) == any(finding.severity is Severity.ERROR for finding in found)
    assert all(finding.message and finding.place.file == "<stdin>" for finding in found)
    if document is not None:
        _check_whole(document)


def _check_whole(document: Document) -> None:
    """Every reference resolves and every pointer has a place."""
    pending: list[Schema] = [*document.schemas.values(), *document.by_pointer.values()]
    for operation in document.operations:
        assert operation.path.startswith("/")
        assert document.locate(operation.pointer).line > 0
        pending += [parameter.schema for parameter in operation.parameters]
    while pending:
        schema = pending.pop()
        assert document.resolve(schema) is not None
        assert document.locate(schema.pointer).line > 0
        pending += [*schema.properties.values(), *schema.all_of, *schema.any_of, *schema.one_of]
        pending += [schema.items] if schema.items else []
