"""Work without end that can be told from the text, so that no time limit has to be waited for."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_LARGEST = 10**12
"""Larger whole numbers have no use in a business rule."""
_MOST_REPEATED = 10_000
_LARGEST_POWER = 64


def unbounded(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and sentence."""
    for node in ast.walk(tree):
        if said := _said(node):
            yield getattr(node, "lineno", 1), said


def _said(node: ast.AST) -> str:
    match node:
        case ast.While(test=test) if _always(test) and not _leaves(node):
            return "the loop never ends"
        case ast.Constant(value=int(value)) if abs(value) > _LARGEST:
            return "the number is too large"
        case ast.BinOp(op=ast.Pow() | ast.LShift(), right=right) if not _small(right, _LARGEST_POWER):
            return f"powers and shifts take literals up to {_LARGEST_POWER}"
        case ast.BinOp(op=ast.Mult(), left=left, right=right) if _repeats(left, right) or _repeats(right, left):
            return f"texts and lists are repeated {_MOST_REPEATED} times at most, by a literal"
        case ast.Call(func=ast.Name(id=name), args=args):
            return _said_of_call(name, args)
    return ""


def _said_of_call(name: str, arguments: list[ast.expr]) -> str:
    if name == "range" and any(_huge(a) for a in arguments):
        return "the range is too large"
    return "pow is written as an operator, with a literal" if name == "pow" else ""


def _always(test: ast.expr) -> bool:
    return isinstance(test, ast.Constant) and bool(test.value)


def _leaves(loop: ast.While) -> bool:
    return any(isinstance(n, ast.Break | ast.Return | ast.Raise) for s in loop.body for n in ast.walk(s))


def _small(node: ast.expr, most: int) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and abs(node.value) <= most


def _repeats(what: ast.expr, times: ast.expr) -> bool:
    """A literal text or list, repeated more often than is of use; by a variable, memory is bounded where it runs."""
    text = isinstance(what, ast.Constant) and isinstance(what.value, str | bytes)
    listed = text or isinstance(what, ast.List | ast.Tuple | ast.JoinedStr)
    return listed and not isinstance(times, ast.Name | ast.Attribute) and not _small(times, _MOST_REPEATED)


def _huge(node: ast.expr) -> bool:
    value = node.operand if isinstance(node, ast.UnaryOp) else node
    if isinstance(value, ast.BinOp):
        return any(_huge(n) for n in (value.left, value.right)) or isinstance(value.op, ast.Pow)
    return isinstance(value, ast.Constant) and isinstance(value.value, int) and abs(value.value) > 1_000_000
