"""What must be known of the whole document before one schema can be named: who refers to whom."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from scaffolder.source import Document, Operation, Schema


def parts(schema: Schema) -> Iterator[Schema]:
    """The schemas that stand directly in a schema."""
    yield from schema.properties.values()
    yield from schema.all_of
    yield from schema.one_of
    yield from schema.any_of
    if schema.items is not None:
        yield schema.items
    if isinstance(schema.additional, Schema):
        yield schema.additional


def walk(schema: Schema) -> Iterator[Schema]:
    """A schema and all that stand in it; references are not followed."""
    waiting = [schema]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(parts(found))


class Index:
    """The references of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._directional: dict[str, bool] = {}
        components = {schema.pointer: name for name, schema in document.schemas.items()}
        self.components = components
        """Component schemas: pointer to name, in document order."""
        named = {schema.pointer: schema for schema in document.schemas.values()}
        self.targets = named | {p: s for p, s in document.by_pointer.items() if p not in named}
        """Every schema that has a name or is referred to, by pointer: components first, in document order."""

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """Base to the components that build on it by `allOf` directly."""
        found: dict[str, list[str]] = {}
        for pointer in self.components:
            for part in self.targets[pointer].all_of:
                if part.ref is not None and part.ref != pointer:
                    found.setdefault(part.ref, []).append(pointer)
        return {base: tuple(dict.fromkeys(children)) for base, children in found.items()}

    @cached_property
    def split(self) -> frozenset[str]:
        """Targets that differ by direction: they or what they contain have `readOnly` or `writeOnly`."""
        users: dict[str, set[str]] = {}
        marked = []
        for target in self.targets:
            schema = self.targets[target]
            nodes = list(walk(schema))
            if any(node.read_only or node.write_only for node in nodes):
                marked.append(target)
            used = {node.ref for node in nodes if node.ref is not None} | self._family_links(schema)
            for ref in used:
                users.setdefault(ref, set()).add(target)
        return _closure(marked, users)

    def _family_links(self, schema: Schema) -> set[str]:
        if schema.discriminator is None:
            return set()
        return {*schema.discriminator.mapping.values(), *self.children.get(schema.pointer, ())}

    def directional(self, schema: Schema) -> bool:
        """Whether a schema, or one that it contains, differs by direction."""
        known = self._directional.get(schema.pointer)
        if known is None:
            known = (
                schema.read_only
                or schema.write_only
                or schema.ref in self.split
                or any(self.directional(part) for part in parts(schema))
            )
            self._directional[schema.pointer] = known
        return known

    @cached_property
    def standalone(self) -> frozenset[str]:
        """Targets that are used otherwise than as a variant of a discriminated choice or as a part of `allOf`."""
        used: set[str] = set()
        roots = [*self.targets.values(), *(s for o in self._document.operations for s in _roots(o))]
        for root in roots:
            if root.ref is not None:
                used.add(root.ref)
            for node in walk(root):
                quiet = {id(part) for part in node.all_of if len(node.all_of) > 1 or node.properties}
                if node.discriminator is not None:
                    quiet |= {id(part) for part in (*node.one_of, *node.any_of)}
                used.update(part.ref for part in parts(node) if part.ref is not None and id(part) not in quiet)
        return frozenset(used)


def _closure(marked: list[str], users: dict[str, set[str]]) -> frozenset[str]:
    """The marked targets and all that lead to them."""
    found, waiting = set(marked), list(marked)
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in found:
                found.add(user)
                waiting.append(user)
    return frozenset(found)


def _roots(operation: Operation) -> Iterator[Schema]:
    """The schemas of an operation."""
    yield from (parameter.schema for parameter in operation.parameters)
    media = list(operation.body.content) if operation.body else []
    for response in operation.responses:
        media += response.content
        yield from (header.schema for header in response.headers if header.schema is not None)
    yield from (found.schema for found in media if found.schema is not None)
