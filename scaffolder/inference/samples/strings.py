"""Strings for samples: a string type in, texts that match it out; readable ones first."""

from __future__ import annotations

import base64
import re
import string
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from scaffolder import names
from scaffolder.inference.samples.patterns import PatternTexts, UnknownConstruct
from scaffolder.inference.validity import scalar_matches
from scaffolder.model import StringFormat, StringType

_WORDS = tuple(
    """alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo
    sierra tango uniform victor whiskey xray yankee zulu""".split()
)
_ALPHABET = string.ascii_lowercase + string.digits + string.ascii_uppercase
_LABELLED = {
    "email": "user{n}@example.com",
    "mail": "user{n}@example.com",
    "url": "https://example.com/{n}",
    "uri": "https://example.com/{n}",
    "href": "https://example.com/{n}",
    "link": "https://example.com/{n}",
    "website": "https://example.com/{n}",
    "phone": "+1555010{n:04d}",
    "mobile": "+1555010{n:04d}",
}
_CAPITALISED = frozenset({"name", "title", "label", "city", "company", "firstname", "lastname"})
_ATTEMPTS = 60
_MAX_SPREAD = 2000
_MAX_LENGTH = 100_000
_MOST_WORK = 500_000
"""Characters of texts and patterns that are gone through in search of one that fits."""


class _Supply:
    """The texts of one type, made when they are asked for."""

    def __init__(self, type_: StringType, label: str) -> None:
        self._coming = _distinct(type_, label)
        self._made: list[str] = []

    def text(self, variant: int) -> str | None:
        self._made.extend(islice(self._coming, max(0, variant + 1 - len(self._made))))
        return self._made[variant % len(self._made)] if self._made else None


@lru_cache(maxsize=8192)
def _supply(type_: StringType, label: str) -> _Supply:
    return _Supply(type_, label)


def text(type_: StringType, label: str, variant: int) -> str | None:
    """A text that matches a type; distinct for the variants 0, 1, 2 … where it allows. None: none was found."""
    return _supply(type_, label).text(variant)


def _distinct(type_: StringType, label: str) -> Iterator[str]:
    seen: set[str] = set()
    for candidate in _candidates(type_, label):
        if candidate not in seen and scalar_matches(type_, candidate) and _is_plain(candidate):
            seen.add(candidate)
            yield candidate


def _is_plain(candidate: str) -> bool:
    return candidate.isascii() and candidate.isprintable()


def _candidates(type_: StringType, label: str) -> Iterator[str]:
    if (type_.min_length or 0) > _MAX_LENGTH:
        return
    if type_.format in _FORMATTED:
        yield from (_FORMATTED[type_.format].format(n=n, m=n % 28 + 1, h=f"{n:012x}") for n in range(1, 29))
        yield from _sized(type_)
    elif type_.format is StringFormat.BYTE:
        yield from _encoded(type_)
    elif type_.pattern is None:
        yield from _readable(type_, label)
    else:
        yield from islice(_readable(type_, label), 8)
        yield from _PATTERNED
    if type_.pattern is not None:
        yield from _generated(type_)


def _readable(type_: StringType, label: str) -> Iterator[str]:
    words = names.words(label) if label else ("",)
    template = _LABELLED.get(words[-1])
    if template:
        yield from (template.format(n=n) for n in range(1, 100))
    for n in range(1, 200):
        word = _WORDS[(n - 1) % len(_WORDS)] + (str(n) if n > len(_WORDS) else "")
        yield _fitted(word.capitalize() if words[-1] in _CAPITALISED else word, type_, n - 1)


def _fitted(word: str, type_: StringType, variant: int) -> str:
    """The word, cut or continued to the lengths; what is very short counts instead."""
    high = type_.max_length
    if high is not None and len(word) > high:
        counted = ""
        for _ in range(min(high, 3)):
            variant, digit = divmod(variant, len(_ALPHABET))
            counted = _ALPHABET[digit] + counted
        word = counted[-high:] if high else ""
    low = type_.min_length or 0
    return word if len(word) >= low else (word + " " + _filler(low))[:low].rstrip().ljust(low, "x")


def _filler(length: int) -> str:
    return " ".join(_WORDS * (length // 100 + 1))


_FORMATTED = {
    StringFormat.DATE: "2024-01-{m:02d}",
    StringFormat.DATETIME: "2024-01-{m:02d}T12:00:00Z",
    StringFormat.TIME: "12:00:{m:02d}Z",
    StringFormat.DURATION: "PT{n}H",
    StringFormat.UUID: "00000000-0000-4000-8000-{h}",
    StringFormat.EMAIL: "user{n}@example.com",
    StringFormat.URI: "https://example.com/{n}",
    StringFormat.IPV4: "192.0.2.{n}",
    StringFormat.IPV6: "2001:db8::{n}",
    StringFormat.DECIMAL: "{n}.50",
}
_PATTERNED = tuple(
    """a A abc ABC 1 12 123 1234 12345 123456 1.0 1.0.0 10.00 true EUR USD en en-US DE 12:00 12:00:00 2024-01-01
    2024-01-01T12:00:00Z #a1b2c3 a1b2c3 +15550100001 https://example.com user1@example.com 192.0.2.1 192.0.2.0/24
    00000000-0000-4000-8000-000000000001 example.com 10s P1D /alpha alpha/bravo""".split()
)
"""Texts that people often mean by a pattern; each counts only where it matches."""


def _sized(type_: StringType) -> Iterator[str]:
    """Formatted texts of unusual lengths, where the format has room for them."""
    low, high = type_.min_length or 0, type_.max_length
    for n in range(1, 10):
        if type_.format is StringFormat.URI:
            yield f"https://example.com/{n}".ljust(low, "x")
            yield from (f"{short}{n}" for short in ("https://a.io/", "http://a.io/", "urn:x:", "a:"))
        elif type_.format is StringFormat.EMAIL:
            yield f"{'u' * max(0, min(64, low - 13))}{n}@example.com".rjust(low, "u")
            yield from (f"{n}@{host}" for host in ("a.example", "a.io"))
        elif type_.format is StringFormat.DECIMAL:
            yield from (str(n), f"{n}.5", f"{n}.".ljust(max(low, 3), "0")[: high or None])
        elif type_.format is StringFormat.DATETIME:
            yield from (f"2024-01-0{n}T12:00:00.{'0' * digits}Z" for digits in range(1, 10))
            yield f"2024-01-0{n}T12:00:00+00:00"


def _encoded(type_: StringType) -> Iterator[str]:
    low = type_.min_length or 0
    for n in range(200):
        word = _WORDS[n % len(_WORDS)] + (str(n) if n >= len(_WORDS) else "")
        yield base64.b64encode(word.encode().ljust(low * 3 // 4, b" ")).decode()
        yield base64.b64encode(bytes([97 + n % 26] * max(1, low * 3 // 4))).decode()
    yield ""


def _generated(type_: StringType) -> Iterator[str]:
    """Texts of the pattern; longer ones each time nothing fits."""
    assert type_.pattern is not None
    pattern = re.sub(r"\(\?[a-z]+\)", "", type_.pattern)
    low, high = type_.min_length or 0, type_.max_length
    spent = 0
    for seed in range(_ATTEMPTS * 4):
        if spent > _MOST_WORK:
            return
        spread = (2, max(low, 5), low + 20, high or 100)[seed // _ATTEMPTS]
        try:
            made = PatternTexts(pattern, seed=seed, spread=min(spread, _MAX_SPREAD)).text()
        except UnknownConstruct:
            return
        spent += len(made) + len(pattern)
        yield made
        yield from _padded(made, low, high)


def _padded(made: str, low: int, high: int | None) -> Iterator[str]:
    """The text within the lengths, where the pattern only asks for a part of it."""
    if high is not None and len(made) > high:
        yield made[:high]
    if len(made) < low:
        yield made.ljust(low, made[-1:] or "x")
        yield made.rjust(low, made[:1] or "x")
