"""`allOf` and the siblings of `$ref` merged away: a `Schema` in, one flat schema and its open choices out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from operator import attrgetter
from typing import TypeVar

from scaffolder.inference.types.findings import SEPARATOR
from scaffolder.model import Literal
from scaffolder.source import Discriminator, Document, JsonValue, Schema

_N = TypeVar("_N", int, float)


@dataclass(frozen=True, slots=True)
class Choice:
    """One `oneOf` or `anyOf`."""

    pointer: str
    variants: tuple[Schema, ...]
    discriminator: Discriminator | None
    own: bool = True
    """Stands in the schema itself, not in a part of its `allOf`."""
    several: bool = False
    """More than one variant may match: it is an `anyOf`."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a schema says altogether."""

    schema: Schema
    """Without `ref`, `all_of`, `one_of`, `any_of`; `boolean` is False where its parts contradict each other."""
    choices: tuple[Choice, ...]
    """All hold at once."""
    refs: frozenset[str]
    """Pointers of the schemas that went into it."""


def joined(outer: Schema, *parts: Schema) -> Schema:
    """A schema that all parts must match, known by the pointers of all."""
    pointer = SEPARATOR.join((outer.pointer, *(part.pointer for part in parts if part is not outer)))
    return Schema(pointer=pointer, all_of=parts, description=outer.description)


_SIBLINGS = attrgetter(
    *"""boolean format enum properties required additional items one_of any_of minimum maximum exclusive_minimum
    exclusive_maximum multiple_of min_length max_length pattern min_items max_items unique_items min_properties
    max_properties""".split()
)
_NO_SIBLINGS = _SIBLINGS(Schema(""))


ANNOTATIONS = frozenset(
    """nullable null_unsaid null_choice title description default has_default examples read_only write_only deprecated
    extensions""".split()
)


def unconstrained(schema: Schema) -> bool:
    """Whether a schema says nothing beyond its reference, its parts, its type and its description."""
    return bool(_SIBLINGS(schema) == _NO_SIBLINGS) or schema.boolean is True


def annotated_only(schema: Schema) -> bool:
    """Whether a schema accepts everything and only describes; `nullable` counts as describing."""
    return schema.ref is None and not schema.types and not schema.all_of and unconstrained(schema)


def is_early(document: Document) -> bool:
    """Whether a document is older than OpenAPI 3.1, the first whose schemas are JSON Schemas in full."""
    return document.version.startswith(("2", "3.0"))


def only_requires(schema: Schema) -> bool:
    """`{required: [a]}` among variants: which properties must come together, which no type can say."""
    rest = replace(schema, required=(), types=())
    return schema.ref is None and not schema.all_of and unconstrained(rest) and schema.types in ((), ("object",))


class Merger:
    """Merges schemas of one document; each pointer once."""

    def __init__(self, document: Document, targets: Mapping[str, Schema]) -> None:
        self._targets = targets
        self._early = is_early(document)
        self._merged: dict[str, Merged] = {}

    def merge(self, schema: Schema) -> Merged:
        """Everything that a schema and the parts it builds on say."""
        found = self._merged.get(schema.pointer)
        if found is None:
            found = self._merged[schema.pointer] = self._top(schema)
        return found

    def effective(self, schema: Schema) -> Schema:
        """The schema without what has no effect: until 3.0, constraints beside a reference."""
        if not self._early or schema.ref is None or (unconstrained(schema) and not schema.types and not schema.all_of):
            return schema
        kept = {name: getattr(schema, name) for name in ANNOTATIONS}
        return Schema(schema.pointer, ref=schema.ref, **kept)

    def _top(self, schema: Schema) -> Merged:
        merged = self._collect(schema, set())
        if not merged.choices:
            return merged
        known = merged.refs.union(schema.pointer.split(SEPARATOR))
        choices = (_without_loops(choice, known) for choice in merged.choices)
        return replace(merged, choices=tuple(choice for choice in choices if choice.variants))

    def _collect(self, schema: Schema, seen: set[str]) -> Merged:
        schema = self.effective(schema)
        own = _own(schema)
        parts = [self._collect(part, seen) for part in self._parts(schema, seen)]
        if not parts:
            return own
        base = reduce(self._both, parts)
        nullable = all(part.schema.nullable for part in parts) or any(
            part.schema.nullable and annotated_only(part.schema) and not part.choices for part in parts
        )
        base = replace(
            base,
            schema=replace(base.schema, nullable=nullable),
            choices=tuple(replace(choice, own=choice.own and _is_link(schema)) for choice in base.choices),
        )
        merged = self._both(base, own)
        refs = merged.refs | ({schema.ref} if schema.ref else frozenset())
        return replace(merged, refs=refs, schema=replace(merged.schema, pointer=schema.pointer))

    def _parts(self, schema: Schema, seen: set[str]) -> Iterable[Schema]:
        """What a schema builds on; each target once, so that recursion ends."""
        if schema.ref is not None and schema.ref not in seen and schema.ref in self._targets:
            seen.add(schema.ref)
            yield self._targets[schema.ref]
        yield from schema.all_of

    def _both(self, inner: Merged, outer: Merged) -> Merged:
        a, b = inner.schema, outer.schema
        types, enum = _types(a.types, b.types), _enum(a.enum, b.enum)
        clash = a.boolean is False or b.boolean is False or types is None or enum == ()
        schema = replace(
            _constrained(_described(a, b), a, b),
            boolean=False if clash else None,
            types=types or (),
            enum=enum,
            properties=self._properties(a.properties, b.properties),
            items=self._joined_optional(a.items, b.items),
            additional=self._additional(a.additional, b.additional),
            required=tuple(dict.fromkeys((*a.required, *b.required))),
            nullable=a.nullable or b.nullable,
            null_unsaid=all(part.null_unsaid for part in (a, b) if part.nullable),
            null_choice=a.null_choice or b.null_choice,
        )
        return Merged(schema, (*inner.choices, *outer.choices), inner.refs | outer.refs)

    def _properties(self, inner: Mapping[str, Schema], outer: Mapping[str, Schema]) -> Mapping[str, Schema]:
        if not inner or not outer:
            return outer or inner
        result = dict(inner)
        for name, schema in outer.items():
            result[name] = self._joined(inner[name], schema) if name in inner else schema
        return result

    def _joined(self, inner: Schema, outer: Schema) -> Schema:
        """Both at once; the more special one alone where it already includes the other."""
        if inner.pointer == outer.pointer or replace(inner, pointer=outer.pointer) == outer:
            return outer
        if inner.ref is not None and inner.ref in self.merge(outer).refs:
            return outer
        if outer.ref is not None and outer.ref in self.merge(inner).refs:
            return inner
        return joined(outer, inner, outer)

    def _joined_optional(self, inner: Schema | None, outer: Schema | None) -> Schema | None:
        return self._joined(inner, outer) if inner and outer else outer or inner

    def _additional(self, inner: Schema | bool | None, outer: Schema | bool | None) -> Schema | bool | None:
        if inner is False or outer is False:
            return False
        if isinstance(inner, Schema) and isinstance(outer, Schema):
            return self._joined(inner, outer)
        return next((found for found in (outer, inner) if isinstance(found, Schema)), outer or inner)


def _own(schema: Schema) -> Merged:
    """What a schema says itself."""
    if schema.ref is None and not (schema.all_of or schema.one_of or schema.any_of):
        return Merged(schema, (), frozenset())
    groups = [(schema.one_of, False), (schema.any_of, True)]
    told = schema.discriminator
    choices = tuple(Choice(schema.pointer, group, told, several=several) for group, several in groups if group)
    flat = replace(schema, ref=None, all_of=(), one_of=(), any_of=(), discriminator=None)
    return Merged(flat, choices, frozenset())


def _is_link(schema: Schema) -> bool:
    """Whether a schema is nothing but another one under its own description."""
    return schema.ref is not None and not schema.properties and not schema.all_of


def _without_loops(choice: Choice, known: frozenset[str]) -> Choice:
    """A choice between the children of a base says nothing about a child; a variant that is the whole says nothing."""
    kept = tuple(v for v in choice.variants if v.ref not in known and v.pointer not in known)
    if len(kept) == len(choice.variants):
        return choice
    return replace(choice, variants=kept if choice.own else ())


def _described(inner: Schema, outer: Schema) -> Schema:
    """The annotations of both; the outer one's win."""
    return replace(
        outer,
        format=outer.format or inner.format,
        title=outer.title or inner.title,
        description=outer.description or inner.description,
        default=outer.default if outer.has_default else inner.default,
        has_default=outer.has_default or inner.has_default,
        examples=outer.examples or inner.examples,
        read_only=outer.read_only or inner.read_only,
        write_only=outer.write_only or inner.write_only,
        deprecated=outer.deprecated or inner.deprecated,
        extensions={**inner.extensions, **outer.extensions},
    )


def _constrained(schema: Schema, a: Schema, b: Schema) -> Schema:
    """The tighter of both constraints each."""
    return replace(
        schema,
        minimum=_tighter(max, a.minimum, b.minimum),
        maximum=_tighter(min, a.maximum, b.maximum),
        exclusive_minimum=_tighter(max, a.exclusive_minimum, b.exclusive_minimum),
        exclusive_maximum=_tighter(min, a.exclusive_maximum, b.exclusive_maximum),
        multiple_of=_tighter(_least_common_multiple, a.multiple_of, b.multiple_of),
        min_length=_tighter(max, a.min_length, b.min_length),
        max_length=_tighter(min, a.max_length, b.max_length),
        pattern=b.pattern if b.pattern is not None else a.pattern,
        min_items=_tighter(max, a.min_items, b.min_items),
        max_items=_tighter(min, a.max_items, b.max_items),
        unique_items=a.unique_items or b.unique_items,
        min_properties=_tighter(max, a.min_properties, b.min_properties),
        max_properties=_tighter(min, a.max_properties, b.max_properties),
    )


def _tighter(choose: Callable[[_N, _N], _N], a: _N | None, b: _N | None) -> _N | None:
    return choose(a, b) if a is not None and b is not None else b if a is None else a


def _least_common_multiple(a: float, b: float) -> float:
    x, y = Fraction(str(a)), Fraction(str(b))
    common = Fraction(math.lcm(x.numerator, y.numerator), math.gcd(x.denominator, y.denominator))
    return int(common) if common.denominator == 1 else float(common)


def _types(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[str, ...] | None:
    """The types that both allow; None where there are none."""
    if not a or not b:
        return a or b
    common = tuple(kind for kind in (*b, "integer") if kind in _widened(a) and kind in _widened(b))
    narrowed = tuple(k for k in dict.fromkeys(common) if not (k == "integer" and "number" in common))
    return narrowed or None


def _widened(types: tuple[str, ...]) -> tuple[str, ...]:
    return (*types, "integer") if "number" in types else types


def _enum(a: tuple[JsonValue, ...] | None, b: tuple[JsonValue, ...] | None) -> tuple[JsonValue, ...] | None:
    if a is None or b is None:
        return b if a is None else a
    allowed = {Literal.of(value) for value in a}
    return tuple(value for value in b if Literal.of(value) in allowed)
