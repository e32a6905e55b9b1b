"""Tests of a list's pages: as small as they may be, one after the other.

In: the requests of a list operation. Out: `PageTests`.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model import Fact, IntegerType, NumberType, Parameter, Role, Type
from scaffolder.render.testing.answers import find, optional
from scaffolder.render.testing.requests import Requests, within
from scaffolder.render.testing.values import scalar_of
from scaffolder.render.writers import text_literal

_ROWS = 3
_LARGEST_PAGE = 10


@dataclass(frozen=True, slots=True)
class PageTests:
    """One row a page, or as few as may be."""

    rows: int
    limit: int
    places: tuple[int, ...]
    """What names each page; empty where a cursor leads on, or nothing."""
    first: str
    """Query of the first page."""
    following: str
    """Query of another page, where `place` is its name."""
    next_cursor: str
    """What leads from an answer to the next page's cursor."""
    call: str


def page_tests(requests: Requests, url: str) -> PageTests | None:
    """The tests; None where no page can be small enough."""
    operation = requests.operation
    limit = operation.parameter(Role.LIMIT)
    if limit is None or operation.paging is None:
        return None
    capacity = requests.facts.capacity(requests.entity)
    size = _smallest(scalar_of(limit.type, requests.facts.index))
    rows = min(_ROWS, capacity) if size == 1 else size + 1
    if not 0 < size <= _LARGEST_PAGE or not size < rows <= capacity:
        return None
    place = next((p for r in (Role.PAGE, Role.CURSOR, Role.OFFSET) if (p := operation.parameter(r))), None)
    cursor = find(operation.answer, Fact.NEXT_CURSOR) if place and place.role is Role.CURSOR else None
    limited = f"{text_literal(limit.name)}: {size}"
    return PageTests(
        rows=rows,
        limit=size,
        places=_places(place, requests, -(-rows // size), size) if place else (),
        first=f"{{{limited}}}",
        following=f"{{{limited}, {text_literal(place.name)}: place}}" if place else "",
        next_cursor=optional(cursor) if cursor is not None else "",
        call=requests.call(url, params="params"),
    )


def _smallest(built: Type) -> int:
    """The smallest page that a type allows; 0 where tests cannot tell."""
    plain = isinstance(built, IntegerType | NumberType) and built.multiple_of in (None, 1)
    return max(1, within(1, built)) if plain else 0


def _places(place: Parameter, requests: Requests, pages: int, size: int) -> tuple[int, ...]:
    """What the parameter that names a page is on each of them."""
    paging = requests.operation.paging
    if place.role is Role.CURSOR or paging is None:
        return ()
    numbers = [paging.first_page + n if place.role is Role.PAGE else n * size for n in range(pages)]
    built = scalar_of(place.type, requests.facts.index)
    return tuple(numbers) if all(within(n, built) == n for n in numbers) else ()
