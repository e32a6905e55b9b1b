"""Documents of any size: n entities, each with all CRUD operations and a reference to another. Deterministic.

Two documents of different n have the same shape, so that cost can only grow with n.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_SYLLABLES = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru")
Node = dict[str, Any]


def write(path: Path, entities: int) -> Path:
    """Write the document of so many entities as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document(entities)), encoding="utf-8")
    return path


def write_with_field(path: Path, entities: int) -> Path:
    """Write the same with one more field of the entity in the middle."""
    changed = document(entities)
    name = entity_name(entities // 2)
    for schema in (name, f"{name}Input"):
        changed["components"]["schemas"][schema]["properties"]["colour"] = {"type": "string", "maxLength": 40}
    path.write_text(json.dumps(changed), encoding="utf-8")
    return path


def document(entities: int) -> Node:
    """The document of so many entities."""
    paths: Node = {}
    schemas: Node = {"Problem": _object({"code": {"type": "string"}, "message": {"type": "string"}}, "message")}
    for number in range(entities):
        name = entity_name(number)
        schemas[name] = _entity(number)
        schemas[f"{name}Input"] = _input(number)
        paths[f"/{name.lower()}s"] = _collection(name)
        paths[f"/{name.lower()}s/{{id}}"] = _item(name)
    return {
        "openapi": "3.0.3",
        "info": {"title": f"Synthetic {entities}", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def entity_name(number: int) -> str:
    """A pronounceable name, the same length for every number below 10,000."""
    return "".join(_SYLLABLES[int(digit)] for digit in f"{number:04}").capitalize() + "k"


def _object(properties: Node, *required: str) -> Node:
    return {"type": "object", "properties": properties, "required": list(required)}


def _fields(number: int) -> Node:
    """Each entity but the first refers to an earlier one, at most ten steps from the first."""
    fields: Node = {
        "name": {"type": "string", "minLength": 1, "maxLength": 80},
        "note": {"type": "string"},
        "size": {"type": "integer", "minimum": 0},
        "state": {"type": "string", "enum": ["new", "open", "closed"]},
        "due": {"type": "string", "format": "date-time"},
    }
    if number:
        target = entity_name(number // 10)
        fields[f"{target.lower()}_id"] = {"type": "integer", "format": "int64"}
    return fields


def _entity(number: int) -> Node:
    return _object(
        {"id": {"type": "integer", "format": "int64", "readOnly": True}, **_fields(number)}, "id", "name", "state"
    )


def _input(number: int) -> Node:
    return _object(_fields(number), "name", "state")


def _body(schema: str) -> Node:
    return {"content": {"application/json": {"schema": _reference(schema)}}}


def _reference(schema: str) -> Node:
    return {"$ref": f"#/components/schemas/{schema}"}


def _answer(text: str, schema: str | None = None) -> Node:
    return {"description": text, **(_body(schema) if schema else {})}


def _operation(identifier: str, **more: Node | list[Node]) -> Node:
    return {"operationId": identifier, "summary": f"{identifier} as documented", **more}


def _collection(name: str) -> Node:
    items = {"content": {"application/json": {"schema": {"type": "array", "items": _reference(name)}}}}
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}}
    offset = {"name": "offset", "in": "query", "schema": {"type": "integer", "minimum": 0}}
    return {
        "get": _operation(
            f"list{name}s", parameters=[limit, offset], responses={"200": {"description": "A page", **items}}
        ),
        "post": _operation(
            f"create{name}",
            requestBody={"required": True, **_body(f"{name}Input")},
            responses={"201": _answer("Made", name), "400": _answer("Not valid", "Problem")},
        ),
    }


def _item(name: str) -> Node:
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "format": "int64"}}
    missing = {"404": _answer("Not found", "Problem")}
    return {
        "parameters": [key],
        "get": _operation(f"get{name}", responses={"200": _answer("Found", name), **missing}),
        "put": _operation(
            f"replace{name}",
            requestBody={"required": True, **_body(f"{name}Input")},
            responses={"200": _answer("Changed", name), **missing},
        ),
        "delete": _operation(f"delete{name}", responses={"204": _answer("Gone"), **missing}),
    }
