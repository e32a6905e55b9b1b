"""What a call or an expression is about, by its names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

_SECRET = re.compile(
    r"(?:^|_)(?:password|passwd|secret|token|api_?key|private_?key|credential|signature)s?(?:_|$)", re.I
)


def dotted(node: ast.AST) -> str:
    """ "a.b.c" of a name or an attribute, calls within left out; "" for other expressions."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    if isinstance(node, ast.Call):
        return dotted(node.func)
    return ""


def last(node: ast.AST) -> str:
    """The last part of the dotted name."""
    return dotted(node).rpartition(".")[2]


def calls(node: ast.AST) -> Iterator[ast.Call]:
    """All calls within."""
    yield from (n for n in ast.walk(node) if isinstance(n, ast.Call))


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword argument."""
    return next((k.value for k in call.keywords if k.arg == name), None)


def is_constant(node: ast.AST | None, *values: object) -> bool:
    """It is one of these literals, of the same type."""
    if not isinstance(node, ast.Constant):
        return False
    return any(node.value == value and type(node.value) is type(value) for value in values)


def is_secret(name: str) -> bool:
    """The name speaks of a secret."""
    return _SECRET.search(name) is not None


def names(node: ast.AST) -> set[str]:
    """All names and attributes within."""
    found = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    return found | {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}
