"""Layout → the lines that make a project include what was generated: in the application, in `env.py`, in the settings.

Out: whole files with those lines. A file that has them already is not mentioned.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from scaffolder.adopt.finding import made_here
from scaffolder.adopt.sources import Source, last, sources
from scaffolder.layout import Include, Layout

SETTINGS = "scaffold.toml"
_ROUTER = "api_router"


def includes(root: Path, layout: Layout) -> tuple[Include, ...]:
    """Every file of theirs that is changed, with the lines that are added to it."""
    by_name = {s.name: s for s in sources(root)}
    found = [_application(by_name[layout.app.module], layout)]
    if layout.revisions:
        env = next((s for s in by_name.values() if s.path == layout.revisions.env), None)
        found += [_environment(env, layout)] if env else []
    found.append(_settings(root, layout))
    return tuple(i for i in found if i is not None)


def _application(source: Source, layout: Layout) -> Include | None:
    wanted = f"{layout.core}.routers"
    if wanted in {name.rpartition(".")[0] for name in source.imported.values()}:
        return None
    statement = f"from {wanted} import router as {_ROUTER}"
    body, pad = _body(source, layout)
    line, name = _place(body)
    call = f"{pad}{name}.include_router({_ROUTER})"
    if _circular(source, layout):
        late = f"{statement}  # noqa: E402  the modules that it imports use this one"
        return _with(source, [(_end(source), ["", late, "", call])])
    return _with(source, [(line, [call]), (_last_import(source), [statement])])


def _circular(source: Source, layout: Layout) -> bool:
    """What generated modules import stands in the application's own module: they can only be imported after it."""
    return source.name in {layout.base.module, layout.session.module, *(r.symbol.module for r in layout.reused)}


def _body(source: Source, layout: Layout) -> tuple[Sequence[ast.stmt], str]:
    """The statements among which the application is made, and their indentation."""
    if not layout.factory:
        return source.tree.body, ""
    function = next(n for n in source.tree.body if isinstance(n, ast.FunctionDef) and n.name == layout.app.name)
    return function.body, " " * function.body[0].col_offset


def _place(body: Sequence[ast.stmt]) -> tuple[int, str]:
    """The line after which a router is included, and what the application is called there."""
    made = next(n for n in body if made_here(n))
    name = made_here(made)
    included = [n for n in body if isinstance(n, ast.Expr) and last(n.value) == "include_router"]
    return (included[-1] if included else made).end_lineno or made.lineno, name


def _end(source: Source) -> int:
    """The last line before `if __name__ == "__main__":`, or of the module."""
    for node in source.tree.body:
        if isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
            before = source.text.splitlines()[: node.lineno - 1]
            while before and not before[-1].strip():
                before.pop()
            return len(before)
    return len(source.text.splitlines())


def _last_import(source: Source) -> int:
    """The end of the module's leading imports; of its docstring where there are none."""
    line = 0
    for node in source.tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            line = node.end_lineno or line
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            break
        elif not line:
            line = node.end_lineno or 0
    return line


def _environment(source: Source, layout: Layout) -> Include | None:
    """Alembic compares what is imported: without the new models it would drop their tables."""
    wanted = f"{layout.core}.tables"
    if wanted in source.imported.values() or f"import {wanted}" in source.text:
        return None
    return _with(source, [(_last_import(source), [f"import {wanted}  # noqa: F401  the tables of generated modules"])])


def _with(source: Source, additions: Sequence[tuple[int, Sequence[str]]]) -> Include:
    """The module with lines added after others; its line breaks are kept."""
    newline = "\r\n" if "\r\n" in source.text else "\n"
    lines = source.text.splitlines(keepends=True)
    for after, added in sorted(additions, reverse=True):
        if after and lines and not lines[after - 1].endswith("\n"):
            lines[after - 1] += newline
        lines[after:after] = [f"{line}{newline}" for line in added]
    told = tuple(line.strip() for _, added in sorted(additions) for line in added if line)
    return Include(source.path, told, "".join(lines).encode())


def _settings(root: Path, layout: Layout) -> Include | None:
    """`[into]` with all that was chosen, where it is not there yet."""
    path = root / SETTINGS
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    if any(line.strip().startswith("[into]") for line in text.splitlines()):
        return None
    lines = ["[into]", *_table(layout)]
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    return Include(SETTINGS, tuple(lines), f"{text}{gap}{chr(10).join(lines)}\n".encode())


def _table(layout: Layout) -> Iterator[str]:
    told = {
        "base": str(layout.base),
        "session": str(layout.session),
        "sync": layout.sync,
        "app": str(layout.app),
        "layout": layout.arrangement.value,
        "package": layout.root,
        "core": layout.core,
        "tests": layout.tests,
    }
    return (f"{key} = {json.dumps(value)}" for key, value in told.items())
