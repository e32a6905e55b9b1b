"""Parameters that FastAPI does not read: objects, lists of them, and styles of its own for none of its types.

In: a parameter. Out: whether it is one, and the expression of `app.core.parameters` that reads it.
"""

from __future__ import annotations

from collections.abc import Iterator

from scaffolder.model import (
    ArrayType,
    Extra,
    MapType,
    NullableType,
    ObjectSchema,
    Operation,
    Parameter,
    Place,
    RefType,
    Type,
    UnionType,
)
from scaffolder.render.annotations import Annotations
from scaffolder.render.index import Index
from scaffolder.render.writers import literal, text_literal

_STYLES = {Place.PATH: "simple", Place.QUERY: "form", Place.HEADER: "simple", Place.COOKIE: "form"}
_OWN = frozenset({"json", "label", "matrix"})
"""Styles that no type is read in without us; "json" is a text of JSON."""


def is_structured(parameter: Parameter, index: Index) -> bool:
    """It is, or may be, an object or a list of such, or its style is none that FastAPI reads."""
    found = list(_choices(parameter.type, index))
    listed = [index.plain(each.item) for each in found if isinstance(each, ArrayType)]
    found += [choice for item in listed for choice in _choices(item, index)]
    deep = any(isinstance(each, RefType | MapType) for each in found)
    nested = any(isinstance(item, ArrayType) for item in listed) or (parameter.place is Place.PATH and bool(listed))
    return deep or nested or style_of(parameter) in _OWN


def has_structured(index: Index) -> bool:
    """Some operation has one."""
    return any(is_structured(p, index) for o in index.model.operations for p in o.parameters)


def style_of(parameter: Parameter) -> str:
    """The style, or "json" for content of that media type (OpenAPI 3.1, section 4.8.12.2)."""
    return "json" if parameter.media_type and "json" in parameter.media_type else parameter.style


def kind_of(parameter: Parameter) -> Type:
    """The type of its values; a text cannot say null."""
    return parameter.type.inner if isinstance(parameter.type, NullableType) else parameter.type


def dependency(parameter: Parameter, operation: Operation, annotations: Annotations, index: Index) -> str:
    """What reads it: `parameter(Filter, "filter", style="deepObject")`."""
    style, explode = style_of(parameter), parameter.explode
    arguments = [annotations.body(kind_of(parameter)), text_literal(parameter.name)]
    named: dict[str, object] = {}
    if parameter.place is not Place.QUERY:
        named["place"] = parameter.place.value
    if style != _STYLES[parameter.place]:
        named["style"] = style
    if style != "json" and explode is not (style == "form"):
        named["explode"] = explode
    named |= {"required": True} if parameter.required else {}
    named |= {"deprecated": True} if parameter.deprecated else {}
    written = [f"{name}={literal(value)}" for name, value in named.items()]
    if others := _beside(parameter, operation, index):
        written.append(f"beside=({', '.join(map(text_literal, others))},)")
    return f"parameter({', '.join([*arguments, *written])})"


def _beside(parameter: Parameter, operation: Operation, index: Index) -> tuple[str, ...]:
    """The other parameters of the query, where the parameter takes whatever stands there."""
    spread = parameter.place is Place.QUERY and style_of(parameter) == "form" and parameter.explode
    if not spread or not any(_is_free(each, index) for each in _choices(parameter.type, index)):
        return ()
    return tuple(p.name for p in operation.parameters if p.place is Place.QUERY and p is not parameter)


def _choices(built: Type, index: Index) -> Iterator[Type]:
    """What a value may be."""
    waiting, seen = [built], set[Type]()
    while waiting:
        found = index.plain(waiting.pop())
        if found in seen:
            continue
        seen.add(found)
        if isinstance(found, UnionType):
            waiting += found.variants
        else:
            yield found


def _is_free(built: Type, index: Index) -> bool:
    definition = index.definitions.get(built.name) if isinstance(built, RefType) else None
    free = isinstance(definition, ObjectSchema) and definition.extra is Extra.ALLOW
    return free or isinstance(built, MapType)
