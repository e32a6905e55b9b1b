"""`oneOf` and `anyOf`: a merged schema in, a union of its variants out, with a discriminator where one tells."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from scaffolder import names
from scaffolder.inference.types.findings import SEPARATOR, Findings
from scaffolder.inference.types.merge import ANNOTATIONS, Choice, Merged, Merger, joined, only_requires, unconstrained
from scaffolder.inference.types.objects import Use
from scaffolder.inference.types.references import kinds
from scaffolder.inference.types.registry import Context, Registry
from scaffolder.inference.types.tags import Discriminators, Tags
from scaffolder.model import AnyType, EnumType, Field, NullableType, ObjectSchema, RefType, Type, UnionType
from scaffolder.names import ClassName
from scaffolder.source import Schema

_MAX_COMBINATIONS = 64


@dataclass(frozen=True, slots=True)
class _Narrowing:
    """The property that tells an object schema apart, and its values."""

    property: str
    tags: Tags


class Choices:
    """Builds unions."""

    def __init__(
        self,
        merger: Merger,
        discriminators: Discriminators,
        registry: Registry,
        *,
        findings: Findings,
        use: Use,
    ) -> None:
        self._merger = merger
        self._discriminators = discriminators
        self._registry = registry
        self._findings = findings
        self._use = use
        self._narrowed: dict[ClassName, _Narrowing] = {}
        self._derived: dict[tuple[ClassName, _Narrowing], ClassName] = {}
        self._open: list[tuple[ClassName, ClassName, _Narrowing]] = []

    def useful(self, merged: Merged) -> bool:
        """Whether any choice says more than which properties are required together."""
        return any(map(self._says_something, merged.choices))

    def _says_something(self, choice: Choice) -> bool:
        return not all(only_requires(variant) for variant in choice.variants)

    def build(self, merged: Merged, context: Context, *, inherited: bool = False) -> Type:
        """The union of a merged schema's variants, each together with what stands beside the choice."""
        first, *rest = (choice for choice in merged.choices if self._says_something(choice))
        if math.prod(len(choice.variants) for choice in (first, *rest)) > _MAX_COMBINATIONS and rest:
            self._findings.add("T108", merged.schema.pointer)
            rest = []
        beside = _beside(merged.schema, rest)
        variants = first.variants if inherited else tuple(self._complete(beside, v) for v in first.variants)
        variants = tuple(v for v in variants if self._merger.merge(v).schema.boolean is not False)
        types = [self._variant(v, n, context) for n, v in enumerate(variants, 1)]
        return self._union(first, variants, types)

    def _complete(self, beside: Schema, variant: Schema) -> Schema:
        """A variant with all that holds for it; itself where nothing is added."""
        return variant if self._adds_nothing(beside, variant) else joined(variant, beside, variant)

    def _adds_nothing(self, beside: Schema, variant: Schema) -> bool:
        merged = self._merger.merge(variant)
        if not unconstrained(replace(beside, properties={}, required=())) or beside.all_of:
            return False
        known = merged.schema.properties
        return (
            (not beside.types or set(kinds(merged.schema)) <= set(beside.types))
            and set(beside.required) <= set(merged.schema.required)
            and all(n in known and self._is_implied(s, known[n]) for n, s in beside.properties.items())
        )

    def _is_implied(self, weak: Schema, strong: Schema) -> bool:
        """Whether every value of `strong` surely matches `weak`."""
        if weak.pointer == strong.pointer:
            return True
        flat = self._merger.merge(strong).schema
        if weak.ref is not None or weak.all_of or not unconstrained(weak):
            return False
        values = kinds(flat) or ("string",) * all(isinstance(value, str) for value in flat.enum or (0,))
        return not weak.types or bool(values and set(values) <= set(weak.types))

    def _variant(self, schema: Schema, number: int, context: Context) -> Type:
        type_ = self._use(schema, _variant_context(schema, number, context))
        return type_.inner if isinstance(type_, NullableType) else type_

    def _union(self, choice: Choice, variants: tuple[Schema, ...], types: list[Type]) -> Type:
        if not types:
            self._findings.add("T107", choice.pointer)
            return AnyType()
        discriminated = self._discriminated(choice, variants, types)
        if discriminated is not None:
            return discriminated
        flat = tuple(dict.fromkeys(_flattened(types)))
        if AnyType() in flat:
            return AnyType()
        return UnionType(flat) if len(flat) > 1 else flat[0]

    # --- discriminators -------------------------------------------------------------------------------------------

    def _discriminated(self, choice: Choice, variants: tuple[Schema, ...], types: list[Type]) -> UnionType | None:
        references = [type_ for type_ in types if isinstance(type_, RefType)]
        if choice.discriminator is None or not 1 < len(set(references)) == len(types):
            return None
        tags = self._discriminators.tags(choice.discriminator, variants)
        if tags is None:
            return None
        name = choice.discriminator.property
        told = zip(variants, references, tags, strict=True)
        narrowed = tuple(RefType(self._told_apart(v, r.name, _Narrowing(name, t))) for v, r, t in told)
        always = all(name in self._merger.merge(variant).schema.required for variant in variants)
        return UnionType(narrowed, name if always else None)

    def _told_apart(self, variant: Schema, name: ClassName, narrowing: _Narrowing) -> ClassName:
        """The class that has just the tags: the variant's own, or a derived one where it has other uses."""
        if self._discriminators.settled(variant, narrowing.property, narrowing.tags):
            return name
        shared = self._discriminators.shared(variant)
        if not shared and self._narrowed.setdefault(name, narrowing) == narrowing:
            self._open.append((name, name, narrowing))
            return name
        key = (name, narrowing)
        if key not in self._derived:
            self._derived[key] = self._registry.derived(f"{name}{names.pascal(narrowing.property)}")
            self._open.append((name, self._derived[key], narrowing))
        return self._derived[key]

    def settle(self) -> None:
        """Write the tags into the classes; all that was waiting is built by now."""
        for source, name, narrowing in self._open:
            schema = self._registry.definitions[source]
            if isinstance(schema, ObjectSchema):
                fields = tuple(_tagged(field, narrowing) for field in schema.fields)
                title = schema.title if name == source else ""
                self._registry.definitions[name] = replace(schema, name=name, fields=fields, title=title)
        self._open.clear()


def _tagged(field: Field, narrowing: _Narrowing) -> Field:
    if field.json_name != narrowing.property:
        return field
    default = field.default if field.default in narrowing.tags else None
    return replace(field, type=EnumType(narrowing.tags), default=default)


def _flattened(types: list[Type]) -> Iterator[Type]:
    for type_ in types:
        if isinstance(type_, UnionType) and type_.discriminator is None:
            yield from type_.variants
        else:
            yield type_


def _beside(flat: Schema, rest: list[Choice]) -> Schema:
    """What holds beside the first choice: the flat schema and the other choices."""
    others = tuple(
        Schema(f"{choice.pointer}{SEPARATOR}{number}", one_of=choice.variants, discriminator=choice.discriminator)
        for number, choice in enumerate(rest)
    )
    return Schema(
        **{name: getattr(flat, name) for name in _KEPT},
        pointer=f"{flat.pointer}{SEPARATOR}beside",
        all_of=others,
    )


_KEPT = sorted(
    frozenset(Schema.__slots__) - ANNOTATIONS - {"pointer", "ref", "all_of", "one_of", "any_of", "discriminator"}
)
"""What constrains; annotations stay with the whole."""


def _variant_context(schema: Schema, number: int, context: Context) -> Context:
    word = schema.title or ""
    if schema.pointer.count(SEPARATOR) and not word:
        found = next((part.ref for part in schema.all_of if part.ref is not None), None)
        word = found.rpartition("/")[2] if found else schema.pointer.rpartition(SEPARATOR)[2].rpartition("/")[2]
    spoken = names.pascal(word) if word and not word.isdigit() and word != "beside" else f"Option{number}"
    hint = spoken if spoken.startswith(context.hint) else f"{context.hint}{spoken}"
    return replace(context, hint=hint)
