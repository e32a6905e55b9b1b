"""The named schemas of one document: their class names, and which of them are built."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from scaffolder import names
from scaffolder.inference.types.index import Index
from scaffolder.model import SHARED, AliasSchema, Direction, EnumType, SchemaDefinition
from scaffolder.names import ClassName
from scaffolder.source import JsonValue, Schema

INPUT = "Input"
"""Ends the class names of schemas that have a version of their own for requests."""

_SILENT = re.compile(r"components|schemas|definitions|properties|items|content|schema|(?:all|one|any)Of|\d+")


@dataclass(frozen=True, slots=True)
class Context:
    """Where a schema is used: which way it travels, and what the inline schemas in it are called."""

    direction: Direction
    hint: str
    suffix: str = ""

    def nested(self, word: str) -> Context:
        """The place of a part."""
        return Context(self.direction, f"{self.hint}{names.pascal(word)}", self.suffix)

    def element(self) -> Context:
        """The place of one element of a collection."""
        return Context(self.direction, names.pascal(names.singular_of(self.hint)), self.suffix)


@dataclass(frozen=True, slots=True)
class Job:
    """A named schema that waits to be built."""

    name: ClassName
    schema: Schema
    context: Context
    title: str
    inline: bool


class Registry:
    """Allocates class names: those of the components first, so that nothing inline takes them."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._scope = names.class_scope()
        self._enums: dict[tuple[str, EnumType], ClassName] = {}
        self._hints: dict[str, str] = {}
        self._targets: dict[tuple[str, Direction | None], ClassName] = {}
        self._started: set[ClassName] = set()
        self.definitions: dict[ClassName, SchemaDefinition] = {}
        self.extensions: dict[str, Mapping[str, JsonValue]] = {}
        """The `x-` keys of the objects and fields that are defined, by origin."""
        self.waiting: deque[Job] = deque()
        self._allocate()

    def _allocate(self) -> None:
        fresh = names.class_scope()
        for pointer in self._index.targets:
            wanted = names.pascal(self._index.components.get(pointer) or _spoken(pointer))
            candidates = (wanted,) if fresh.free(wanted) else (wanted, f"{wanted}Schema")
            self._hints[pointer] = self._scope.take(*map(ClassName, candidates))
        for pointer, hint in self._hints.items():
            name = ClassName(hint)
            if pointer in self._index.split:
                self._targets[pointer, Direction.RESPONSE] = name
                self._targets[pointer, Direction.REQUEST] = self._scope.take(ClassName(f"{hint}{INPUT}"))
            else:
                self._targets[pointer, None] = name

    def target(self, pointer: str, direction: Direction) -> ClassName:
        """The name of a target in a direction; it is built when its turn comes."""
        way = direction if pointer in self._index.split else None
        name = self._targets[pointer, way]
        if name not in self._started:
            self._started.add(name)
            suffix = INPUT if way is Direction.REQUEST else ""
            context = Context(way or Direction.RESPONSE, self._hints[pointer], suffix)
            title = self._index.components.get(pointer, "")
            self.waiting.append(Job(name, self._index.targets[pointer], context, title, inline=False))
        return name

    def inline(self, schema: Schema, context: Context) -> ClassName:
        """A name for an inline object, which is built when its turn comes."""
        name = self.take(context, directional=self._index.directional(schema))
        base = name.removesuffix(context.suffix) if context.suffix else name
        self.waiting.append(Job(name, schema, Context(context.direction, base, context.suffix), "", inline=True))
        return name

    def take(self, context: Context, *, directional: bool) -> ClassName:
        """The hint as a class name; an element that is called like a component gets "Item" behind it."""
        suffix = context.suffix if directional else ""
        return self._scope.take(ClassName(f"{context.hint}{suffix}"), ClassName(f"{context.hint}Item{suffix}"))

    def derived(self, name: str) -> ClassName:
        """A name for a variation of another class."""
        return self._scope.take(ClassName(name))

    def enum(self, type_: EnumType, context: Context, *, description: str, pointer: str) -> ClassName:
        """The name of an inline enum; the same values under the same name are one."""
        key = (context.hint, type_)
        if key not in self._enums:
            name = self._enums[key] = self._scope.take(ClassName(context.hint), ClassName(f"{context.hint}Value"))
            self.definitions[name] = AliasSchema(name, SHARED, type_, description, "", None, pointer)
        return self._enums[key]


def _spoken(pointer: str) -> str:
    """The last words of a pointer that say something: `/components/schemas/Pet/properties/owner` → `Pet owner`."""
    path = pointer.rpartition("#")[2] or pointer.removesuffix("#").rpartition(".")[0]
    tokens = [t.replace("~1", " ").replace("~0", "~") for t in path.split("/")]
    told = [token for token in tokens if token and not _SILENT.fullmatch(token)]
    return " ".join(told[-2:]) or "Schema"
