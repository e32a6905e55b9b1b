"""Identifiers from any text."""

from __future__ import annotations

import pytest

from scaffolder.names import singular, words

SINGULAR = {
    "heroes": "hero",
    "shoes": "shoe",
    "warehouses": "warehouse",
    "statuses": "status",
    "caches": "cache",
    "batches": "batch",
    "movies": "movie",
    "categories": "category",
    "shelves": "shelf",
    "archives": "archive",
    "aliases": "alias",
    "databases": "database",
    "uses": "use",
    "users": "user",
}


@pytest.mark.parametrize("plural", SINGULAR)
def test_singular(plural: str) -> None:
    assert singular(plural) == SINGULAR[plural]


@pytest.mark.parametrize(
    ("text", "found"),
    [("Größe", ("grosse",)), ("公司", ("gong", "si")), ("naïve café", ("naive", "cafe")), ("\ud800x", ("x",))],
)
def test_words_of_other_scripts(text: str, found: tuple[str, ...]) -> None:
    assert words(text) == found
