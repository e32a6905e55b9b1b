"""The bodies of placeholders in the text of a file: found between their markers, and put there.

A fill may begin with the imports that it needs; they go to the head of the file, where a person would write them, as
long as they take no name that means something else there. Whoever judges a fill and whoever writes it down places it by
the same `placed`, so that what was judged is what stands in the project.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import sysconfig
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from scaffolder.fills import Fill
from scaffolder.parsing import parse

INDENT = "    "
LINE_LENGTH = 120
"""Of the generated application."""
FIRST_PARTY = ("app", "tests")
"""Its own packages."""

_BEGIN = re.compile(r"^(?P<indent>[ \t]*)# scaffold: begin (?P<id>[A-Za-z0-9._-]+)[ \t]*$", re.MULTILINE)
_MARKER = re.compile(r"#\s*scaffold\s*:", re.IGNORECASE)


class Misplaced(ValueError):
    """There is no such placeholder in the text, or the body holds markers of its own."""


@dataclass(frozen=True, slots=True)
class Region:
    """Where a placeholder's body stands in a text: `text[start:end]`, whole lines, the markers' lines not included."""

    id: str
    indent: str
    start: int
    end: int


def regions(text: str) -> Iterator[Region]:
    """The placeholders of a text that have both markers, in its order."""
    for match in _BEGIN.finditer(text):
        start = match.end() + 1
        closing = re.compile(rf"^[ \t]*# scaffold: end {re.escape(match['id'])}[ \t]*$", re.MULTILINE)
        if end := closing.search(text, start - 1):
            yield Region(match["id"], match["indent"], start, end.start())


def region(text: str, placeholder: str) -> Region:
    """One placeholder's region. Raises Misplaced."""
    found = next((r for r in regions(_unix(text)) if r.id == placeholder), None)
    if found is None:
        raise Misplaced(f"there is no placeholder {placeholder}")
    return found


def body_of(text: str, placeholder: str) -> str:
    """The body as it stands, unindented, no newline at its end; "" where there is none. Raises Misplaced."""
    text = _unix(text)
    return _body(text, region(text, placeholder))


def _body(text: str, where: Region) -> str:
    lines = text[where.start : where.end].split("\n")
    return "\n".join(line.removeprefix(where.indent).rstrip() for line in lines).strip("\n")


def bodies_in(path: str, content: str | bytes) -> dict[str, str]:
    """By id, every body of a file, as `body_of` gives it; none for what is no Python."""
    if isinstance(content, bytes) or not path.endswith(".py"):
        return {}
    text = _unix(content)
    found: dict[str, str] = {}
    for where in regions(text):
        found.setdefault(where.id, _body(text, where))
    return found


def placed(text: str, fill: Fill) -> str:
    """The text with a fill in its place, its imports at the head, as ruff leaves it. Raises Misplaced.

    A body that does not parse is put in its place as it is.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    text = _unix(text)
    imports, rest = _imports(text, fill.body)
    changed = _with_imports(with_body(text, Fill(fill.id, fill.path, rest)), imports)
    return tidied(changed, fill.path).replace("\n", newline)


def with_body(text: str, fill: Fill) -> str:
    """The text with nothing but the lines between the markers replaced. Raises Misplaced."""
    if _MARKER.search(fill.body):
        raise Misplaced("the body holds a marker")
    where = region(text, fill.id)
    lines = textwrap.indent(fill.body.strip("\n"), where.indent, lambda line: bool(line.strip()))
    return text[: where.start] + (f"{lines}\n" if lines.strip() else "") + text[where.end :]


def formatted(body: str, path: str) -> str:
    """A body as ruff formats it inside a function; as it is where it does not parse."""
    head = "async def placeholder() -> None:\n"
    function = head + textwrap.indent(body.strip("\n"), INDENT, lambda line: bool(line.strip())) + "\n"
    if not _parses(function):
        return body
    done = _ruff(("check", "--fix-only", "--select", "I001,PIE790,UP034,W291,W293"), function, path)
    done = _ruff(("format",), done, path)
    return textwrap.dedent(done.partition("\n")[2]).strip("\n")


def tidied(text: str, path: str) -> str:
    """A file with unused imports dropped, the others sorted, and the whole formatted; as it is if it does not parse."""
    if not _parses(text):
        return text
    done = _ruff(("check", "--fix-only", "--select", "F401,I001"), text, path)
    return _ruff(("format",), done, path)


def linted(text: str, path: str) -> tuple[str, ...]:
    """What ruff has against a file: syntax, and names that are unknown or unused; `line:column: CODE message`."""
    done = _ruff(("check", "--select", "E4,E7,E9,F,B", "--output-format", "concise"), text, path)
    return tuple(line.removeprefix(f"{path}:") for line in done.splitlines() if line.startswith(f"{path}:"))


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")


def _parses(text: str) -> bool:
    try:
        parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


_Import = ast.Import | ast.ImportFrom


def _imports(text: str, body: str) -> tuple[tuple[str, ...], str]:
    """The imports that a body begins with and the head of the file can hold, and the rest of the body."""
    try:
        head, lines = parse(text), body.split("\n")
        statements = parse(textwrap.dedent(f"async def _():\n{textwrap.indent(body, INDENT)}")).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return (), body
    function = statements[0]
    assert isinstance(function, ast.AsyncFunctionDef)
    bound = _bound(head)
    lifted: list[str] = []
    for statement in function.body:
        if not isinstance(statement, ast.Import | ast.ImportFrom) or not _fits(statement, bound):
            break
        lifted.append(ast.unparse(statement))
        for n in range(statement.lineno - 2, (statement.end_lineno or statement.lineno) - 1):
            lines[n] = ""
    return tuple(lifted), "\n".join(lines).strip("\n") if lifted else body


def _bound(module: ast.Module) -> dict[str, str]:
    """What each name at the head of a module means."""
    bound: dict[str, str] = {}
    for statement in module.body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            bound |= dict(_names(statement))
        elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound[statement.name] = "defined here"
    return bound


def _names(statement: _Import) -> Iterator[tuple[str, str]]:
    for alias in statement.names:
        if isinstance(statement, ast.Import):
            yield alias.asname or alias.name.partition(".")[0], alias.name if alias.asname else ""
        else:
            yield alias.asname or alias.name, f"{'.' * statement.level}{statement.module}:{alias.name}"


def _fits(statement: _Import, bound: dict[str, str]) -> bool:
    """Its names are free, or mean the same already; it is not `from __future__` or `*`."""
    if isinstance(statement, ast.ImportFrom) and (statement.module == "__future__" or statement.level):
        return False
    return all(name != "*" and bound.get(name, meaning) == meaning for name, meaning in _names(statement))


def _with_imports(text: str, imports: Iterable[str]) -> str:
    """The text with imports added after those it has."""
    added = list(imports)
    if not added or not _parses(text):
        return text
    head = [s for s in parse(text).body if isinstance(s, ast.Import | ast.ImportFrom)]
    last = head[-1].end_lineno or 0 if head else _after_docstring(parse(text))
    lines = text.split("\n")
    return "\n".join([*lines[:last], *added, *lines[last:]])


def _after_docstring(module: ast.Module) -> int:
    first = module.body[0] if module.body else None
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return (first.end_lineno or 0) if first is not None and documented else 0


@lru_cache(maxsize=256)
def _ruff(arguments: tuple[str, ...], text: str, path: str) -> str:
    """What ruff makes of a text, whatever the configuration of the folder; the text where ruff refuses."""
    beside = Path(sysconfig.get_path("scripts")) / ("ruff.exe" if sys.platform == "win32" else "ruff")
    isort = ("--config", f"lint.isort.known-first-party = {list(FIRST_PARTY)!r}") if arguments[0] == "check" else ()
    options = ("--isolated", "--no-cache", "--quiet", f"--line-length={LINE_LENGTH}", "--target-version=py311")
    command = [
        str(beside) if beside.exists() else "ruff",
        *arguments,
        *options,
        *isort,
        f"--stdin-filename={path}",
        "-",
    ]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    return done.stdout.decode() if done.returncode in (0, 1) and done.stdout else text
