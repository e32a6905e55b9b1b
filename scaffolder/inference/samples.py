"""Valid and broken values for types (being written)."""

from __future__ import annotations

from collections.abc import Mapping

from scaffolder.model import Broken, Literal, SchemaDefinition, Type
from scaffolder.names import ClassName


class Sampler:
    def __init__(self, definitions: Mapping[ClassName, SchemaDefinition]) -> None:
        self._definitions = definitions

    def sample(self, type: Type, *, variant: int = 0, full: bool = True) -> Literal | None:
        return None

    def samples(self, type: Type, count: int = 3) -> tuple[Literal, ...]:
        return ()

    def broken(self, type: Type) -> tuple[Broken, ...]:
        return ()

    def broken_text(self, type: Type) -> tuple[Literal, ...]:
        return ()
