"""Texts that a query or path parameter must refuse: a type in, texts out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scaffolder.inference.compat import underlying
from scaffolder.inference.samples.faults import scalar_faults
from scaffolder.inference.validity import Definitions, scalar_matches
from scaffolder.model import (
    ArrayType,
    BooleanType,
    EnumType,
    IntegerType,
    Literal,
    NumberType,
    StringType,
    Type,
    UnionType,
)

_MAX_LENGTH = 1000
_INTEGER = re.compile(r"[+-]?\d+")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_SWITCHES = frozenset("true false 1 0 yes no on off t f y n".split())


def broken_texts(type_: Type, definitions: Definitions) -> tuple[Literal, ...]:
    """Refused texts: never empty, without slashes, and safe to send anywhere in a URL."""
    inner = underlying(type_, definitions)
    if isinstance(inner, ArrayType):
        inner = underlying(inner.item, definitions)
    found = dict.fromkeys(text for text in _texts(inner, definitions) if _is_sendable(text))
    return tuple(Literal.of(text) for text in found if not _accepts(inner, text, definitions))


def _texts(type_: Type, definitions: Definitions) -> Iterator[str]:
    if isinstance(type_, UnionType):
        for variant in type_.variants:
            yield from _texts(underlying(variant, definitions), definitions)
        return
    for kind, value in scalar_faults(type_):
        if kind == "wrong_type" and isinstance(type_, StringType):
            continue
        yield value if isinstance(value, str) else Literal.of(value).text
    if isinstance(type_, EnumType):
        yield "not_in_enum"


def _is_sendable(text: str) -> bool:
    plain = text.isascii() and text.isprintable() and "/" not in text and text == text.strip()
    return plain and 0 < len(text) <= _MAX_LENGTH and text not in (".", "..")


def _accepts(type_: Type, text: str, definitions: Definitions) -> bool:
    """Whether a lenient reader could take the text for a value of the type."""
    accepted = True
    match type_:
        case UnionType(variants):
            accepted = any(_accepts(underlying(variant, definitions), text, definitions) for variant in variants)
        case StringType():
            accepted = scalar_matches(type_, text)
        case IntegerType():
            accepted = _INTEGER.fullmatch(text) is not None and scalar_matches(type_, int(text))
        case NumberType():
            accepted = _NUMBER.fullmatch(text) is not None and scalar_matches(type_, float(text))
        case BooleanType():
            accepted = text.lower() in _SWITCHES
        case EnumType(values):
            accepted = any(text in (literal.value, literal.text) for literal in values)
    return accepted
