"""What the headers of a success say: counts and places of pages, by their names.

In: a success answer of an operation, the entity that it is about. Out: the same answer, its headers with facts.
"""

from __future__ import annotations

from dataclasses import replace

from scaffolder import names
from scaffolder.inference.built import Built
from scaffolder.model import Fact, Header, Response

_FACTS = {
    "x_total_count": Fact.TOTAL,
    "x_total": Fact.TOTAL,
    "total_count": Fact.TOTAL,
    "x_pagination_total_count": Fact.TOTAL,
    "total": Fact.TOTAL,
    "x_pagination_total": Fact.TOTAL,
    "x_total_pages": Fact.PAGES,
    "x_pagination_total_pages": Fact.PAGES,
    "x_page_count": Fact.PAGES,
    "x_page": Fact.PAGE,
    "x_pagination_page": Fact.PAGE,
    "x_per_page": Fact.LIMIT,
    "x_pagination_per_page": Fact.LIMIT,
    "x_limit": Fact.LIMIT,
    "x_offset": Fact.OFFSET,
    "link": Fact.LINKS,
    "next_cursor": Fact.NEXT_CURSOR,
    "x_next_cursor": Fact.NEXT_CURSOR,
    "next_page_token": Fact.NEXT_CURSOR,
    "x_next_page_token": Fact.NEXT_CURSOR,
}
"""What a list can say in its headers, by their names."""


def with_facts(success: Response | None, built: Built) -> Response | None:
    """The answer with what its headers say of pages and versions; None stays None."""
    if success is None:
        return None
    return replace(success, headers=tuple(_header(h, built) for h in success.headers))


def _header(header: Header, built: Built) -> Header:
    fact = _FACTS.get(names.snake(header.name))
    return replace(header, fact=fact, etag=header.etag and built.entity.version is not None)
