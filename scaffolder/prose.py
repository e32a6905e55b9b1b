"""A document's descriptions → the sentences in them that read like business rules, and the document with those taken.

Found by their words alone, in English: what must or must not be, what cannot happen once, after or unless something
else has, what only some can do, what there may be at most. What a protocol asks of a client (credentials, headers,
formats, paging) and what a schema says anyway (lengths, patterns) is left out, as is what addresses the reader.

A sentence becomes a rule only where `[rules]` of `scaffold.toml` confirms it by its id, or where its author calls it
one: it begins with "Rule:" or "Business rule:", or is an item of a list under the heading "Rules" or "Business rules".
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from scaffolder import names
from scaffolder.diagnostics import Diagnostic, Place, Severity
from scaffolder.settings import Override
from scaffolder.source import Document, JsonValue, Operation, Schema

_EXTENSION = "x-business-rules"
_WRITES = frozenset(["post", "put", "patch", "delete"])
_SHORTEST, _LONGEST = 4, 45
"""Words of a sentence."""

_MODAL = re.compile(
    r"\b(must|cannot|can ?not|can't|shall|may not be|can (no longer|never))\b"
    r"|^only\b.+\b(can|may|be)\b|\b(can|may) only\b|\b(is|are) only (allowed|possible)\b"
    r"|\b(at most|no more than|not more than|a maximum of) (\d+|one|two|three|four|five|ten)\b"
    r"|\b(is|are) not (allowed|permitted|possible)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(that|which|how many|conditions|care) must\b|\bthat\b.{1,30}\bcannot\b|\bbecause\b|\bit means\b"
    r"|^otherwise\b|\bmay or may not\b|\berrors?\b|\bversions?\b",
    re.IGNORECASE,
)
"""It explains something, or has no meaning without the sentence before it."""
_OF_PROTOCOLS = r"""
    https? url uri header query parameter param token oauth scopes? authenticat\w* authori[sz]\w* credentials?
    permissions? admin\w* logged requests? responses? endpoints? payload json xml html body fields? property
    properties attribute string integer boolean array object schema format\w* encod\w* utf base64 iso rfc regex
    pattern charact\w+ bytes [kmg]b null empty blank omitted specified provided supplied included? passed
    deprecated legacy beta preview plans? subscription feature page pages paging pagination cursor offset limit
    sort\w* rate webhooks? callback sdk cli apis? version enterprise valid ids? identifier uuid called call
    method values? defaults? options? see e\.g i\.e example
""".split()
_PROTOCOL = re.compile(
    rf"\b({'|'.join(_OF_PROTOCOLS)}|api[ -]key|sign(ed)? in|set to|must match|this (must|cannot|can))\b", re.IGNORECASE
)
_ADDRESSED = re.compile(
    r"\b(you|your|we|our|please|note that|clients?|callers?|consumers?|integrators?)\b", re.IGNORECASE
)
_CALLED = re.compile(r"^(?:business )?rule:\s*", re.IGNORECASE)
_HEADING = re.compile(r"^#*\s*\**(?:business )?rules:?\**:?\s*$", re.IGNORECASE)
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_FENCE = re.compile(r"```.*?(```|\Z)", re.DOTALL)
_MARKUP = re.compile(r"<[^>]{1,200}>|!?\[([^\]]*)\]\([^)]*\)|[`*]{1,3}")
_HTML_ITEM = re.compile(r"<li\b[^>]{0,200}>", re.IGNORECASE)
_HTML_BREAK = re.compile(r"</?(?:p|br|li|[uo]l|div|h[1-6]|table|t[rdh]|blockquote)\b[^>]{0,200}>", re.IGNORECASE)
_MENTIONED = re.compile(rb"\brules?\b\W", re.IGNORECASE)
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that reads like a rule."""

    id: str
    """Stable as long as the sentence, and what it stands on, are the same."""
    text: str
    subject: str
    """The component schema's name, or the operation's method and path."""
    pointer: str
    """Of the description."""
    operation: bool
    """The subject is an operation."""
    called: bool
    """Its author calls it a rule."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A sentence as `scaffold plan` shows it."""

    sentence: Sentence
    place: Place
    taken: bool


def listed(document: Document, confirmed: Mapping[str, Override]) -> tuple[Listed, ...]:
    """All sentences, with where they stand and whether they become rules."""
    return tuple(Listed(s, document.locate(s.pointer), is_taken(s, confirmed)) for s in sentences(document))


def sentences(document: Document) -> tuple[Sentence, ...]:
    """All of a document, schemas first, in its order; the same sentence about the same thing once."""
    found = (*_of_schemas(document), *_of_operations(document))
    return tuple({s.id: s for s in reversed(found)}.values())[::-1]


def with_rules(document: Document, confirmed: Mapping[str, Override]) -> tuple[Document, tuple[Diagnostic, ...]]:
    """The document with the sentences that are rules under `x-business-rules`, and a warning for each id that is not
    there.
    """
    if not confirmed and not _MENTIONED.search(document.text):
        return document, ()
    found = sentences(document)
    taken = [(s, confirmed.get(s.id)) for s in found if is_taken(s, confirmed)]
    known = [s.id for s in found]
    return _extended(document, taken), tuple(_unknown(o, known) for id_, o in confirmed.items() if id_ not in known)


def homeless(document: Document, confirmed: Mapping[str, Override], rules: Container[str]) -> Iterator[Diagnostic]:
    """A warning for each confirmed sentence that became none of the model's rules (by id)."""
    for sentence in (
        s for s in sentences(document) if s.id in confirmed and is_taken(s, confirmed) and s.id not in rules
    ):
        told = f"{sentence.subject} is no stored entity, so that its rule {sentence.id!r} is never checked"
        hint = "Write the sentence under x-business-rules of the entity or the operation that it is about."
        yield Diagnostic("S007", Severity.WARNING, told, confirmed[sentence.id].place, hint)


def is_taken(sentence: Sentence, confirmed: Mapping[str, Override]) -> bool:
    """It becomes a rule."""
    said = confirmed.get(sentence.id)
    return sentence.called if said is None else not said.values.get("ignore")


# --- where sentences stand --------------------------------------------------------------------------------------------


def _of_schemas(document: Document) -> Iterator[Sentence]:
    for name, schema in document.schemas.items():
        yield from _read(schema.description, name, schema.pointer, operation=False)
        for key, inner in schema.properties.items():
            for found in _read(inner.description, name, inner.pointer, operation=False):
                text = found.text if key.lower() in found.text.lower() else f"{key}: {found.text}"
                yield replace(found, text=text)


def _of_operations(document: Document) -> Iterator[Sentence]:
    for operation in (o for o in document.operations if o.method in _WRITES):
        subject = f"{operation.method.upper()} {operation.path}"
        yield from _read(operation.description, subject, operation.pointer, operation=True)


def _read(description: str | None, subject: str, pointer: str, *, operation: bool) -> Iterator[Sentence]:
    for text, called in _split(description or ""):
        if called or _reads_like_a_rule(text):
            head = "-".join(names.words(text)[:6])[:48]
            digest = hashlib.sha256(f"{subject}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()[:6]
            yield Sentence(f"{head}-{digest}", text, subject, f"{pointer}/description", operation, called)


def _split(description: str) -> Iterator[tuple[str, bool]]:
    """Each sentence on one line without its markup, and whether its author calls it a rule."""
    under_heading = False
    text = _FENCE.sub("", description)
    for paragraph in _paragraphs(_HTML_BREAK.sub("\n\n", _HTML_ITEM.sub("\n- ", text))):
        item = _ITEM.match(paragraph)
        if not item:
            under_heading = bool(_HEADING.match(paragraph))
        plain = " ".join(_MARKUP.sub(lambda m: m[1] or "", _ITEM.sub("", paragraph)).split())
        for sentence in _END.split(plain):
            text = _CALLED.sub("", sentence)
            yield text, bool(item and under_heading) or text != sentence


def _paragraphs(text: str) -> Iterator[str]:
    """Lines that belong together: a list's items, headings and rows of tables are by themselves."""
    lines: list[str] = []
    for line in [*text.replace("\r\n", "\n").split("\n"), ""]:
        alone = _ITEM.match(line) or line.lstrip().startswith(("#", "|", ">")) or _HEADING.match(line)
        if lines and (not line.strip() or alone):
            yield " ".join(lines)
            lines = []
        if line.strip() and not line.lstrip().startswith(("|", ">")):
            lines.append(line if _ITEM.match(line) else line.strip())
        if lines and line.lstrip().startswith("#"):
            yield lines.pop()


def _reads_like_a_rule(text: str) -> bool:
    words = len(text.split())
    fits = _SHORTEST <= words <= _LONGEST and text.endswith((".", "!")) and bool(_MODAL.search(text))
    return fits and not any(left_out.search(text) for left_out in (_PROTOCOL, _ADDRESSED, _TOLD))


# --- what is taken ----------------------------------------------------------------------------------------------------


def _extended(document: Document, taken: list[tuple[Sentence, Override | None]]) -> Document:
    if not taken:
        return document
    added: dict[str, list[JsonValue]] = {}
    for sentence, said in taken:
        rule = {"id": sentence.id, "text": sentence.text, **(said.values if said is not None else {})}
        added.setdefault(sentence.subject, []).append(rule)
    schemas = {n: _schema(s, added[n]) if n in added else s for n, s in document.schemas.items()}
    changed = {s.pointer: s for n, s in schemas.items() if s is not document.schemas[n]}
    by_pointer = {p: changed.get(p, s) for p, s in document.by_pointer.items()}
    operations = tuple(_operation(o, added.get(f"{o.method.upper()} {o.path}", [])) for o in document.operations)
    return replace(document, schemas=schemas, by_pointer=by_pointer, operations=operations)


def _schema(schema: Schema, rules: list[JsonValue]) -> Schema:
    return replace(schema, extensions=_more(schema.extensions, rules))


def _operation(operation: Operation, rules: list[JsonValue]) -> Operation:
    return replace(operation, extensions=_more(operation.extensions, rules)) if rules else operation


def _more(extensions: Mapping[str, JsonValue], rules: list[JsonValue]) -> dict[str, JsonValue]:
    declared = extensions.get(_EXTENSION)
    before = declared if isinstance(declared, list) else [] if declared is None else [declared]
    return {**extensions, _EXTENSION: [*before, *rules]}


def _unknown(said: Override, known: list[str]) -> Diagnostic:
    close = get_close_matches(said.subject, known, n=1)
    hint = f"Did you mean {close[0]!r}?" if close else "`scaffold plan` lists the sentences that read like rules."
    return Diagnostic("S006", Severity.WARNING, f"no sentence has the id {said.subject!r}", said.place, hint)
