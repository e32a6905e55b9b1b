"""Which values a discriminator gives to schemas: by its mapping, else by their names (OpenAPI 3.1, section 4.8.25).

In: the schemas of a document, and one of them with a discriminator. Out: pointers of schemas with their values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scaffolder.source import Discriminator, Schema


@dataclass(slots=True)
class Discriminators:
    """Knows the names of a document's schemas, and which of them build on which."""

    by_pointer: Mapping[str, Schema]
    _children: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for pointer, schema in self.by_pointer.items():
            for part in schema.all_of:
                if part.ref is not None and part.ref != pointer:
                    self._children.setdefault(part.ref, []).append(pointer)

    def values(self, discriminator: Discriminator, pointer: str) -> list[str]:
        """The values that mean a schema."""
        mapped = [value for value, target in discriminator.mapping.items() if target == pointer]
        return mapped or ([pointer.rpartition("/")[2]] if _is_component(pointer) else [])

    def family(self, schema: Schema) -> Iterator[str]:
        """What a base schema stands for: those that its mapping names, and all that build on it."""
        if schema.discriminator is None or schema.any_of or schema.one_of:
            return
        mapped = (p for p in schema.discriminator.mapping.values() if p in self.by_pointer)
        below = [p for p in self._below(schema.pointer) if _is_component(p)]
        yield from dict.fromkeys((*mapped, *below))

    def _below(self, pointer: str) -> list[str]:
        found: dict[str, None] = {}
        waiting = [pointer]
        while waiting:
            for child in self._children.get(waiting.pop(), ()):
                if child not in found:
                    found[child] = None
                    waiting.append(child)
        return [child for child in found if child != pointer]


def _is_component(pointer: str) -> bool:
    """It is a schema with a name of its own."""
    start = pointer.rpartition("/")[0].rpartition("#")[2]
    return start in ("/components/schemas", "/definitions")
