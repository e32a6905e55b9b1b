"""Statements that forget which rows they are about: a key of the path that selects nothing, a change of every row."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from scaffolder.remarks import Remark
from scaffolder.review.checks.names import calls, dotted, last, names
from scaffolder.review.findings import Spot, say
from scaffolder.review.sources import Source

_CHANGES = frozenset({"update", "delete"})


def check(source: Source) -> Iterator[Remark]:
    """All of it."""
    if source.is_test or source.is_migration or source.path.startswith("app/core/"):
        return
    statements = _statements(source)
    for function in source.functions():
        yield from _unused_keys(source, function)
        yield from _unbound_keys(source, function, statements)
    for call in calls(source.tree):
        yield from _every_row(source, call)


def _statements(source: Source) -> dict[str, ast.AST]:
    """Module-level constants and functions by name: what statements are made of."""
    found: dict[str, ast.AST] = {}
    for node in source.tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
        elif isinstance(node, ast.FunctionDef):
            found[node.name] = node
    return found


def _unused_keys(source: Source, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Remark]:
    """An argument that ends in `_id` and is never looked at, in a function that does something."""
    if _is_left(function) or any(last(d) == "overload" for d in function.decorator_list):
        return
    used = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)}
    for argument in (*function.args.args, *function.args.kwonlyargs):
        if argument.arg not in used and _is_key(argument):
            spot = Spot.of(source, argument)
            yield say("R204", spot, f"{function.name}() does not look at {argument.arg}.")


def _is_key(argument: ast.arg) -> bool:
    """By its name, unless a header or a query tells it: those need not say which row is meant."""
    elsewhere = argument.annotation is not None and names(argument.annotation) & {"Header", "Cookie", "Query"}
    return not elsewhere and (argument.arg.endswith(("_id", "_slug", "_key")) or argument.arg == "id")


def _is_left(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """It is a placeholder, or only a signature."""
    body = [s for s in function.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    return not body or all(isinstance(s, ast.Raise | ast.Pass) for s in body)


def _unbound_keys(
    source: Source, function: ast.FunctionDef | ast.AsyncFunctionDef, statements: dict[str, ast.AST]
) -> Iterator[Remark]:
    """A value that is given to a statement which has no place for it."""
    for call in calls(function):
        given = [n for a in call.args for n in ast.walk(a) if isinstance(n, ast.Dict)]
        made = [statements[dotted(a)] for a in call.args if dotted(a) in statements]
        if not made or not given:
            continue
        bound = {text for part in made for text in _texts(part, statements)}
        for name in (k for d in given for k in d.keys if isinstance(k, ast.Constant)):
            if str(name.value).startswith("by_") and name.value not in bound:
                yield say(
                    "R204", Spot.of(source, name), f"{name.value!s} is given to a statement that does not ask for it."
                )


def _texts(node: ast.AST, statements: dict[str, ast.AST], depth: int = 0) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value
        elif isinstance(each, ast.Name) and each.id in statements and depth < 3:
            yield from _texts(statements[each.id], statements, depth + 1)


def _every_row(source: Source, call: ast.Call) -> Iterator[Remark]:
    """`update(X).values(…)` or `delete(X)` without a condition."""
    if not isinstance(call.func, ast.Name) or call.func.id not in _CHANGES or len(call.args) != 1:
        return
    chain: list[str] = []
    for outer in source.enclosing(call):
        if isinstance(outer, ast.Attribute):
            chain.append(outer.attr)
        elif not isinstance(outer, ast.Call):
            break
    if not {"where", "filter", "filter_by"} & {*chain} and not _later(source, call):
        yield say("R210", Spot.of(source, call), f"{call.func.id}({ast.unparse(call.args[0])}) has no condition.")


def _later(source: Source, call: ast.Call) -> bool:
    """The statement is a variable that gets its condition further down."""
    outer = list(source.enclosing(call))
    assigned = next((n for n in outer if isinstance(n, ast.Assign)), None)
    scope = next((n for n in outer if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)), source.tree)
    if assigned is None or not isinstance(assigned.targets[0], ast.Name):
        return False
    name = assigned.targets[0].id
    return any(dotted(c.func).startswith(f"{name}.") and ".where" in f".{dotted(c.func)}" for c in calls(scope))
