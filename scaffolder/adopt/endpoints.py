"""Modules of a project → the operations that it serves: decorators, with the prefixes of routers and their includes."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence

from scaffolder.adopt.sources import Source, last, text_of
from scaffolder.layout import Served, Spot

_METHODS = frozenset({"get", "put", "post", "delete", "patch", "head", "options", "trace"})


def served(found: Sequence[Source]) -> tuple[Served, ...]:
    """Every operation whose path is written as a constant."""
    modules = [s for s in found if not s.is_test]
    prefixes = {name: prefix for s in modules for name, prefix in _routers(s)}
    parents: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for source in modules:
        for router, parent, prefix in _includes(source):
            parents[router].append((parent, prefix))
    operations = (o for s in modules for o in _operations(s, prefixes, parents))
    return tuple(sorted(set(operations), key=lambda o: (o.path, o.method)))


def _routers(source: Source) -> Iterator[tuple[str, str]]:
    """Dotted names of routers, with their own prefixes."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Assign) and last(node.value) == "APIRouter" and isinstance(node.value, ast.Call):
            yield from ((source.resolved(t), _keyword(node.value, "prefix")) for t in node.targets)


def _includes(source: Source) -> Iterator[tuple[str, str, str]]:
    """Router, what includes it, and the prefix that this adds."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and last(node) == "include_router" and node.args:
            parent = node.func.value if isinstance(node.func, ast.Attribute) else node.func
            yield source.resolved(node.args[0]), source.resolved(parent), _keyword(node, "prefix")


def _keyword(node: ast.Call, name: str) -> str:
    return next((text_of(k.value) for k in node.keywords if k.arg == name), "")


def _operations(
    source: Source, prefixes: dict[str, str], parents: dict[str, list[tuple[str, str]]]
) -> Iterator[Served]:
    for node in ast.walk(source.tree):
        for call in getattr(node, "decorator_list", ()):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _METHODS:
                path = text_of(call.args[0]) if call.args else _keyword(call, "path")
                router = source.resolved(call.func.value)
                for prefix in _prefixes(router, prefixes, parents, frozenset()):
                    yield Served(call.func.attr.upper(), f"{prefix}{path}", Spot(source.path, call.lineno))


def _prefixes(
    router: str, prefixes: dict[str, str], parents: dict[str, list[tuple[str, str]]], above: frozenset[str]
) -> Iterator[str]:
    own = prefixes.get(router, "")
    if router not in parents or router in above:
        yield own
        return
    for parent, added in parents[router]:
        yield from (f"{p}{added}{own}" for p in _prefixes(parent, prefixes, parents, above | {router}))
