"""The catalogue of templates, and copies of single ones to start own ones from.

In: the folder of a team's own templates. Out: `TemplateEntry`s; the text to write. Rejected: no such template or macro.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path

from scaffolder import resources
from scaffolder.catalogue import TemplateEntry
from scaffolder.diagnostics import Diagnostic, ExitCode, Place, Rejected, Severity
from scaffolder.render import static_view
from scaffolder.render.overrides import MACROS, TEMPLATE, all_templates, macros, macros_of
from scaffolder.render.plan import MODULE_ROWS, PROJECT_ROWS
from scaffolder.render.testing import view as tests_view

_CONTEXT = re.compile(r"\{#- context: ([\w.]+) -#\}")


def catalogue(own: Path | None) -> tuple[TemplateEntry, ...]:
    """Every template in the order of names, those of a folder marked as overridden."""
    return tuple(_entry(name, own) for name in all_templates())


def _entry(name: str, own: Path | None) -> TemplateEntry:
    source = _source(name)
    context = _CONTEXT.match(source)
    return TemplateEntry(
        name=name,
        path=", ".join(_paths(name)) or name.removesuffix(TEMPLATE),
        context=context[1].rsplit(".", 1)[-1] if context else "",
        macros=tuple(m.name for m in macros(source)),
        overridden=_overridden(name, own) if own else "",
    )


def _paths(name: str) -> Iterator[str]:
    for project_row in (*PROJECT_ROWS, *static_view.ROWS, *tests_view.ROWS):
        if project_row.template == name:
            yield project_row.path
    for row in (*MODULE_ROWS, *tests_view.MODULE_ROWS):
        if row.template == name:
            yield row.path


def _overridden(name: str, own: Path) -> str:
    if (own / name).is_file():
        return "template"
    single = own / macros_of(name)
    return ", ".join(m.name for m in macros(single.read_text(encoding="utf-8"))) if single.is_file() else ""


def _source(name: str) -> str:
    return (resources.templates() / name).read_text(encoding="utf-8")


def copied(wanted: str, macro: str, own: Path) -> tuple[Path, str]:
    """Where a copy of a template, or of one of its macros, goes, and its text. A macro is put under those there are."""
    name = _named(wanted)
    if not macro:
        return own / name, _source(name)
    found = next((m for m in macros(_source(name)) if m.name == macro), None)
    if found is None:
        known = ", ".join(m.name for m in macros(_source(name))) or "none"
        raise _refusal("T004", f"{name} has no macro {macro}", name, f"It has {known}.")
    path = own / macros_of(name)
    there = path.read_text(encoding="utf-8") if path.is_file() else ""
    if macro in {m.name for m in macros(there)}:
        raise refusal_of(path)
    return path, f"{there}{found.text}\n"


def _named(wanted: str) -> str:
    """The template of that name, with or without its suffix, or of a file of the output."""
    known = all_templates()
    plain = wanted.removesuffix(MACROS).removesuffix(TEMPLATE)
    by_path = {path: name for name in known for path in _paths(name)}
    for candidate in (f"{plain}{TEMPLATE}", by_path.get(plain, "")):
        if candidate in known:
            return candidate
    near = difflib.get_close_matches(f"{plain}{TEMPLATE}", known, 1, 0.5)
    hint = f"Is it {near[0]}?" if near else "`scaffold templates list` lists those that there are."
    raise _refusal("T003", f"there is no template {wanted}", wanted, hint)


def refusal_of(path: Path) -> Rejected:
    """What to raise where a copy would replace something of theirs."""
    return _refusal("T007", "this is there already; it is yours", str(path), "Remove it first to begin anew.")


def _refusal(code: str, message: str, place: str, hint: str) -> Rejected:
    return Rejected((Diagnostic(code, Severity.ERROR, message, Place(place), hint),), ExitCode.USAGE)
