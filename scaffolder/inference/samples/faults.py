"""What is wrong for a type without parts: a scalar type in, named invalid values out."""

from __future__ import annotations

from collections.abc import Iterator

from scaffolder.inference.samples.values import NOTHING, scalar
from scaffolder.inference.validity import scalar_matches
from scaffolder.model import BooleanType, EnumType, IntegerType, NumberType, StringFormat, StringType, Type

Fault = tuple[str, object]
"""A kind ("too_long") and an invalid value."""

_TEXTUAL = frozenset({None, StringFormat.BINARY, StringFormat.EMAIL, StringFormat.URI})
_BAD_FORMATS = {
    StringFormat.DATE: "not-a-date",
    StringFormat.DATETIME: "not-a-date-time",
    StringFormat.TIME: "not-a-time",
    StringFormat.DURATION: "not-a-duration",
    StringFormat.UUID: "not-a-uuid",
    StringFormat.EMAIL: "not-an-email",
    StringFormat.URI: "not-a-uri",
    StringFormat.IPV4: "not-an-address",
    StringFormat.IPV6: "not-an-address",
    StringFormat.BYTE: "not base64!",
    StringFormat.DECIMAL: "not-a-number",
}
_OTHERS = ("!", "~", "x", "X", "0", " ", "#", "aB1", "_", "-", "wrong value")
"""Of which most patterns refuse at least one."""
_MAX_LENGTH = 100_000


def scalar_faults(type_: Type) -> tuple[Fault, ...]:
    """Each kind of fault once; nothing for types that take any value."""
    match type_:
        case StringType():
            found = _string(type_)
        case IntegerType():
            found = _integer(type_)
        case NumberType():
            found = _number(type_)
        case BooleanType():
            found = iter([("wrong_type", "maybe")])
        case EnumType():
            found = iter([("not_in_enum", _outsider(type_))])
        case _:
            return ()
    return tuple((kind, value) for kind, value in found if not scalar_matches(type_, value))


def _string(type_: StringType) -> Iterator[Fault]:
    yield "wrong_type", 12345 if type_.format in _TEXTUAL else {"wrong": "type"}
    if type_.format in _BAD_FORMATS:
        yield "bad_format", _BAD_FORMATS[type_.format]
    example = scalar(type_, 0)
    text = example if isinstance(example, str) else "x"
    if type_.min_length:
        yield "too_short", text[: type_.min_length - 1]
    if type_.max_length is not None and type_.max_length < _MAX_LENGTH:
        yield "too_long", text.ljust(type_.max_length + 1, text[-1:] if text[-1:].isalnum() else "x")
    if type_.pattern is not None:
        yield from _unmatched(type_)


def _unmatched(type_: StringType) -> Iterator[Fault]:
    """A text of a valid length that misses the pattern."""
    low, high = type_.min_length or 0, type_.max_length
    for other in _OTHERS:
        text = (other * (low // len(other) + 1))[: max(low, len(other))]
        if (high is None or len(text) <= high) and not scalar_matches(type_, text):
            yield "no_match", text
            return


def _integer(type_: IntegerType) -> Iterator[Fault]:
    yield "wrong_type", "x"
    yield "not_whole", 1.5
    edge = 2 ** (type_.bits - 1)
    if type_.minimum is not None:
        yield "too_small", type_.minimum - 1
    if type_.maximum is not None:
        yield "too_large", type_.maximum + 1
    elif type_.format_name == "int32":
        yield "too_large", edge
    valid = scalar(type_, 0)
    if type_.multiple_of is not None and isinstance(valid, int):
        yield "not_multiple", valid + 1 if type_.maximum is None or valid < type_.maximum else valid - 1


def _number(type_: NumberType) -> Iterator[Fault]:
    yield "wrong_type", "x"
    if type_.minimum is not None or type_.exclusive_minimum is not None:
        yield "too_small", type_.exclusive_minimum if type_.minimum is None else type_.minimum - 1
    if type_.maximum is not None or type_.exclusive_maximum is not None:
        yield "too_large", type_.exclusive_maximum if type_.maximum is None else type_.maximum + 1
    valid = scalar(type_, 0)
    if type_.multiple_of is not None and valid is not NOTHING and isinstance(valid, int | float):
        yield "not_multiple", valid + type_.multiple_of / 2


def _outsider(type_: EnumType) -> object:
    values = [literal.value for literal in type_.values]
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return max(value for value in values if isinstance(value, int)) + 1
    return next(text for text in ("not_in_enum", "not_in_enum_2") if text not in values)
