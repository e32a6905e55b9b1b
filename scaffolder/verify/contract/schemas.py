"""Two schemas, the document's and the application's → their differences, each narrower, wider, both, or missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from scaffolder.contract import Difference, Relation
from scaffolder.diagnostics import Place
from scaffolder.source import Document, Schema
from scaffolder.verify.contract.expansion import Expansion
from scaffolder.verify.contract.inclusion import Excess, Inclusion
from scaffolder.verify.contract.shapes import ANYTHING, Term

TEXT = Schema("", types=("string",))


@dataclass(frozen=True, slots=True)
class SchemaDifference:
    """One place at which the application's schema allows other values."""

    inner: str
    relation: Relation
    breaking: bool
    message: str
    schema: Schema | None
    """The document's schema there, where it is known."""

    def told(self, subject: str, locate: Callable[[str], Place], pointer: str) -> Difference:
        """The same of a subject, which stands at `pointer`."""
        place = locate(self.schema.pointer if self.schema is not None else pointer)
        return Difference(subject, self.inner, self.relation, self.breaking, self.message, place)


class SchemaComparison:
    """Compares schemas of two documents for one direction; what was compared once is not compared again."""

    def __init__(self, documented: Document, derived: Document, *, request: bool) -> None:
        self._request = request
        ours = Expansion(_by_pointer(documented), request, strict=_is_strict(documented))
        theirs = Expansion(_by_pointer(derived), request, strict=_is_strict(derived))
        self._ours = ours
        self._less = Inclusion(ours, theirs)
        self._more = Inclusion(theirs, ours)

    def differences(
        self, documented: Schema | None, derived: Schema | None, *, text: bool = False
    ) -> tuple[SchemaDifference, ...]:
        """What the application's schema leaves out and adds; None stands for a schema that says nothing.

        `text`: the value travels as text, which cannot say null; one of which nothing is said is just that.
        """
        one, other = _term(documented), _term(derived)
        if text and documented is not None and self._ours.shapes(one) == ANYTHING:
            one = (TEXT,)
        less, more = self._less.excesses(one, other), self._more.excesses(other, one)
        if text:
            less, more = _sayable(less), _sayable(more)
        return tuple(self._both(less, more))

    def kinds(self, documented: Schema) -> frozenset[str]:
        """The kinds of JSON values that a schema of the document allows."""
        return frozenset(shape.kind for shape in self._ours.shapes((documented,)))

    def _both(self, less: tuple[Excess, ...], more: tuple[Excess, ...]) -> Iterator[SchemaDifference]:
        wider = {(e.path, e.what): e for e in more}
        narrower = {(e.path, e.what): e for e in less}
        for key, excess in narrower.items():
            yield self._different(excess) if key in wider else self._narrower(excess)
        for key, excess in wider.items():
            if key not in narrower:
                yield self._wider(excess)

    def _different(self, excess: Excess) -> SchemaDifference:
        return self._made(excess, Relation.DIFFERENT, breaking=True, ours=excess.inner, theirs=excess.outer)

    def _narrower(self, excess: Excess) -> SchemaDifference:
        relation = Relation.MISSING if excess.what == "property" else Relation.NARROWER
        return self._made(excess, relation, breaking=self._request, ours=excess.inner, theirs=excess.outer)

    def _wider(self, excess: Excess) -> SchemaDifference:
        """A property of an answer that the document does not name breaks nobody: readers skip what they do not know.

        Where the document cannot mean what it says, as where it contradicts itself, any value is as good as any other.
        """
        if excess.harmless:
            return self._made(excess, Relation.EQUIVALENT, breaking=False, ours=excess.outer, theirs=excess.inner)
        breaking = not self._request and excess.what != "property"
        return self._made(excess, Relation.WIDER, breaking=breaking, ours=excess.outer, theirs=excess.inner)

    def _made(self, excess: Excess, relation: Relation, *, breaking: bool, ours: str, theirs: str) -> SchemaDifference:
        message = f"{excess.what}: the document has {ours}, the application {theirs}"
        schema = excess.schema if relation is not Relation.WIDER else None
        return SchemaDifference(excess.path, relation, breaking, message, schema)


def _is_strict(document: Document) -> bool:
    return not document.version.startswith(("2", "3.0"))


def _by_pointer(document: Document) -> Mapping[str, Schema]:
    """Schemas that are referred to, and those that only a discriminator may name."""
    return {schema.pointer: schema for schema in document.schemas.values()} | dict(document.by_pointer)


def _term(schema: Schema | None) -> Term:
    return () if schema is None else (schema,)


def _sayable(excesses: tuple[Excess, ...]) -> tuple[Excess, ...]:
    return tuple(e for e in excesses if (e.path, e.what, e.inner) != ("", "type", "null"))
