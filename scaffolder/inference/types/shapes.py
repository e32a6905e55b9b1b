"""The type of any schema: references, arrays, maps, enums and scalars here, choices in `types_choices`."""

from __future__ import annotations

from dataclasses import replace

from scaffolder.inference.types import scalars
from scaffolder.inference.types.choices import Choices
from scaffolder.inference.types.findings import SEPARATOR, Findings, origin
from scaffolder.inference.types.index import Index
from scaffolder.inference.types.merge import Merged, Merger
from scaffolder.inference.types.objects import Objects, is_object
from scaffolder.inference.types.references import References, kinds
from scaffolder.inference.types.registry import Context, Job, Registry
from scaffolder.inference.types.tags import Discriminators
from scaffolder.model import (
    SHARED,
    AliasSchema,
    AnyType,
    ArrayType,
    Direction,
    EnumType,
    MapType,
    NullableType,
    RefType,
    Type,
    UnionType,
)
from scaffolder.source import Document, Schema

_MAX_MERGED = 12
"""Schemas merged into one another before we stop: only choices within choices within choices get there."""


class Shaper:
    """Builds types; named schemas wait in the registry's queue, so recursion is only as deep as inline nesting."""

    def __init__(self, document: Document, findings: Findings) -> None:
        self._findings = findings
        self._index = Index(document)
        self._targets = self._index.targets
        self._merger = Merger(document, self._targets)
        self._references = References(document, self._index, self._merger)
        self.registry = Registry(self._index)
        self._objects = Objects(self._merger, self.registry, self.use)
        discriminators = Discriminators(self._index, self._merger, self._references)
        self._discriminators = discriminators
        self.choices = Choices(self._merger, discriminators, self.registry, findings=findings, use=self.use)
        self._built: dict[tuple[str, Direction | None], Type] = {}

    def use(self, schema: Schema, context: Context) -> Type:
        """The type of a schema where it is used."""
        key = (schema.pointer, self._way(schema, context))
        found = self._built.get(key)
        if found is None:
            found = self._built[key] = self._fresh(schema, context)
        return found

    def _way(self, schema: Schema, context: Context) -> Direction | None:
        return context.direction if self._index.directional(schema) else None

    def _fresh(self, schema: Schema, context: Context) -> Type:
        if schema.ref is not None and schema.ref not in self._targets:
            self._findings.add("T109", schema.pointer)
        target = self._target(schema)
        if target is not None and not self._says_nothing(self._targets[target]):
            inner: Type = RefType(self.registry.target(target, context.direction))
        else:
            inner = self._shape(schema, context, None)
        return NullableType(inner) if self._references.nullable(schema) and inner != AnyType() else inner

    def _target(self, schema: Schema) -> str | None:
        """The named schema that this is, or refers to."""
        if schema.pointer in self._index.targets and schema.ref is None:
            return schema.pointer if self._references.is_named(schema.pointer) else None
        return self._references.target(schema)

    def _says_nothing(self, target: Schema) -> bool:
        """Any value will do, null as well (OpenAPI 3.0.3, Schema Object: `nullable` speaks only of a given type)."""
        merged = self._merger.merge(target)
        flat = merged.schema
        told = flat.boolean is False or flat.enum is not None or kinds(flat) or self.choices.useful(merged)
        return not told and self._discriminators.family(target) is None

    def define(self, job: Job) -> None:
        """Build a named schema."""
        merged = self._merger.merge(job.schema)
        if job.inline:
            self._define_object(job, merged)
            return
        family = self._discriminators.family(job.schema)
        if family is not None:
            type_ = self.choices.build(replace(merged, choices=(family,)), job.context, inherited=True)
        else:
            type_ = self._shape(job.schema, job.context, job)
        if type_ != RefType(job.name):
            self._define_alias(job, merged, type_)

    def _define_object(self, job: Job, merged: Merged) -> None:
        way = self._way(job.schema, job.context)
        self.registry.definitions[job.name] = self._objects.define(job, merged, way)

    def _define_alias(self, job: Job, merged: Merged, type_: Type) -> None:
        way = self._way(job.schema, job.context)
        description, place = merged.schema.description or "", origin(job.schema.pointer)
        self.registry.definitions[job.name] = AliasSchema(job.name, SHARED, type_, description, job.title, way, place)

    def _shape(self, schema: Schema, context: Context, job: Job | None) -> Type:
        """The type without nullability. With a job, an object is defined under its name at once."""
        merged = self._merger.merge(schema)
        flat = merged.schema
        if flat.boolean is False:
            self._findings.add("T105", schema.pointer)
            return AnyType()
        if schema.pointer.count(SEPARATOR) > _MAX_MERGED:
            self._findings.add("T108", schema.pointer)
            return AnyType()
        enum = self._enum(flat, context, named=job is not None)
        if enum is not None:
            return enum
        if self.choices.useful(merged):
            return self.choices.build(merged, context)
        shapes = tuple(self._kind(kind, schema, merged, context=context, job=job) for kind in kinds(flat))
        return UnionType(shapes) if len(shapes) > 1 else next(iter(shapes), AnyType())

    def _enum(self, flat: Schema, context: Context, *, named: bool) -> Type | None:
        if flat.enum is None or not any(value is not None for value in flat.enum):
            return None
        unsaid = _is_unsaid(flat) and not any(isinstance(value, dict | list) for value in flat.enum)
        if unsaid:
            self._findings.add("T114", f"{flat.pointer}/type", kind=" or ".join(kinds(flat)))
        type_ = scalars.enum(flat, () if unsaid else kinds(flat), self._findings)
        if type_ is None:
            self._findings.add("T111", f"{flat.pointer}/enum")
        if named or not isinstance(type_, EnumType) or len(type_.values) == 1:
            return type_
        pointer = origin(flat.pointer)
        return RefType(self.registry.enum(type_, context, description=flat.description or "", pointer=pointer))

    def _kind(self, kind: str, schema: Schema, merged: Merged, *, context: Context, job: Job | None) -> Type:
        flat = merged.schema
        if kind == "array":
            return self._array(flat, context)
        if kind != "object":
            return scalars.scalar(flat, kind, self._findings)
        if not is_object(flat):
            return self._map(flat, context)
        if job is not None:
            self._define_object(job, merged)
            return RefType(job.name)
        return RefType(self.registry.inline(schema, context))

    def _array(self, flat: Schema, context: Context) -> ArrayType:
        item = self.use(flat.items, context.element()) if flat.items is not None else AnyType()
        low, high = scalars.ordered(
            flat.min_items or None, flat.max_items, ("minItems", "maxItems"), schema=flat, findings=self._findings
        )
        return ArrayType(item, low, high, flat.unique_items)

    def _map(self, flat: Schema, context: Context) -> MapType:
        values = flat.additional if isinstance(flat.additional, Schema) else None
        value = self.use(values, context.element()) if values and values.boolean is None else AnyType()
        keywords = ("minProperties", "maxProperties")
        low, high = scalars.ordered(
            flat.min_properties or None, flat.max_properties, keywords, schema=flat, findings=self._findings
        )
        return MapType(value, low, high)


def _is_unsaid(flat: Schema) -> bool:
    """It is of a type that has parts, of which nothing is said."""
    told = flat.items is not None or is_object(flat) or flat.additional
    return bool(kinds(flat)) and set(kinds(flat)) <= {"object", "array"} and not told
