"""Values that say nothing: a type in, an empty text, zero, false, an empty list or object out."""

from __future__ import annotations

from scaffolder.inference.compat import underlying
from scaffolder.inference.samples.values import NOTHING, Draw
from scaffolder.inference.validity import Definitions, valid
from scaffolder.model import AnyType, EnumType, ObjectSchema, RefType, Type

_PLAIN: tuple[object, ...] = ("", 0, False, [], {})
_DEEPEST = 4


def neutral(type_: Type, definitions: Definitions, depth: int = 0) -> object:
    """The first plain value that is valid, or an object of such; `NOTHING` where the type asks for more."""
    inner = underlying(type_, definitions)
    if isinstance(inner, AnyType | EnumType):
        return NOTHING
    schema = definitions[inner.name] if isinstance(inner, RefType) else None
    if isinstance(schema, ObjectSchema):
        return _object(schema, type_, definitions, depth)
    return next((value for value in _PLAIN if valid(type_, value, definitions)), NOTHING)


def _object(schema: ObjectSchema, type_: Type, definitions: Definitions, depth: int) -> object:
    if depth > _DEEPEST:
        return NOTHING
    made: dict[str, object] = {}
    for field in schema.fields:
        if field.required:
            value = neutral(field.type, definitions, depth + 1)
            made[field.json_name] = Draw(definitions, full=False).value(field.type, 0) if value is NOTHING else value
    found = NOTHING not in made.values() and valid(type_, made, definitions)
    return made if found else NOTHING
