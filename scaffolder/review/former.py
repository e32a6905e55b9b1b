"""What the code was when it was generated, and what is gone since: conditions of statements, tests, claims."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from scaffolder.remarks import Remark
from scaffolder.review.checks.names import calls, last
from scaffolder.review.findings import Spot, say
from scaffolder.review.sources import Source, parse


def remarks(sources: Mapping[str, Source], base: Mapping[str, str]) -> Iterator[Remark]:
    """`base` has the text of each file as it was generated."""
    for path, text in base.items():
        source = sources.get(path)
        if source is None or source.text == text or not path.endswith(".py"):
            continue
        former = parse(path, text)
        if source.is_test:
            yield from _tests(source, former)
        elif path.endswith("repository.py"):
            yield from _conditions(source, former)


def _tests(source: Source, former: Source) -> Iterator[Remark]:
    now = {f.name: f for f in source.functions()}
    for function in former.functions():
        if not function.name.startswith("test"):
            continue
        if function.name not in now:
            yield say("R401", Spot(source, 1), f"{function.name} is gone.")
        elif not _skips(former, function) and _claims(now[function.name]) < _claims(function):
            yield say("R402", Spot.of(source, now[function.name]), f"{function.name} claims less than it did.")


def _skips(source: Source, function: ast.AST) -> bool:
    return any(last(c.func) == "skip" for c in calls(function))


def _claims(function: ast.AST) -> int:
    return sum(isinstance(n, ast.Assert) for n in ast.walk(function))


def _conditions(source: Source, former: Source) -> Iterator[Remark]:
    """Statements that bound a key of the path, and no longer do."""
    now = _bound(source)
    for name, (_, keys) in _bound(former).items():
        if name in now and (lost := keys - now[name][1]):
            text = f"{name} no longer asks for {', '.join(sorted(k.removeprefix('by_') for k in lost))}."
            yield say("R204", Spot.of(source, now[name][0]), text)


def _bound(source: Source) -> dict[str, tuple[ast.AST, set[str]]]:
    found: dict[str, tuple[ast.AST, set[str]]] = {}
    for node in source.tree.body:
        name = last(node.targets[0]) if isinstance(node, ast.Assign) else getattr(node, "name", "")
        keys = {
            str(c.args[0].value)
            for c in calls(node)
            if last(c.func) == "bindparam" and c.args and isinstance(c.args[0], ast.Constant)
        }
        if name:
            found[name] = (node, {k for k in keys if k.startswith("by_")})
    return found
