"""The order in which the modules' routes are tried: a fixed path comes before a path with a parameter that matches it.

In: the index. Out: modules; the document's own order wherever nothing speaks against it.
"""

from __future__ import annotations

import re

from scaffolder.model import Module, Operation
from scaffolder.render.index import Index

_PARAMETER = re.compile(r"\{[^}]*\}")


def ordered_modules(index: Index) -> tuple[Module, ...]:
    """Modules such that no route hides a more specific one of a later module, as far as there are no cycles."""
    placed: dict[str, Module] = {}
    for module in index.model.modules:
        _place(module, index, placed, frozenset())
    return tuple(placed.values())


def _place(module: Module, index: Index, placed: dict[str, Module], above: frozenset[str]) -> None:
    if module.name in placed or module.name in above:
        return
    for other in index.model.modules:
        if other is not module and _hides(module, other, index):
            _place(other, index, placed, above | {module.name})
    placed[module.name] = module


def _hides(module: Module, other: Module, index: Index) -> bool:
    """Some route of `module` also matches the path of a more specific one of `other`."""
    return any(_covers(a, b) for a in index.operations(module) for b in index.operations(other))


def _covers(general: Operation, specific: Operation) -> bool:
    """Every segment of the specific path is the same, or fixed where the general one has a parameter."""
    left, right = general.path.strip("/").split("/"), specific.path.strip("/").split("/")
    if general.method != specific.method or len(left) != len(right):
        return False
    differing = [(a, b) for a, b in zip(left, right, strict=True) if _blank(a) != _blank(b)]
    return bool(differing) and all("{" in a and "{" not in b for a, b in differing)


def _blank(segment: str) -> str:
    return _PARAMETER.sub("{}", segment)
