"""Values of parameters as clients write them (OpenAPI 3.1, section 4.8.12.3): objects, and styles of their own.

In: a parameter and a JSON value. Out: entries of a query, or the text in a path, a header or a cookie.
"""

from __future__ import annotations

from collections.abc import Iterator

from scaffolder.model import Literal, Parameter
from scaffolder.render.parameter_styles import style_of

_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}


def has_style(parameter: Parameter, value: object) -> bool:
    """Its values are written otherwise than FastAPI reads them."""
    deep = isinstance(value, dict) or (isinstance(value, list) and any(isinstance(v, dict | list) for v in value))
    return deep or style_of(parameter) in ("json", "label", "matrix")


def entries(parameter: Parameter, value: object) -> dict[str, object]:
    """What a query says: by name one text or several."""
    style = style_of(parameter)
    if style == "json" or not isinstance(value, dict):
        texts = [_json(v) for v in value] if isinstance(value, list) and style != "json" else [_json(value)]
        return {parameter.name: texts if len(texts) > 1 else texts[0]}
    if style == "deepObject" or (parameter.explode and _is_nested(value)):
        return dict(_bracketed(parameter.name, value))
    if parameter.explode and style == "form":
        return {name: _texts(item) for name, item in value.items()}
    return {parameter.name: _pairs(value, _SEPARATORS.get(style, ","), explode=False)}


def text(parameter: Parameter, value: object) -> str:
    """What stands in a path, a header or a cookie."""
    style, name, explode = style_of(parameter), parameter.name, parameter.explode
    if style == "json":
        return _json(value)
    if style == "matrix":
        return f";{_matrix(name, value, explode=explode)}"
    separator = "." if style == "label" and explode else ","
    lead = "." if style == "label" else ""
    if isinstance(value, dict):
        return f"{lead}{_pairs(value, separator, explode=explode)}"
    return lead + separator.join(map(_text, value)) if isinstance(value, list) else f"{lead}{_text(value)}"


def _matrix(name: str, value: object, *, explode: bool) -> str:
    if isinstance(value, dict):
        return _pairs(value, ";", explode=True) if explode else f"{name}={_pairs(value, ',', explode=False)}"
    if isinstance(value, list):
        return ";".join(f"{name}={_text(v)}" for v in value) if explode else f"{name}={','.join(map(_text, value))}"
    return f"{name}={_text(value)}"


def _pairs(value: dict[str, object], separator: str, *, explode: bool) -> str:
    """Names and values; all of it as JSON where a value has parts of its own."""
    if any(isinstance(v, dict | list) for v in value.values()):
        return _json(value)
    return separator.join(f"{name}{'=' if explode else separator}{_text(item)}" for name, item in value.items())


def _is_nested(value: dict[str, object]) -> bool:
    lists = (v for v in value.values() if isinstance(v, list))
    return any(isinstance(v, dict) for v in value.values()) or any(isinstance(i, dict | list) for v in lists for i in v)


def _bracketed(name: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _bracketed(f"{name}[{key}]", item)
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        for number, item in enumerate(value):
            yield from _bracketed(f"{name}[{number}]", item)
    else:
        yield name, _texts(value)


def _texts(value: object) -> object:
    return [_text(item) for item in value] if isinstance(value, list) else _text(value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else _json(value)


def _json(value: object) -> str:
    return Literal.of(value).text
