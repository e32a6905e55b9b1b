"""What a person changes in a generated application shows as a difference from the document, and nothing else does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scaffolder.flow import Request, contracts, generate

DOCUMENT = """\
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      parameters: [{name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}]
      responses:
        '200':
          description: Pets
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}
    post:
      operationId: createPet
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewPet'}}}}
      responses:
        '201': {description: Made, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: readPet
      responses:
        '200': {description: A pet, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
components:
  schemas:
    NewPet:
      type: object
      required: [name]
      properties: {name: {type: string, maxLength: 20}, age: {type: integer, minimum: 0}}
    Pet:
      type: object
      required: [id, name]
      properties: {id: {type: integer}, name: {type: string, maxLength: 20}, age: {type: integer, minimum: 0}}
"""

ANSWERS = [
    ("GET /pets", "response 200 application/json [].age"),
    ("POST /pets", "response 201 application/json age"),
    ("GET /pets/{id}", "response 200 application/json age"),
]
EDITS = {
    "a field left out of what is read": (
        "schemas.py",
        r"(class Pet\(.*?)\n    age: [^\n]*",
        r"\1",
        [(*where, "missing", False) for where in ANSWERS],
    ),
    "a field left out of what is written": (
        "schemas.py",
        r"(class NewPet\(.*?)\n    age: [^\n]*",
        r"\1",
        [("POST /pets", "request body application/json age", "missing", True)],
    ),
    "a looser bound of what is written": (
        "schemas.py",
        r"(class NewPet\(.*?)max_length=20",
        r"\1max_length=30",
        [("POST /pets", "request body application/json name", "wider", False)],
    ),
    "a tighter bound of what is written": (
        "schemas.py",
        r"(class NewPet\(.*?)max_length=20",
        r"\1max_length=10",
        [("POST /pets", "request body application/json name", "narrower", True)],
    ),
    "a looser bound of a parameter": (
        "router.py",
        r"le=50",
        "le=99",
        [("GET /pets", "parameter limit in query", "wider", False)],
    ),
    "a renamed route": (
        "router.py",
        r'"/pets/\{id\}"',
        '"/animals/{id}"',
        [("GET /pets/{id}", "operation", "missing", True), ("GET /animals/{id}", "operation", "wider", False)],
    ),
    "another operation id": (
        "router.py",
        r'operation_id="listPets"',
        'operation_id="allPets"',
        [("GET /pets", "operation", "different", True)],
    ),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drift")
    (folder / "pets.yaml").write_text(DOCUMENT)
    generate(Request(str(folder / "pets.yaml"), out=folder / "app", verify=False))
    return folder / "app"


def differences(project: Path) -> list[tuple[str, str, str, bool]]:
    contract = contracts.compare(project).contract
    assert contract is not None
    return [
        (f"{o.method} {o.path}", f"{d.subject} {d.inner}".strip(), d.relation.value, d.breaking)
        for o in contract.operations
        for d in o.differences
    ]


def test_as_it_is_generated_it_keeps_the_contract(project: Path) -> None:
    assert differences(project) == []


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_found(name: str, project: Path) -> None:
    file, pattern, replacement, expected = EDITS[name]
    path = project / "app" / "pets" / file
    before = path.read_text()
    after, edits = re.subn(pattern, replacement, before, flags=re.DOTALL)
    assert edits == 1

    path.write_text(after)
    try:
        assert differences(project) == expected
    finally:
        path.write_text(before)
