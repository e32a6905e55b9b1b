"""Python annotations for the API model's types: in bodies, and in paths and queries where everything arrives as text.

In: `Type` trees. Out: expressions that use the names of `app.core.schema` (imported bare) and of schema classes
(bare in their own module, else behind `schemas.` or `shared.`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from scaffolder.model import (
    SHARED,
    AliasSchema,
    ArrayType,
    BooleanType,
    EnumType,
    IntegerType,
    MapType,
    NullableType,
    NumberType,
    ObjectSchema,
    RefType,
    SchemaDefinition,
    StringFormat,
    StringType,
    Type,
    UnionType,
)
from scaffolder.names import ClassName, ModuleName
from scaffolder.render.writers import literal, text_literal

_STRINGS = {
    StringFormat.DATE: "Date",
    StringFormat.DATETIME: "DateTime",
    StringFormat.UUID: "Uuid",
    StringFormat.EMAIL: "Email",
    StringFormat.URI: "Uri",
    StringFormat.TIME: "Time",
    StringFormat.DURATION: "Duration",
    StringFormat.IPV4: "Ipv4",
    StringFormat.IPV6: "Ipv6",
    StringFormat.BYTE: "Base64",
    StringFormat.DECIMAL: "DecimalText",
}
PARSED = frozenset({StringFormat.DATE, StringFormat.DATETIME, StringFormat.UUID})
"""Formats that become Python values of their own; bounds on their text are not expressible then."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """Writes annotations as seen from one module's file."""

    definitions: Mapping[ClassName, SchemaDefinition]
    module: ModuleName | None
    """Set in that module's `schemas.py`, where its own classes are bare names; None elsewhere."""

    def body(self, built: Type) -> str:
        """An annotation for a value in a JSON body."""
        if isinstance(built, NullableType):
            inner = self.body(built.inner)
            return inner if inner == "AnyJson" else f"{inner} | None"
        if isinstance(built, RefType):
            return self._reference(built.name)
        if isinstance(built, ArrayType):
            return _annotated(
                f"list[{self.body(built.item)}]", [*_array_bounds(built)], ["UniqueItems"] if built.unique else []
            )
        if isinstance(built, MapType):
            bounds = _bounds(min_length=built.min_properties, max_length=built.max_properties)
            return _annotated(f"dict[Text, {self.body(built.value)}]", bounds)
        if isinstance(built, UnionType):
            return self._union(built)
        return self._scalar(built, text=False)

    def text(self, built: Type) -> str:
        """An annotation for a parameter: the same values, read from text."""
        if isinstance(built, NullableType):
            return self.text(built.inner)
        if isinstance(built, RefType):
            definition = self.definitions[built.name]
            return self.text(definition.type) if isinstance(definition, AliasSchema) else "AnyText"
        if isinstance(built, ArrayType):
            return _annotated(
                f"list[{self.text(built.item)}]", _array_bounds(built), ["UniqueItems"] if built.unique else []
            )
        if isinstance(built, UnionType):
            return " | ".join(dict.fromkeys(self.text(v) for v in built.variants))
        if isinstance(built, MapType):
            return "AnyText"
        return self._scalar(built, text=True)

    def _reference(self, name: ClassName) -> str:
        definition = self.definitions[name]
        if isinstance(definition, AliasSchema) and is_inline_enum(definition):
            return self.body(definition.type)
        return self.name(name)

    def name(self, name: ClassName) -> str:
        """A schema's class as this file spells it."""
        definition = self.definitions[name]
        if definition.module == self.module:
            return name
        return f"shared.{name}" if definition.module == SHARED else f"schemas.{name}"

    def _union(self, built: UnionType) -> str:
        joined = " | ".join(dict.fromkeys(self.body(v) for v in built.variants))
        if built.discriminator is None:
            return joined
        return f"Annotated[{joined}, Field(discriminator={text_literal(self._discriminator(built))})]"

    def _discriminator(self, built: UnionType) -> str:
        for variant in built.variants:
            definition = self.definitions.get(variant.name) if isinstance(variant, RefType) else None
            if isinstance(definition, ObjectSchema):
                return next(f.name for f in definition.fields if f.json_name == built.discriminator)
        return str(built.discriminator)

    def _scalar(self, built: Type, *, text: bool) -> str:
        if isinstance(built, StringType):
            return _string(built)
        if isinstance(built, IntegerType):
            return _integer(built, text=text)
        if isinstance(built, NumberType):
            return _number(built, text=text)
        if isinstance(built, BooleanType):
            return "FlagText" if text else "Flag"
        if isinstance(built, EnumType):
            return _enum(built, text=text)
        return "AnyText" if text else "AnyJson"


def is_inline_enum(definition: SchemaDefinition) -> bool:
    """A closed set of values that the document gives no name: it stands where it is used."""
    return isinstance(definition, AliasSchema) and not definition.title and isinstance(definition.type, EnumType)


def _annotated(base: str, arguments: list[str], markers: list[str] | None = None) -> str:
    return annotate(base, *([f"Field({', '.join(arguments)})"] if arguments else []), *(markers or []))


def annotate(base: str, *metadata: str) -> str:
    """`Annotated[base, …]`, flat where the base is annotated itself."""
    if not metadata:
        return base
    inner = base[len("Annotated[") : -1] if base.startswith("Annotated[") and _closes_last(base) else base
    return f"Annotated[{inner}, {', '.join(metadata)}]"


def _closes_last(text: str) -> bool:
    """The bracket that the text opens first is the one that its last character closes; strings are skipped."""
    depth, quoted, escaped = 0, False, False
    for position, char in enumerate(text):
        if quoted:
            quoted = escaped or char != '"'
            escaped = char == "\\" and not escaped
        elif char == '"':
            quoted = True
        elif char in "[]":
            depth += 1 if char == "[" else -1
            if depth == 0:
                return position == len(text) - 1
    return False


def _bounds(**bounds: object) -> list[str]:
    return [f"{name}={literal(value)}" for name, value in bounds.items() if value is not None]


def _array_bounds(built: ArrayType) -> list[str]:
    return _bounds(min_length=built.min_items, max_length=built.max_items)


def _string(built: StringType) -> str:
    base = _STRINGS.get(built.format, "Text") if built.format else "Text"
    parsed = built.format in PARSED
    bounded = any(b is not None for b in (built.pattern, built.min_length, built.max_length))
    if parsed and bounded:
        base = "Text"
    bounds = _bounds(min_length=built.min_length, max_length=built.max_length)
    markers = []
    if built.pattern is not None and _is_simple(built.pattern):
        markers.append(f"Matches({text_literal(built.pattern)})")
    elif built.pattern is not None:
        markers.append(f"Pattern({text_literal(built.pattern)})")
    if base == "Text" and built.format_name:
        markers.append(f"Format({text_literal(built.format_name)})")
    return _annotated(base, bounds, markers)


_SIMPLE = re.compile(
    r"\^?(?:[A-Za-z0-9 _/@:,;<>=!%&~#'-]|\\[dws.+*?()\[\]{}|^$/-]|[.+*?|()\[\]]|\{\d{1,2}(?:,\d{0,2})?\})*\$?"
)
"""Patterns that Pydantic's default engine reads just as Python's does; the others are left to Python's."""


def _is_simple(pattern: str) -> bool:
    return _SIMPLE.fullmatch(pattern) is not None and "(?" not in pattern


def _integer(built: IntegerType, *, text: bool) -> str:
    base = {"int32": "Int32", "int64": "Int64"}.get(built.format_name or "", "Integer")
    bounds = _bounds(ge=built.minimum, le=built.maximum, multiple_of=built.multiple_of)
    unnamed = base == "Integer" and built.format_name
    markers = [f"Format({text_literal(built.format_name or '')})"] if unnamed else []
    return _annotated(f"{base}Text" if text else base, bounds, markers)


def _number(built: NumberType, *, text: bool) -> str:
    bounds = _bounds(ge=built.minimum, le=built.maximum, gt=built.exclusive_minimum, lt=built.exclusive_maximum)
    markers = [f"MultipleOf({built.multiple_of!r})"] if built.multiple_of is not None else []
    if built.format_name:
        markers.append(f"Format({text_literal(built.format_name)})")
    return _annotated("NumberText" if text else "Number", bounds, markers)


def _enum(built: EnumType, *, text: bool) -> str:
    values = [v.value for v in built.values]
    if all(isinstance(v, str) for v in values):
        return f"Literal[{', '.join(literal(v) for v in values)}]"
    if all(isinstance(v, int) and not isinstance(v, bool) for v in values):
        plain = f"Literal[{', '.join(literal(v) for v in values)}]"
        return plain if not text else f"Annotated[IntegerText, OneOf({', '.join(literal(v) for v in values)})]"
    return f"Annotated[{'AnyText' if text else 'AnyJson'}, OneOf({', '.join(literal(v) for v in values)})]"
