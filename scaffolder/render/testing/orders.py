"""Tests of a list's orders: rows stand as a sort parameter says.

In: the requests of a list operation. Out: `OrderCase`s.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model import Column, ColumnKind, ColumnRole, EnumType, Parameter, Role, SortKey
from scaffolder.render.index import Index
from scaffolder.render.testing.requests import Requests
from scaffolder.render.testing.rows import made_by_server
from scaffolder.render.testing.values import expression, scalar_of, stored

_TEXTS = frozenset({ColumnKind.STRING, ColumnKind.TEXT})
_UNORDERED = frozenset({ColumnKind.JSON, ColumnKind.UUID})
_COMPARED = 2
"""Values in order."""


@dataclass(frozen=True, slots=True)
class OrderCase:
    """A query, and a column's values in the order that it asks for."""

    label: str
    params: str
    column: str
    values: str


def order_cases(requests: Requests) -> tuple[OrderCase, ...]:
    """One case for each value of the sort parameter that orders rows by something that tests can choose."""
    sort, paging = requests.operation.parameter(Role.SORT), requests.operation.paging
    if sort is None or paging is None or requests.facts.capacity(requests.entity) < _COMPARED:
        return ()
    cases = (_case(requests, sort, key) for key in paging.sort_keys)
    return tuple(c for c in cases if c is not None)


def _case(requests: Requests, sort: Parameter, key: SortKey) -> OrderCase | None:
    column = requests.entity.column(key.column)
    params = _query(requests, sort, key)
    values = _ordered(column)
    counted = column.role is ColumnRole.VERSION
    fixed = column.foreign_key or counted or column.name in (requests.own or {})
    if params is None or fixed or len(values) < _COMPARED or (column.primary_key and made_by_server(column)):
        return None
    shown = reversed(values) if key.descending else values
    written = ", ".join(stored(column.kind, v) for v in shown)
    return OrderCase(key.value, expression(params), column.name, f"[{written}]")


def _query(requests: Requests, sort: Parameter, key: SortKey) -> dict[str, str] | None:
    """The query that asks for an order; a parameter for the direction leaves it as it is."""
    order = requests.operation.parameter(Role.ORDER)
    if order is None or key.value.startswith("-"):
        return {sort.name: key.value}
    word = _ascending(order, requests.facts.index)
    return None if word is None else {sort.name: key.value, order.name: word}


def _ascending(order: Parameter, index: Index) -> str | None:
    built = scalar_of(order.type, index)
    values = [v.value for v in built.values] if isinstance(built, EnumType) else ["asc"]
    return next((v for v in values if isinstance(v, str) and v.lower().startswith("asc")), None)


def _ordered(column: Column) -> list[object]:
    """Two samples in ascending order, whichever database and collation compares them."""
    values = [s.value for s in column.samples if s.value is not None]
    if column.kind in _TEXTS:
        values = [v for v in values if isinstance(v, str) and v.isascii() and v.isalpha() and v.islower()]
    return [] if column.kind in _UNORDERED else sorted(values)[:_COMPARED]  # type: ignore[type-var]
