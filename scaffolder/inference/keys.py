"""Which property identifies an item: the one that its path parameter names, by the spellings that people use.

In: a read schema, a path parameter, the entity's nouns. Out: the field, or None where the key is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass

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
SPOKEN = ("slug", "login", "key", "name", "code")
"""What a text in the place of an item is, best first, where the item's own id is a number."""
_ANYBODYS = ("resource_id", "object_id", "entity_id", "record_id")
GENERIC = frozenset({*_IDS, *_NATURAL})
"""Names that every entity may use for its own key, so that they do not tell whose they are."""


def key_field(
    schema: ObjectSchema, parameter: Parameter, nouns: tuple[str, ...], types: TypeBuilder, *, learnable: bool
) -> Field | None:
    """The field that the parameter addresses; spellings are tried from exact to remote.

    `learnable`: clients learn of the key by other means than a property, so that a name need not stand in for an id.
    """
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
    wanted = _Wanted.of(names.snake(parameter.name), nouns)
    spoken = wanted.spoken if _is_plain(sent) and _is_number(by_snake.get("id"), types) else ()
    candidates = (*wanted.near, *spoken, *wanted.ids, *wanted.natural(named=not learnable))
    return next((by_snake[c] for c in candidates if c in by_snake), None)


def own_id(schema: ObjectSchema, nouns: tuple[str, ...], types: TypeBuilder) -> Field | None:
    """The property that is called an id, or the id of what the nouns say."""
    scalars = {names.snake(f.json_name): f for f in schema.fields if is_key_type(types.scalar_of(f.type))}
    return next((scalars[n] for n in (*_IDS, *(f"{names.snake(n)}_id" for n in nouns)) if n in scalars), None)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Snake-cased names that a path parameter may mean."""

    near: tuple[str, ...]
    """The parameter's own name, with and without the entity's."""
    last: str
    entity: bool
    """The parameter is called what the entity is called."""
    prefixes: tuple[str, ...]

    @classmethod
    def of(cls, parameter: str, nouns: tuple[str, ...]) -> _Wanted:
        prefixes = tuple(sorted({names.snake(n) for n in nouns}, key=len, reverse=True))
        bare = next((parameter.removeprefix(f"{p}_") for p in prefixes if parameter.startswith(f"{p}_")), parameter)
        near = (parameter, bare, *(f"{p}_{parameter}" for p in prefixes))
        return cls(near, bare.rsplit("_", 1)[-1], parameter in prefixes, prefixes)

    @property
    def spoken(self) -> tuple[str, ...]:
        return SPOKEN if self.entity else ()

    @property
    def ids(self) -> tuple[str, ...]:
        if self.last in _IDS or self.entity or self.last.endswith("id"):
            return (*_IDS, *(f"{p}_id" for p in self.prefixes), *_ANYBODYS)
        return ()

    def natural(self, *, named: bool) -> tuple[str, ...]:
        """Natural keys stand in only where the parameter says nothing better."""
        own = (self.last, *_IDS) if self.last in _NATURAL else ()
        if self.last in _NATURAL or self.entity:
            return (*own, *_NATURAL[:4])
        keys = _NATURAL[:4] if named else _NATURAL[:3]
        return (*own, *keys) if self.last in _IDS else own


def _is_plain(sent: Type) -> bool:
    return isinstance(sent, StringType) and sent.format is None


def _is_number(field: Field | None, types: TypeBuilder) -> bool:
    return field is not None and isinstance(types.scalar_of(field.type), IntegerType | NumberType)


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
