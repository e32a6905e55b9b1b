"""The contexts of the templates → docs/reference/templates.md: every variable with its type and what it says."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import pairwise

from scaffolder import resources
from scaffolder.render.ejecting import catalogue

_FIRST = re.compile(r"\{#- context: ([\w.]+)\.(\w+) -#\}")
_NAME = re.compile(r"[A-Za-z_]\w*")


def page() -> str:
    """Every template with its context, then every dataclass that they are made of."""
    entries = catalogue(None)
    contexts = {e.name: _context(e.name) for e in entries}
    lines = ["| template | becomes | context |", "| --- | --- | --- |"]
    lines += [f"| `{e.name}` | `{e.path}` | {_link(contexts[e.name])} |" for e in entries]
    for kind in _reached(contexts.values()):
        lines += ["", f"### {kind.__name__}", "", inspect.getdoc(kind) or "", ""]
        lines += _fields(kind)
    return "\n".join([*lines, ""])


def _context(name: str) -> type:
    match = _FIRST.match((resources.templates() / name).read_text(encoding="utf-8"))
    assert match, name
    found: type = getattr(importlib.import_module(match[1]), match[2])
    return found


def _link(kind: type) -> str:
    return f"[{kind.__name__}](#{kind.__name__.lower()})"


def _reached(roots: Iterable[type]) -> list[type]:
    """The contexts, and the dataclasses of their fields, in the order of names."""
    found: dict[str, type] = {}
    rest = list(roots)
    while rest:
        kind = rest.pop()
        if kind.__name__ not in found:
            found[kind.__name__] = kind
            rest += [k for f in fields(kind) for k in _kinds(kind, str(f.type))]
    return [found[name] for name in sorted(found)]


def _kinds(owner: type, annotation: str) -> Iterator[type]:
    """Dataclasses, and members of unions that a name stands for."""
    module = inspect.getmodule(owner)
    for name in _NAME.findall(annotation):
        value = getattr(module, name, None)
        for kind in (value, *getattr(value, "__args__", ())):
            if inspect.isclass(kind) and is_dataclass(kind):
                yield kind


def _fields(kind: type) -> Iterator[str]:
    if not fields(kind):
        yield "It has no variables."
        return
    yield from ("| variable | type | meaning |", "| --- | --- | --- |")
    told = _told(kind)
    for field in fields(kind):
        shown = str(field.type).replace("|", "\\|")
        meaning = " ".join(told.get(field.name, "").split()).replace("|", "\\|").replace("{", "&#123;")
        yield f"| `{field.name}` | `{shown}` | {meaning} |"


@cache
def _told(kind: type) -> dict[str, str]:
    """The text under each field."""
    body = ast.parse(inspect.getsource(kind)).body[0].body  # type: ignore[attr-defined]
    return {
        before.target.id: after.value.value
        for before, after in pairwise(body)
        if isinstance(before, ast.AnnAssign)
        and isinstance(before.target, ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
    }
