"""How the text of a parameter becomes its value: one of `app.core.schema`'s readers for each way of writing it.

In: parameters. Out: what stands in `Annotated` after the type.
"""

from __future__ import annotations

from collections.abc import Iterator

from scaffolder.model import ArrayType, Parameter, Place, UnionType
from scaffolder.render.index import Index
from scaffolder.render.writers import text_literal

_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}


def readers(parameter: Parameter, index: Index, blank: str) -> Iterator[str]:
    """The readers, outermost last; `blank` is what stands for a parameter without a value."""
    separator = _separator(parameter)
    plain = index.plain(parameter.type)
    if isinstance(plain, ArrayType) and separator:
        yield f"Split({text_literal(separator)})"
    if isinstance(plain, UnionType) and parameter.place is not Place.PATH and _is_list_among(plain, index):
        yield f"OneOrMany({text_literal(separator) if separator else ''})"
    if parameter.allow_empty:
        yield f"Blank({blank})"


def _separator(parameter: Parameter) -> str:
    """What stands between the items of a list, "" where each is a value of its own."""
    exploded = parameter.explode and parameter.place is Place.QUERY
    return "" if exploded else _SEPARATORS.get(parameter.style, ",")


def _is_list_among(union: UnionType, index: Index) -> bool:
    return any(isinstance(index.plain(variant), ArrayType) for variant in union.variants)
