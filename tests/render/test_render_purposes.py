"""Schemas that the document does not describe say what they are for."""

from __future__ import annotations

from pathlib import Path

from scaffolder.document import read
from scaffolder.inference import understand
from scaffolder.model import Kind
from scaffolder.names import ClassName
from scaffolder.render.index import Index
from scaffolder.render.purposes import act, purposes

SPEC = Path(__file__).parents[2] / "specs" / "api.yaml"
CASES = Path(__file__).parents[1] / "cases"


def test_a_schema_is_for_what_the_operations_do_with_it() -> None:
    document, _ = read(SPEC)
    assert document
    model, _ = understand(document)
    found = purposes(Index(model))

    assert {name: found.get(ClassName(name)) for name in ("HutCreate", "HutPatch", "HutPage", "Hut", "Address")} == {
        "HutCreate": "What a new hut is made of.",
        "HutPatch": "What changes of the hut.",
        "HutPage": "One page of the huts.",
        "Hut": "What is shown of the hut.",
        "Address": None,
    }


def test_operations_without_words_say_what_they_do() -> None:
    document, _ = read(CASES / "rows_without_paths" / "document.yaml")
    assert document
    index = Index(understand(document)[0])
    found = {
        f"{o.method} {o.path}": act(o, index.entity(o.entity) if o.entity else None) for o in index.model.operations
    }
    assert found["GET /tasks"] == "List the tasks."
    assert found["POST /tasks/{id}/labels"] == "Add one label."
    assert found["PUT /labels/{id}"] == "Replace one label."
    assert found["DELETE /notes/{noteId}"] == "Delete one note."
    assert purposes(index)[ClassName("Reading")] == "What is sent and shown of the reading."


def test_operations_that_have_a_name_say_that() -> None:
    document, _ = read(SPEC)
    assert document
    index = Index(understand(document)[0])
    named = next(o for o in index.model.operations if o.kind is Kind.LIST)
    assert (
        act(named, index.entity(named.entity) if named.entity else None)
        .lower()
        .startswith(named.operation_id[:4].lower())
    )
