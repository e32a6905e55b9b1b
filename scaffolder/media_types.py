"""Media types: their names without what does not matter, and in which of them JSON's values can be told.

In: a media type as a document or a header has it. Out: its name, and the form in which it is written.
"""

from __future__ import annotations

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_JSON = ("application/json", "text/json", "*/*", "application/*")
_FEEDS = ("atom", "rss", "soap", "svg", "xhtml", "rdf", "kml", "gpx", "tei")
"""Beginnings of `+xml` types whose elements have names of their own."""
_OF_WRITING = frozenset({"charset", "boundary"})
"""Parameters that tell how a type is written, not which one it is (RFC 9110, section 8.3)."""
_FRAMING = frozenset({"stream", "streaming", "framing", "delimiter"})
"""Parameters that tell of a body of several values."""


def plain(media_type: str) -> str:
    """The media type without its parameters, in lower case."""
    return media_type.split(";", maxsplit=1)[0].strip().lower()


def named(media_type: str) -> str:
    """The media type with those of its parameters that make it another one, in one way of writing."""
    name, *parameters = (part.replace(" ", "").replace('"', "") for part in media_type.lower().split(";"))
    return ";".join([name.strip(), *sorted(p for p in parameters if p and p.partition("=")[0] not in _OF_WRITING)])


def is_json(media_type: str | None) -> bool:
    """True for `application/json`, any `+json`, `*/*` and their parameters."""
    name = plain(media_type or "")
    return name in _JSON or name.endswith("+json")


def form_of(media_type: str) -> str:
    """How it is written: "json", "xml", "yaml", "csv", "html", "text", "forms", or "" where its name does not tell."""
    name, *parameters = named(media_type).split(";")
    kind, _, subtype = name.partition("/")
    if any(p.partition("=")[0] in _FRAMING for p in parameters):
        return ""
    if is_json(name) or subtype.startswith("json+"):
        return "json"
    if subtype in ("xml", "x-xml") or (subtype.endswith("+xml") and not subtype.startswith(_FEEDS)):
        return "xml"
    if subtype in ("yaml", "x-yaml") or subtype.endswith("+yaml"):
        return "yaml"
    known = {"text/csv": "csv", "text/html": "html", "text/plain": "text", **dict.fromkeys(FORMS, "forms")}
    return known.get(name, "") if kind else ""


def is_written(media_type: str) -> bool:
    """JSON's values can be written in it."""
    return form_of(media_type) not in ("", "forms")


def is_read(media_type: str) -> bool:
    """JSON's values can be read from it."""
    return form_of(media_type) != ""
