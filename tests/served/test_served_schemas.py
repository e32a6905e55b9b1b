"""What schemas allow beyond required properties: kinds that may be left out, null for a body, sets of properties."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from scaffolder.contract import Relation
from scaffolder.flow import Request, contracts, generate
from tools.soak import application

DOCUMENT = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    post:
      operationId: createPet
      requestBody:
        content:
          application/json: {schema: {oneOf: [{$ref: '#/components/schemas/PetInput'}, {type: 'null'}]}}
      responses:
        '201': {description: Made, content: {application/json: &pet {schema: {$ref: '#/components/schemas/Pet'}}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: getPet
      responses: {'200': {description: A pet, content: {application/json: *pet}}, '404': {description: None}}
    patch:
      operationId: changePet
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/PetChange'}}}}
      responses: {'200': {description: A pet, content: {application/json: *pet}}, '404': {description: None}}
  /toys:
    post:
      operationId: createToy
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/ToyInput'}}}}
      responses:
        '201': {description: Made, content: {application/json: &toy {schema: {$ref: '#/components/schemas/Toy'}}}}
  /toys/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: getToy
      responses: {'200': {description: A toy, content: {application/json: *toy}}, '404': {description: None}}
    patch:
      operationId: changeToy
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/ToyChange'}}}}
      responses: {'200': {description: A toy, content: {application/json: *toy}}, '404': {description: None}}
components:
  schemas:
    PetInput: {type: object, required: [name], properties: {name: {type: string}, age: {type: integer}}}
    PetChange:
      type: object
      properties: {name: {type: string}, age: {type: integer}}
      anyOf: [{required: [name]}, {required: [age]}]
    Pet:
      type: object
      required: [id, name]
      properties: {id: {type: integer}, name: {type: string}, age: {type: integer}}
    ToyInput: {type: object, properties: {shape: {$ref: '#/components/schemas/Shape'}}}
    ToyChange: {type: object, minProperties: 1, properties: {shape: {$ref: '#/components/schemas/Shape'}}}
    Toy: {type: object, required: [id], properties: {id: {type: integer}, shape: {$ref: '#/components/schemas/Shape'}}}
    Shape:
      oneOf: [{$ref: '#/components/schemas/Ball'}, {$ref: '#/components/schemas/Stick'}]
      discriminator:
        propertyName: kind
        mapping: {ball: '#/components/schemas/Ball', stick: '#/components/schemas/Stick'}
    Ball: {type: object, required: [radius], properties: {kind: {type: string}, radius: {type: integer}}}
    Stick: {type: object, required: [length], properties: {kind: {type: string}, length: {type: integer}}}
"""


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("schemas") / "pets.yaml"
    path.write_text(DOCUMENT)
    return path


@pytest.fixture(scope="module")
def pets(document: Path) -> Iterator[httpx.Client]:
    with application(document, "sqlite") as (url, _, _), httpx.Client(base_url=url) as client:
        yield client


def test_the_application_says_the_same(document: Path) -> None:
    generate(Request(str(document), out=document.parent / "pets", verify=False))
    found = contracts.compare(document.parent / "pets").contract
    assert found is not None
    assert [(o.operation_id, o.relation) for o in found.operations if o.relation is not Relation.EQUAL] == []


@pytest.mark.parametrize("body", [b"", b"null"])
def test_a_body_that_is_left_out_leaves_every_value_to_its_default(body: bytes, pets: httpx.Client) -> None:
    answer = pets.post("/pets", content=body, headers={"Content-Type": "application/json"} if body else {})
    assert answer.status_code == 201
    assert answer.json() == {"id": answer.json()["id"], "name": ""}


def test_a_body_without_what_it_must_have_is_refused(pets: httpx.Client) -> None:
    answer = pets.post("/pets", json={})
    assert (answer.status_code, "name" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("shape", "status"),
    [
        ({"kind": "ball", "radius": 3}, 201),
        ({"kind": "stick", "length": 3}, 201),
        ({"radius": 3}, 201),
        ({"length": 3}, 201),
        ({"kind": "ball", "length": 3}, 422),
        ({"kind": "cube", "radius": 3}, 422),
        ({"kind": "ball"}, 422),
        ({}, 422),
    ],
)
def test_a_kind_that_is_left_out_is_told_by_the_rest(shape: dict[str, Any], status: int, pets: httpx.Client) -> None:
    answer = pets.post("/toys", json={"shape": shape})
    assert answer.status_code == status
    assert status == 422 or pets.get(f"/toys/{answer.json()['id']}").json()["shape"] == shape


def test_one_of_several_properties_must_be_sent(pets: httpx.Client) -> None:
    pet = pets.post("/pets", json={"name": "Rex"}).json()
    assert pets.patch(f"/pets/{pet['id']}", json={}).status_code == 422
    assert pets.patch(f"/pets/{pet['id']}", json={"age": 3}).json() == pet | {"age": 3}


def test_as_many_properties_must_be_sent_as_are_asked_for(pets: httpx.Client) -> None:
    toy = pets.post("/toys", json={"shape": {"radius": 1}}).json()
    assert pets.patch(f"/toys/{toy['id']}", json={}).status_code == 422
    changed = pets.patch(f"/toys/{toy['id']}", json={"shape": {"kind": "stick", "length": 2}})
    assert changed.json() == toy | {"shape": {"kind": "stick", "length": 2}}
