"""What generated tests know of rows before they run."""

from __future__ import annotations

from pathlib import Path

from scaffolder.document import read
from scaffolder.inference import understand
from scaffolder.render.index import Index
from scaffolder.render.testing.rows import RowFacts

ITEM = """
  {path}:
    parameters: [{parameters}]
    get:
      responses:
        "200":
          description: one
          content: {{application/json: {{schema: {{type: object, properties: {{id: {{type: integer}}}}}}}}}}
    delete:
      responses:
        "204": {{description: gone}}
"""


def test_rows_fall_with_all_that_they_stand_below(tmp_path: Path) -> None:
    paths = ""
    for path in ("/shops/{a}", "/shops/{a}/shelves/{b}", "/shops/{a}/shelves/{b}/boxes/{c}", "/owners/{d}"):
        names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
        said = ", ".join(f"{{name: {n}, in: path, required: true, schema: {{type: integer}}}}" for n in names)
        paths += ITEM.format(path=path, parameters=said)
    document = tmp_path / "api.yaml"
    document.write_text(f"openapi: 3.1.0\ninfo: {{title: Nested, version: '1'}}\npaths:{paths}")
    source, _ = read(document)
    assert source
    model, _ = understand(source)
    facts, entities = RowFacts(Index(model)), {e.table: e for e in model.entities}

    found = {(e.table, t) for e in model.entities for t in entities if facts.falls_with(e, t)}
    assert found == {("boxes", "shelves"), ("boxes", "shops"), ("shelves", "shops")}
