"""Schemas of the document in, `Type` trees and named definitions of the API model out.

A `TypeBuilder` builds on demand: only what some operation uses is ever defined. Component schemas keep their names; an
inline object or enum is named after the place where it stands. A schema with `readOnly` or `writeOnly` properties,
its own or in what it contains, has two definitions, one for each direction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import islice
from types import MappingProxyType

from scaffolder import names, source
from scaffolder.diagnostics import Diagnostic
from scaffolder.inference.compat import underlying, valid
from scaffolder.inference.types.findings import Findings
from scaffolder.inference.types.finish import finish
from scaffolder.inference.types.registry import Context
from scaffolder.inference.types.scalars import whole
from scaffolder.inference.types.shapes import Shaper
from scaffolder.model import (
    AnyType,
    Direction,
    Field,
    Literal,
    ObjectSchema,
    RefType,
    SchemaDefinition,
    Type,
)
from scaffolder.names import ClassName, ModuleName


class TypeBuilder:
    """Builds the types of one document."""

    def __init__(self, document: source.Document) -> None:
        self._findings = Findings(document)
        self._shaper = Shaper(document, self._findings)
        self._definitions = self._shaper.registry.definitions
        self._checked = 0
        self.diagnostics: list[Diagnostic] = self._findings.diagnostics
        """What was found on the way, in order."""

    def build(self, schema: source.Schema, direction: Direction, *, hint: str) -> Type:
        """The type of a schema; the named schemas it needs are defined. `hint` names what is inline."""
        type_ = self._shaper.use(schema, Context(direction, names.pascal(hint)))
        self._drain()
        return type_

    @property
    def definitions(self) -> Mapping[ClassName, SchemaDefinition]:
        """All that is defined by now, in order of definition."""
        return MappingProxyType(self._definitions)

    def definition(self, name: ClassName) -> SchemaDefinition:
        """The definition of a name that a type mentions."""
        return self._definitions[name]

    def widen(self, name: ClassName, json_name: str) -> None:
        """Let a property of an object be anything."""
        self._retype(name, json_name, lambda _: AnyType())

    def count(self, name: ClassName, json_name: str) -> None:
        """Let a property of an object that may be any number be a whole one."""
        self._retype(name, json_name, whole)

    def _retype(self, name: ClassName, json_name: str, change: Callable[[Type], Type]) -> None:
        schema = self._definitions[name]
        assert isinstance(schema, ObjectSchema)
        fields = tuple(replace(f, type=change(f.type)) if f.json_name == json_name else f for f in schema.fields)
        self._definitions[name] = replace(schema, fields=fields)

    def object_of(self, type: Type) -> ObjectSchema | None:
        """The object schema that a type is a use of, if it is one."""
        inner = self.scalar_of(type)
        schema = self._definitions[inner.name] if isinstance(inner, RefType) else None
        return schema if isinstance(schema, ObjectSchema) else None

    def scalar_of(self, type: Type) -> Type:
        """The type behind names and nullability; references to objects stay."""
        return underlying(type, self._definitions)

    def extensions(self, origin: str) -> Mapping[str, source.JsonValue]:
        """The `x-` keys of the object or field that was defined from the schema at a pointer."""
        return self._shaper.registry.extensions.get(origin, {})

    def finish(self, uses: Mapping[ClassName, frozenset[ModuleName]]) -> tuple[SchemaDefinition, ...]:
        """The definitions that `uses` leads to: each with its module, after those it refers to save cycles."""
        return finish(self._definitions, uses)

    def _drain(self) -> None:
        waiting = self._shaper.registry.waiting
        while waiting:
            self._shaper.define(waiting.popleft())
        self._shaper.choices.settle()
        fresh = list(islice(reversed(self._definitions), len(self._definitions) - self._checked))
        for name in reversed(fresh):
            self._check_defaults(name)
        self._checked = len(self._definitions)

    def _check_defaults(self, name: ClassName) -> None:
        schema = self._definitions[name]
        if isinstance(schema, ObjectSchema) and any(field.default is not None for field in schema.fields):
            self._definitions[name] = replace(schema, fields=tuple(map(self._with_sound_default, schema.fields)))

    def _with_sound_default(self, field: Field) -> Field:
        if field.default is None or valid(field.type, field.default.value, self._definitions):
            return field
        if field.default != Literal.of(None):
            self._findings.add("T106", f"{field.origin}/default", value=field.default.text)
        return replace(field, default=None)
