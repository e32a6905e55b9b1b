"""Prepared request bodies, responses and headers in, their normalised form out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase

from scaffolder.document import pointers
from scaffolder.document.findings import Findings, describe
from scaffolder.document.moved import Moved, at
from scaffolder.document.prepare import Preparer
from scaffolder.document.references import References
from scaffolder.document.schemas import Schemas
from scaffolder.source import Header, JsonValue, Media, RequestBody, Response, Schema

_Dict = dict[str, JsonValue]


class Parts:
    """Follows references to parts of operations and prepares what they lead to."""

    def __init__(self, references: References, preparer: Preparer, schemas: Schemas, *, findings: Findings) -> None:
        self._findings = findings
        self._references = references
        self._preparer = preparer
        self.schemas = schemas

    def follow(self, node: JsonValue, pointer: str, part: str) -> tuple[_Dict, str] | None:
        """The part itself, or what it refers to; None, with a finding, where that is no such part."""
        pointer = at(node, pointer)
        target = self._references.follow(node, pointer)
        if target is None:
            return None
        found, place = target.node, at(target.node, target.pointer)
        other = self._preparer.other_part(found, part)
        if other or not isinstance(found, dict):
            return self._replace(node, pointer, part, other=other, found=found)
        self._preparer.check(found, place, part)
        return found, place

    def _replace(
        self, node: JsonValue, pointer: str, part: str, *, other: str | None, found: JsonValue
    ) -> tuple[_Dict, str] | None:
        """A reference to a schema where a body is needed means a JSON body of that schema; others mean nothing."""
        reference = str(node.get("$ref")) if isinstance(node, dict) else ""
        if other != "schema" or part not in ("response", "request body"):
            place = pointers.child(pointer, "$ref")
            described = f"a part of the kind `{other}`" if other else describe(found)
            self._references.refuse(reference, place, found=described, wanted=f"a {part}")
            return None
        read = f"a {part} with this schema"
        self._findings.add(
            "D121", pointer, part="the part", wanted=f"a {part}", found="a reference to a schema", read=read
        )
        schema = Moved(pointer, {"$ref": reference})
        media = Moved(pointer, {"schema": schema})
        return Moved(pointer, {"content": Moved(pointer, {"application/json": media})}), pointer

    def members(self, node: _Dict, pointer: str, key: str) -> Iterator[tuple[str, JsonValue, str]]:
        """Name, node and pointer of each member of a mapping."""
        found = node.get(key)
        if isinstance(found, dict):
            place = at(found, pointers.child(pointer, key))
            for name, value in list(found.items()):
                yield name, value, at(value, pointers.child(place, name))

    def examples(self, node: _Dict, pointer: str) -> tuple[JsonValue, ...]:
        """`example` and the values of `examples`, in that order."""
        values = [node["example"]] if "example" in node else []
        for _, example, place in self.members(node, pointer, "examples"):
            found = self.follow(example, place, "example")
            if found and "value" in found[0]:
                values.append(found[0]["value"])
        return tuple(values)

    def schema(self, node: _Dict, pointer: str) -> Schema | None:
        """The schema of a parameter, header or media type."""
        return self.schemas.build(node["schema"], pointers.child(pointer, "schema")) if "schema" in node else None

    def content(self, node: _Dict, pointer: str) -> tuple[Media, ...]:
        """The entries of a `content` map; one without a schema has that of a range that it is in."""
        found = tuple(
            self._media(name, media, place)
            for name, media, place in self.members(node, pointer, "content")
            if isinstance(media, dict)
        )
        ranges = tuple(m for m in found if m.schema is not None and "*" in m.media_type)
        return tuple(self._within(media, ranges) for media in found)

    def _within(self, media: Media, ranges: tuple[Media, ...]) -> Media:
        around = next((r for r in ranges if fnmatchcase(media.media_type.lower(), r.media_type.lower())), None)
        if media.schema is not None or around is None:
            return media
        effect = f"that of `{around.media_type}` is taken"
        self._findings.add("D122", media.pointer, part="`schema`", effect=effect)
        return replace(media, schema=around.schema)

    def _media(self, name: str, node: _Dict, pointer: str) -> Media:
        encoding = {
            key: str(found["contentType"])
            for key, found, _ in self.members(node, pointer, "encoding")
            if isinstance(found, dict) and "contentType" in found
        }
        return Media(pointer, name, self.schema(node, pointer), self.examples(node, pointer), encoding)

    def body(self, node: JsonValue, pointer: str) -> RequestBody | None:
        """A request body."""
        found = self.follow(node, pointer, "request body")
        if found is None:
            return None
        body, place = found
        return RequestBody(place, body.get("required") is True, self.content(body, place), text(body, "description"))

    def response(self, status: str, node: JsonValue, pointer: str) -> Response | None:
        """A response."""
        found = self.follow(node, pointer, "response")
        if found is None:
            return None
        body, place = found
        headers = (self.header(*member) for member in self.members(body, place, "headers"))
        return Response(
            place,
            status,
            text(body, "description") or "",
            self.content(body, place),
            tuple(header for header in headers if header),
        )

    def header(self, name: str, node: JsonValue, pointer: str) -> Header | None:
        """A response header; `content` gives the schema where there is no other."""
        found = self.follow(node, pointer, "header")
        if found is None:
            return None
        header, place = found
        schema = self.schema(header, place)
        content = self.content(header, place) if schema is None else ()
        schema = content[0].schema if content else schema
        return Header(place, name, schema, header.get("required") is True, text(header, "description"))


def text(node: _Dict, key: str) -> str | None:
    """A text field of a prepared part."""
    value = node.get(key)
    return value if isinstance(value, str) else None
