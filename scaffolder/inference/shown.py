"""Answers that a document tells by examples alone: a 200 without a schema, beside what it may look like.

In: the document. Out: the document with schemas made of these examples, for the answers of the operations asked for. A
property has the type that all examples agree on, else any; nothing is required, as other answers may be without it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from scaffolder.media_types import is_json
from scaffolder.source import Document, JsonValue, Media, Operation, Response, Schema

_FORMATS = (
    ("date-time", re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")),
    ("date", re.compile(r"\d{4}-\d\d-\d\d")),
    ("uuid", re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")),
)
_NAME = re.compile(r"[A-Za-z_@$][\w.@$-]*")
"""What properties are called; keys of another form are data themselves."""
_DEPTH = 8


def tells_by_examples(document: Document) -> bool:
    """Some answer has an example and nothing else."""
    return any(_example_only(m) for o in document.operations for r in _successes(o) for m in r.content)


def with_shown(document: Document, operations: Set[str] | None = None) -> Document:
    """The document with schemas for such answers; `operations`: of those at these pointers, None for all."""
    found = (o if operations is not None and o.pointer not in operations else _told(o) for o in document.operations)
    return replace(document, operations=tuple(found))


def _told(operation: Operation) -> Operation:
    return replace(operation, responses=tuple(_answer(r) for r in operation.responses))


def _answer(response: Response) -> Response:
    if not response.status.startswith("2"):
        return response
    return replace(response, content=tuple(_shown(m) if _example_only(m) else m for m in response.content))


def _successes(operation: Operation) -> Iterable[Response]:
    return (r for r in operation.responses if r.status.startswith("2"))


def _example_only(media: Media) -> bool:
    """JSON of which nothing is said but what it may look like."""
    return is_json(media.media_type) and bool(_examples(media))


def _examples(media: Media) -> list[JsonValue]:
    """Examples with properties; texts that hold JSON are read."""
    return [value for value in map(_read, media.shown_only) if _has_properties(value)]


def _read(value: JsonValue) -> JsonValue:
    if not isinstance(value, str) or value.lstrip()[:1] not in ("{", "["):
        return value
    try:
        read: JsonValue = json.loads(value)
    except ValueError:
        return value
    return read


def _has_properties(value: JsonValue) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(v, dict) and v for v in value)
    return isinstance(value, dict) and bool(value)


def _shown(media: Media) -> Media:
    pointer = media.schema.pointer if media.schema else f"{media.pointer}/schema"
    schema = _schema(_examples(media), pointer, _DEPTH)
    description = media.schema.description if media.schema else None
    return replace(media, schema=replace(schema, description=description))


def _schema(values: list[JsonValue], pointer: str, depth: int) -> Schema:
    """What all values have in common; null and nothing at all say nothing."""
    said = [v for v in values if v is not None]
    if not said or len(said) < len(values) or depth == 0:
        return Schema(pointer)
    if all(isinstance(v, dict) for v in said):
        return _object([v for v in said if isinstance(v, dict)], pointer, depth)
    if all(isinstance(v, list) for v in said):
        items = [item for v in said if isinstance(v, list) for item in v]
        return Schema(pointer, types=("array",), items=_schema(items, f"{pointer}/items", depth - 1))
    return _scalar(said, pointer)


def _object(values: list[dict[str, JsonValue]], pointer: str, depth: int) -> Schema:
    names = dict.fromkeys(name for v in values for name in v)
    if not names or not all(_NAME.fullmatch(name) for name in names):
        return Schema(pointer, types=("object",))
    properties = {
        name: _schema([v[name] for v in values if name in v], f"{pointer}/properties/{_escaped(name)}", depth - 1)
        for name in names
    }
    return Schema(pointer, types=("object",), properties=properties)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _scalar(values: Sequence[JsonValue], pointer: str) -> Schema:
    kinds = {_kind(v) for v in values}
    kinds = {"number"} if kinds == {"integer", "number"} else kinds
    if len(kinds) > 1:
        return Schema(pointer)
    (kind,) = kinds
    texts = [v for v in values if isinstance(v, str)]
    formats = (name for name, pattern in _FORMATS if all(pattern.fullmatch(t) for t in texts))
    return Schema(pointer, types=(kind,), format=next(formats, None) if texts else None)


def _kind(value: JsonValue) -> str:
    if isinstance(value, bool):
        return "boolean"
    return {str: "string", int: "integer", float: "number", dict: "object", list: "array"}.get(type(value), "string")
