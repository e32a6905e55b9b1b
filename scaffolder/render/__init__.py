"""Rendering: `render` turns an `ApiModel` into a `Tree`.

`plan` lists every file; views (`*_view`) prepare what a template places; `writers` are the only way for a document's
text into the output; `formatting` lays it out; `overrides` and `faults` are for a team's own templates.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from scaffolder.diagnostics import Diagnostic
from scaffolder.layout import Layout
from scaffolder.model import ApiModel
from scaffolder.render.environment import render_template
from scaffolder.render.formatting import formatted_again
from scaffolder.render.index import Index
from scaffolder.render.plan import LAID_OUT_BY, Planned, planned, planned_bodies
from scaffolder.tree import Formatted, Tree, TreeFile

NOTHING: Formatted = {}


def render(model: ApiModel, templates: Path | None = None, known: Formatted = NOTHING) -> Tree:
    """The whole output for a model, the document itself included.

    `templates` is a folder of templates that stand before ours. Rejected: one of those is wrong. `known` are the files
    of an earlier rendering: those that come out the same again are not formatted again.
    """
    files = tuple(planned(Index(model)))
    texts = _texts(files, templates, known)
    made = (TreeFile(f.path, texts[f.path][0], f.owner, texts[f.path][1]) for f in files)
    return Tree([*made, TreeFile(model.document_name, model.document_text)])


def render_bodies(model: ApiModel, templates: Path | None = None, known: Formatted = NOTHING) -> dict[str, str]:
    """The files alone that hold placeholders, by path; as `render` has them."""
    made = _texts(tuple(planned_bodies(Index(model))), templates, known)
    return {path: text for path, (text, _) in made.items() if path != LAID_OUT_BY}


def _texts(files: Sequence[Planned], templates: Path | None, known: Formatted) -> dict[str, tuple[str, str]]:
    """Each file's text, and what it was before it was formatted."""
    if templates is None:
        return formatted_again({f.path: render_template(f.template, f.context) for f in files}, known)
    from scaffolder.render import faults

    return {path: (text, "") for path, text in faults.rendered(files, templates).items()}


def render_into(model: ApiModel, layout: Layout, templates: Path | None = None) -> Tree:
    """What an existing project gets for a model, where its layout wants it. Rejected: a template is wrong."""
    from scaffolder.render import into

    return into.tree(model, layout, templates)


def tables_apart(model: ApiModel, names: Collection[str] | None) -> dict[str, str]:
    """By table, a revision that creates it and no other; of these tables only, None: of all."""
    from scaffolder.render.into import creating

    return {name: text for name, text in creating(Index(model)).items() if names is None or name in names}


def examine(templates: Path) -> tuple[Diagnostic, ...]:
    """What is wrong with a folder of templates before any is rendered."""
    from scaffolder.render import faults

    return faults.examine(templates)


__all__ = ["examine", "render", "render_bodies", "render_into", "tables_apart"]
