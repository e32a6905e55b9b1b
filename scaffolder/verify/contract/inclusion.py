"""Is every value of one schema a value of another? If not: where, and which values are not.

Terms and their expansions in, `Excess`es out; none means that the one lies within the other. Recursion is answered
with "yes" where it comes back to a question that is still open, and each question is answered once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from scaffolder.source import Schema
from scaffolder.verify.contract.expansion import Expansion
from scaffolder.verify.contract.patterns import meaning
from scaffolder.verify.contract.shapes import Bound, Listing, Numeric, Plain, Record, Shape, Term, Text

MOST = 40
"""Excesses that are told of one pair of schemas."""


_NO_VALUE = "parts that no value can match all"
"""What an outer schema has that contradicts itself."""


@dataclass(frozen=True, slots=True)
class Excess:
    """Something that the inner schema allows and the outer one does not."""

    path: str
    """Where: "items[].name", "" for the value itself."""
    what: str
    """The keyword or aspect: "type", "enum", "maxLength", "required", "property", …"""
    inner: str
    """What the inner schema says, for a person."""
    outer: str
    schema: Schema | None = None
    """The inner schema at that place, where there is one."""
    harmless: bool = False
    """The outer schema cannot mean what it says there."""


@dataclass(slots=True)
class Inclusion:
    """Asks about schemas of the inner and the outer document."""

    inner: Expansion
    outer: Expansion
    _known: dict[tuple[tuple[int, ...], tuple[int, ...]], tuple[Excess, ...]] = field(default_factory=dict)
    _kept: list[Term] = field(default_factory=list)

    def excesses(self, inner: Term, outer: Term) -> tuple[Excess, ...]:
        """What the inner term allows beyond the outer one."""
        inner, outer = self.inner.resolved(inner), self.outer.resolved(outer)
        key = (tuple(map(id, inner)), tuple(map(id, outer)))
        if key not in self._known:
            self._kept += [inner, outer]
            self._known[key] = ()
            self._known[key] = tuple(self._of_unions(inner, outer))[:MOST]
        return self._known[key]

    def _of_unions(self, inner: Term, outer: Term) -> Iterator[Excess]:
        ones, others = self.inner.shapes(inner), self.outer.shapes(outer)
        kinds = {other.kind for other in others}
        if ones and not others and not any(schema.boolean is False for schema in outer):
            yield Excess(
                "", "type", " or ".join(sorted({one.kind for one in ones})), _NO_VALUE, _first(inner), harmless=True
            )
            return
        for kind in sorted({one.kind for one in ones} - kinds):
            yield Excess("", "type", kind, " or ".join(sorted(kinds)) or "nothing", _first(inner))
        for one in ones:
            candidates = [other for other in others if other.kind == one.kind]
            if candidates:
                yield from self._of_shape(one, candidates)

    def _of_shape(self, one: Shape, others: list[Shape]) -> tuple[Excess, ...]:
        """Beyond the alternative that is nearest; one that is told apart by a value of its own is further away."""
        best: tuple[Excess, ...] | None = None
        one = _without_covered(one, others)
        for other in others:
            found = tuple(self._of_pair(one, other))
            if best is None or _distance(found) < _distance(best):
                best = found
            if not best:
                break
        return best or ()

    def _of_pair(self, one: Shape, other: Shape) -> Iterator[Excess]:
        yield from _of_values(one, other)
        if one.values is None:
            yield from _COMPARISONS[type(one)](self, one, other)

    # --- one comparison for each kind -------------------------------------------------------------------------

    def plain(self, one: Plain, other: Plain) -> Iterator[Excess]:
        """Null and booleans differ by their values only."""
        yield from ()

    def text(self, one: Text, other: Text) -> Iterator[Excess]:
        """Strings."""
        for format_ in sorted(other.formats - one.formats):
            yield Excess("", "format", _told(one.formats), format_)
        known = set(map(meaning, one.patterns))
        for pattern in sorted(other.patterns):
            if meaning(pattern) not in known:
                yield Excess("", "pattern", _told(one.patterns), pattern)
        yield from _of_least("minLength", one.shortest, other.shortest)
        yield from _of_most("maxLength", one.longest, other.longest)

    def numeric(self, one: Numeric, other: Numeric) -> Iterator[Excess]:
        """Numbers."""
        if other.whole and not one.whole:
            yield Excess("", "type", "number", "integer")
        if other.low is not None and (one.low is None or one.low < other.low):
            yield Excess("", "minimum", _limit(one.low), _limit(other.low))
        if other.high is not None and (one.high is None or _above(one.high, other.high)):
            yield Excess("", "maximum", _limit(one.high), _limit(other.high))
        for step in sorted(other.steps):
            if not any((own / step).is_integer() for own in one.steps) and not (one.whole and step == 1):
                yield Excess("", "multipleOf", _told(map(str, sorted(one.steps))), str(step))

    def listing(self, one: Listing, other: Listing) -> Iterator[Excess]:
        """Arrays."""
        yield from _of_least("minItems", one.fewest, other.fewest)
        yield from _of_most("maxItems", one.most, other.most)
        if other.unique and not one.unique:
            yield Excess("", "uniqueItems", "false", "true")
        if one.most != 0:
            yield from _within("[]", self.excesses(one.items, other.items))

    def record(self, one: Record, other: Record) -> Iterator[Excess]:
        """Objects: a property that only one of them names counts as one that the other does not have."""
        for name in sorted(other.required - one.required):
            yield Excess(_step(name), "required", "optional" if name in one.properties else "absent", "required")
        for name, term in one.properties.items():
            yield from _within(_step(name), self._property(name, term, other))
        yield from _within("{}", self._rest(one, other))
        yield from _of_least("minProperties", one.fewest, other.fewest)
        yield from _of_most("maxProperties", one.most, other.most)

    def _property(self, name: str, term: Term, other: Record) -> tuple[Excess, ...]:
        allowed = other.properties.get(name, other.rest)
        if isinstance(allowed, tuple):
            found = self.excesses(term, allowed)
            return tuple(replace(e, harmless=True) for e in found) if _sets(name, other) else found
        if allowed is True or not self.inner.shapes(term):
            return ()
        return (Excess("", "property", "a property", "none of that name", _first(term)),)

    def _rest(self, one: Record, other: Record) -> tuple[Excess, ...]:
        if isinstance(one.rest, tuple) and isinstance(other.rest, tuple):
            return self.excesses(one.rest, other.rest)
        if one.rest is not False and other.rest is False:
            return (Excess("", "additionalProperties", "allowed", "not allowed"),)
        if one.rest is True and isinstance(other.rest, tuple):
            return (Excess("", "additionalProperties", "anything", "of a type"),)
        return ()


_COMPARISONS: dict[type, Callable[..., Iterator[Excess]]] = {
    Plain: Inclusion.plain,
    Text: Inclusion.text,
    Numeric: Inclusion.numeric,
    Listing: Inclusion.listing,
    Record: Inclusion.record,
}


def _distance(found: tuple[Excess, ...]) -> tuple[bool, int]:
    return any(each.what == "enum" and each.path.isidentifier() for each in found), len(found)


def _without_covered(one: Shape, others: list[Shape]) -> Shape:
    """Of an enum, the values that no single one of several enums needs to hold alone."""
    if one.values is None or len(others) < 2:
        return one
    covered = frozenset(value for other in others for value in other.values or ())
    left = one.values - covered
    return replace(one, values=left)


def _of_values(one: Shape, other: Shape) -> Iterator[Excess]:
    if other.values is None:
        return
    if one.values is None:
        every = _every(one)
        if every is None or not every <= other.values:
            yield Excess("", "enum", "any", _told(other.values))
    elif more := one.values - other.values:
        yield Excess("", "enum", _told(more), _told(other.values))


def _every(shape: Shape) -> frozenset[str] | None:
    """All values of a kind that has few."""
    return {"null": frozenset(["null"]), "boolean": frozenset(["true", "false"])}.get(shape.kind)


def _of_least(what: str, one: int, other: int) -> Iterator[Excess]:
    if one < other:
        yield Excess("", what, str(one), str(other))


def _of_most(what: str, one: int | None, other: int | None) -> Iterator[Excess]:
    if other is not None and (one is None or one > other):
        yield Excess("", what, "none" if one is None else str(one), str(other))


def _above(one: Bound, other: Bound) -> bool:
    return one[0] > other[0] or (one[0] == other[0] and other[1] and not one[1])


def _limit(bound: Bound | None) -> str:
    return "none" if bound is None else f"{'beyond ' if bound[1] else ''}{bound[0]}"


def _told(values: object) -> str:
    texts = sorted(map(str, values))  # type: ignore[call-overload]
    shown = ", ".join(texts[:5]) or "none"
    return f"{shown} and {len(texts) - 5} more" if len(texts) > 5 else shown


def _sets(name: str, outer: Record) -> bool:
    """It is what an operation of a JSON Patch sets: any value, whatever is said of it (RFC 6902, section 4)."""
    return name == "value" and outer.properties.keys() >= {"op", "path"}


def _first(term: Term) -> Schema | None:
    return term[0] if term else None


def _step(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() else f"[{name!r}]"


def _within(step: str, found: tuple[Excess, ...]) -> Iterator[Excess]:
    for each in found:
        joined = f"{step}{each.path}" if not each.path or each.path.startswith(("[", "{")) else f"{step}.{each.path}"
        yield replace(each, path=joined)
