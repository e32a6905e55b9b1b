"""A schema of a document → the shapes that it allows: references followed, `allOf` merged, null lifted out.

Read as people write: a schema without `type` is of the kind that its keywords speak of, and `nullable` holds beside
`allOf` and `$ref` too.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from scaffolder.source import Discriminator, JsonValue, Schema
from scaffolder.verify.contract.discriminators import Discriminators
from scaffolder.verify.contract.keywords import FORMATS, implied, only_refers, plain_rest
from scaffolder.verify.contract.patterns import unslashed
from scaffolder.verify.contract.shapes import (
    ANYTHING,
    Bound,
    Listing,
    Numeric,
    Plain,
    Record,
    Shape,
    Term,
    Text,
    meet,
)

MOST = 256
"""Alternatives that are followed; a schema with more is taken for anything."""

_LARGEST = 2**63
"""Bounds at the ends of 64 bits are those of every store, and say nothing."""
_FORMATS = {name.replace("-", ""): name for name in FORMATS} | {"base64": "byte", "url": "uri"}
"""By their names without dashes and in lower case, as homemade ones are written ("URL", "dateTime")."""
_INT32 = (-(2**31), 2**31 - 1)


@dataclass(slots=True)
class Expansion:
    """Expands the schemas of one document for one direction; each only once."""

    by_pointer: Mapping[str, Schema]
    request: bool
    """Requests have no `readOnly` properties, responses no `writeOnly` ones."""
    strict: bool = True
    """The document is of 3.1 or later, whose schemas are JSON Schemas to the letter."""
    _discriminators: Discriminators = field(init=False)
    _known: dict[tuple[int, ...], tuple[Shape, ...]] = field(default_factory=dict)
    _followed: dict[str, tuple[Shape, ...]] = field(default_factory=dict)
    _kept: list[Term] = field(default_factory=list)
    """Terms whose identities are keys, kept alive."""
    _open: set[str] = field(default_factory=set)
    """References that are being followed: a schema that is part of itself adds nothing."""

    def __post_init__(self) -> None:
        self._discriminators = Discriminators(self.by_pointer)

    def shapes(self, term: Term) -> tuple[Shape, ...]:
        """All alternatives; none: nothing is allowed."""
        key = tuple(id(schema) for schema in term)
        if key not in self._known:
            self._kept.append(term)
            found: tuple[Shape, ...] = ANYTHING
            for schema in term:
                found = _meet_all(found, self._expand(schema))
            self._known[key] = tuple(_finished(shape) for shape in found)
        return self._known[key]

    def resolved(self, term: Term) -> Term:
        """The same term with the schemas themselves in place of those that only refer to them."""
        return tuple(self._target(schema) for schema in term)

    def _target(self, schema: Schema) -> Schema:
        seen: set[str] = set()
        while schema.ref is not None and schema.ref not in seen and only_refers(schema):
            seen.add(schema.ref)
            schema = self.by_pointer.get(schema.ref, schema)
        return schema

    def _expand(self, schema: Schema, *, bare: bool = False) -> tuple[Shape, ...]:
        """`bare`: the schema is part of another one, and stands for none of those that are made of it."""
        if schema.boolean is not None:
            return ANYTHING if schema.boolean else ()
        if schema.ref is not None and not self.strict:  # until 3.0, nothing beside a reference counts but `nullable`
            schema = Schema(schema.pointer, ref=schema.ref, nullable=schema.nullable)
        found = self._own(schema)
        if schema.ref is not None:
            found = _meet_all(found, self._follow(schema.ref, bare=bare))
        for part in schema.all_of:
            found = _meet_all(found, self._expand(part, bare=True))
        for choices in (schema.any_of, schema.one_of):
            if choices:
                found = _meet_all(found, tuple(self._chosen_of(schema, choices)))
        if not bare and (kinds := self._made_of(schema)):
            found = _meet_all(found, kinds)
        if self._adds_null(schema) and not any(shape.kind == "null" for shape in found):
            return (*found, Plain("null"))
        return found if len(found) <= MOST else ANYTHING

    def _adds_null(self, schema: Schema) -> bool:
        """From 3.1 on, null must be in an `enum` too; before, people who write `nullable` beside one mean it."""
        listed = not self.strict or schema.enum is None or schema.null_choice
        return schema.nullable and listed

    def _chosen_of(self, schema: Schema, choices: tuple[Schema, ...]) -> Iterator[Shape]:
        """What the choices allow; those that a discriminator means have the value that it gives them.

        One without a mapping tells nothing apart where some choice has no property of its name.
        """
        discriminator = schema.discriminator
        if discriminator and not discriminator.mapping:
            shapes = (shape for choice in choices for shape in self._expand(choice))
            known = all(isinstance(s, Record) and discriminator.property in s.properties for s in shapes)
            discriminator = discriminator if known else None
        for choice in choices:
            yield from self._told(discriminator, choice)

    def _made_of(self, schema: Schema) -> tuple[Shape, ...]:
        """What a base schema stands for."""
        members = (p for p in self._discriminators.family(schema) if p not in self._open)
        choices = (Schema(schema.pointer, ref=pointer) for pointer in members)
        return tuple(shape for choice in choices for shape in self._told(schema.discriminator, choice))

    def _told(self, discriminator: Discriminator | None, choice: Schema) -> Iterator[Shape]:
        values = self._discriminators.values(discriminator, choice.ref or "") if discriminator else []
        for shape in self._expand(choice):
            yield self._narrowed(shape, discriminator.property, values) if discriminator and values else shape

    def _narrowed(self, shape: Shape, name: str, values: list[str]) -> Shape:
        """The shape with these values for a property; as it is where it has none of that name, or others."""
        if not isinstance(shape, Record) or name not in shape.properties:
            return shape
        told = Schema("", types=("string",), enum=tuple(values))
        found = self._expand(told)
        for schema in shape.properties[name]:
            found = _meet_all(found, self._expand(schema))
        return replace(shape, properties={**shape.properties, name: (told,)}) if found else shape

    def _follow(self, pointer: str, *, bare: bool = False) -> tuple[Shape, ...]:
        target, key = self.by_pointer.get(pointer), f"{pointer} {bare}"
        if target is None or pointer in self._open:
            return ANYTHING
        if key in self._followed:
            return self._followed[key]
        self._open.add(pointer)
        try:
            found = self._expand(target, bare=bare)
        finally:
            self._open.discard(pointer)
        if not self._open:
            self._followed[key] = found
        return found

    def _own(self, schema: Schema) -> tuple[Shape, ...]:
        """What the schema's own keywords allow, without the schemas that it is put together from."""
        kinds = schema.types or implied(schema)
        made = [_MAKERS[kind](self, schema) for kind in kinds if kind in _MAKERS]
        if kinds and not schema.types and (schema.any_of or schema.one_of):  # the choices tell the kinds
            made += [shape for shape in ANYTHING if shape.kind not in kinds]
        found = tuple(made) if kinds else ANYTHING
        if schema.nullable and kinds:
            found = (*found, Plain("null"))
        return found if schema.enum is None else _chosen(found, schema)

    # --- one shape for each kind ------------------------------------------------------------------------------

    def text(self, schema: Schema) -> Text:
        """A string's shape."""
        name = _FORMATS.get((schema.format or "").lower().replace("-", "").replace("_", ""))
        formats = frozenset([name] if name else [])
        patterns = frozenset([unslashed(schema.pattern)] if schema.pattern is not None else [])
        return Text(formats=formats, patterns=patterns, shortest=schema.min_length or 0, longest=schema.max_length)

    def numeric(self, schema: Schema) -> Numeric:
        """A number's shape."""
        whole = "integer" in schema.types and "number" not in schema.types
        low = _tighter(max, schema.minimum, schema.exclusive_minimum)
        high = _tighter(min, schema.maximum, schema.exclusive_maximum)
        shape = Numeric(whole=whole, low=low, high=high)
        if whole and schema.format == "int32":
            shape = shape.meet(Numeric(low=(_INT32[0], False), high=(_INT32[1], False))) or shape
        return replace(shape, steps=frozenset([schema.multiple_of] if schema.multiple_of else []))

    def listing(self, schema: Schema) -> Listing:
        """An array's shape."""
        items = (schema.items,) if schema.items is not None else ()
        return Listing(items=items, fewest=schema.min_items or 0, most=schema.max_items, unique=schema.unique_items)

    def record(self, schema: Schema) -> Record:
        """An object's shape, without what does not travel in this direction."""
        shown: dict[str, Term] = {name: (each,) for name, each in schema.properties.items() if self._travels(each)}
        hidden = frozenset(schema.properties.keys() - shown.keys())
        rest = (self._target(schema.additional),) if isinstance(schema.additional, Schema) else schema.additional
        required = frozenset(schema.required) - hidden
        shown |= {name: () for name in required - shown.keys() if not isinstance(rest, tuple)}
        fewest, most = schema.min_properties or 0, schema.max_properties
        return Record(
            properties=shown, required=required, rest=plain_rest(rest), fewest=fewest, most=most, hidden=hidden
        )

    def _travels(self, schema: Schema) -> bool:
        seen: set[str] = set()
        while True:
            if schema.read_only if self.request else schema.write_only:
                return False
            if schema.ref is None or schema.ref in seen or schema.ref not in self.by_pointer:
                return True
            seen.add(schema.ref)
            schema = self.by_pointer[schema.ref]


_MAKERS: dict[str, Callable[[Expansion, Schema], Shape]] = {
    "null": lambda expansion, schema: Plain("null"),
    "boolean": lambda expansion, schema: Plain("boolean"),
    "string": Expansion.text,
    "integer": Expansion.numeric,
    "number": Expansion.numeric,
    "array": Expansion.listing,
    "object": Expansion.record,
}


def _chosen(found: Iterable[Shape], schema: Schema) -> tuple[Shape, ...]:
    """The shapes with the enum's values; where none fits, they are what was meant by a type of which all is unsaid."""
    assert schema.enum is not None
    values = [(_kind(value), canonical(value)) for value in schema.enum]
    fitting = tuple(_choices(found, values))
    unsaid = found in ((Listing(),), (Record(),))
    return fitting or (tuple(_choices(ANYTHING, values)) if unsaid else tuple(found))


def _choices(found: Iterable[Shape], values: list[tuple[str, str]]) -> Iterator[Shape]:
    for shape in found:
        own = frozenset(text for kind, text in values if kind == shape.kind)
        if own:
            yield replace(shape, values=own)


def canonical(value: JsonValue) -> str:
    """The text that equal JSON values share: 1 and 1.0 are one number."""
    if isinstance(value, float) and value.is_integer() and math.isfinite(value):
        value = int(value)
    return json.dumps(value, sort_keys=True)


def _kind(value: JsonValue) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    kinds = {str: "string", int: "number", float: "number", list: "array", dict: "object"}
    return kinds[type(value)]


def _meet_all(ones: tuple[Shape, ...], others: tuple[Shape, ...]) -> tuple[Shape, ...]:
    if ones is ANYTHING or others is ANYTHING:
        return others if ones is ANYTHING else ones
    met = [both for one in ones for other in others if (both := meet(one, other)) is not None]
    return tuple(met) if len(met) <= MOST else ANYTHING


def _finished(shape: Shape) -> Shape:
    if isinstance(shape, Record) and shape.hidden:
        shown = {name: term for name, term in shape.properties.items() if name not in shape.hidden}
        return replace(shape, properties=shown, required=shape.required - shape.hidden, hidden=frozenset())
    if isinstance(shape, Numeric):
        return _bounded(shape)
    return shape


def _bounded(shape: Numeric) -> Numeric:
    """Whole numbers have inclusive bounds, and none at the ends of 64 bits."""
    low, high = shape.low, shape.high
    if shape.whole:
        low = low and (math.floor(low[0]) + 1 if low[1] else math.ceil(low[0]), False)
        high = high and (math.ceil(high[0]) - 1 if high[1] else math.floor(high[0]), False)
        low = None if low and low[0] <= -_LARGEST else low
        high = None if high and high[0] >= _LARGEST - 1 else high
    return replace(shape, low=low, high=high)


def _tighter(choose: Callable[..., Bound], inclusive: float | None, exclusive: float | None) -> Bound | None:
    bounds = [(value, outside) for value, outside in ((inclusive, False), (exclusive, True)) if value is not None]
    if len(bounds) == 2 and bounds[0][0] == bounds[1][0]:
        return bounds[1]
    return choose(bounds) if bounds else None
