"""The Jinja environment: strict, without autoescape, with the writers as its only filters.

In: a template's name and its context (a dataclass). Out: text.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import lru_cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

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


class _Compiled(FileSystemBytecodeCache):
    """Compiled templates, kept where Python keeps this module's own bytecode; where it cannot be, nothing is kept."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _compiled() -> _Compiled | None:
    """None: Python itself may not write bytecode. Jinja compares a template's source, and the name here what else a
    compiled template depends on: this module's options and the writers, whose calls on constants are folded.
    """
    folder = Path(cache_from_source(__file__)).parent
    if sys.dont_write_bytecode or not folder.is_dir():
        return None
    changed = [Path(module).stat().st_mtime_ns for module in (__file__, writers.__file__)]
    return _Compiled(str(folder), f"jinja-{'-'.join(f'{c:x}' for c in changed)}-%s.bin")


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
        bytecode_cache=_compiled(),
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
