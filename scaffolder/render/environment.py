"""The Jinja environment: strict, without autoescape, with the writers as its only filters.

In: a template's name and its context (a dataclass). Out: text. A team's own templates stand before ours, in a sandbox:
they come with a repository, and a template is a program.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import lru_cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.sandbox import ImmutableSandboxedEnvironment

from scaffolder import resources
from scaffolder.render import writers
from scaffolder.render.overrides import Overrides

_FILTERS = {
    "literal": writers.literal,
    "long_literal": writers.long_literal,
    "equality": writers.equality,
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
    return _made(Environment, FileSystemLoader(resources.templates()), _compiled())


def overriding(folder: Path) -> Environment:
    """An environment in which the templates of a folder stand before ours."""
    return _made(ImmutableSandboxedEnvironment, Overrides(folder), None)


def _made(kind: type[Environment], loader: BaseLoader, cache: FileSystemBytecodeCache | None) -> Environment:
    jinja = kind(
        loader=loader,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        auto_reload=False,
        bytecode_cache=cache,
    )
    jinja.filters.update(_FILTERS)
    return jinja


def render_template(name: str, context: object, jinja: Environment | None = None) -> str:
    """A template's text for a context; its fields are the template's variables."""
    return (jinja or environment()).get_template(name).render(_variables(context))


def _variables(context: object) -> dict[str, Any]:
    if not is_dataclass(context):
        raise TypeError(f"{context!r} is no context")
    return {f.name: getattr(context, f.name) for f in fields(context)}
