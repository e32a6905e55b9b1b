"""Names of schemas that a type mentions."""

from __future__ import annotations

from collections.abc import Iterator

from scaffolder.model import ArrayType, MapType, NullableType, RefType, Type, UnionType
from scaffolder.names import ClassName


def references(built: Type) -> Iterator[ClassName]:
    """Schemas named directly by a type, in order."""
    if isinstance(built, RefType):
        yield built.name
    elif isinstance(built, ArrayType):
        yield from references(built.item)
    elif isinstance(built, MapType):
        yield from references(built.value)
    elif isinstance(built, NullableType):
        yield from references(built.inner)
    elif isinstance(built, UnionType):
        for variant in built.variants:
            yield from references(variant)
