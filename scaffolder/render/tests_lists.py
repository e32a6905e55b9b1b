"""Tests of a list: what it shows, its pages, filters, search and orders.

In: a list operation. Out: `ListTests`.
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
    Fact,
    IntegerType,
    Literal,
    NumberType,
    Operation,
    Parameter,
    Role,
    Rows,
    SortKey,
)
from scaffolder.render.tests_answers import find, shown_columns
from scaffolder.render.tests_requests import Requests, within
from scaffolder.render.tests_rows import RowFacts, key_shown, made_by_server
from scaffolder.render.tests_values import admits, expression, plain_text, scalar_of, stored, wire
from scaffolder.render.writers import text_literal

_ROWS = 3
_LARGEST_PAGE = 10
_TEXTS = frozenset({ColumnKind.STRING, ColumnKind.TEXT})


@dataclass(frozen=True, slots=True)
class Paging:
    """One row a page, or as few as may be."""

    rows: int
    limit: int
    values: tuple[str, ...]
    """What the place's parameter is on each page, as expressions; empty where a cursor leads on."""
    first: str
    """Query of the first page."""
    following: str
    """Query of the next page, where `place` is its value."""
    next_cursor: str
    """What leads from an answer to the next page's cursor."""
    call: str


@dataclass(frozen=True, slots=True)
class FilterCase:
    label: str
    params: str
    found: str
    others: str
    """Columns of a row that is not found; "" where there is none."""


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
class SortCase:
    sort: str
    """Query, as an expression."""
    column: str
    values: str
    label: str


@dataclass(frozen=True, slots=True)
class ListTests:
    name: str
    heading: str
    status: int
    above: tuple[str, ...]
    """Statements that make the rows above."""
    numbers: tuple[int, ...]
    """How many rows are shown at once, one test each."""
    each: str
    """The variable that numbers the rows; "_" where rows differ by themselves."""
    make: str
    """Makes the row of that number."""
    make_first: str
    call: str
    call_empty: str
    """The call where there is nothing above to make; "" for nested lists."""
    items: str
    key: str
    """JSON name of the key as a subscript, "" where items do not show it."""
    row_key: str
    total: str
    elsewhere: tuple[str, ...]
    """Statements that make a row under another parent."""
    paging: Paging | None
    filters: tuple[FilterCase, ...]
    references: tuple[ReferenceFilter, ...]
    filter_call: str
    make_filtered: str
    make_other: str
    search_make: str
    """Makes a row with a text to search for; "" where there is no search."""
    search_call: str
    sorts: tuple[SortCase, ...]
    make_sorted: str

    @property
    def kind(self) -> str:
        return "list"


class ListView:
    """Builds the tests of one list."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests
        self._operation: Operation = requests.operation
        self._facts: RowFacts = requests.facts
        self._entity = requests.entity
        self._index = requests.facts.index

    def build(self) -> ListTests | None:
        """The tests; None where no row can be made that the list surely shows."""
        own, above, requests = self._requests.own, self._requests.above, self._requests
        place = find(self._operation.answer, Rows)
        if own is None or above is None or place is None or not requests.sendable or not self._is_open():
            return None
        url = requests.row_url()
        key = shown_columns(self._operation, self._index).get(self._entity.key.name, "")
        row_key = key_shown("row", self._entity.key)
        references = tuple(self._reference(p, url) for p in self._filters() if self._is_reference(p))
        cases = tuple(c for p in self._filters() if not self._is_reference(p) for c in self._case(p))
        return ListTests(
            name=self._operation.identifier,
            heading=f"{self._operation.method} {self._operation.path}",
            status=self._operation.status,
            above=above.statements,
            numbers=self._numbers(),
            each="number" if self._facts.numbered(self._entity) else "_",
            make=self._facts.call(self._entity, "number", **own),
            make_first=self._facts.call(self._entity, **own),
            call=requests.call(url),
            call_empty="" if above.statements else requests.call(url),
            items=f"answer.json(){place}",
            key=f"[{text_literal(key)}]" if key and row_key else "",
            row_key=row_key,
            total=self._total(),
            elsewhere=self._elsewhere(own),
            paging=self._paging(url),
            filters=cases,
            references=tuple(r for r in references if r is not None),
            filter_call=requests.call(url, params="params"),
            make_filtered=self._with_rest("", "found"),
            make_other=self._with_rest("1", "others"),
            search_make=self._search_make(own),
            search_call=self._search_call(url),
            sorts=self._sorts(),
            make_sorted=self._facts.call(self._entity, "number", **own).removesuffix(")") + ", **{column: value})",
        )

    def _is_open(self) -> bool:
        """Nothing that must be sent hides rows in a way that tests do not follow."""
        asked = [p for p in self._operation.parameters if p.required]
        hiding = (Role.SEARCH, Role.CURSOR)
        unequal = [p for p in asked if p.role is Role.FILTER and p.comparison not in (Comparison.EQ, Comparison.IN)]
        return not unequal and not any(p.role in hiding for p in asked)

    def _numbers(self) -> tuple[int, ...]:
        most = min(_ROWS, self._facts.capacity(self._entity), self._shown_at_once())
        return tuple(n for n in (0, 1, 3) if n <= most) if most != 2 else (0, 1, 2)

    def _shown_at_once(self) -> int:
        paging = self._operation.paging
        limit = self._operation.parameter(Role.LIMIT)
        if limit is not None and limit.required:
            return int(str(self._requests.paging_value(limit)))
        return paging.default_limit if paging else _ROWS

    def _total(self) -> str:
        """The number of all rows, where the answer says it."""
        place = find(self._operation.answer, Fact.TOTAL)
        if place is not None:
            return f"answer.json(){place}"
        headers = self._operation.success.headers if self._operation.success else ()
        name = next((h.name for h in headers if h.fact is Fact.TOTAL), None)
        return f"int(answer.headers[{text_literal(name)}])" if name else ""

    def _with_rest(self, number: str, variable: str) -> str:
        own = {k: v for k, v in (self._requests.own or {}).items()}
        call = self._facts.call(self._entity, number)
        if not own:
            return f"{call[:-1]}, **{variable})"
        items = ", ".join(f"{text_literal(k)}: {v}" for k, v in own.items())
        return f"{call[:-1]}, **({{{items}}} | {variable}))"

    def _elsewhere(self, own: dict[str, str]) -> tuple[str, ...]:
        """A row under another parent, which the list does not show."""
        other = self._requests.elsewhere
        return () if other is None else (other.statement, self._facts.call(self._entity, **(own | {other.column: other.value})))

    # --- pages ------------------------------------------------------------------------------------------------

    def _paging(self, url: str) -> Paging | None:
        operation = self._operation
        limit = operation.parameter(Role.LIMIT)
        if limit is None or operation.paging is None:
            return None
        size = max(1, within(1, scalar_of(limit.type, self._index)))
        built = scalar_of(limit.type, self._index)
        rows = min(_ROWS, self._facts.capacity(self._entity)) if size == 1 else size + 1
        too_large = size > _LARGEST_PAGE or rows > self._facts.capacity(self._entity) or rows < 2
        if too_large or not isinstance(built, IntegerType | NumberType) or built.multiple_of not in (None, 1):
            return None
        first = f"{{{text_literal(limit.name)}: {size}}}"
        cursor = find(operation.answer, Fact.NEXT_CURSOR)
        place = next((p for r in (Role.PAGE, Role.CURSOR, Role.OFFSET) if (p := operation.parameter(r))), None)
        pages = -(-rows // size)
        values = self._places(place, pages, size) if place else ()
        by_cursor = place is not None and place.role is Role.CURSOR and cursor is not None
        return Paging(
            rows=rows,
            limit=size,
            values=values,
            first=first,
            following=f"{{{text_literal(limit.name)}: {size}, {text_literal(place.name)}: place}}" if place else "",
            next_cursor=_optional(cursor) if by_cursor and cursor else "",
            call=self._requests.call(url, params="params"),
        )

    def _places(self, place: Parameter, pages: int, size: int) -> tuple[str, ...]:
        """What the parameter that names a page is on each of them."""
        if place.role is Role.CURSOR or self._operation.paging is None:
            return ()
        first = self._operation.paging.first_page
        numbers = [first + n if place.role is Role.PAGE else n * size for n in range(pages)]
        built = scalar_of(place.type, self._index)
        return tuple(str(n) for n in numbers) if all(within(n, built) == n for n in numbers) else ()

    # --- filters ----------------------------------------------------------------------------------------------

    def _filters(self) -> Iterator[Parameter]:
        taken = {k for k in self._requests.own or {}}
        for parameter in self._operation.parameters:
            if parameter.role is Role.FILTER and parameter.column and parameter.column not in taken:
                yield parameter

    def _column(self, parameter: Parameter) -> Column:
        assert parameter.column is not None
        return self._entity.column(parameter.column)

    def _is_reference(self, parameter: Parameter) -> bool:
        return self._column(parameter).foreign_key is not None

    def _reference(self, parameter: Parameter, url: str) -> ReferenceFilter | None:
        column = self._column(parameter)
        target = self._index.target(column)
        assert target is not None
        assert column.foreign_key is not None
        usable = self._facts.makeable(target) and self._facts.capacity(target) > 1
        equal = parameter.comparison in (Comparison.EQ, Comparison.IN)
        key = target.column(column.foreign_key.column)
        shown = key_shown("target", key)
        fits = self._facts.key_field(parameter, key) == {} or self._is_listed(parameter)
        if not usable or not equal or not shown or not fits or self._facts.capacity(self._entity) < 2:
            return None
        own = self._requests.own or {}
        start = "2" if target.name == self._entity.name else "0"
        if target.name == self._entity.name and self._facts.capacity(target) < 4:
            return None
        params = f"{{{text_literal(parameter.name)}: {shown}}}"
        return ReferenceFilter(
            name=parameter.identifier,
            call=self._requests.call(url, params=params),
            make_target=self._facts.call(target, start),
            make_other_target=self._facts.call(target, str(int(start) + 1)),
            make_found=self._facts.call(self._entity, **own, **{column.name: f"target.{column.foreign_key.column}"}),
            make_other=self._facts.call(
                self._entity, "1", **own, **{column.name: f"other_target.{column.foreign_key.column}"}
            ),
        )

    def _is_listed(self, parameter: Parameter) -> bool:
        return isinstance(scalar_of(parameter.type, self._index), ArrayType)

    def _case(self, parameter: Parameter) -> Iterator[FilterCase]:
        column = self._column(parameter)
        values = self._values(parameter, column)
        chosen = _chosen(parameter.comparison, values)
        if chosen is None or (made_by_server(column) and column.primary_key):
            return
        sent, found, other = chosen
        two = other is not None and self._facts.capacity(self._entity) > 1
        params = wire(parameter, [sent] if self._is_listed(parameter) else sent)
        yield FilterCase(
            label=parameter.name,
            params=f"{{{text_literal(parameter.name)}: {expression(params)}}}",
            found=f"{{{text_literal(column.name)}: {stored(column.kind, found)}}}",
            others=f"{{{text_literal(column.name)}: {stored(column.kind, other)}}}" if two else "",
        )

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
        if sample in samples:
            return [sample, *(v for v in samples if v != sample and type(v) is type(sample) and _unbounded(wanted))]
        return [sample] if admits(column.type, sample) else []

    # --- search and order -------------------------------------------------------------------------------------

    def _search_make(self, own: dict[str, str]) -> str:
        column = self._searched()
        return self._facts.call(self._entity, **own, **{column.name: expression(column.samples[0])}) if column else ""

    def _searched(self) -> Column | None:
        parameter = self._operation.parameter(Role.SEARCH)
        if parameter is None:
            return None
        texts = [c for c in self._entity.columns if c.kind in _TEXTS and c.json_name and not c.choices]
        free = [c for c in texts if not c.foreign_key and isinstance(c.samples[0].value, str) and not made_by_server(c)]
        wanted = scalar_of(parameter.type, self._index)
        fitting = [c for c in free if plain_text(wanted) or parameter.sample in c.samples[:1]]
        return next(iter(fitting), None)

    def _search_call(self, url: str) -> str:
        parameter, column = self._operation.parameter(Role.SEARCH), self._searched()
        if parameter is None or column is None:
            return ""
        return self._requests.call(url, params=f"{{{text_literal(parameter.name)}: {expression(column.samples[0])}}}")

    def _sorts(self) -> tuple[SortCase, ...]:
        sort = self._operation.parameter(Role.SORT)
        keys = self._operation.paging.sort_keys if self._operation.paging else ()
        if sort is None or self._facts.capacity(self._entity) < 2:
            return ()
        return tuple(c for k in keys for c in self._sort(sort, k))

    def _sort(self, sort: Parameter, key: SortKey) -> Iterator[SortCase]:
        column = self._entity.column(key.column)
        values = _ordered(column)
        fixed = set(self._requests.own or {})
        if len(values) < 2 or column.foreign_key or column.name in fixed:
            return
        if column.primary_key and made_by_server(column):
            return
        order = self._operation.parameter(Role.ORDER)
        descending = key.descending
        params = {sort.name: key.value}
        if order is not None and not key.value.startswith("-"):
            word = _ascending(order, self._index)
            if word is None:
                return
            params[order.name] = word
        shown = values[::-1] if descending else values
        yield SortCase(
            sort=expression(params),
            column=column.name,
            values=f"[{', '.join(stored(column.kind, v) for v in shown)}]",
            label=key.value,
        )


def _optional(place: str) -> str:
    """Subscripts of which the last may lead nowhere."""
    head, _, last = place.rpartition("[")
    return f"{head}.get({last.removesuffix(']')})"


def _ascending(order: Parameter, index: object) -> str | None:
    """The word with which an order parameter leaves the sort as it is."""
    built = scalar_of(order.type, index)  # type: ignore[arg-type]
    values = [v.value for v in built.values] if isinstance(built, EnumType) else ["asc"]
    return next((v for v in values if isinstance(v, str) and v.lower().startswith("asc")), None)


def _ordered(column: Column) -> list[object]:
    """Two samples in ascending order, whichever database and collation compares them."""
    values = [s.value for s in column.samples]
    if column.kind in _TEXTS:
        plain = [v for v in values if isinstance(v, str) and v.isascii() and v.isalpha() and v.islower()]
        return sorted(plain)[:2]  # type: ignore[type-var]
    comparable = column.kind not in (ColumnKind.JSON, ColumnKind.UUID) and None not in values
    return sorted(values)[:2] if comparable else []  # type: ignore[type-var]


def _unbounded(built: object) -> bool:
    """A number type of which nearly every number is a value."""
    bounds = ("minimum", "maximum", "exclusive_minimum", "exclusive_maximum", "multiple_of")
    return isinstance(built, IntegerType | NumberType) and all(getattr(built, b, None) in (None, 0, 1) for b in bounds[::2])


def _chosen(comparison: Comparison, values: list[object]) -> tuple[object, object, object | None] | None:
    """(value sent, value found, value not found)."""
    if not values:
        return None
    if comparison in (Comparison.EQ, Comparison.IN):
        return values[0], values[0], values[1] if len(values) > 1 else None
    if comparison is Comparison.CONTAINS:
        others = [v for v in values[1:] if str(values[0]).lower() not in str(v).lower()]
        return values[0], values[0], others[0] if others else None
    if len(values) < 2:
        return (values[0], values[0], None) if comparison in (Comparison.GE, Comparison.LE) else None
    low, high = sorted(values[:2])  # type: ignore[type-var]
    return {
        Comparison.NE: (low, high, low),
        Comparison.GE: (high, high, low),
        Comparison.LE: (low, low, high),
        Comparison.GT: (low, high, low),
        Comparison.LT: (high, low, high),
    }[comparison]
