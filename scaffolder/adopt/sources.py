"""A project's folder → its modules as syntax trees. Files that are no Python of today are left out."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

_SKIPPED = frozenset({"venv", "env", "node_modules", "build", "dist", "site-packages", "__pycache__"})
_LARGEST = 2_000_000


@dataclass(frozen=True)
class Source:
    """One module of a project."""

    path: str
    """Relative to the project."""
    name: str
    """Dotted, as others import it."""
    text: str
    tree: ast.Module = field(repr=False)

    @property
    def is_test(self) -> bool:
        """Part of the tests."""
        parts = self.path.split("/")
        return "tests" in parts[:-1] or parts[-1].startswith("test_") or parts[-1] == "conftest.py"

    @cached_property
    def imported(self) -> dict[str, str]:
        """What names of the module stand for, dotted."""
        found: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom):
                base = self._base(node)
                found |= {a.asname or a.name: f"{base}.{a.name}" for a in node.names}
            elif isinstance(node, ast.Import):
                found |= {
                    a.asname or a.name.split(".")[0]: (a.asname and a.name) or a.name.split(".")[0] for a in node.names
                }
        return found

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.name if self.path.endswith("/__init__.py") else self.name.rpartition(".")[0]
        parts = package.split(".")
        above = parts[: len(parts) - node.level + 1]
        return ".".join([*above, *([node.module] if node.module else [])])

    def resolved(self, node: ast.expr) -> str:
        """The dotted name that an expression means: imported, or of this module; "" for other expressions."""
        dotted = written(node)
        head, _, rest = dotted.partition(".")
        known = self.imported.get(head, f"{self.name}.{head}") if head else ""
        return f"{known}.{rest}" if rest else known


def written(node: ast.AST | None) -> str:
    """A name or attributes of one as written, "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = written(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""


def last(node: ast.AST | None) -> str:
    """The last name of what an expression, or a call, names."""
    return written(node.func if isinstance(node, ast.Call) else node).rpartition(".")[2]


def text_of(node: ast.AST | None) -> str:
    """A constant text, else ""."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def source_folder(root: Path) -> str:
    """Where imports start: "src/" for that layout, else the project's folder."""
    return "src/" if any((root / "src").glob("*/__init__.py")) else ""


def sources(root: Path) -> tuple[Source, ...]:
    """Every module, sorted by path."""
    start = source_folder(root)
    found = (_read(root, path, start) for path in sorted(_files(root)))
    return tuple(s for s in found if s is not None)


def _files(root: Path) -> Iterator[str]:
    for folder, names, files in os.walk(root):
        names[:] = [n for n in names if n not in _SKIPPED and not n.startswith(".")]
        names[:] = [n for n in names if not os.path.lexists(os.path.join(folder, n, "pyvenv.cfg"))]
        for file in files:
            if file.endswith(".py"):
                yield Path(folder, file).relative_to(root).as_posix()


def _read(root: Path, path: str, start: str) -> Source | None:
    try:
        data = (root / path).read_bytes()
        text = data.decode()
        tree = ast.parse(text) if len(data) <= _LARGEST else None
    except (OSError, UnicodeDecodeError, SyntaxError, ValueError, RecursionError):
        return None
    name = path.removeprefix(start).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return Source(path, name, text, tree) if tree is not None else None
