"""Rendered files under our own paths → the same under those of an existing project: paths, imports, sync or async.

In: text by path as a project of our own would have it, and the layout. Out: text by path in theirs.
"""

from __future__ import annotations

import ast
import io
import keyword
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from scaffolder.layout import Arrangement, Layout
from scaffolder.names import singular

IN_PLACE = "./"
"""How the path of a file begins that is planned where it belongs."""
_SYNCHRONOUS = re.compile(r"app/(?!core/|settings)|app/core/(cursors|database|paging|rules)\.py|tests/(?!conftest)")
"""Files that wait for the database, and nothing else."""
_QUOTED = re.compile(r'(?<=")app\.\w+\.\w+(?=["./])')
"""A module of ours that a text names, for `monkeypatch`."""
_DATABASE = "app/core/database.py"
_ASYNC_IMPORT = re.compile(r"^from sqlalchemy\.ext\.asyncio import .*\n", re.MULTILINE)
_RENAMED = {"AsyncClient": "Client", "AsyncIterator": "Iterator"}


@dataclass(frozen=True, slots=True)
class Moved:
    """Where everything goes."""

    paths: Mapping[str, str]
    modules: Mapping[str, str]
    """Dotted names by ours: of modules, and of what theirs give in place of ours."""


@dataclass(slots=True)
class _Moves:
    layout: Layout
    paths: dict[str, str] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)

    def put(self, path: str, module: str) -> None:
        """A file of ours and the module it becomes; a file that is in its way, theirs or ours, stays."""
        target = self.layout.path(module)
        if target in self.layout.taken or target in self.paths.values():
            package, _, name = module.rpartition(".")
            module = f"{package}.api_{name}"
            target = self.layout.path(module)
        self.paths[path] = target
        self.modules[_dotted(path)] = module


def _dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def moved_to(paths: Iterable[str], layout: Layout, entities: Mapping[str, str]) -> Moved:
    """`entities` are the names of modules by their entities."""
    moves = _Moves(layout)
    for path in paths:
        _place(path, moves)
    moves.modules["app.core.database.Base"] = f"{layout.base.module}.{layout.base.name}"
    for reused in layout.reused:
        moves.modules[f"app.{entities[reused.entity]}.models"] = reused.symbol.module
    return Moved(moves.paths, moves.modules)


def _place(path: str, moves: _Moves) -> None:
    layout, parts = moves.layout, path.removesuffix(".py").split("/")
    if path.startswith(IN_PLACE):
        moves.paths[path] = path.removeprefix(IN_PLACE)
    elif parts[0] == "tests":
        _place_test(path, parts, moves)
    elif path == "app/core/__init__.py":
        moves.paths[path] = layout.path(f"{layout.core}.__init__")
        moves.modules["app.core"] = layout.core
    elif parts[1] in ("core", "settings", "tables", "shared"):
        name = "shared_schemas" if parts[1] == "shared" else parts[-1]
        moves.paths[path] = layout.path(f"{layout.core}.{name}")
        moves.modules[_dotted(path)] = f"{layout.core}.{name}"
    else:
        moves.put(path, _module(parts[1], parts[2], layout))


def _module(name: str, part: str, layout: Layout) -> str:
    """The dotted module of a part of one of our modules."""
    if layout.arrangement is Arrangement.FEATURE:
        return f"{layout.root}.{name}.{layout.called(part)}"
    return f"{layout.root}.{layout.called(part)}.{_singular(name) if layout.singular else name}"


def _singular(name: str) -> str:
    """The name of a file for one thing; as it was where Python has the singular for itself: `import`, `class`."""
    *before, last = name.split("_")
    one = "_".join([*before, singular(last)])
    return name if keyword.iskeyword(one) else one


def _place_test(path: str, parts: list[str], moves: _Moves) -> None:
    """Tests stand in one folder, under names that no other test has: the folder need not be a package."""
    if parts[-1] == "conftest":
        name = "conftest"
    elif len(parts) == 2:
        name = f"api_{parts[1]}"
    else:
        name = f"test_{parts[1]}_{parts[2].removeprefix('test_')}"
    moves.paths[path] = f"{moves.layout.tests}/{name}.py"
    moves.modules[_dotted(path)] = name


def moved(texts: Mapping[str, str], to: Moved, layout: Layout) -> dict[str, str]:
    """Every file in its place, with imports that find each other there."""
    return {to.paths[path]: _adapted(path, text, to, layout) for path, text in texts.items()}


def _adapted(path: str, text: str, to: Moved, layout: Layout) -> str:
    if not path.endswith(".py"):
        return text
    waits = _SYNCHRONOUS.match(path) and (layout.sync or path.startswith("tests/"))
    adapted = with_imports(synchronous(text, path, whole=layout.sync) if waits else text, to.modules)
    return _aliased(path, adapted, layout)


def _aliased(path: str, text: str, layout: Layout) -> str:
    """Models of theirs under the names by which generated code knows them."""
    for reused in layout.reused:
        if reused.symbol.name != reused.entity:
            text = re.sub(rf"\bmodels\.{reused.entity}\b", f"models.{reused.symbol.name}", text)
            text = re.sub(rf"\b(\w+_models)\.{reused.entity}\b", rf"\1.{reused.symbol.name}", text)
    return text


# --- imports ----------------------------------------------------------------------------------------------------------


def with_imports(text: str, modules: Mapping[str, str]) -> str:
    """The text with its `from … import …` of our modules rewritten; every name keeps what it means."""
    lines = text.splitlines(keepends=True)
    found = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.ImportFrom) and n.module]
    for node in sorted(found, key=lambda n: n.lineno, reverse=True):
        new = list(_imports(node, modules))
        if new:
            pad = lines[node.lineno - 1][: node.col_offset]
            rest = _comment(lines[(node.end_lineno or node.lineno) - 1])
            lines[node.lineno - 1 : node.end_lineno] = [f"{pad}{line}{rest}\n" for line in new]
    return _QUOTED.sub(lambda found: modules.get(found[0], found[0]), "".join(lines))


def _comment(line: str) -> str:
    return f"  {line[line.index('#') :].rstrip()}" if "#" in line else ""


def _imports(node: ast.ImportFrom, modules: Mapping[str, str]) -> Iterator[str]:
    """Statements in place of one; none where it is not about our modules."""
    module = str(node.module)
    if module.split(".", maxsplit=1)[0] not in ("app", "tests"):
        return
    plain = []
    for alias in node.names:
        target = modules.get(f"{module}.{alias.name}")
        if target is None:
            plain.append(f"{alias.name} as {alias.asname}" if alias.asname else alias.name)
            continue
        package, _, name = target.rpartition(".")
        called = alias.asname or alias.name
        renamed = f"{name} as {called}" if called != name else name
        yield f"from {package} import {renamed}" if package else f"import {renamed}"
    if plain:
        yield f"from {modules.get(module, module)} import {', '.join(plain)}"


# --- sync -------------------------------------------------------------------------------------------------------------


def synchronous(text: str, path: str = "", *, whole: bool = True) -> str:
    """The same code without waiting: `async` and `await` go, and asynchronous types become their sync counterparts.

    Not `whole`: functions inside of functions stay as they are, for an application that waits for them.
    """
    lines = text.splitlines(keepends=True)
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    for (row, start), end, new in reversed(list(_edits(tokens, whole=whole))):
        line = lines[row - 1]
        lines[row - 1] = line[:start] + new + line[end:]
    joined = "".join(lines)
    if path == _DATABASE:  # it has a `Session` of its own: the dependency
        return _ASYNC_IMPORT.sub("", re.sub(r"\bAsyncSession\b", "SyncSession", joined))
    plain = re.sub(r"\bAsyncSession\b", "Session", joined)
    return plain.replace("from sqlalchemy.ext.asyncio import Session", "from sqlalchemy.orm import Session")


def _edits(tokens: list[tokenize.TokenInfo], *, whole: bool) -> Iterator[tuple[tuple[int, int], int, str]]:
    """Place, end on the same line, and what stands there instead."""
    depth, opened = 0, []
    for position, token in enumerate(tokens):
        inner = token.string == "async" and token.start[1] > 0 and not whole
        if token.string in ("async", "await") and token.type == tokenize.NAME and not inner:
            yield token.start, tokens[position + 1].start[1], ""
        elif token.string in _RENAMED and token.type == tokenize.NAME:
            yield token.start, token.end[1], _RENAMED[token.string]
        elif token.string == "Awaitable" and tokens[position + 1].string == "[":
            opened.append(depth + 1)
            yield token.start, tokens[position + 1].end[1], ""
        if token.string in ("[", "]") and token.type == tokenize.OP:
            depth += 1 if token.string == "[" else -1
            if opened and token.string == "]" and depth == opened[-1] - 1:
                opened.pop()
                yield token.start, token.end[1], ""
