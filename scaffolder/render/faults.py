"""Rendering with a team's own templates: what goes wrong in them is told at their lines, of all files at once.

In: the planned files and the folder of templates. Out: text by path, formatted. Rejected: a template is wrong.
"""

from __future__ import annotations

import ast
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError

from scaffolder import resources
from scaffolder.diagnostics import Diagnostic, Rejected
from scaffolder.render.environment import overriding, render_template
from scaffolder.render.formatting import FormattingError, formatted
from scaffolder.render.overrides import Overrides, macros_of, wrong
from scaffolder.render.plan import Planned

_Finish = Callable[[dict[str, str]], dict[str, str]]


def examine(folder: Path) -> tuple[Diagnostic, ...]:
    """What is wrong with a folder of templates before any is rendered."""
    jinja = overriding(folder)
    return tuple(Overrides(folder).examine(jinja))


def rendered(files: Sequence[Planned], folder: Path, finish: _Finish = formatted) -> dict[str, str]:
    """The text of every file; `finish` lays out what was rendered."""
    jinja = overriding(folder)
    texts: dict[str, str] = {}
    findings: list[Diagnostic] = []
    for file in files:
        try:
            texts[file.path] = render_template(file.template, file.context, jinja)
        except Exception as error:
            findings.append(_fault(error, file, folder))
    _refuse(findings)
    try:
        return finish(texts)
    except FormattingError:
        _refuse(tuple(_unparsed(files, texts, folder)))
        raise


def _refuse(findings: Sequence[Diagnostic]) -> None:
    if findings:
        raise Rejected(tuple(dict.fromkeys(findings)))


def _fault(error: Exception, file: Planned, folder: Path) -> Diagnostic:
    """The finding for an error, at the innermost line of theirs. Raises the error again where theirs have no part."""
    if isinstance(error, TemplateSyntaxError) and error.filename:
        return wrong("T002", error.message or "not a template", Path(error.filename), error.lineno)
    places = _places(error, folder) or _places(error, resources.templates())
    if not places or not _overridden(file, folder):
        raise error
    path, line = places[-1]
    kind = "" if isinstance(error, TemplateError) else f"{type(error).__name__}: "
    hint = f"docs/reference/templates.md lists what {file.template} is given, for {file.path} here."
    return wrong("T005", f"{kind}{error}", path, line, hint)


def _places(error: Exception, root: Path) -> list[tuple[Path, int]]:
    frames = traceback.extract_tb(error.__traceback__)
    return [(Path(f.filename), f.lineno or 0) for f in frames if Path(f.filename).is_relative_to(root)]


def _overridden(file: Planned, folder: Path) -> bool:
    return bool({file.template, macros_of(file.template)} & set(Overrides(folder).names))


def _unparsed(files: Sequence[Planned], texts: dict[str, str], folder: Path) -> Iterator[Diagnostic]:
    """What theirs wrote that is no Python, told at the line of the template that wrote the line."""
    for file in files:
        if file.path.endswith(".py") and _overridden(file, folder):
            try:
                ast.parse(texts[file.path])
            except SyntaxError as error:
                yield _unreadable(file, error, texts[file.path], folder)


def _unreadable(file: Planned, error: SyntaxError, text: str, folder: Path) -> Diagnostic:
    line = error.lineno or 1
    broken = "".join(text.splitlines()[line - 1 : line]).strip()
    whole = folder / file.template
    path = whole if whole.is_file() else folder / macros_of(file.template)
    source = [each.strip() for each in path.read_text(encoding="utf-8").splitlines()]
    found = source.index(broken) + 1 if broken and broken in source else 1
    message = f"what it writes is not Python: {error.msg} (line {line} of {file.path}: {broken})"
    return wrong("T006", message, path, found)
