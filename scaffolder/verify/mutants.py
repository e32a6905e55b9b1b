"""A filled body → bodies with one small mistake each, of the kinds that people and models make.

Left out is what a test of the behaviour cannot notice: texts of messages, limits of queries, flushes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest

MOST = 24
"""Mutants of one body; of more, an even choice is taken from every kind."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A body with one mistake."""

    body: str
    kind: str
    line: int
    before: str
    after: str

    @property
    def told(self) -> str:
        """For whoever writes the test."""
        return f"line {self.line}: {self.before}  →  {self.after or '(removed)'}"


def of(body: str, most: int = MOST) -> tuple[Mutant, ...]:
    """The mutants of a body, in the order of its lines; none of a body that does not parse."""
    from scaffolder.verify.mutations import mutations

    found = {m.body: m for m in mutations(body) if m.body.strip() != body.strip()}
    chosen = list(_chosen(tuple(found.values()), most))
    return tuple(sorted(chosen, key=lambda m: (m.line, m.kind, m.after)))


def _chosen(found: tuple[Mutant, ...], most: int) -> Iterator[Mutant]:
    """Of each kind in turn, until there are enough."""
    kinds: dict[str, list[Mutant]] = {}
    for mutant in found:
        kinds.setdefault(mutant.kind, []).append(mutant)
    turns = chain.from_iterable(zip_longest(*(_spread(group, most) for group in kinds.values())))
    yield from [mutant for mutant in turns if mutant is not None][:most]


def _spread(group: list[Mutant], most: int) -> list[Mutant]:
    """At most so many, from the whole of it."""
    step = max(1, len(group) // most)
    return group[::step]
