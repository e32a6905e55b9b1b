"""Which property identifies an item: the one that its path parameter names, by the spellings that people use.

In: a read schema, a path parameter, the entity's nouns. Out: the field, or None where the key is not shown.
"""

from __future__ import annotations

from scaffolder import names
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import (
    EnumType,
    Field,
    IntegerType,
    NumberType,
    ObjectSchema,
    Parameter,
    StringType,
    Type,
    UnionType,
)

_IDS = ("id", "uid", "uuid", "guid", "_id", "sid", "pk", "identifier")
_NATURAL = ("slug", "key", "code", "name", "number", "href", "index")
GENERIC = frozenset({*_IDS, *_NATURAL})
"""Names that every entity may use for its own key, so that they do not tell whose they are."""


def key_field(schema: ObjectSchema, parameter: Parameter, nouns: tuple[str, ...], types: TypeBuilder) -> Field | None:
    """The field that the parameter addresses; spellings are tried from exact to remote."""
    sent = types.scalar_of(parameter.type)
    scalars = {f.json_name: f for f in schema.fields if _addresses(sent, types.scalar_of(f.type))}
    declared = [f for f in scalars.values() if types.extensions(f.origin).get("x-primary-key") is True]
    if len(declared) == 1:
        return declared[0]
    if parameter.name in scalars:
        return scalars[parameter.name]
    by_snake: dict[str, Field] = {}
    for field in scalars.values():
        by_snake.setdefault(names.snake(field.json_name), field)
    return next((by_snake[c] for c in _candidates(names.snake(parameter.name), nouns) if c in by_snake), None)


def _candidates(parameter: str, nouns: tuple[str, ...]) -> list[str]:
    prefixes = sorted({names.snake(n) for n in nouns}, key=len, reverse=True)
    wanted = [parameter]
    bare = next((parameter.removeprefix(f"{p}_") for p in prefixes if parameter.startswith(f"{p}_")), parameter)
    wanted.append(bare)
    wanted += [f"{p}_{parameter}" for p in prefixes]
    last = bare.rsplit("_", 1)[-1]
    if last in _IDS or parameter in prefixes or last.endswith("id"):
        wanted += [*_IDS, *(f"{p}_id" for p in prefixes)]
    if last in _NATURAL:
        wanted.append(last)
    return [*wanted, *(_IDS if last in _NATURAL or parameter in prefixes else ()), *_natural(last, parameter, prefixes)]


def _natural(last: str, parameter: str, prefixes: list[str]) -> tuple[str, ...]:
    """Natural keys stand in only where the parameter says nothing better."""
    return _NATURAL[:4] if last in (*_IDS, *_NATURAL) or parameter in prefixes else ()


def _addresses(sent: Type, shown: Type) -> bool:
    """Values of the property can stand where the parameter stands: a number fits a text, not the other way round."""
    numbers = isinstance(sent, IntegerType | NumberType)
    return is_key_type(shown) and (not numbers or isinstance(shown, IntegerType | NumberType))


def is_key_type(underlying: Type) -> bool:
    """True for types whose values can stand in a path and identify a row."""
    if isinstance(underlying, UnionType):
        return False
    if isinstance(underlying, EnumType):
        return all(isinstance(v.value, str) for v in underlying.values)
    return isinstance(underlying, StringType | IntegerType | NumberType)
