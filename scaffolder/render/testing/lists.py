"""Tests of a list: what it shows, its pages, filters, search and orders.

In: the requests of a list operation. Out: `ListTests`.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model import Comparison, Fact, Operation, Role, Rows
from scaffolder.render.testing.answers import find, rows_shown, shown_columns
from scaffolder.render.testing.filters import FilterCase, FilterView, ReferenceFilter, SearchTests
from scaffolder.render.testing.orders import OrderCase, order_cases
from scaffolder.render.testing.pages import PageTests, page_tests
from scaffolder.render.testing.requests import Requests
from scaffolder.render.testing.rows import key_shown
from scaffolder.render.writers import text_literal

_ROWS = 3


@dataclass(frozen=True, slots=True)
class ListTests:
    """What is tested of a list."""

    name: str
    status: int
    above: tuple[str, ...]
    """Statements that make the rows above."""
    numbers: tuple[int, ...]
    """How many rows are shown at once, one test each."""
    each: str
    """The variable that numbers the rows; "_" where rows differ by themselves."""
    make: str
    """Makes the row of that number."""
    make_sorted: str
    make_filtered: str
    make_other: str
    call: str
    filter_call: str
    items: str
    key: str
    """JSON name of the key as a subscript, "" where items do not show it."""
    row_key: str
    total: str
    """The number of all rows in the answer, "" where it does not say."""
    elsewhere: tuple[str, ...]
    """Statements that make a row under another parent."""
    paging: PageTests | None
    filters: tuple[FilterCase, ...]
    references: tuple[ReferenceFilter, ...]
    search: SearchTests | None
    sorts: tuple[OrderCase, ...]

    @property
    def kind(self) -> str:
        """Tells the template which tests these are."""
        return "list"


def list_tests(requests: Requests) -> ListTests | None:
    """The tests; None where no row can be made that the list surely shows."""
    own, above, operation = requests.own, requests.above, requests.operation
    place = find(operation.answer, Rows)
    if own is None or above is None or place is None or not requests.sendable or not _is_open(operation):
        return None
    facts, entity, url = requests.facts, requests.entity, requests.row_url()
    shown, row_key = shown_columns(operation, facts.index).get(entity.key.name, ""), key_shown("row", entity.key)
    filters = FilterView(requests, url)
    return ListTests(
        name=operation.identifier,
        status=operation.status,
        above=above.statements,
        numbers=_numbers(requests),
        each="number" if facts.numbered(entity) else "_",
        make=facts.call(entity, "number", **own),
        make_sorted=_with(requests, "number", "{column: value}"),
        make_filtered=_with(requests, "", "found"),
        make_other=_with(requests, "1", "others"),
        call=requests.call(url),
        filter_call=requests.call(url, params="params"),
        items=rows_shown(operation, facts.index, place),
        key=f"[{text_literal(shown)}]" if shown and row_key else "",
        row_key=row_key,
        total=_total(operation),
        elsewhere=_elsewhere(requests),
        paging=page_tests(requests, url),
        filters=filters.cases(),
        references=filters.references(),
        search=filters.search(),
        sorts=order_cases(requests),
    )


def _is_open(operation: Operation) -> bool:
    """Nothing that must be sent hides rows in a way that tests do not follow."""
    asked = [p for p in operation.parameters if p.required]
    unequal = (p for p in asked if p.role is Role.FILTER and p.comparison not in (Comparison.EQ, Comparison.IN))
    return not any(unequal) and not any(p.role in (Role.SEARCH, Role.CURSOR) for p in asked)


def _numbers(requests: Requests) -> tuple[int, ...]:
    """None, one, and as many rows as there can be, up to three."""
    paging, limit = requests.operation.paging, requests.operation.parameter(Role.LIMIT)
    at_once = paging.default_limit if paging else _ROWS
    if limit is not None and limit.required:
        at_once = int(str(requests.paging_value(limit)))
    most = min(_ROWS, requests.facts.capacity(requests.entity), at_once)
    return tuple(sorted({0, min(1, most), most}))


def _with(requests: Requests, number: str, more: str) -> str:
    """A call of the factory with a dictionary of columns, which take the place of those that the list asks for."""
    call = requests.facts.call(requests.entity, number)[:-1]
    own = ", ".join(f"{text_literal(k)}: {v}" for k, v in (requests.own or {}).items())
    return f"{call}, **({{{own}}} | {more}))" if own else f"{call}, **{more})"


def _total(operation: Operation) -> str:
    place = find(operation.answer, Fact.TOTAL)
    if place is not None:
        return f"answer.json(){place}"
    headers = operation.success.headers if operation.success else ()
    name = next((h.name for h in headers if h.fact is Fact.TOTAL), None)
    return f"int(answer.headers[{text_literal(name)}])" if name else ""


def _elsewhere(requests: Requests) -> tuple[str, ...]:
    """A row under another parent, which the list does not show."""
    other = requests.elsewhere
    if other is None:
        return ()
    own = (requests.own or {}) | {other.column: other.value}
    return (other.statement, requests.facts.call(requests.entity, **own))
