"""What a JSON Schema allows, as a union of shapes: one for each kind of JSON value and each alternative.

Out: `Shape`s with `meet`, the shape of the values that two shapes share. Property and item schemas stay `Term`s
(schemas that must all hold), because they may refer back to where they stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from scaffolder.source import Schema

Term = tuple[Schema, ...]
"""Schemas that must all hold; the empty one holds for any value."""

Bound = tuple[float, bool]
"""A limit, and whether the value itself is outside."""


@dataclass(frozen=True, slots=True)
class Plain:
    """Null, or booleans."""

    kind: str
    """"null" or "boolean"."""
    values: frozenset[str] | None = None
    """Allowed values as canonical JSON; None: all."""

    def meet(self, other: Plain) -> Plain | None:
        """What both allow; None: nothing."""
        return _with_values(self, other, self)


@dataclass(frozen=True, slots=True)
class Text:
    """Strings."""

    kind: str = "string"
    values: frozenset[str] | None = None
    formats: frozenset[str] = frozenset()
    patterns: frozenset[str] = frozenset()
    shortest: int = 0
    longest: int | None = None

    def meet(self, other: Text) -> Text | None:
        """What both allow; None: nothing."""
        longest = _least(self.longest, other.longest)
        shortest = max(self.shortest, other.shortest)
        formats, patterns = self.formats | other.formats, self.patterns | other.patterns
        both = replace(self, formats=formats, patterns=patterns, shortest=shortest, longest=longest)
        return _with_values(self, other, both)


@dataclass(frozen=True, slots=True)
class Numeric:
    """Numbers, or whole numbers."""

    kind: str = "number"
    values: frozenset[str] | None = None
    whole: bool = False
    low: Bound | None = None
    high: Bound | None = None
    steps: frozenset[float] = frozenset()

    def meet(self, other: Numeric) -> Numeric | None:
        """What both allow; None: nothing."""
        low, high = _lower(self.low, other.low), _upper(self.high, other.high)
        whole, steps = self.whole or other.whole, self.steps | other.steps
        return _with_values(self, other, replace(self, whole=whole, low=low, high=high, steps=steps))


@dataclass(frozen=True, slots=True)
class Listing:
    """Arrays."""

    kind: str = "array"
    values: frozenset[str] | None = None
    items: Term = ()
    fewest: int = 0
    most: int | None = None
    unique: bool = False

    def meet(self, other: Listing) -> Listing | None:
        """What both allow; None: nothing."""
        items, unique = self.items + other.items, self.unique or other.unique
        fewest, most = max(self.fewest, other.fewest), _least(self.most, other.most)
        return _with_values(self, other, replace(self, items=items, fewest=fewest, most=most, unique=unique))


@dataclass(frozen=True, slots=True)
class Record:
    """Objects."""

    kind: str = "object"
    values: frozenset[str] | None = None
    properties: Mapping[str, Term] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    rest: Term | bool | None = None
    """What properties without a name here may be; True: anything, and meant; None: the document says nothing."""
    fewest: int = 0
    most: int | None = None
    hidden: frozenset[str] = frozenset()
    """Names that do not travel in this direction, whoever asks for them."""

    def meet(self, other: Record) -> Record | None:
        """What both allow; None: nothing."""
        names = dict.fromkeys((*self.properties, *other.properties))
        properties = {n: self.properties.get(n, ()) + other.properties.get(n, ()) for n in names}
        rest, required = _rest(self.rest, other.rest), self.required | other.required
        fewest, most = max(self.fewest, other.fewest), _least(self.most, other.most)
        hidden = self.hidden | other.hidden
        both = replace(
            self, properties=properties, required=required, rest=rest, fewest=fewest, most=most, hidden=hidden
        )
        return _with_values(self, other, both)


Shape = Plain | Text | Numeric | Listing | Record
_S = TypeVar("_S", Plain, Text, Numeric, Listing, Record)

ANYTHING: tuple[Shape, ...] = (Plain("null"), Plain("boolean"), Text(), Numeric(), Listing(), Record(rest=True))


def meet(one: Shape, other: Shape) -> Shape | None:
    """The shape of the values that both allow; None where there are none."""
    return one.meet(other) if one.kind == other.kind else None  # type: ignore[arg-type]  # same kind, same class


def _with_values(one: _S, other: _S, both: _S) -> _S | None:
    if one.values is None or other.values is None:
        return replace(both, values=other.values if one.values is None else one.values)
    shared = one.values & other.values
    return replace(both, values=shared) if shared else None


def _rest(one: Term | bool | None, other: Term | bool | None) -> Term | bool | None:
    if one is False or other is False:
        return False
    if isinstance(one, tuple) and isinstance(other, tuple):
        return one + other
    if isinstance(one, tuple) or other is None:
        return one
    return other


def _least(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else min(one, other)


def _lower(one: Bound | None, other: Bound | None) -> Bound | None:
    return other if one is None else one if other is None else max(one, other)


def _upper(one: Bound | None, other: Bound | None) -> Bound | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other, key=lambda bound: (bound[0], not bound[1]))
