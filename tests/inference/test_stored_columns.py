"""What is stored of properties: keys, and what values of enumerations were called."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scaffolder.document import read
from scaffolder.inference import understand
from scaffolder.model import Column, ColumnKind
from tests.migrate.shop import TEXT, document, entity


def columns(folder: Path, version: dict[str, Any]) -> dict[str, Column]:
    """The columns of the one entity."""
    file = folder / "api.json"
    file.write_text(json.dumps(version))
    found, _ = read(file)
    assert found is not None
    return {str(c.name): c for c in understand(found)[0].entities[0].columns}


def test_keys_of_type_number_are_whole_numbers(tmp_path: Path) -> None:
    version = document(Pet=entity("pets", ["id"], id={"type": "number"}, weight={"type": "number"}))
    version["paths"]["/pets/{id}"]["parameters"][0]["schema"] = {"type": "number"}
    found = columns(tmp_path, version)
    assert found["id"].kind is ColumnKind.BIGINT
    assert [s.value for s in found["id"].samples] == [1, 2, 3]
    assert found["weight"].samples[0].value == 1.5


def test_values_say_what_they_were_called(tmp_path: Path) -> None:
    ref = {"$ref": "#/components/schemas/Status"}
    rank = {"type": "integer", "enum": [1, 2], "x-renamed-values": {"0": 1, "two": 2}}
    version = document(Pet=entity("pets", ["status"], status=ref, rank=rank))
    version["components"]["schemas"]["Status"] = TEXT | {
        "enum": ["a", "b"],
        "x-renamed-values": {"old": "a", "x": None},
    }
    found = columns(tmp_path, version)
    assert [(o.value, n.value) for o, n in found["status"].renamed_values] == [("old", "a")]
    assert [(o.value, n.value) for o, n in found["rank"].renamed_values] == [(0, 1), ("two", 2)]


def test_choices_hold_the_default_that_answers_document(tmp_path: Path) -> None:
    version = document(Pet=entity("pets", ["id", "mood"], id={"type": "integer", "readOnly": True}, mood=TEXT))
    paths = version["paths"]["/pets"]["post"]["requestBody"]["content"]["application/json"]
    sent = {"type": "object", "properties": {"mood": TEXT | {"enum": ["calm", "wild"]}}}
    paths["schema"] = sent
    version["components"]["schemas"]["Pet"]["properties"]["mood"] = TEXT | {"default": ""}
    mood = columns(tmp_path, version)["mood"]
    assert mood.default is not None
    assert mood.default.value == ""
    assert [choice.value for choice in mood.choices] == ["calm", "wild", ""]
