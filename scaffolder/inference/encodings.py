"""Media types that the document names for what it tells in JSON, and of which nothing tells how they are written.

In: operations. Out: `Encoding`s, each a placeholder; decisions and findings that say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scaffolder import names, source
from scaffolder.diagnostics import Diagnostic, Severity
from scaffolder.inference.types.findings import CODES
from scaffolder.media_types import is_json, is_read, is_written, plain
from scaffolder.model import Alternative, Decision, Encoding, Media, Operation, Response
from scaffolder.names import Identifier

_BODILESS = frozenset({"204", "205", "304"})
"""Statuses whose answers have no body (RFC 9110, section 6.4.1)."""


@dataclass(frozen=True, slots=True)
class _Named:
    """One place at which a media type is named."""

    media_type: str
    reads: bool
    operation: Identifier
    origin: str


def encodings(operations: Iterable[Operation]) -> tuple[Encoding, ...]:
    """One for each media type and direction, in document order."""
    found: dict[tuple[str, bool], list[_Named]] = {}
    for named in (n for o in operations for n in _named(o)):
        found.setdefault((named.media_type, named.reads), []).append(named)
    scope = names.Scope()
    return tuple(_encoding(places, scope) for places in found.values())


def _encoding(places: list[_Named], scope: names.Scope) -> Encoding:
    first = places[0]
    identifier = names.argument_name(scope, f"{'read' if first.reads else 'write'} {first.media_type}")
    uses = tuple(dict.fromkeys(p.operation for p in places))
    return Encoding(first.media_type, identifier, first.reads, uses, first.origin)


def _named(operation: Operation) -> Iterator[_Named]:
    body = operation.body
    if body is not None and body.media is Media.JSON and operation.method not in ("GET", "HEAD"):
        closed = (plain(o.media_type) for o in body.others if o.type is None and not is_read(o.media_type))
        yield from (_Named(name, True, operation.identifier, body.origin) for name in closed)
    for response in operation.responses:
        if response.type is not None and is_json(response.media_type) and response.status not in _BODILESS:
            closed = (o.media_type for o in response.others if _is_closed(o, response))
            yield from (_Named(name, False, operation.identifier, response.origin) for name in closed)


def _is_closed(other: Alternative, response: Response) -> bool:
    """An error of another shape has a form of its own; a success is made in one shape only."""
    if "*" in other.media_type:
        return False
    return not is_written(other.media_type) if other.type is None else response.status.startswith("2")


def decisions(found: Iterable[Encoding]) -> Iterator[Decision]:
    """What is done until somebody has written them."""
    for encoding in found:
        decided = f"{'refused (415)' if encoding.reads else 'not acceptable (406)'} until its placeholder is filled"
        many = f"{len(encoding.uses)} operations name" if len(encoding.uses) > 1 else "1 operation names"
        reason = f"{many} it, and nothing tells how it is {'read' if encoding.reads else 'written'}"
        yield Decision(encoding.media_type, decided, reason, encoding.origin)


def told(found: Iterable[Encoding], document: source.Document) -> Iterator[Diagnostic]:
    """One warning for each, where it is named first."""
    for encoding in found:
        code = "T113" if encoding.reads else "T112"
        text = CODES[code].message.format(media_type=encoding.media_type)
        yield Diagnostic(code, Severity.WARNING, text, document.locate(encoding.origin), CODES[code].hint)
