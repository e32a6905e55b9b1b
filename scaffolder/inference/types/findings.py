"""Findings about schemas: a code and a pointer in, `Diagnostic`s out, each place and code once."""

from __future__ import annotations

from typing import NamedTuple

from scaffolder import source
from scaffolder.diagnostics import Diagnostic, Severity

SEPARATOR = "\x1f"
"""Joins the pointers of schemas that were merged; no document can write it into a pointer's first part."""


class Code(NamedTuple):
    """What a code means."""

    message: str
    """A `str.format` pattern."""
    hint: str


CODES = {
    "T101": Code("the enum value {value} is no {kind}; it is left out", "Quote it, or correct `type`."),
    "T102": Code("the pattern {pattern} cannot be used ({reason}); it is left out", "Write it in plain ECMA 262."),
    "T103": Code("the pattern {pattern} is written between slashes; it is read as {read}", "Remove the slashes."),
    "T104": Code("{low} is above {high}; both are left out", "Correct one of the two."),
    "T105": Code("no value can match all parts of this schema; any value is accepted", "Correct the parts."),
    "T106": Code("the default {value} does not match its schema; it is left out", "Correct the default."),
    "T107": Code("no variant of this schema can be matched; any value is accepted", "Correct the variants."),
    "T108": Code("this combination of schemas is too large; only part of it is checked", "Simplify the schema."),
    "T109": Code("the reference points to nothing; any value is accepted", "Correct the reference."),
    "T110": Code("{keyword} {value} cannot be kept for this type; it is left out", "Correct it."),
    "T111": Code("no value is left by the schema's enum; it is left out", "Correct `enum`."),
    "T112": Code(
        "nothing tells how {media_type} is written; until its placeholder is filled, who takes nothing else gets 406",
        "Write it in app/core/encodings.py.",
    ),
    "T113": Code(
        "nothing tells how {media_type} is read; until its placeholder is filled, it is refused with 415",
        "Write it in app/core/encodings.py.",
    ),
    "T114": Code("no value of the enum is of the type {kind}; the values count", "Correct `type`."),
    "T115": Code(
        "the example {example} is no {format}; the format is told and not checked", "Correct the example or `format`."
    ),
}


class Findings:
    """Collects diagnostics of one document."""

    def __init__(self, document: source.Document) -> None:
        self._document = document
        self._seen: set[tuple[str, str]] = set()
        self.diagnostics: list[Diagnostic] = []

    def add(self, code: str, pointer: str, **parts: object) -> None:
        """Report a warning once for each place."""
        place = origin(pointer)
        if (code, place) in self._seen:
            return
        self._seen.add((code, place))
        message, hint = CODES[code]
        text = message.format(**{name: _short(value) for name, value in parts.items()})
        self.diagnostics.append(Diagnostic(code, Severity.WARNING, text, self._document.locate(place), hint))


def origin(pointer: str) -> str:
    """The pointer in the document of a schema that may be a merged one."""
    return pointer.partition(SEPARATOR)[0]


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
