"""How a list is narrowed and sorted: a condition for each filter, terms for each value of the sort parameter.

In: a list operation and its entity. Out: `Filter`s and `Order`s.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model import Entity, Fact, Operation, Parameter, Role
from scaffolder.render.conditions import TEXTS, comparison
from scaffolder.render.needs import by_cursor, tells
from scaffolder.render.writers import text_literal


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter by the name of its argument, and its condition."""

    name: str
    condition: str


@dataclass(frozen=True, slots=True)
class Order:
    """A value of the sort parameter, and the terms it orders by."""

    key: str
    terms: str


def filtering(operation: Operation) -> list[Parameter]:
    """The parameters that narrow a list."""
    return [p for p in operation.parameters if p.role in (Role.FILTER, Role.SEARCH)]


def filter_of(parameter: Parameter, entity: Entity) -> Filter:
    """What a parameter narrows the list to."""
    if parameter.role is Role.SEARCH:
        return Filter(parameter.identifier, _search(parameter, entity))
    return Filter(parameter.identifier, comparison(f"models.{entity.name}.{parameter.column}", parameter, entity))


def orders(operation: Operation, entity: Entity) -> tuple[Order, ...]:
    """The terms of every value of the sort parameter."""
    paging = operation.paging
    keys = (*paging.sort_keys, *paging.turned_keys) if paging else ()
    return tuple(Order(k.value, _terms(entity, k.column, descending=k.descending)) for k in keys)


def default_order(entity: Entity) -> str:
    """The terms of a list that nobody sorts."""
    return f"[{_tie(entity)}]"


def cursor_key(operation: Operation, entity: Entity) -> str:
    """The column by which a client names the row to go on behind, as it must where no answer tells a cursor."""
    told = tells(operation, Fact.NEXT_CURSOR, Fact.NEXT_LINK)
    return "" if told or not by_cursor(operation) else f"models.{entity.name}.{entity.key.name}"


def _terms(entity: Entity, column: str, *, descending: bool) -> str:
    first = f"models.{entity.name}.{column}.{'desc' if descending else 'asc'}()"
    return f"[{first}]" if column == entity.primary_key.name else f"[{first}, {_tie(entity)}]"


def _tie(entity: Entity) -> str:
    return f"models.{entity.name}.{entity.primary_key.name}.asc()"


def _search(parameter: Parameter, entity: Entity) -> str:
    shown = [c for c in entity.columns if c.kind in TEXTS and c.json_name and not c.choices]
    bound = f"bindparam({text_literal(parameter.identifier)}, type_=Text)"
    terms = [f"models.{entity.name}.{c.name}.icontains({bound}, autoescape=False)" for c in shown]
    return f"or_({', '.join(terms)})" if terms else "true()"
