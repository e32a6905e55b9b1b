"""The tests of a project → what whoever writes one needs to know: factories of rows, and valid request bodies."""

from __future__ import annotations

import ast
from functools import lru_cache

from scaffolder import names
from scaffolder.fill.search import words
from scaffolder.parsing import parse

FACTORIES = "tests/factories.py"
_LENGTH = 110
_LONGEST = 1200
"""Characters of a body."""


@lru_cache(maxsize=64)
def _statements(text: str) -> tuple[ast.stmt, ...]:
    try:
        return tuple(parse(text).body)
    except (SyntaxError, ValueError):
        return ()


def _function(text: str, name: str) -> ast.AsyncFunctionDef | None:
    return next((n for n in _statements(text) if isinstance(n, ast.AsyncFunctionDef) and n.name == name), None)


def factory(text: str, entity: str, said: frozenset[str]) -> str:
    """What the factory of an entity fills in: `make_pet(session, number): name="alpha", age=1`; what is made of parts
    only where the words that are said name it. "" where there is none.
    """
    name = f"make_{names.snake(entity)}"
    function = _function(text, name)
    if function is None:
        return ""
    numbered = any(a.arg == "number" for a in function.args.posonlyargs)
    head = f"{name}(session{', number' if numbered else ''})"
    filled = next((_pairs(n.value) for n in function.body if isinstance(n, ast.AnnAssign)), [])
    told = ", ".join(f"{k}={_value(v)}" for k, v in filled if words(k).keys() & said or not _nested(v))
    return f"{head}: {told}" if told else head


def _pairs(value: ast.expr | None) -> list[tuple[str, ast.expr]]:
    if not isinstance(value, ast.Dict):
        return []
    pairs = zip(value.keys, value.values, strict=True)
    return [(str(ast.literal_eval(k)), _first(v)) for k, v in pairs if k is not None]


def _first(node: ast.expr) -> ast.expr:
    """Of what differs by the row's number, the first."""
    several = node.value if isinstance(node, ast.Subscript) else None
    return several.elts[0] if isinstance(several, ast.Tuple) and several.elts else node


def _nested(node: ast.expr) -> bool:
    parts = node.elts if isinstance(node, ast.List) else [node]
    return any(isinstance(part, ast.Dict) for part in parts)


def _value(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if len(text) <= _LENGTH else f"{text[:_LENGTH]}…"


def body(text: str, path: str, operation: str) -> str:
    """How a test gets a valid body of an operation, and what it is; `text` is the file with the tests of the module.

    "" where it has none, or none that can be shown whole.
    """
    constant, maker = operation.upper(), f"{operation}_body"
    notes = [n for n in _statements(text) if isinstance(n, ast.AnnAssign)]
    value = next((n.value for n in notes if ast.unparse(n.target) == constant), None)
    shown = ast.unparse(value) if value is not None else ""
    if not shown or len(shown) > _LONGEST:
        return ""
    made = _function(text, maker) is not None
    module = path.removesuffix(".py").replace("/", ".")
    taken = f"`await {maker}(session)`, with keys of rows that are there or new," if made else f"`{constant}`"
    return f"{taken} of {module}: {shown}"
