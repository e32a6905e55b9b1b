"""Tests of a list's filters and of its search: what is found, and what is not.

In: the requests of a list operation. Out: `FilterCase`s, `ReferenceFilter`s, `SearchTests`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scaffolder.model import (
    ArrayType,
    Column,
    ColumnKind,
    Comparison,
    EnumType,
    IntegerType,
    Literal,
    NumberType,
    Parameter,
    Role,
    Type,
)
from scaffolder.render.testing.requests import Requests
from scaffolder.render.testing.rows import key_shown, made_by_server
from scaffolder.render.testing.values import admits, expression, plain_text, scalar_of, stored, wire
from scaffolder.render.writers import text_literal

_TEXTS = frozenset({ColumnKind.STRING, ColumnKind.TEXT})
_EQUAL = frozenset({Comparison.EQ, Comparison.IN})


@dataclass(frozen=True, slots=True)
class FilterCase:
    """A query with columns of a row that it finds, and of one that it does not."""

    label: str
    params: str
    found: str
    others: str
    """"" where there is no such row."""


@dataclass(frozen=True, slots=True)
class ReferenceFilter:
    """A filter by a row that others refer to."""

    name: str
    call: str
    make_target: str
    make_other_target: str
    make_found: str
    make_other: str


@dataclass(frozen=True, slots=True)
class SearchTests:
    """A text that one row has and another has not."""

    call: str
    make_found: str
    make_other: str
    """"" where every row has it."""


class FilterView:
    """Builds the filter tests of one list."""

    def __init__(self, requests: Requests, url: str) -> None:
        self._requests = requests
        self._url = url
        self._facts = requests.facts
        self._entity = requests.entity
        self._index = requests.facts.index
        self._own = requests.own or {}
        self._several = requests.facts.capacity(requests.entity) > 1

    def cases(self) -> tuple[FilterCase, ...]:
        """Filters by a value."""
        found = (self._case(p, c) for p, c in self._filters() if not c.foreign_key)
        return tuple(c for c in found if c is not None)

    def references(self) -> tuple[ReferenceFilter, ...]:
        """Filters by another row."""
        found = (self._reference(p, c) for p, c in self._filters() if c.foreign_key)
        return tuple(r for r in found if r is not None)

    def _filters(self) -> Iterator[tuple[Parameter, Column]]:
        for parameter in self._requests.operation.parameters:
            if parameter.role is Role.FILTER and parameter.column and parameter.column not in self._own:
                yield parameter, self._entity.column(parameter.column)

    # --- by value ---------------------------------------------------------------------------------------------

    def _case(self, parameter: Parameter, column: Column) -> FilterCase | None:
        chosen = _chosen(parameter.comparison, self._values(parameter, column))
        if chosen is None or (column.primary_key and made_by_server(column)):
            return None
        sent, found, other = chosen
        params = wire(parameter, [sent] if self._listed(parameter) else sent)
        name = text_literal(column.name)
        return FilterCase(
            label=parameter.name,
            params=f"{{{text_literal(parameter.name)}: {expression(params)}}}",
            found=f"{{{name}: {stored(column.kind, found)}}}",
            others=f"{{{name}: {stored(column.kind, other)}}}" if other is not None and self._several else "",
        )

    def _listed(self, parameter: Parameter) -> bool:
        return isinstance(scalar_of(parameter.type, self._index), ArrayType)

    def _values(self, parameter: Parameter, column: Column) -> list[object]:
        """Values that both the parameter and the column take."""
        wanted = scalar_of(parameter.type, self._index)
        wanted = scalar_of(wanted.item, self._index) if isinstance(wanted, ArrayType) else wanted
        samples = [s.value for s in column.samples]
        if wanted == column.type:
            return samples
        if isinstance(wanted, EnumType):
            return [v for v in samples if Literal.of(v) in wanted.values]
        if plain_text(wanted):
            return [v for v in samples if isinstance(v, str)]
        sample = parameter.sample.value
        sample = sample[0] if isinstance(sample, list) and sample else sample
        if sample not in samples:
            return [sample] if admits(column.type, sample) else []
        return [sample, *(v for v in samples if v != sample and _surely(wanted, v))]

    # --- by another row ---------------------------------------------------------------------------------------

    def _reference(self, parameter: Parameter, column: Column) -> ReferenceFilter | None:
        target = self._index.target(column)
        if target is None or column.foreign_key is None or not self._facts.makeable(target):
            return None
        key = target.column(column.foreign_key.column)
        shown = key_shown("target", key)
        fits = self._listed(parameter) or self._facts.key_field(parameter, key) == {}
        first = 2 if target.name == self._entity.name else 0
        if not shown or not fits or not self._several or parameter.comparison not in _EQUAL:
            return None
        if self._facts.capacity(target) < first + 2:
            return None
        return ReferenceFilter(
            name=parameter.identifier,
            call=self._requests.call(self._url, params=f"{{{text_literal(parameter.name)}: {shown}}}"),
            make_target=self._facts.call(target, str(first)),
            make_other_target=self._facts.call(target, str(first + 1)),
            make_found=self._facts.call(self._entity, **self._own, **{column.name: f"target.{key.name}"}),
            make_other=self._facts.call(self._entity, "1", **self._own, **{column.name: f"other_target.{key.name}"}),
        )

    # --- by a word --------------------------------------------------------------------------------------------

    def search(self) -> SearchTests | None:
        """The search; None where there is no text to look for."""
        parameter = self._requests.operation.parameter(Role.SEARCH)
        column = self._searched(parameter) if parameter else None
        if parameter is None or column is None or column.name in self._own:
            return None
        word = column.samples[0]
        others = self._without(str(word.value))
        return SearchTests(
            call=self._requests.call(self._url, params=f"{{{text_literal(parameter.name)}: {expression(word)}}}"),
            make_found=self._facts.call(self._entity, **self._own, **{column.name: expression(word)}),
            make_other=self._facts.call(self._entity, "1", **(self._own | others)) if others and self._several else "",
        )

    def _texts(self) -> list[Column]:
        """Columns that a search looks into."""
        return [c for c in self._entity.columns if c.kind in _TEXTS and c.json_name and not c.choices]

    def _searched(self, parameter: Parameter) -> Column | None:
        wanted = scalar_of(parameter.type, self._index)
        for column in self._texts():
            given = not column.foreign_key and not made_by_server(column) and isinstance(column.samples[0].value, str)
            if given and column.samples[0].value and (plain_text(wanted) or parameter.sample == column.samples[0]):
                return column
        return None

    def _without(self, word: str) -> dict[str, str]:
        """Texts of a row that do not have a word; none where one of its columns cannot do without."""
        found: dict[str, str] = {}
        varying = self._facts.varying(self._entity)
        for column in self._texts():
            samples = column.samples[1:2] if column in varying else column.samples
            other = next((s for s in samples if word.lower() not in str(s.value).lower()), None)
            if other is None or column.foreign_key or column.name in self._own:
                return {}
            found[column.name] = expression(other)
        return found


def _chosen(comparison: Comparison, values: list[object]) -> tuple[object, object, object | None] | None:
    """(value sent, value found, value not found)."""
    if not values:
        return None
    if comparison in _EQUAL:
        return values[0], values[0], values[1] if len(values) > 1 else None
    if comparison is Comparison.CONTAINS:
        others = [v for v in values[1:] if str(values[0]).lower() not in str(v).lower()]
        return values[0], values[0], others[0] if others else None
    if len(values) == 1:
        return (values[0], values[0], None) if comparison in (Comparison.GE, Comparison.LE) else None
    low, high = sorted(values[:2])  # type: ignore[type-var]
    return {
        Comparison.NE: (low, high, low),
        Comparison.GE: (high, high, low),
        Comparison.LE: (low, low, high),
        Comparison.GT: (low, high, low),
        Comparison.LT: (high, low, high),
    }[comparison]


def _surely(built: Type, value: object) -> bool:
    """A number that is surely one of a type."""
    if not isinstance(built, IntegerType | NumberType) or isinstance(value, bool) or not isinstance(value, int | float):
        return False
    low, high = built.minimum, built.maximum
    exclusive = isinstance(built, NumberType) and (built.exclusive_minimum, built.exclusive_maximum) != (None, None)
    whole = isinstance(built, NumberType) or isinstance(value, int)
    bounded = (low is None or value >= low) and (high is None or value <= high)
    return whole and bounded and not exclusive and built.multiple_of in (None, 1)
