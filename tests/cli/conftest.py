import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from scaffolder.model import ApiModel
from scaffolder.tree import Tree, TreeFile

DOCUMENT = """\
openapi: 3.1.0
info: {title: Pet Shop, version: "1"}
paths:
  /pets:
    get:
      responses:
        "200":
          description: all
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}}}
    post:
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
      responses:
        "201":
          description: made
          content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
  /pets/{petId}:
    get:
      parameters: [{name: petId, in: path, required: true, schema: {type: integer}}]
      responses:
        "200":
          description: one
          content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string, maxLength: 40}
"""

RULES = '''"""Rules."""


def check() -> None:
    """At most 5 pets."""
    # scaffold: begin pet-limit
    return
    # scaffold: end pet-limit
'''


@pytest.fixture
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small document, in the current folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "api.yaml"
    path.write_text(DOCUMENT)
    return path


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small tree in place of the rendered application: the flow is tested here, not what it writes."""

    def render(model: ApiModel, templates: Path | None = None, known: object = None) -> Tree:
        names = "\n".join(f"    {e.name!r}," for e in model.entities)
        main = f'"""{model.title}"""\n\nENTITIES = [\n{names}\n]\n'.replace("'", '"')
        test = '"""Test."""\n\nfrom app.main import ENTITIES\n\n\ndef test_entities() -> None:\n    assert ENTITIES\n'
        files = {"app/__init__.py": "", "app/main.py": main, "app/rules.py": RULES, "tests/test_main.py": test}
        files["pyproject.toml"] = '[tool.pytest.ini_options]\npythonpath = ["."]\n'
        return Tree(TreeFile(path, text) for path, text in files.items())

    monkeypatch.setitem(sys.modules, "scaffolder.render", SimpleNamespace(render=render))
