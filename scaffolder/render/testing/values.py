"""Values that tests send and store, as Python expressions.

In: JSON values, columns, parameters. Out: expressions; long repetitions are written as such, so that no line explodes.
"""

from __future__ import annotations

from itertools import takewhile

from scaffolder.model import (
    ColumnKind,
    EnumType,
    Literal,
    Parameter,
    Place,
    StringFormat,
    StringType,
    Type,
)
from scaffolder.render.index import Index
from scaffolder.render.testing.styles import entries, has_style, text
from scaffolder.render.writers import literal, text_literal

_LONG = 60
"""Texts of more characters are written as a head and a repetition where they are one."""
_LINE = 100
"""Characters of a text literal in one piece."""
_MANY = 8
"""Lists of more items are written as a repetition of the first."""
_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}


def expression(value: object) -> str:
    """A Python expression for a JSON value."""
    if isinstance(value, Literal):
        value = value.value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return f"[{', '.join(expression(v) for v in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{text_literal(str(k))}: {expression(v)}' for k, v in value.items())}}}"
    return literal(value)


def too_many(value: list[object]) -> str:
    """A list that is wrong for its length alone: as many items, all like the first."""
    if len(value) <= _MANY:
        return expression(value)
    return f"[{expression(value[0])}] * {len(value)}"


def _text(value: str) -> str:
    if len(value) <= _LONG:
        return text_literal(value)
    last = value[-1]
    run = sum(1 for _ in takewhile(lambda c: c == last, reversed(value)))
    if run < _LONG // 2:
        return f"({pieces(value)})" if len(value) > _LINE else text_literal(value)
    head = value[:-run]
    repeated = f"{text_literal(last)} * {run}"
    return f"{_text(head)} + {repeated}" if head else repeated


def pieces(value: str) -> str:
    """A text literal in pieces of a line each, as the only argument of a call."""
    parts = [value[n : n + _LINE] for n in range(0, len(value), _LINE)] or [""]
    return " ".join(text_literal(p) for p in parts)


def stored(kind: ColumnKind, value: object) -> str:
    """An expression for what a column of this kind holds, of a value in JSON form."""
    if isinstance(value, Literal):
        value = value.value
    if value is None:
        return "None"
    parsed = {
        ColumnKind.DATE: "date.fromisoformat",
        ColumnKind.DATETIME: "datetime.fromisoformat",
        ColumnKind.UUID: "UUID",
    }
    if kind in parsed:
        return f"{parsed[kind]}({expression(value)})"
    textual = kind in (ColumnKind.STRING, ColumnKind.TEXT) and not isinstance(value, str)
    return expression(_spelled(value) if textual else value)


def scalar_of(built: Type, index: Index) -> Type:
    """The type without null and without names."""
    return index.plain(built)


def plain_text(built: Type) -> bool:
    """A type of which every text is a value."""
    bounds = (built.pattern, built.min_length, built.max_length) if isinstance(built, StringType) else ()
    free = isinstance(built, StringType) and built.format in (None, StringFormat.BINARY)
    return free and all(b is None for b in bounds)


def admits(built: Type, value: object) -> bool:
    """Whether a value surely is one of a type; False where that takes more than a look."""
    if isinstance(built, EnumType):
        return Literal.of(value) in built.values
    return isinstance(value, str) and plain_text(built)


def wire(parameter: Parameter, value: object) -> object:
    """A value as it is given to httpx: a scalar, or a list where the parameter is repeated."""
    if isinstance(value, list):
        items = [_plain(v) for v in value]
        if parameter.explode and parameter.place is Place.QUERY:
            return items
        return _SEPARATORS.get(parameter.style, ",").join(_spelled(v) for v in items)
    return _plain(value)


def asked(parameter: Parameter, value: object) -> dict[str, object]:
    """What a query says of a parameter."""
    return entries(parameter, value) if has_style(parameter, value) else {parameter.name: wire(parameter, value)}


def spelled(parameter: Parameter, value: object) -> str:
    """A value as text: in a path, a header or a cookie."""
    if has_style(parameter, value):
        return text(parameter, value)
    sent = wire(parameter, value)
    return ",".join(map(_spelled, sent)) if isinstance(sent, list) else _spelled(sent)


def in_path(parameter: Parameter, index: Index) -> str:
    """A valid text for a path, where nothing cannot stand; "" where there is none."""
    text = "" if parameter.sample.value is None else spelled(parameter, parameter.sample.value)
    built = scalar_of(parameter.type, index)
    if text or not isinstance(built, EnumType):
        return text
    return next((str(v.value) for v in built.values if v.value), "")


def _plain(value: object) -> str | int | float | bool:
    return value if isinstance(value, str | int | float) else Literal.of(value).text


def _spelled(value: object) -> str:
    return value if isinstance(value, str) else Literal.of(value).text
