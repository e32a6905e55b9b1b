"""The templates: each names its context, shows nothing raw that could be a document's text, and the output is the same
wherever and whenever it is rendered."""

from __future__ import annotations

import hashlib
import importlib
import os
import re
import subprocess
import sys
from dataclasses import is_dataclass
from pathlib import Path

import pytest
from jinja2 import nodes

from scaffolder import names, resources
from scaffolder.render.environment import environment

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(
    p.relative_to(resources.templates()).as_posix() for p in Path(resources.templates()).rglob("*.jinja")
)
FIRST_LINE = re.compile(r"\{#- context: (scaffolder\.render(?:\.\w+)+)\.(\w+) -#\}")
WRITERS = {"literal", "long_literal", "docstring", "comment", "toml", "markdown", "oneline"}
"""Filters that make a document's text harmless."""
TEXTS = {
    "title",
    "description",
    "summary",
    "text",
    "docstring",
    "fallback",
    "heading",
    "label",
    "example",
    "message",
    "scopes",
    "parameter",
    "challenge",
    "document_name",
    "base_path",
    "version",
}
"""Fields that hold a document's text as it stands (or may): never without a writer."""
EXPRESSIONS = {("app/[module]/repository.py.jinja", "version"), ("app/[module]/router.py.jinja", "parameter")}
"""Fields of such a name that hold Python: the version column's attribute, an endpoint's written parameter."""


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_first_line_names_the_context(name: str) -> None:
    first = (Path(resources.templates()) / name).read_text().splitlines()[0]
    found = FIRST_LINE.fullmatch(first)
    assert found, first
    context = getattr(importlib.import_module(found[1]), found[2])
    assert is_dataclass(context)


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_text_of_a_document_is_shown_raw(name: str) -> None:
    source = (Path(resources.templates()) / name).read_text()
    raw = [
        written
        for output in environment().parse(source).find_all(nodes.Output)
        for shown in output.nodes
        for written in _raw(shown)
        if (name, written) not in EXPRESSIONS
    ]
    assert raw == []


def _raw(node: nodes.Node) -> list[str]:
    """Names of text fields that reach the output without a writer."""
    if isinstance(node, nodes.Filter) and node.name in WRITERS:
        return []
    if isinstance(node, nodes.CondExpr):
        return [name for branch in (node.expr1, node.expr2) if branch for name in _raw(branch)]
    if isinstance(node, nodes.Name | nodes.Getattr):
        name = node.name if isinstance(node, nodes.Name) else node.attr
        return [name] if name in TEXTS else []
    return [name for child in node.iter_child_nodes() for name in _raw(child)]


PROGRAM = """
import hashlib, sys
from scaffolder.document import read
from scaffolder.inference import understand
from scaffolder.render import render
tree = render(understand(read(sys.argv[1])[0])[0])
for path, file in tree.items():
    print(hashlib.sha256(file.data).hexdigest(), path)
"""


def rendered(document: Path, folder: Path, seed: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    variables = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, str(document)],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.parametrize("name", ["api.yaml", "swagger2.json"])
def test_the_output_is_the_same_everywhere(name: str, tmp_path: Path) -> None:
    document = ROOT / "specs" / name
    copy = tmp_path / "elsewhere" / name
    copy.parent.mkdir()
    copy.write_bytes(document.read_bytes())
    first = rendered(document, tmp_path / "a", "0")
    assert hashlib.sha256(document.read_bytes()).hexdigest() in first
    assert rendered(copy, tmp_path / "b" / "c", "4711") == first


def test_no_property_hides_what_schemas_can_do() -> None:
    source = (Path(resources.templates()) / "app/core/schema.py.jinja").read_text().partition("\n")[2]
    module: dict[str, type] = {"__name__": "schema"}
    exec(compile(source, "schema.py", "exec"), module)
    own = {name for name in vars(module["Schema"]) if not name.startswith(("_", "model_"))}
    assert own - names.FIELD_RESERVED == set()


def test_no_entity_takes_a_name_that_the_tables_module_imports() -> None:
    """`Text` is a column's type there; `Email` is free, as only schemas have a type of that name."""
    source = (Path(resources.templates()) / "app/[module]/models.py.jinja").read_text()
    listed = re.findall(r"^from [\w.]+ import ([\w, ]+)$", source, re.MULTILINE)
    imported = {name for names_ in listed for name in names_.split(", ") if name[0].isupper()}
    assert imported - {"TYPE_CHECKING"} == names.MODEL_RESERVED

    scope = names.model_scope()
    assert [scope.free(n) for n in ("Email", "Flag", "Text", "Warning")] == [True, True, False, False]
