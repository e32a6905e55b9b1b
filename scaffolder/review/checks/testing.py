"""Tests that do not test: switched off, without a claim, or with one that always holds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from scaffolder.remarks import Remark
from scaffolder.review.checks.names import calls, dotted, is_constant, names
from scaffolder.review.checks.placeholders import spans
from scaffolder.review.findings import Spot, say
from scaffolder.review.patches import replaced_line
from scaffolder.review.sources import Source

_MARKS = frozenset({"pytest.mark.skip", "pytest.mark.xfail", "unittest.skip"})
_CLAIMS = ("assert", "raises", "warns", "check", "expect", "verify", "fail")


def check(source: Source) -> Iterator[Remark]:
    """All tests of a file."""
    if not source.is_test:
        return
    left = spans(source)
    for function in source.functions():
        if function.name.startswith("test"):
            yield from _switched_off(source, function, left)
            yield from _without_claim(source, function, left)
        yield from _always_true(source, function)


def _switched_off(
    source: Source, function: ast.FunctionDef | ast.AsyncFunctionDef, left: tuple[range, ...]
) -> Iterator[Remark]:
    for decorator in function.decorator_list:
        always = dotted(decorator) == "pytest.mark.skipif" and isinstance(decorator, ast.Call) and decorator.args
        if dotted(decorator) in _MARKS or (always and is_constant(decorator.args[0], True)):  # type: ignore[attr-defined]
            patch = replaced_line(source.path, source.text, decorator.lineno, None)
            one_line = decorator.lineno == decorator.end_lineno
            yield say(
                "R401", Spot.of(source, decorator), f"{function.name} is switched off.", patch if one_line else ""
            )
    for statement in function.body[:2]:
        called = isinstance(statement, ast.Expr) and dotted(statement.value) == "pytest.skip"
        inside = any(statement.lineno in span for span in left)
        if (called and not inside) or (isinstance(statement, ast.Return) and len(function.body) > 1):
            yield say("R401", Spot.of(source, statement), f"{function.name} ends before it tests anything.")
            return


def _without_claim(
    source: Source, function: ast.FunctionDef | ast.AsyncFunctionDef, left: tuple[range, ...]
) -> Iterator[Remark]:
    if any(span.start in range(function.lineno, (function.end_lineno or 0) + 1) and _skips(function) for span in left):
        return
    claims = any(isinstance(n, ast.Assert) for n in ast.walk(function))
    claims = claims or any(word in name.lower() for name in names(function) for word in _CLAIMS)
    if not claims and not _skips(function):
        yield say("R402", Spot.of(source, function), f"{function.name} claims nothing.")


def _skips(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(dotted(c.func) == "pytest.skip" for c in calls(function))


def _always_true(source: Source, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Remark]:
    for claim in (n for n in ast.walk(function) if isinstance(n, ast.Assert)):
        test = claim.test
        constant = isinstance(test, ast.Constant) and bool(test.value)
        either = (
            isinstance(test, ast.BoolOp)
            and isinstance(test.op, ast.Or)
            and any(is_constant(v, True) for v in test.values)
        )
        same = isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq) and _is_same(test)
        filled = isinstance(test, ast.Tuple) and bool(test.elts)
        if constant or either or same or filled:
            yield say("R403", Spot.of(source, claim), f"{ast.unparse(test)} always holds.")


def _is_same(test: ast.Compare) -> bool:
    """Both sides are written alike, and nothing is called that could answer another thing the second time."""
    return ast.dump(test.left) == ast.dump(test.comparators[0]) and not any(calls(test))
