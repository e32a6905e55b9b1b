"""Schemas that the document does not describe say what they are for."""

from __future__ import annotations

from pathlib import Path

from scaffolder.document import read
from scaffolder.inference import understand
from scaffolder.names import ClassName
from scaffolder.render.index import Index
from scaffolder.render.purposes import purposes

SPEC = Path(__file__).parents[2] / "specs" / "api.yaml"


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
