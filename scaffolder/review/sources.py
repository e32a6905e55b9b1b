"""Files of a project → what the checks read: text, lines and syntax tree, each file parsed once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_LEFT_OUT = frozenset({".venv", "venv", "node_modules", "__pycache__", "build", "dist", "site-packages"})
_LARGEST = 2_000_000
"""Bytes of a file that is read."""


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file; `tree` is empty where it does not parse."""

    path: str
    """Relative to the project, "/" between its parts."""
    text: str
    tree: ast.Module
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)

    @property
    def lines(self) -> list[str]:
        """Without their ends, as Python counts them."""
        return self.text.replace("\r\n", "\n").removesuffix("\n").split("\n")

    @property
    def is_test(self) -> bool:
        """It belongs to the tests."""
        return self.path.startswith("tests/") or self.path.rpartition("/")[2].startswith("test_")

    @property
    def is_migration(self) -> bool:
        """It is a revision of the database."""
        return "/versions/" in f"/{self.path}"

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """All, those within classes and functions too."""
        yield from (n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))

    def extent(self, line: int) -> range:
        """The lines of what begins at a line: a statement, a function from its first decorator on."""
        ends = [line]
        for node in ast.walk(self.tree):
            if isinstance(node, ast.stmt) and line in _starts(node):
                ends.append(node.end_lineno or line)
        return range(line, max(ends) + 1)

    def enclosing(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around one, innermost first."""
        while (outer := self.parents.get(node)) is not None:
            yield outer
            node = outer


def _starts(node: ast.stmt) -> set[int]:
    return {node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))}


def python_files(root: Path, wanted: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Paths of the Python files to review, sorted: all of the project, or those that `wanted` names or holds."""
    starts = [root / name for name in wanted] or [root]
    found = {p for start in starts for p in ([start] if start.is_file() else sorted(start.rglob("*.py")))}
    inside = (p.relative_to(root) for p in found if p.suffix == ".py" and p.is_relative_to(root) and not p.is_symlink())
    return tuple(sorted(p.as_posix() for p in inside if not _LEFT_OUT & {*p.parts}))


def load(root: Path, path: str) -> Source | None:
    """Read and parse; None for what is no text or too large."""
    try:
        data = (root / path).read_bytes()
        text = data.decode() if len(data) <= _LARGEST else None
    except (OSError, UnicodeDecodeError):
        return None
    return None if text is None else parse(path, text)


def parse(path: str, text: str) -> Source:
    """A file's text as a source."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        tree = ast.Module([], [])
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    return Source(path, text, tree, parents)
