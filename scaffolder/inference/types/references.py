"""Which schemas are uses of a named one, and which may be null."""

from __future__ import annotations

from scaffolder.inference.types.index import Index
from scaffolder.inference.types.merge import Merged, Merger, annotated_only, is_early, unconstrained
from scaffolder.inference.types.scalars import implied_by_format
from scaffolder.source import Document, Schema

_SCALARS = frozenset({"string", "integer", "number", "boolean"})


def kinds(schema: Schema) -> tuple[str, ...]:
    """The types of a flat schema: those it names, or the one that its keywords are about."""
    if schema.types or schema.enum is not None:
        return schema.types
    implied = {
        "object": schema.properties or schema.required or schema.additional is not None or schema.min_properties,
        "array": schema.items is not None or schema.min_items or schema.max_items or schema.unique_items,
        "string": schema.pattern or schema.min_length or schema.max_length,
        "number": any(b is not None for b in (schema.minimum, schema.maximum, schema.multiple_of)),
    }
    found = next((kind for kind, present in implied.items() if present), None) or implied_by_format(schema.format)
    return (found,) if found else ()


class References:
    """Answers about references that need the merged schema behind them."""

    def __init__(self, document: Document, index: Index, merger: Merger) -> None:
        self._targets = index.targets
        self._index = index
        self._merger = merger
        self._named: dict[str, bool] = {}
        self._nullable: dict[str, bool] = {}
        self._strict = not is_early(document)
        """From 3.1 on an enum without null refuses null whatever `type` says; before, people meant `nullable`."""

    def target(self, schema: Schema) -> str | None:
        """The pointer of the named schema that a schema is a plain use of."""
        chain = self._chain(schema)
        return chain[-1] if chain and self.is_named(chain[-1]) else None

    def _chain(self, schema: Schema) -> list[str]:
        """The references that a schema leads through, as long as nothing is added on the way."""
        chain: list[str] = []
        pointer = self._link(schema)
        while pointer is not None and pointer not in chain:
            chain.append(pointer)
            following = self._targets[pointer]
            pointer = self._link(following) if following.ref is not None else None
        return chain

    def _link(self, schema: Schema) -> str | None:
        """Where a schema points to, if it only adds a description."""
        if schema.ref is None and not schema.all_of:
            return None
        schema = self._merger.effective(schema)
        if not unconstrained(schema):
            return None
        if schema.ref is not None:
            fits = schema.ref in self._targets and not schema.all_of and self._same_kind(schema, schema.ref)
            return schema.ref if fits else None
        parts = [part for part in schema.all_of if not annotated_only(part)]
        link = self._link(parts[0]) if len(parts) == 1 else None
        return link if link is not None and self._same_kind(schema, link) else None

    def _same_kind(self, schema: Schema, pointer: str) -> bool:
        """Whether the `type` beside a reference says nothing new."""
        if not schema.types:
            return True
        merged = self._merger.merge(self._targets[pointer])
        return bool(merged.choices) or set(kinds(merged.schema)) <= set(schema.types)

    def is_named(self, pointer: str) -> bool:
        """Components have names; so do other targets, save plain scalars, which are written out."""
        known = self._named.get(pointer)
        if known is None:
            known = pointer in self._index.components or not _is_plain(self._merger.merge(self._targets[pointer]))
            self._named[pointer] = known
        return known

    def nullable(self, schema: Schema) -> bool:
        """Whether null is allowed."""
        known = self._nullable.get(schema.pointer)
        if known is None:
            self._nullable[schema.pointer] = False
            known = self._nullable[schema.pointer] = self._allows_null(self._merger.merge(schema))
        return known

    def _allows_null(self, merged: Merged) -> bool:
        flat = merged.schema
        if flat.enum is not None:
            listed = None in flat.enum and (flat.nullable or not flat.types)
            return listed or flat.null_choice or (flat.nullable and not self._strict)
        if flat.nullable or flat.types or not merged.choices:
            return flat.nullable
        return all(any(self.nullable(variant) for variant in choice.variants) for choice in merged.choices)


def _is_plain(merged: Merged) -> bool:
    flat = merged.schema
    return not merged.choices and flat.enum is None and set(kinds(flat)) <= _SCALARS
