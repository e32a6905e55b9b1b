"""Rendering: `render` turns an `ApiModel` into a `Tree`.

`plan` lists every file; views (`*_view`) prepare what a template places; `writers` are the only way for a document's
text into the output; `formatting` lays it out.
"""

from __future__ import annotations

from scaffolder.model import ApiModel
from scaffolder.render.environment import render_template
from scaffolder.render.formatting import formatted
from scaffolder.render.index import Index
from scaffolder.render.plan import planned
from scaffolder.tree import Tree, TreeFile


def render(model: ApiModel) -> Tree:
    """The whole output for a model, the document itself included."""
    files = tuple(planned(Index(model)))
    texts = formatted({f.path: render_template(f.template, f.context) for f in files})
    made = (TreeFile(f.path, texts[f.path], f.owner) for f in files)
    return Tree([*made, TreeFile(model.document_name, model.document_text)])


__all__ = ["render"]
