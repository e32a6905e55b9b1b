"""How an answer's body is made of rows, page facts and constants.

In: the type of an answer and the entity's columns and links. Out: an `Expression`, or a reason why there is none.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder import names
from scaffolder.inference import envelopes
from scaffolder.inference.compat import assignable, valid
from scaffolder.inference.samples import Sampler
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import (
    Argument,
    Column,
    Construct,
    Entity,
    Expression,
    Fact,
    Field,
    FixedField,
    IntegerType,
    KeyOf,
    Literal,
    NullableType,
    NumberType,
    ObjectSchema,
    OneRow,
    Rows,
    StringFormat,
    StringType,
    Type,
    View,
)

_TOTALS = frozenset(
    """total total_count total_results total_items total_records total_elements total_entries records_total
    total_size total_hits total_number total_rows number_of_results results_total item_count total_found""".split()
)
_COUNTS = frozenset("count size number_of_elements returned length result_count num_results page_count_items".split())
_NAMES = {
    Fact.LIMIT: frozenset("limit per_page page_size pagesize items_per_page max_results perpage page_limit".split()),
    Fact.OFFSET: frozenset("offset start skip start_index start_at".split()),
    Fact.PAGE: frozenset("page current_page page_number number page_index page_num".split()),
    Fact.PAGES: frozenset("pages total_pages last_page page_count num_pages page_total number_of_pages".split()),
    Fact.HAS_MORE: frozenset(
        "has_more has_next has_next_page more has_more_items next_page_exists more_results".split()
    ),
    Fact.NEXT_CURSOR: frozenset(
        "next_cursor cursor next_page_token next_token next_marker end_cursor continue next_page_cursor".split()
    ),
    Fact.PREVIOUS_CURSOR: frozenset("previous_cursor prev_cursor start_cursor previous_token".split()),
    Fact.NEXT_LINK: frozenset("next next_url next_link next_href next_page_url next_uri next_page_uri".split()),
    Fact.PREVIOUS_LINK: frozenset("previous prev previous_url prev_url previous_page_url previous_page_uri".split()),
    Fact.FIRST_LINK: frozenset("first first_url first_page_url first_page_uri".split()),
    Fact.LAST_LINK: frozenset("last last_url last_page_url".split()),
    Fact.SELF_LINK: frozenset("self url href uri".split()),
}
_INTEGER_FACTS = frozenset({Fact.TOTAL, Fact.COUNT, Fact.LIMIT, Fact.OFFSET, Fact.PAGE, Fact.PAGES})
_SUCCESS = frozenset("success succeeded successful ok deleted created updated valid acknowledged result".split())
_NESTING = 3
_ENDLESS = 1_000_000


@dataclass(frozen=True, slots=True)
class AnswerBuilder:
    """Builds answers for one entity whose columns and links are settled."""

    entity: Entity
    types: TypeBuilder
    sampler: Sampler

    def listing(self, shape: envelopes.Shape) -> Expression | None:
        """The body of a list answer whose rows stand at `shape`."""
        schema = self.types.object_of(shape.inner)
        if schema is None:
            return None
        return self._wrapped(shape, Rows(self.view(schema)), facts=True)

    def item(self, shape: envelopes.Shape) -> Expression | None:
        """The body of an answer that shows one row."""
        schema = self.types.object_of(shape.inner)
        if schema is None:
            return None
        view = self.view(schema)
        return self._wrapped(shape, OneRow(view) if shape.many else view, facts=False)

    def loose(self, built: Type, nouns: tuple[str, ...]) -> Expression | None:
        """The body of a write's or delete's answer, whatever it is: the item, its key, or a constant."""
        shape = envelopes.item_shape(built, self.types, nouns)
        if shape is not None and self.types.object_of(shape.inner) is not None:
            return self.item(shape)
        underlying = self.types.scalar_of(built)
        if assignable(self.entity.key.type, underlying, self.types.definitions):
            return KeyOf()
        return self.sampler.sample(built, full=False)

    # --- rows -------------------------------------------------------------------------------------------------

    def view(self, schema: ObjectSchema) -> View:
        """One row as `schema`; fields that no column fits are fixed to a valid value, or left out where they may be."""
        fixed = (self._fixed(f) for f in schema.fields)
        return View(schema.name, tuple(f for f in fixed if f is not None))

    def _fixed(self, field: Field) -> FixedField | None:
        if self._stored(field):
            return None
        value = self._constant(field) if field.required else field.default
        return FixedField(field.name, value if value is not None else Literal.of(None))

    def _stored(self, field: Field) -> bool:
        """A column or link of this name holds values that the field admits."""
        if any(link.json_name == field.json_name and link.name == field.name for link in self.entity.links):
            return True
        column = next((c for c in self.entity.columns if c.name == field.name), None)
        return column is not None and column.json_name != "" and self._fits(column, field)

    def _fits(self, column: Column, field: Field) -> bool:
        empty = column.nullable and field.required and not field.nullable
        return not empty and assignable(column.type, field.type, self.types.definitions)

    # --- envelopes --------------------------------------------------------------------------------------------

    def _wrapped(self, shape: envelopes.Shape, inner: Expression, *, facts: bool) -> Expression:
        expression = inner
        for field, schema in reversed(list(zip(shape.steps, shape.outer, strict=True))):
            arguments = [
                self._argument(f, expression if f is field else None, schema, facts=facts) for f in schema.fields
            ]
            expression = Construct(schema.name, tuple(a for a in arguments if a is not None))
        return expression

    def _argument(
        self, field: Field, inner: Expression | None, schema: ObjectSchema, *, facts: bool
    ) -> Argument | None:
        value = inner if inner is not None else self._aside(field, schema, facts=facts, depth=0)
        return Argument(field.name, field.json_name, value) if value is not None else None

    def _aside(self, field: Field, schema: ObjectSchema, *, facts: bool, depth: int) -> Expression | None:
        """What stands beside the rows: a fact where the name and type say so, an object of facts, or a constant."""
        fact = self._fact(field, schema) if facts else None
        if fact is not None:
            return fact
        inner = self.types.object_of(field.type)
        if inner is not None and facts and depth < _NESTING and self._has_facts(inner, depth):
            return self._construct(inner, depth + 1)
        if not field.required:
            return None
        return Literal.of(None) if field.nullable else self._constant(field)

    def _constant(self, field: Field) -> Literal | None:
        """What an answer says that nothing is known of; that it went well is known."""
        went_well = names.snake(field.json_name) in _SUCCESS and valid(field.type, True, self.types.definitions)
        return Literal.of(True) if went_well else self.sampler.neutral(field.type)

    def _construct(self, schema: ObjectSchema, depth: int) -> Construct:
        values = [(f, self._aside(f, schema, facts=True, depth=depth)) for f in schema.fields]
        return Construct(schema.name, tuple(Argument(f.name, f.json_name, v) for f, v in values if v is not None))

    def _has_facts(self, schema: ObjectSchema, depth: int) -> bool:
        for field in schema.fields:
            inner = self.types.object_of(field.type)
            if self._fact(field, schema) or (inner and depth < _NESTING and self._has_facts(inner, depth + 1)):
                return True
        return False

    def _fact(self, field: Field, schema: ObjectSchema) -> Fact | None:
        name = names.snake(field.json_name)
        fact = _named(name, frozenset(names.snake(f.json_name) for f in schema.fields))
        fact = Fact.TOTAL if fact is None and name in self._counts else fact
        if fact is None:
            return None
        return fact if self._can_say(fact, field) else None

    @property
    def _counts(self) -> frozenset[str]:
        """What people call the number of all rows after the rows themselves: `totalProducts`."""
        many = {str(self.entity.table), f"{names.snake(self.entity.name)}s"}
        return frozenset(
            spelled for m in many for spelled in (f"total_{m}", f"{m}_total", f"num_{m}", f"number_of_{m}")
        )

    def _can_say(self, fact: Fact, field: Field) -> bool:
        underlying = self.types.scalar_of(field.type)
        if fact in _INTEGER_FACTS:
            return isinstance(underlying, IntegerType | NumberType) and _counts(fact, underlying)
        if fact is Fact.HAS_MORE:
            return valid(field.type, True, self.types.definitions)
        absent = not field.required or isinstance(field.type, NullableType) or fact is Fact.SELF_LINK
        return absent and isinstance(underlying, StringType) and _is_loose(underlying)


def _counts(fact: Fact, built: IntegerType | NumberType) -> bool:
    """The number's bounds leave room for whatever is counted."""
    bounded = fact in (Fact.TOTAL, Fact.PAGES) and (built.maximum or _ENDLESS) < _ENDLESS
    return not bounded and (fact is not Fact.PAGES or (built.minimum or 0) <= 0)


def _is_loose(built: StringType) -> bool:
    """Any link or cursor fits."""
    return built.pattern is None and built.max_length is None and built.format in (None, StringFormat.URI)


def _named(name: str, siblings: frozenset[str]) -> Fact | None:
    if name in _TOTALS or (name.endswith("_count") and not siblings & _TOTALS):
        return Fact.TOTAL
    if name in _COUNTS:
        return Fact.COUNT if siblings & _TOTALS else Fact.TOTAL
    return next((fact for fact, spelled in _NAMES.items() if name in spelled), None)
