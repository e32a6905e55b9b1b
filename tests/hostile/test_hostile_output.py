"""Data is never code: hostile strings in every position of a document leave an output in which they are data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import pytest

from hostile import output_checks
from hostile.filling import DOCUMENTS, Position, accepted, benign, filled, positions, understood, unformatted
from hostile.strings import HOSTILE, spell
from scaffolder.names import words
from scaffolder.tree import Tree

CASES = [*((name, "openapi") for name in HOSTILE), *((name, "swagger") for name in list(HOSTILE)[::3])]
"""Swagger 2.0 is upgraded on reading, so that a third of the strings tells whether the way there is safe."""


@lru_cache
def harmless(document: str, kind: str) -> Tree:
    """The output for the same document with a harmless string in the same positions."""
    if kind != "text":
        return unformatted(benign(document))
    model = understood(filled(document, "Words @@.", accepted(document, "Words @@.", kind))).model
    assert model is not None
    return unformatted(model)


@lru_cache
def usual_comments() -> set[str]:
    return {text for each in _usual() for _, text in each.comments}


@lru_cache
def usual_names() -> set[str]:
    return {name for each in _usual() for name in each.names} | {"compile", "Format"}


@lru_cache
def usual_words() -> set[str]:
    """Words of which names are made where a hostile name is left out."""
    return {word for document in DOCUMENTS for position in positions(document) for word in words(position.benign)}


@lru_cache
def usual_outline() -> set[str]:
    return {part for d in DOCUMENTS for part in output_checks.outline(str(harmless(d, "name")["README.md"].content))}


def _usual() -> Iterator[output_checks.Source]:
    for document in DOCUMENTS:
        yield from output_checks.sources(unformatted(benign(document))).values()


def check(document: str, pattern: str, where: tuple[Position, ...]) -> Tree | None:
    """What must hold of every output; None where the document is refused."""
    model = understood(filled(document, pattern, where)).model
    if model is None:
        return None
    tree = unformatted(model)
    found = output_checks.sources(tree)
    output_checks.check_names(found, usual_names(), usual_words() | set(words(spell(pattern, 0))))
    output_checks.check_evaluated(found)
    output_checks.check_comments(tree, usual_comments())
    output_checks.check_markers(tree, model)
    output_checks.check_paths(tree)
    return tree


@pytest.mark.parametrize(("name", "document"), CASES)
def test_texts_change_nothing_but_texts(name: str, document: str) -> None:
    where = accepted(document, HOSTILE[name], "text")
    tree = check(document, HOSTILE[name], where)
    if tree is None:
        assert name == "lone surrogates"
        return
    plain = harmless(document, "text")
    assert list(tree) == list(plain)
    found, usual = output_checks.sources(tree), output_checks.sources(plain)
    for path, each in found.items():
        assert each.skeleton == usual[path].skeleton, path
    output_checks.check_other_files(tree, plain)


@pytest.mark.parametrize("kind", ["value", "name"])
@pytest.mark.parametrize(("name", "document"), CASES)
def test_values_and_names_stay_what_they_are(name: str, document: str, kind: str) -> None:
    where = accepted(document, HOSTILE[name], kind)
    tree = check(document, HOSTILE[name], where)
    if tree is None:
        assert name == "lone surrogates"
        return
    output_checks.check_environment(
        str(tree[".env.example"].content), str(harmless(document, kind)[".env.example"].content)
    )
    assert set(output_checks.outline(str(tree["README.md"].content))) <= usual_outline()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_values_reach_the_output(document: str) -> None:
    """Most slots do show in the output, so that the checks above check something."""
    where = tuple(p for p in positions(document) if p.kind == "value")
    tree = check(document, "@@x", where)
    assert tree is not None
    text = "".join(str(f.content) for f in tree.values())
    reached = [n for n, p in enumerate(positions(document)) if p in where and f"{spell('@@x', n)}" in text]
    assert len(reached) >= len(where) // 2


@pytest.mark.parametrize("name", list(HOSTILE)[::7])
def test_one_position_at_a_time(name: str) -> None:
    for position in positions("openapi")[len(name) % 25 :: 25]:
        check("openapi", HOSTILE[name], (position,))


def test_a_base_path_is_no_markup() -> None:
    where = (Position("value", "v1"),)
    tree = check("openapi", "`<script>alert('@@')</script>", where)
    assert tree is not None
    output_checks.outline(str(tree["README.md"].content))
