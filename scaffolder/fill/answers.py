"""What a model wrote → the body that it means, or what is wrong with the answer.

Models put prose around code, code into fences, bodies into whole functions, or JSON into any of these. A body is only
taken out where there is no doubt which one is meant; whether it is a good one is not decided here.
"""

from __future__ import annotations

import ast
import json
import re
import textwrap
from dataclasses import dataclass

from scaffolder.parsing import parse

_FENCE = re.compile(r"^[ \t]*```[ \t]*(?P<tag>[A-Za-z0-9_+-]*)[^\n]*\n(?P<code>.*?)^[ \t]*```[ \t]*$", re.M | re.S)
_OPEN = re.compile(r"^[ \t]*```", re.M)
_CODE = {"", "python", "py", "python3"}
_LONGEST = 20_000
"""Characters of a body."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Either a body or what is wrong."""

    body: str = ""
    problem: str = ""
    """For the model: what to do better."""


def read(text: str, *, function: str, cut_off: bool = False) -> Answer:
    """The body in an answer about a function of this name."""
    if cut_off:
        return Answer(problem="The answer was cut off before its end: write a shorter body, and nothing beside it.")
    if not text.strip():
        return Answer(problem="The answer was empty.")
    if len(text) > 2 * _LONGEST:
        return Answer(problem="The answer is too long.")
    found = _from_json(text)
    if found is None:
        found = _from_fences(text, function)
    return found if isinstance(found, Answer) else body(found, function=function)


def body(code: str, *, function: str) -> Answer:
    """The body that a piece of code means: itself, or that of the function asked for."""
    code = textwrap.dedent(code.replace("\r\n", "\n").replace("\t", "    ").strip("\n")).rstrip()
    if not code.strip():
        return Answer(problem="The body is empty: it has to enforce the rule.")
    if len(code) > _LONGEST:
        return Answer(problem="The body is too long.")
    try:
        tree = parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Answer(code)  # `return` and `await` parse here; whoever judges tells what does not
    functions = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    others = [n for n in tree.body if n not in functions and not isinstance(n, ast.Import | ast.ImportFrom)]
    if not functions or others:
        return Answer(code)
    return _of_function(code, tree, functions, function)


_Function = ast.FunctionDef | ast.AsyncFunctionDef


def _of_function(code: str, tree: ast.Module, functions: list[_Function], function: str) -> Answer:
    meant = [n for n in functions if n.name == function]
    if len(functions) > 1 or not meant:
        names = ", ".join(n.name for n in functions)
        return Answer(problem=f"The answer defines {names}; only the body of {function} is asked for.")
    imports = [ast.unparse(n) for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)]
    statements = meant[0].body
    if ast.get_docstring(meant[0]) is not None:
        statements = statements[1:]
    if not statements:
        return Answer(problem="The body is empty: it has to enforce the rule.")
    lines = code.split("\n")[statements[0].lineno - 1 : meant[0].end_lineno]
    inner = textwrap.dedent("\n".join(lines))
    return Answer("\n".join([*imports, *([""] if imports else []), inner]))


def _from_json(text: str) -> str | Answer | None:
    """The `body` of a JSON object that is the whole answer, in a fence or not; None where the answer is no object."""
    stripped = text.strip()
    fence = _FENCE.fullmatch(stripped)
    if fence and fence["tag"].lower() in {"", "json"}:
        stripped = fence["code"].strip()
    if not stripped.startswith("{"):
        return None
    try:
        value = json.loads(stripped)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    found = value.get("body")
    return found if isinstance(found, str) else Answer(problem='The JSON object has no text under "body".')


def _from_fences(text: str, function: str) -> str | Answer:
    """The one block of code among the prose; the whole text where there is no block."""
    blocks = [m["code"] for m in _FENCE.finditer(text) if m["tag"].lower() in _CODE]
    if not blocks:
        if _OPEN.search(text):
            return Answer(problem="The block of code has no end: write one whole ```python block.")
        return text
    if len(blocks) == 1:
        return blocks[0]
    meant = [b for b in blocks if re.search(rf"^\s*(async )?def {re.escape(function)}\b", b, re.M)]
    if len(meant) == 1:
        return meant[0]
    return Answer(problem=f"The answer has {len(blocks)} blocks of code: write one.")
