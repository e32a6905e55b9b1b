"""The Jinja environment: strict, without autoescape, with the writers as its only filters.

In: a template's name and its context (a dataclass). Out: text.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scaffolder import resources
from scaffolder.render import writers

_FILTERS = {
    "literal": writers.literal,
    "docstring": writers.docstring,
    "comment": writers.comment,
    "toml": writers.toml_text,
    "markdown": writers.markdown,
    "oneline": writers.one_line,
}


@lru_cache(maxsize=1)
def environment() -> Environment:
    """One environment for the process; templates are read from the folder that the distribution carries."""
    jinja = Environment(
        loader=FileSystemLoader(resources.templates()),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        auto_reload=False,
    )
    jinja.filters.update(_FILTERS)
    return jinja


def render_template(name: str, context: object) -> str:
    """A template's text for a context; its fields are the template's variables."""
    return environment().get_template(name).render(_variables(context))


def _variables(context: object) -> dict[str, Any]:
    if not is_dataclass(context):
        raise TypeError(f"{context!r} is no context")
    return {f.name: getattr(context, f.name) for f in fields(context)}
