"""Objects: a merged schema in, an `ObjectSchema` with its fields out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scaffolder import names
from scaffolder.inference.types.findings import origin
from scaffolder.inference.types.finish import mentioned
from scaffolder.inference.types.merge import Merged, Merger, only_requires
from scaffolder.inference.types.registry import Context, Job, Registry
from scaffolder.model import SHARED, AnyType, Direction, Extra, Field, Literal, ObjectSchema, Type
from scaffolder.names import Identifier
from scaffolder.source import JsonValue, Schema

Use = Callable[[Schema, Context], Type]
"""Builds the type of a schema that stands in another one."""


class Objects:
    """Builds object schemas."""

    def __init__(self, merger: Merger, registry: Registry, use: Use) -> None:
        self._merger = merger
        self._extensions = registry.extensions
        self._use = use

    def define(self, job: Job, merged: Merged, way: Direction | None) -> ObjectSchema:
        """The object schema of a job."""
        flat = merged.schema
        extra, extra_type = self._extra(flat, job.context)
        fields = self._fields(flat, job.context, extra_type or AnyType())
        low, high = _sizes(flat, fields, extra)
        self._extensions[origin(job.schema.pointer)] = flat.extensions
        return ObjectSchema(
            name=job.name,
            module=SHARED,
            fields=fields,
            extra=extra,
            extra_type=extra_type,
            description=flat.description or "",
            title=job.title,
            direction=way,
            origin=origin(job.schema.pointer),
            min_properties=low,
            max_properties=high,
            alternatives=_alternatives(merged, fields, extra),
            xml=job.schema.xml,
        )

    def _fields(self, flat: Schema, context: Context, unknown: Type) -> tuple[Field, ...]:
        scope = names.field_scope()
        fields = []
        for name, schema in flat.properties.items():
            merged = self._merger.merge(schema).schema
            if schema.boolean is not False and not _excluded(merged, context.direction):
                identifier = names.field_name(scope, name)
                required = name in flat.required
                fields.append(self._field(identifier, name, schema, required=required, context=context))
        for name in flat.required:
            if name not in flat.properties:
                fields.append(_unknown(name, scope, unknown, pointer=flat.pointer))
        return tuple(fields)

    def _field(self, identifier: Identifier, name: str, schema: Schema, *, required: bool, context: Context) -> Field:
        merged = self._merger.merge(schema).schema
        type_ = self._use(schema, context.nested(name))
        named = next(mentioned(type_), None) is not None
        self._extensions[origin(schema.pointer)] = _own(schema, merged) if named else merged.extensions
        default = Literal.of(merged.default) if merged.has_default else None
        return Field(
            name=identifier,
            json_name=name,
            type=type_,
            required=required,
            default=default,
            description=schema.description or ("" if schema.ref else merged.description) or "",
            deprecated=merged.deprecated,
            read_only=merged.read_only,
            write_only=merged.write_only,
            null_unsaid=merged.nullable and merged.null_unsaid,
            xml=schema.xml,
            origin=origin(schema.pointer),
        )

    def _extra(self, flat: Schema, context: Context) -> tuple[Extra, Type | None]:
        additional = flat.additional
        if isinstance(additional, Schema) and additional.boolean is None:
            type_ = self._use(additional, context.nested("value"))
            return Extra.ALLOW, None if isinstance(type_, AnyType) else type_
        said = additional.boolean if isinstance(additional, Schema) else additional
        return {None: Extra.IGNORE, True: Extra.ALLOW, False: Extra.FORBID}[said], None


def is_object(flat: Schema) -> bool:
    """Whether a schema of type object has a class of its own: others are maps."""
    return bool(flat.properties or flat.required) or flat.additional is False


def _sizes(flat: Schema, fields: tuple[Field, ...], extra: Extra) -> tuple[int | None, int | None]:
    """How many properties there may be, as far as that says more than the properties, and leaves room."""
    needed = sum(1 for field in fields if field.required)
    low, high = flat.min_properties or 0, flat.max_properties
    most = len(fields) if extra is Extra.FORBID else max(low, len(fields))
    fits = low <= most and (high is None or max(low, needed) <= high)
    return (low if fits and low > needed else None, high if fits else None)


def _alternatives(merged: Merged, fields: tuple[Field, ...], extra: Extra) -> tuple[tuple[str, ...], ...]:
    """Names of which one of several sets must be there: `anyOf: [{required: [a]}, {required: [b]}]`."""
    known, needed = {f.json_name for f in fields}, {f.json_name for f in fields if f.required}
    for choice in merged.choices:
        sets = [variant.required for variant in choice.variants]
        if choice.several and all(map(only_requires, choice.variants)) and not any(needed >= set(s) for s in sets):
            told = [known >= set(names) for names in sets]
            return tuple(sets) if all(told) or (any(told) and extra is not Extra.FORBID) else ()
    return ()


def _excluded(merged: Schema, direction: Direction) -> bool:
    return merged.read_only if direction is Direction.REQUEST else merged.write_only


def _unknown(name: str, scope: names.Scope, type_: Type, *, pointer: str) -> Field:
    """A property that is required but nowhere described."""
    return Field(
        name=names.field_name(scope, name),
        json_name=name,
        type=type_,
        required=True,
        default=None,
        description="",
        deprecated=False,
        read_only=False,
        write_only=False,
        origin=f"{origin(pointer)}/required",
    )


def _own(schema: Schema, merged: Schema) -> Mapping[str, JsonValue]:
    """What a field that uses a named schema says itself, and what that schema says of its values."""
    of_values = {k: v for k, v in merged.extensions.items() if k == "x-renamed-values"}
    return {**of_values, **schema.extensions}
