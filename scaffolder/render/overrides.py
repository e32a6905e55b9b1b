"""A team's own templates: a folder that mirrors `templates/`, in which each file stands in for ours of the same path.

In: the folder. Out: a loader for the Jinja environment, the names of what is overridden, and what is wrong with it.

`app/main.py.jinja` replaces the whole template. `app/main.py.macros.jinja` holds macros only: each replaces ours of the
same name, and the rest of our template stays. A macro may use those that stand above it in our template.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateNotFound, TemplateSyntaxError, nodes

from scaffolder import resources
from scaffolder.diagnostics import Diagnostic, Place, Severity

TEMPLATE = ".jinja"
MACROS = ".macros.jinja"

_Source = tuple[str, str, Callable[[], bool]]


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro as its template writes it, from its opening tag to its closing one."""

    name: str
    text: str
    start: int
    """Offset in the template."""


def macros(source: str) -> tuple[Macro, ...]:
    """The macros of a template in the order in which they stand."""
    found = re.finditer(r"\{%-?\s*macro\s+(\w+).*?\{%-?\s*endmacro\s*-?%\}", source, re.DOTALL)
    return tuple(Macro(match[1], match[0], match.start()) for match in found)


class Overrides(BaseLoader):
    """Theirs where they have a template, else ours with their macros in place of those of the same name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Paths of their files in their folder, sorted."""
        files = (p for p in self.folder.rglob(f"*{TEMPLATE}") if p.is_file())
        return tuple(sorted(p.relative_to(self.folder).as_posix() for p in files))

    def get_source(self, environment: Environment, template: str) -> _Source:
        """The text of a template and the file that errors in it are told of."""
        own = self.folder / template
        if template in self.names:
            return own.read_text(encoding="utf-8"), str(own), lambda: True
        ours = resources.templates() / template
        if not ours.is_file():
            raise TemplateNotFound(template)
        return self._with_macros(template, ours.read_text(encoding="utf-8")), str(ours), lambda: True

    def _with_macros(self, template: str, source: str) -> str:
        """Lines keep their numbers: what goes leaves as many line breaks, inside a comment."""
        name = macros_of(template)
        if name not in self.names:
            return source
        own = {m.name for m in macros((self.folder / name).read_text(encoding="utf-8"))}
        for macro in reversed(macros(source)):
            if macro.name in own:
                gap = "{#" + "\n" * macro.text.count("\n") + "#}"
                text = f'{{% from "{name}" import {macro.name} with context %}}{gap}'
                source = source[: macro.start] + text + source[macro.start + len(macro.text) :]
        return source

    def examine(self, environment: Environment) -> Iterator[Diagnostic]:
        """What is wrong with their files before any is rendered."""
        if not self.folder.is_dir():
            yield Diagnostic("T001", Severity.ERROR, "there is no such folder of templates", Place(str(self.folder)))
        for name in self.names:
            yield from self._examine(name, environment)

    def _examine(self, name: str, environment: Environment) -> Iterator[Diagnostic]:
        path = self.folder / name
        try:
            text = path.read_text(encoding="utf-8")
            environment.compile(text, name, str(path))
        except (TemplateSyntaxError, UnicodeDecodeError) as error:
            yield wrong("T002", getattr(error, "message", None) or "it is not UTF-8", path, getattr(error, "lineno", 0))
            return
        target = template_of(name)
        if not (resources.templates() / target).is_file():
            yield self._unknown(path, target)
        elif name.endswith(MACROS):
            yield from _strays(path, environment.parse(text), resources.templates() / target)

    def _unknown(self, path: Path, target: str) -> Diagnostic:
        near = difflib.get_close_matches(target, all_templates(), 1, 0.5)
        hint = f"Is it {near[0]}?" if near else "`scaffold templates list` lists those that there are."
        message = f"this overrides nothing: there is no template {target}"
        return Diagnostic("T003", Severity.WARNING, message, Place(str(path)), hint)


def _strays(path: Path, tree: nodes.Template, ours: Path) -> Iterator[Diagnostic]:
    """Macros that our template does not have."""
    known = {m.name for m in macros(ours.read_text(encoding="utf-8"))}
    for macro in tree.find_all(nodes.Macro):
        if macro.name not in known:
            hint = f"It has {', '.join(sorted(known))}." if known else "Override the whole template instead."
            yield wrong("T004", f"{ours.name} has no macro {macro.name}", path, macro.lineno, hint)


def wrong(code: str, message: str, path: Path, line: int, hint: str = "") -> Diagnostic:
    """An error at a line of a template."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if line else []
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    column = len(shown) - len(shown.lstrip()) + 1
    place = Place(str(path), line, column) if line else Place(str(path))
    return Diagnostic(code, Severity.ERROR, message, place, hint, shown)


def all_templates() -> list[str]:
    """The names of our templates, sorted."""
    root = resources.templates()
    return sorted(p.relative_to(root).as_posix() for p in root.rglob(f"*{TEMPLATE}"))


def macros_of(template: str) -> str:
    """The file that overrides macros of a template."""
    return template.removesuffix(TEMPLATE) + MACROS


def template_of(name: str) -> str:
    """The template that an overriding file is for."""
    return name.removesuffix(MACROS) + TEMPLATE if name.endswith(MACROS) else name
