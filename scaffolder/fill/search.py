"""Code of the project that resembles what is to be written, so that its habits are followed.

In: the code, a sentence. Out: functions that people or models have written, nearest first. What is generated is no
example: everybody has it.
"""

from __future__ import annotations

import ast
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from scaffolder.bodies import bodies_in
from scaffolder.parsing import parse

_WORD = re.compile(r"[A-Za-z][a-z]+|[A-Z]+(?![a-z])")
_PLAIN = frozenset(
    "a an and are at be but by for from has if in is it its not of on or than that the to was with".split()
)
_LONGEST = 40
"""Lines of an example."""


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of the project."""

    path: str
    text: str
    id: str = ""
    """Of the placeholder that it fills, if it does."""


def words(text: str) -> Counter[str]:
    """The words of a text or of code, in lower case, endings cut."""
    found = (w.lower() for w in _WORD.findall(text))
    return Counter(_stem(w) for w in found if w not in _PLAIN and len(w) > 1)


@lru_cache(maxsize=4096)
def _counted(text: str) -> Counter[str]:
    """The same, of code that is looked at again for each placeholder."""
    return words(text)


def _stem(word: str) -> str:
    for ending in ("ings", "ing", "ies", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def similar(sentence: str, examples: Iterable[Example], *, most: int) -> tuple[Example, ...]:
    """The examples that share the rarest words with a sentence, best first; those that share none are left out."""
    texts = [(e, _counted(e.text)) for e in examples]
    seen = Counter(word for _, counted in texts for word in counted)
    asked = words(sentence)
    ranked = sorted(((_score(asked, counted, seen, len(texts)), e) for e, counted in texts), key=_order)
    return tuple(e for score, e in ranked[:most] if score > 0)


def _order(ranked: tuple[float, Example]) -> tuple[float, str, str]:
    return -ranked[0], ranked[1].path, ranked[1].text


def _score(asked: Counter[str], counted: Counter[str], seen: Counter[str], total: int) -> float:
    shared = asked.keys() & counted.keys()
    length = math.sqrt(sum(counted.values()) or 1)
    return sum(math.log(1 + total / seen[w]) for w in shared) / length


def examples(code: Mapping[str, str], generated: Mapping[str, str], *, tests: bool) -> Iterator[Example]:
    """What was written by hand or filled: bodies of placeholders, and functions that no template has made."""
    for path, text in sorted(code.items()):
        if path.endswith(".py") and path.startswith("tests/") == tests:
            yield from _filled(path, text, generated.get(path, ""))
            if path not in generated:
                yield from _functions(path, text)


def _filled(path: str, text: str, generated: str) -> Iterator[Example]:
    defaults = bodies_in(path, generated)
    for id_, body in bodies_in(path, text).items():
        if body not in {"", defaults.get(id_, "")} and body.count("\n") < _LONGEST:
            yield Example(path, body, id_)


def _functions(path: str, text: str) -> Iterator[Example]:
    try:
        tree = parse(text)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found = ast.get_source_segment(text, node) or ""
            if 0 < found.count("\n") < _LONGEST:
                yield Example(path, found)
