"""Expressions that several statements of a file share: each is written once, under a name of its own.

In: an expression and the name that it would like. Out: what stands in its place, and the constants to write.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count


@dataclass(frozen=True, slots=True)
class Constant:
    """A name and what stands for it."""

    name: str
    value: str


@dataclass(slots=True)
class Constants:
    """The constants of one file, in the order of their first use."""

    taken: set[str]
    """Names that the file has besides."""
    _names: dict[str, str] = field(default_factory=dict)

    def name(self, value: str, wish: str) -> str:
        """The name of an expression; the same one for the same expression."""
        if value not in self._names:
            names = (wish if n == 1 else f"{wish}_{n}" for n in count(1))
            self._names[value] = next(n for n in names if n not in self.taken)
            self.taken.add(self._names[value])
        return self._names[value]

    def all(self) -> tuple[Constant, ...]:
        """Every constant."""
        return tuple(Constant(name, value) for value, name in self._names.items())
