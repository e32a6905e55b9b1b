"""Which media types the application reads and writes beside plain JSON, and what the modules for them show.

In: an operation's body and responses, or all of them. Out: media types to declare, and `MediaContext`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from scaffolder.media_types import form_of, is_json, plain
from scaffolder.model import (
    Alternative,
    ApiModel,
    ArrayType,
    Body,
    Header,
    Kind,
    Media,
    ObjectSchema,
    Operation,
    RefType,
    Response,
)
from scaffolder.render.index import Index
from scaffolder.render.parameter_styles import has_structured

_BODILESS = frozenset({"204", "205", "304"})
"""Statuses whose answers have no body (RFC 9110, section 6.4.1)."""


@dataclass(frozen=True, slots=True)
class MediaContext:
    """What the modules show that read and write bodies."""

    media: bool
    """Some body has several media types, or one that FastAPI does not read as JSON."""
    described: bool
    """Some error has another shape in another media type."""
    encodings: bool
    """Some media type is left to a placeholder."""
    csv: bool
    forms: bool
    html: bool
    parameters: bool
    """Some parameter is read by its style."""
    text: bool
    xml: bool
    yaml: bool


@dataclass(frozen=True, slots=True)
class BodiesContext:
    """What `bodies.py` shows."""

    raw: bool
    """Some operation takes bytes or text."""
    needed: bool
    """Some body may be left out although its schema has required members."""


def read_beside(body: Body | None) -> tuple[str, ...]:
    """The further media types in which the application takes a JSON body, or would if somebody wrote how."""
    if body is None or body.media is not Media.JSON:
        return ()
    return tuple(o.media_type for o in body.others if _same(o))


def written_beside(response: Response) -> tuple[str, ...]:
    """The further media types in which the application writes a JSON answer of the same shape, or would as above."""
    if response.type is None or not is_json(response.media_type) or response.status in _BODILESS:
        return ()
    return tuple(o.media_type for o in response.others if _same(o) and "*" not in o.media_type)


def described_beside(response: Response) -> tuple[Alternative, ...]:
    """Those in which a JSON answer has another shape."""
    if response.type is None or not is_json(response.media_type) or response.status in _BODILESS:
        return ()
    return tuple(o for o in response.others if o.type is not None and "*" not in o.media_type)


def needs_reading(body: Body | None) -> bool:
    """FastAPI itself would refuse some media type of the body."""
    if body is None or body.media is not Media.JSON:
        return False
    return plain(body.media_type) in ("text/json", "*/*", "application/*") or bool(read_beside(body))


def negotiates(operation: Operation) -> bool:
    """Its body is read, or its answers are written, in several media types."""
    return needs_reading(operation.body) or any(map(_offers, operation.responses))


def _offers(response: Response) -> bool:
    """It has several media types; errors of another shape are told by `errors.py`."""
    return bool(written_beside(response)) or (response.status.startswith("2") and bool(described_beside(response)))


def describes(operation: Operation) -> bool:
    """Some answer has another shape in another media type."""
    return any(map(described_beside, operation.responses))


def bodies_context(index: Index) -> BodiesContext:
    """What all operations need."""
    operations = [o for o in index.model.operations if o.body]
    raw = any(o.custom and o.body and o.body.media in (Media.BINARY, Media.TEXT) for o in operations)
    return BodiesContext(raw, any(is_needed(o, index) for o in operations))


def has_bodies(index: Index) -> bool:
    """Some body needs more than FastAPI does."""
    context = bodies_context(index)
    return context.raw or context.needed


def may_be_empty(body: Body, index: Index) -> bool:
    """Nothing at all says as much as an object without members, where no member must be there, or as no changes."""
    if isinstance(body.type, ArrayType):
        return body.patches is not None and not body.type.min_items
    definition = index.definitions.get(body.type.name) if isinstance(body.type, RefType) else None
    if not isinstance(definition, ObjectSchema) or body.payload or body.payload_schema is None:
        return False
    return definition.fewest == 0


def is_needed(operation: Operation, index: Index) -> bool:
    """The document lets the body be left out, but what is done reads a member of it that must be there."""
    body = operation.body
    reads = body is not None and (body.payload or body.patches or any(s.link for s in operation.stores))
    return bool(reads or operation.expected_version or operation.body_key) and may_be_absent(operation, index)


def may_be_absent(operation: Operation, index: Index) -> bool:
    """The document lets the body be left out, although members of it must be there: every value is its default then."""
    body = operation.body
    if body is None or body.required or body.media is not Media.JSON or operation.method in ("GET", "HEAD"):
        return False
    stores = operation.kind in (Kind.CREATE, Kind.REPLACE, Kind.PATCH)
    definition = index.definitions.get(body.type.name) if isinstance(body.type, RefType) else None
    return stores and isinstance(definition, ObjectSchema) and not may_be_empty(body, index)


def headers_of(response: Response) -> tuple[Header, ...]:
    """Those that tell more than HTTP itself; `Content-Type` is told by the media types (OpenAPI 3.1, 4.8.17)."""
    return tuple(h for h in response.headers if h.name.lower() != "content-type")


def has_media(index: Index) -> bool:
    """Some operation negotiates."""
    return any(map(negotiates, index.model.operations))


def has_negotiation(index: Index) -> bool:
    """Some answer has several media types."""
    return media_context(index).media or media_context(index).described


def has_encodings(index: Index) -> bool:
    """Some media type is left to a placeholder."""
    return bool(index.model.encodings)


def has_xml(index: Index) -> bool:
    """Some body may be XML."""
    return "xml" in _forms(index)


def media_context(index: Index) -> MediaContext:
    """What all operations need."""
    found = _forms(index)
    return MediaContext(
        media=has_media(index),
        described=any(map(describes, index.model.operations)),
        encodings=has_encodings(index),
        csv="csv" in found,
        forms="forms" in found,
        html="html" in found,
        parameters=has_structured(index),
        text="text" in found,
        xml="xml" in found,
        yaml="yaml" in found,
    )


def led(model: ApiModel) -> ApiModel:
    """The model with each body in its leading media type only: routes of a project's own application stay plain."""
    return replace(model, operations=tuple(map(_led, model.operations)), encodings=())


def _led(operation: Operation) -> Operation:
    responses = tuple(replace(r, others=()) for r in operation.responses)
    success = replace(operation.success, others=()) if operation.success else None
    at = next((i for i, r in enumerate(operation.responses) if r is operation.success), None)
    success = responses[at] if at is not None else success
    body = replace(operation.body, others=()) if operation.body else None
    return replace(operation, responses=responses, success=success, body=body)


def _forms(index: Index) -> frozenset[str]:
    return frozenset(map(form_of, _named(index.model.operations))) - {""}


def _named(operations: Iterable[Operation]) -> Iterator[str]:
    for operation in operations:
        body = operation.body
        yield from read_beside(body)
        if needs_reading(body):
            yield body.media_type if body else ""
        for response in operation.responses:
            yield from written_beside(response)


def _same(alternative: Alternative) -> bool:
    return alternative.type is None
