"""Texts that a regular expression matches: the pattern in, plain ASCII texts out, the same ones for the same seed.

rstr does the same, but chooses from sets, so that its texts change with Python's hash seed.
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import cast

from scaffolder.inference.patterns import Node, parsed

_PRINTABLE = string.ascii_lowercase + string.digits + string.ascii_uppercase + string.punctuation + " "


LONGEST = 110_000
"""Characters of a text; none longer is made."""
_VARIED = 20
"""How often a part is made anew; it is the same again from then on."""


class UnknownConstruct(Exception):
    """The pattern holds something that no text is made for."""


class PatternTexts:
    """Makes texts of one pattern; each call of `text` gives another one."""

    def __init__(self, pattern: str, *, seed: int, spread: int) -> None:
        self._tree = _tree(pattern)
        self._random = random.Random(f"{seed} {pattern}")
        self._spread = spread
        """How often a part is repeated beyond its minimum, at most."""
        self._groups: dict[int, str] = {}
        self._makers: dict[str, Callable[[object], str]] = {
            "AT": lambda _: "",
            "ASSERT_NOT": lambda _: "",
            "ANY": lambda _: self._random.choice(string.ascii_lowercase),
            "LITERAL": lambda code: chr(cast("int", code)),
            "NOT_LITERAL": lambda code: self._one(c for c in _PRINTABLE if ord(c) != code),
            "IN": lambda parts: self._one(self._tree.characters(cast("list[Node]", parts))),
            "BRANCH": lambda value: self._all(self._random.choice(cast("tuple[None, list[list[Node]]]", value)[1])),
            "SUBPATTERN": self._group,
            "GROUPREF": lambda number: self._groups.get(cast("int", number), ""),
            "ASSERT": lambda _: "",
            "ATOMIC_GROUP": lambda nodes: self._all(cast("list[Node]", nodes)),
            "MAX_REPEAT": self._repeat,
            "MIN_REPEAT": self._repeat,
            "POSSESSIVE_REPEAT": self._repeat,
        }

    def text(self) -> str:
        """The next text. It may still miss the pattern where that looks ahead or back: check it."""
        self._groups.clear()
        return self._all(self._tree.nodes)

    def _all(self, nodes: Iterable[Node]) -> str:
        made = "".join(map(self._make, nodes))
        if len(made) > LONGEST:
            raise UnknownConstruct("a text of this length")
        return made

    def _make(self, node: Node) -> str:
        maker = self._makers.get(str(node[0]))
        if maker is None:
            raise UnknownConstruct(str(node[0]))
        return maker(node[1])

    def _one(self, characters: Iterable[str]) -> str:
        """One of some characters; a letter or digit where there is one."""
        usable = list(characters)
        plain = [c for c in usable if c.isalnum()]
        if not usable:
            raise UnknownConstruct("an empty class")
        return self._random.choice(plain or usable)

    def _group(self, value: object) -> str:
        number, _, _, nodes = cast("tuple[int | None, int, int, list[Node]]", value)
        made = self._all(nodes)
        if number is not None:
            self._groups[number] = made
        return made

    def _repeat(self, value: object) -> str:
        low, high, nodes = cast("tuple[int, int, list[Node]]", value)
        times = self._random.randint(int(low), min(int(high), int(low) + self._spread))
        made = "".join(self._all(nodes) for _ in range(min(times, _VARIED)))
        if times <= _VARIED:
            return made
        rest = self._all(nodes)
        if len(rest) * (times - _VARIED) > LONGEST:
            raise UnknownConstruct("a text of this length")
        return made + rest * (times - _VARIED)


class _Tree:
    """A pattern's syntax tree, and the characters of its classes as they become known."""

    def __init__(self, pattern: str) -> None:
        self.nodes = parsed(pattern)
        self._classes: dict[int, list[str]] = {}

    def characters(self, parts: list[Node]) -> list[str]:
        """The characters of a class; the tree keeps its parts, so that their identity names them."""
        if id(parts) not in self._classes:
            self._classes[id(parts)] = _members(parts)
        return self._classes[id(parts)]


@lru_cache(maxsize=16)
def _tree(pattern: str) -> _Tree:
    return _Tree(pattern)


def _members(parts: list[Node]) -> list[str]:
    """The characters of a class, printable ones if it has any."""
    negated = any(str(kind) == "NEGATE" for kind, _ in parts)
    tests = [_test(kind, value) for kind, value in parts if str(kind) != "NEGATE"]
    found = [c for c in _PRINTABLE if any(test(c) for test in tests) != negated]
    if found or negated:
        return found
    return [chr(cast("int", value)) for kind, value in parts if str(kind) == "LITERAL"]


def _test(kind: object, value: object) -> Callable[[str], bool]:
    if str(kind) == "LITERAL":
        return lambda c: ord(c) == value
    if str(kind) == "RANGE":
        low, high = cast("tuple[int, int]", value)
        return lambda c: low <= ord(c) <= high
    category = re.compile(_CATEGORIES[str(value)])
    return lambda c: category.match(c) is not None


_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
}
