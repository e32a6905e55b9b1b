"""The order in which the modules' routes are tried: a fixed path comes before a path with a parameter that matches it.

In: the index. Out: modules; the document's own order wherever nothing speaks against it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from scaffolder.model import Module
from scaffolder.names import ModuleName
from scaffolder.render.index import Index

_PARAMETER = re.compile(r"\{[^}]*\}")

_Segments = tuple[str, ...]
_Route = tuple[_Segments, ModuleName]


def ordered_modules(index: Index) -> tuple[Module, ...]:
    """Modules such that no route hides a more specific one of a later module, as far as there are no cycles."""
    modules = {m.name: m for m in index.model.modules}
    before = _before(index)
    placed: dict[ModuleName, Module] = {}
    for name in modules:
        _place(name, modules, before, placed, frozenset())
    return tuple(placed.values())


def _place(
    name: ModuleName,
    modules: Mapping[ModuleName, Module],
    before: Mapping[ModuleName, list[ModuleName]],
    placed: dict[ModuleName, Module],
    above: frozenset[ModuleName],
) -> None:
    if name in placed or name in above:
        return
    for other in before[name]:
        _place(other, modules, before, placed, above | {name})
    placed[name] = modules[name]


def _before(index: Index) -> Mapping[ModuleName, list[ModuleName]]:
    """For each module those with a route that one of its own would hide."""
    shapes: dict[tuple[str, int], list[tuple[_Segments, ModuleName]]] = defaultdict(list)
    for module in index.model.modules:
        for operation in index.operations(module):
            segments = tuple(_PARAMETER.sub("{}", s) for s in operation.path.strip("/").split("/"))
            shapes[operation.method, len(segments)].append((segments, module.name))
    found: dict[ModuleName, list[ModuleName]] = defaultdict(list)
    for alike in shapes.values():
        routes = _Routes(alike)
        for segments, name in alike:
            found[name] += [n for n in _hidden(segments, routes) if n != name and n not in found[name]]
    return found


class _Routes:
    """Routes of one length, by the segment at each place."""

    def __init__(self, routes: Sequence[_Route]) -> None:
        self._all = routes
        self._by_segment: dict[tuple[int, str], list[_Route]] = defaultdict(list)
        for route in routes:
            for place in enumerate(route[0]):
                self._by_segment[place].append(route)

    def near(self, general: _Segments) -> Sequence[_Route]:
        """Those among which are all that share the fixed segments of a path."""
        fixed = (self._by_segment[place] for place in enumerate(general) if "{}" not in place[1])
        return min(fixed, key=len, default=self._all)


def _hidden(general: _Segments, routes: _Routes) -> Iterable[ModuleName]:
    """Modules of the paths that are fixed wherever they differ from the general one, which has a parameter there."""
    if not any("{}" in s for s in general):
        return ()
    near = routes.near(general)
    return (name for segments, name in near if segments != general and _covers(general, segments))


def _covers(general: _Segments, specific: _Segments) -> bool:
    return all(a == b or ("{}" in a and "{}" not in b) for a, b in zip(general, specific, strict=True))
