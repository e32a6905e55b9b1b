"""The bodies of one request or response, the document's and the application's → their differences, type by type."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from scaffolder.contract import Difference, Relation
from scaffolder.diagnostics import Place
from scaffolder.media_types import named
from scaffolder.source import Media, RequestBody, Response
from scaffolder.verify.contract.schemas import SchemaComparison


@dataclass(frozen=True, slots=True)
class Contents:
    """Compares what a request or a response may hold."""

    locate: Callable[[str], Place]
    schemas: SchemaComparison
    request: bool

    def differences(
        self, subject: str, ours: RequestBody | Response, theirs: RequestBody | Response
    ) -> Iterator[Difference]:
        """Media types that only one of them has, and schemas that differ."""
        own, found = _by_type(ours.content), _by_type(theirs.content)
        for name, media in own.items():
            partner = found.get(name) or _partner(name, found, own)
            if partner is None and not self.request and any(_is_within(each, name) for each in found):
                continue
            if partner is None:
                yield self._absent(f"{subject} {name}", name, media, there=not own.keys().isdisjoint(found))
            elif _is_structured(name):
                for each in self.schemas.differences(media.schema, partner.schema):
                    yield each.told(f"{subject} {name}", self.locate, media.pointer)
        for name in found:
            if name not in own and not any(_partner(o, found, own) is found[name] for o in own):
                text = f"media type: the document does not have {name}"
                place = self.locate(ours.pointer)
                yield Difference(f"{subject} {name}", "", Relation.WIDER, not self.request, text, place)

    def _absent(self, subject: str, name: str, media: Media, *, there: bool) -> Difference:
        """Of several documented types an answer has one anyway (RFC 9110, section 12); a request has the client's."""
        kept = there and not self.request
        relation = Relation.NARROWER if kept else Relation.MISSING
        text = f"media type: the application does not have {name}"
        return Difference(subject, "", relation, not kept, text, self.locate(media.pointer))


def _is_structured(media_type: str) -> bool:
    """Its content is told by schemas; that of others is text or bytes, whatever schema stands beside it."""
    forms = ("application/x-www-form-urlencoded", "multipart/form-data")
    return "json" in media_type or "*" in media_type or media_type in forms


def _by_type(content: tuple[Media, ...]) -> dict[str, Media]:
    """By media type, without the parameters that are a matter of writing."""
    return {named(media.media_type): media for media in content}


def _partner(name: str, found: Mapping[str, Media], own: Mapping[str, Media]) -> Media | None:
    """The type that stands for a range such as "*/*"."""
    return next((media for each, media in found.items() if each not in own and _is_within(each, name)), None)


def _is_within(name: str, media_range: str) -> bool:
    """Answers in a type that the document names besides are answers in the range around it too."""
    return "*" in media_range and fnmatchcase(name, media_range)
