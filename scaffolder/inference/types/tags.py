"""Discriminators: which schemas a base stands for, and which value of the property tells them apart."""

from __future__ import annotations

from scaffolder.inference.types.findings import SEPARATOR, origin
from scaffolder.inference.types.index import Index
from scaffolder.inference.types.merge import Choice, Merger
from scaffolder.inference.types.references import References
from scaffolder.model import Literal
from scaffolder.source import Discriminator, Schema

Tags = tuple[Literal, ...]


class Discriminators:
    """Answers about the discriminators of one document."""

    def __init__(self, index: Index, merger: Merger, references: References) -> None:
        self._index = index
        self._merger = merger
        self._references = references

    def family(self, schema: Schema) -> Choice | None:
        """The children that a component with a discriminator, but without variants of its own, stands for."""
        discriminator = schema.discriminator
        if discriminator is None or schema.one_of or schema.any_of or schema.pointer not in self._index.components:
            return None
        mapped = tuple(discriminator.mapping.values())
        children = [p for p in (*mapped, *self._descendants(schema.pointer)) if p in self._index.targets]
        members = [p for p in dict.fromkeys(children) if p != schema.pointer]
        if not members:
            return None
        variants = [Schema(f"{schema.pointer}{SEPARATOR}{member}", ref=member) for member in members]
        if schema.pointer in mapped:
            variants.insert(0, Schema(f"{schema.pointer}{SEPARATOR}Base", all_of=(schema,)))
        return Choice(schema.pointer, tuple(variants), discriminator)

    def _descendants(self, pointer: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        waiting = list(self._index.children.get(pointer, ()))
        while waiting:
            child = waiting.pop(0)
            if child not in found:
                found[child] = None
                waiting.extend(self._index.children.get(child, ()))
        return tuple(found)

    def tags(self, discriminator: Discriminator, variants: tuple[Schema, ...]) -> tuple[Tags, ...] | None:
        """For each variant the values of the property that mean it; None where they do not tell the variants apart."""
        found = tuple(self._tags_of(discriminator, variant) for variant in variants)
        values = [tag for tags in found for tag in tags]
        return found if all(found) and len(values) == len(set(values)) else None

    def _tags_of(self, discriminator: Discriminator, variant: Schema) -> Tags:
        merged = self._merger.merge(variant)
        schema = merged.schema.properties.get(discriminator.property)
        if schema is None or merged.choices:
            return ()
        wanted = self._wanted(discriminator, variant)
        flat = self._merger.merge(schema).schema
        if flat.enum is None:
            return tuple(map(Literal.of, wanted)) if set(flat.types) <= {"string"} and not flat.properties else ()
        own = [value for value in flat.enum if isinstance(value, str | int)]
        chosen = [value for value in own if str(value) in wanted] or own
        return tuple(dict.fromkeys(map(Literal.of, chosen)))

    def _wanted(self, discriminator: Discriminator, variant: Schema) -> tuple[str, ...]:
        """The values that the mapping gives to a variant; else the name of its component."""
        pointer = self._references.target(variant) or (variant.ref or origin(variant.pointer))
        mapped = tuple(value for value, target in discriminator.mapping.items() if target in (pointer, variant.ref))
        if mapped or pointer not in self._index.components:
            return mapped
        named = self._index.targets[pointer].extensions.get("x-ms-discriminator-value")
        return (named if isinstance(named, str) else self._index.components[pointer],)

    def settled(self, variant: Schema, property_name: str, tags: Tags) -> bool:
        """Whether the variant's own schema has just these values."""
        flat = self._merger.merge(variant).schema
        enum = self._merger.merge(flat.properties[property_name]).schema.enum
        return enum is not None and tuple(map(Literal.of, enum)) == tags

    def shared(self, variant: Schema) -> bool:
        """Whether the variant is also used on its own, where no value of the property is asked for."""
        pointer = self._references.target(variant)
        return pointer is not None and pointer in self._index.standalone
