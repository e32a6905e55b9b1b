"""The headers of one response, the document's and the application's → their differences."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scaffolder.contract import Difference, Relation
from scaffolder.diagnostics import Place
from scaffolder.source import Header, Response
from scaffolder.verify.contract.schemas import SchemaComparison

_IGNORED = frozenset({"content-type"})
"""Told by the media types (OpenAPI 3.1, section 4.8.17)."""


def header_differences(
    schemas: SchemaComparison, locate: Callable[[str], Place], ours: Response, theirs: Response
) -> Iterator[Difference]:
    """Headers by name, whatever their case (RFC 9110, section 5.1)."""
    own, found = _by_name(ours), _by_name(theirs)
    for name, header in own.items():
        subject = f"response {ours.status} header {header.name}"
        if name not in found:
            text, breaking = "header: the application does not tell of it", header.required
            yield Difference(subject, "", Relation.MISSING, breaking, text, locate(header.pointer))
            continue
        if header.required != found[name].required:
            relation = Relation.WIDER if header.required else Relation.NARROWER
            words = ("required", "optional") if header.required else ("optional", "required")
            text = f"required: the document has it {words[0]}, the application {words[1]}"
            yield Difference(subject, "", relation, header.required, text, locate(header.pointer))
        if header.schema is not None:
            for each in schemas.differences(header.schema, found[name].schema, text=True):
                yield each.told(subject, locate, header.pointer)
    for name, header in found.items():
        if name not in own:
            text = "header: the document does not have it"
            subject = f"response {ours.status} header {header.name}"
            yield Difference(subject, "", Relation.WIDER, False, text, locate(ours.pointer))


def _by_name(response: Response) -> dict[str, Header]:
    return {header.name.lower(): header for header in response.headers if header.name.lower() not in _IGNORED}
