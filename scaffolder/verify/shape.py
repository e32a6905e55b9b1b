"""A fill → what keeps it from being the body of one function and nothing else: the checks `syntax` and `body`.

The text alone is looked at first, then the file with the fill in its place, which may differ from the file without it
in nothing but the function's body and the imports at its head.
"""

from __future__ import annotations

import ast
import io
import re
import textwrap
import tokenize
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from scaffolder.bodies import Misplaced, body_of, placed
from scaffolder.fills import Fill
from scaffolder.parsing import parse

MOST_CHARACTERS = 20_000
_HEAD = "async def placeholder():\n"
_FIRST = 2
"""Line of the wrapped text on which the body begins."""
_DIRECTIVE = re.compile(
    r"#\s*(type\s*:|noqa|scaffold\b|pragma\b|fmt\s*:|ruff\s*:|mypy\s*:|pylint\s*:|pyright\s*:|isort\s*:|nosec|.*coding[:=])",
    re.IGNORECASE,
)
_REMNANT = re.compile(
    r"<\|[a-z_]+\|>|\[/?INST\]|</?(?:system|assistant|user|tool_call|think)>|```"
    r"|(?:ignore|disregard|forget)\s+(?:all\s+|any\s+)?(?:the\s+)?(?:previous|prior|above|earlier)\s+\w+",
    re.IGNORECASE,
)
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Body:
    """A fill as read: its statements, with the lines that it has in the fill."""

    tree: ast.AsyncFunctionDef
    text: str

    @property
    def imports(self) -> tuple[ast.Import | ast.ImportFrom, ...]:
        """Those that it begins with."""
        found: list[ast.Import | ast.ImportFrom] = []
        for statement in self.tree.body:
            if not isinstance(statement, ast.Import | ast.ImportFrom):
                break
            found.append(statement)
        return tuple(found)


def read(body: str) -> Body | str:
    """The body as parsed, or what is wrong with its syntax."""
    if len(body) > MOST_CHARACTERS:
        return f"the body has {len(body)} characters; {MOST_CHARACTERS} are allowed"
    if strange := next((c for c in body if _is_strange(c)), None):
        line = body[: body.index(strange)].count("\n") + 1
        return (
            f"line {line}: the character U+{ord(strange):04X} ({unicodedata.name(strange, 'unnamed')}) is not allowed"
        )
    wrapped = _HEAD + textwrap.indent(body, "    ", lambda line: bool(line.strip())) + "\n"
    try:
        statements = parse(wrapped).body
    except SyntaxError as error:
        return _syntax_error(error, body)
    except (ValueError, RecursionError, MemoryError) as error:
        return f"the body cannot be parsed: {error or type(error).__name__}"
    if len(statements) != 1 or not isinstance(statements[0], ast.AsyncFunctionDef):
        return "the text leaves the function"
    return Body(ast.increment_lineno(statements[0], 1 - _FIRST), body)


def wrong_in_text(body: Body) -> tuple[str, ...]:
    """What in the text of a body cannot stand in a placeholder."""
    return tuple(dict.fromkeys((*_wrong_tokens(body.text), *_wrong_nodes(body))))


def wrong_in_place(text: str, fill: Fill) -> tuple[str, ...]:
    """What a fill changes in its file beside the function's body and the imports at the head."""
    try:
        after = placed(text, fill)
        body_of(after, fill.id)
    except Misplaced as error:
        return (str(error),)
    if text.count("# scaffold:") != after.count("# scaffold:"):
        return ("the body changes the markers",)
    try:
        before, changed = _outline(text, fill.id), _outline(after, fill.id)
    except SyntaxError as error:
        return (f"the file does not parse with this body: {error.msg}",)
    return () if before == changed else ("the body changes more of its file than the function's body",)


def _is_strange(character: str) -> bool:
    """Control, format (bidirectional, invisible), line-separating, private and unassigned characters."""
    if character in "\n\t" or (character.isascii() and character.isprintable()):
        return False
    return unicodedata.category(character)[0] == "C" or unicodedata.category(character) in {"Zl", "Zp"}


def _syntax_error(error: SyntaxError, body: str) -> str:
    line = (error.lineno or _FIRST) - _FIRST + 1
    lines = body.split("\n")
    shown = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    return f"line {line}: {error.msg}" + (f": {shown[:200]}" if shown else "")


def _wrong_tokens(text: str) -> Iterator[str]:
    covered: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text + "\n").readline):
        line = token.start[0]
        if token.type == tokenize.COMMENT and _DIRECTIVE.search(token.string):
            yield f"line {line}: comments that steer tools are not allowed: {token.string[:80]}"
        if token.type in {tokenize.COMMENT, tokenize.STRING} and _REMNANT.search(token.string):
            yield f"line {line}: this is text of a conversation, not code: {token.string[:80]}"
        if token.type == tokenize.OP and token.string == ";":
            yield f"line {line}: one statement a line, without semicolons"
        if token.type == tokenize.NAME and not token.string.isascii():
            yield f"line {line}: names are written in ASCII: {token.string}"
        covered |= set(range(line, token.end[0] + (token.type == tokenize.COMMENT)))
    for number, line_text in enumerate(text.split("\n"), 1):
        if line_text.endswith("\\") and number not in covered:
            yield f"line {number}: lines are continued in brackets, not by a backslash"


def _wrong_nodes(body: Body) -> Iterator[str]:
    head = set(map(id, body.imports))
    if not any(not isinstance(s, ast.Import | ast.ImportFrom | ast.Pass) for s in body.tree.body):
        yield "the body does nothing"
    for node in ast.walk(body.tree):
        if node is not body.tree and (said := _refusal(node, head)):
            yield f"line {getattr(node, 'lineno', 1)}: {said}"


def _refusal(node: ast.AST, head: set[int]) -> str:
    match node:
        case ast.ClassDef():
            return "a body defines no classes"
        case ast.FunctionDef(decorator_list=[_, *_]) | ast.AsyncFunctionDef(decorator_list=[_, *_]):
            return "functions inside a body have no decorators"
        case ast.Global() | ast.Nonlocal():
            return "a body has no `global` and no `nonlocal`"
        case ast.Yield() | ast.YieldFrom():
            return "a body does not yield"
        case ast.Import() | ast.ImportFrom() if id(node) not in head:
            return "imports stand at the beginning of the body"
    return ""


def _outline(text: str, placeholder: str) -> str:
    """A file without its imports and without what stands between a placeholder's markers."""
    lines = text.replace("\r\n", "\n").split("\n")
    begin = next(n for n, line in enumerate(lines, 1) if line.strip() == f"# scaffold: begin {placeholder}")
    end = next(n for n, line in enumerate(lines, 1) if line.strip() == f"# scaffold: end {placeholder}")
    module = parse(text)
    for node in ast.walk(module):
        if isinstance(node, _Function) and node.lineno < begin and end <= _last(node, len(lines), module):
            node.body = [s for s in node.body if not begin < s.lineno < end]
    module.body = [s for s in module.body if not isinstance(s, ast.Import | ast.ImportFrom)]
    return ast.dump(module)


def _last(function: _Function, lines: int, module: ast.Module) -> int:
    """The line before the next top-level statement: comments at a function's end are no part of it for Python."""
    return min((s.lineno - 1 for s in module.body if s.lineno > function.lineno), default=lines)


def function_of(text: str, placeholder: str) -> _Function:
    """The function in whose body a placeholder stands. Raises Misplaced."""
    marker = f"# scaffold: begin {placeholder}"
    line = next((n for n, line in enumerate(text.splitlines(), 1) if line.strip() == marker), 0)
    around = [n for n in ast.walk(parse(text)) if isinstance(n, _Function) and n.lineno < line]
    if not around:
        raise Misplaced(f"there is no placeholder {placeholder} in a function")
    return max(around, key=lambda function: function.lineno)


def parameters(text: str, placeholder: str) -> frozenset[str]:
    """Of the function in whose body a placeholder stands."""
    arguments = function_of(text, placeholder).args
    return frozenset(a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))
