"""The text of a module → its statements with their lines, comments and blank lines; compound ones have suites again.

Every line belongs to one part or to the tail of a suite, so the parts' texts in turn are the text. Positions come from
the standard library's syntax tree.
"""

from __future__ import annotations

import ast
import io
import token as kinds
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from scaffolder.project.merging.lines import lines_of
from scaffolder.project.merging.matching import unique

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_Compound = _Definition | ast.If | ast.For | ast.AsyncFor | ast.While | ast.With | ast.AsyncWith
Import = ast.Import | ast.ImportFrom


class Order(Enum):
    """How the statements of a suite are matched."""

    NAMED = auto()
    """By name, wherever they stand: modules and classes."""
    RUNNING = auto()
    """One after the other: bodies of functions."""


@dataclass(frozen=True)
class Part:
    """A statement with the comments before it; several where they share a line."""

    source: Source
    nodes: tuple[ast.stmt, ...]
    key: str
    gap: int
    """Blank lines before it."""
    lead: str
    """Comments before it, with the lines between them."""
    first: int
    last: int
    """Its lines, from 1, without gap and lead."""

    @property
    def node(self) -> ast.stmt:
        """The (first) statement."""
        return self.nodes[0]

    @cached_property
    def code(self) -> str:
        """The statement's lines."""
        return self.source.text(self.first, self.last)

    @property
    def text(self) -> str:
        """Comments and lines."""
        return self.lead + self.code

    @cached_property
    def form(self) -> tuple[str, ...]:
        """What it says, comments included, whatever the layout."""
        before = [line.strip() for line in self.lead.splitlines() if line.strip()]
        return (*map(ast.dump, self.nodes), *before, *self.source.comments(self.first, self.last))

    @property
    def name(self) -> str:
        """For people: the definition's name, or the first line."""
        node = self.node
        return node.name if isinstance(node, _Definition) else self.code.strip().splitlines()[0]

    @property
    def imports(self) -> Import | None:
        """The statement, where it is a lone import."""
        return self.node if isinstance(self.node, Import) and len(self.nodes) == 1 else None

    @cached_property
    def split(self) -> tuple[str, Suite] | None:
        """The head's lines and the suite; None for simple statements and those with several suites."""
        node = self.node
        if len(self.nodes) > 1 or not isinstance(node, _Compound) or getattr(node, "orelse", None):
            return None
        header = self.source.last_code_line(_first_line(node.body[0]) - 1)
        if header < self.first or _first_line(node.body[0]) <= node.lineno:
            return None
        order = Order.NAMED if isinstance(node, ast.ClassDef | ast.If) else Order.RUNNING
        suite = _suite(self.source, node.body, lines=(header + 1, self.last), order=order)
        return self.source.text(self.first, header), suite


@dataclass(frozen=True)
class Suite:
    """Statements that follow each other at one indentation."""

    parts: tuple[Part, ...]
    tail: str
    """Comments and blank lines behind the last one."""
    order: Order
    top: bool

    @property
    def keys(self) -> list[str]:
        """The parts' keys, in their order."""
        return [part.key for part in self.parts]


class Source:
    """One version of a module. Raises SyntaxError (ValueError for null characters) for what is no Python."""

    def __init__(self, text: str) -> None:
        self.lines = lines_of(text)
        self.tree = ast.parse(text)
        self._comments = dict(_comments(text))

    @cached_property
    def suite(self) -> Suite:
        """The whole module."""
        return _suite(self, self.tree.body, lines=(1, len(self.lines)), order=Order.NAMED, top=True)

    def text(self, first: int, last: int) -> str:
        """Lines from first to last, both included."""
        return "".join(self.lines[first - 1 : last])

    def comments(self, first: int, last: int) -> Iterator[str]:
        """The comments on these lines."""
        return (self._comments[n] for n in range(first, last + 1) if n in self._comments)

    def last_code_line(self, number: int) -> int:
        """The nearest line from here backwards that holds code."""
        while number and not self._has_code(number):
            number -= 1
        return number

    def indented_comments(self, after: int, before: int, deeper_than: int) -> int:
        """The last comment line of those behind a block that are indented like its body; `after` for none."""
        found = after
        for number in range(after + 1, before):
            line = self.lines[number - 1]
            if self._has_code(number) or (line.strip() and _indent(line) <= deeper_than):
                break
            found = number if line.strip() else found
        return found

    def _has_code(self, number: int) -> bool:
        line = self.lines[number - 1].strip()
        return bool(line) and not (number in self._comments and line == self._comments[number])


def _comments(text: str) -> Iterator[tuple[int, str]]:
    if "#" not in text:
        return
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == kinds.COMMENT:
                yield token.start[0], token.string.rstrip()
    except tokenize.TokenError as error:
        raise SyntaxError(str(error)) from error


def _suite(
    source: Source, body: Sequence[ast.stmt], *, lines: tuple[int, int], order: Order, top: bool = False
) -> Suite:
    start, end = lines
    runs = list(_runs(source, body, end))
    keys = unique([_key(nodes) for nodes, _, _ in runs])
    parts: list[Part] = []
    for key, (nodes, first, last) in zip(keys, runs, strict=True):
        above = source.lines[start - 1 : first - 1]
        gap = next((n for n, line in enumerate(above) if line.strip()), len(above))
        parts.append(Part(source, nodes, key, gap, "".join(above[gap:]), first, last))
        start = last + 1
    return Suite(tuple(parts), source.text(start, end), order, top)


def _runs(source: Source, body: Sequence[ast.stmt], end: int) -> Iterator[tuple[tuple[ast.stmt, ...], int, int]]:
    """Statements (several where they share a line) with their first and last lines."""
    run: list[ast.stmt] = []
    for node, following in zip(body, [*body[1:], None], strict=True):
        run.append(node)
        before = _first_line(following) if following else end + 1
        if following is not None and before <= (node.end_lineno or 0):
            continue
        last = node.end_lineno or node.lineno
        if isinstance(node, _Compound | ast.Try | ast.Match):
            last = source.indented_comments(last, before, node.col_offset)
        yield tuple(run), _first_line(run[0]), last
        run = []


def _first_line(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, _Definition) else []
    return min([node.lineno, *(d.lineno for d in decorators)])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _key(nodes: Sequence[ast.stmt]) -> str:
    """What tells a statement from its neighbours, whatever else it says."""
    node = nodes[0]
    if len(nodes) > 1:
        return "run " + " ".join(map(ast.dump, nodes))
    if isinstance(node, _Definition):
        return f"def {node.name}{_accessor(node)}"
    if isinstance(node, Import):
        return _import_key(node)
    return _simple_key(node)


def _accessor(node: _Definition) -> str:
    """ "@name.setter" and the like tell functions of one name apart."""
    return "".join(f"@{d.attr}" for d in node.decorator_list if isinstance(d, ast.Attribute))


def _import_key(node: Import) -> str:
    if isinstance(node, ast.ImportFrom):
        return f"from {'.' * node.level}{node.module or ''}"
    return "import " + ", ".join(f"{a.name} as {a.asname}" for a in node.names)


def _simple_key(node: ast.stmt) -> str:
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name):
        return f"name {target.id}"
    if isinstance(node, ast.If):
        return f"if {ast.dump(node.test)}"
    value = node.value if isinstance(node, ast.Expr) else None
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return "text"
    if isinstance(value, ast.Call):
        return f"call {ast.dump(value.func)} {ast.dump(value.args[0]) if value.args else ''}"
    return f"said {ast.dump(node)}"
