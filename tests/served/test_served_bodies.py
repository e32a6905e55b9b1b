"""Bodies in other media types, bodies that may be left out, and numbers wider than what they are compared with."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tools.soak import application

DOCUMENT = """\
openapi: 3.0.3
info: {title: Notes, version: '1'}
paths:
  /notes:
    get:
      parameters:
      - {name: weight, in: query, schema: {type: integer}, allowEmptyValue: true}
      - name: labels
        in: query
        explode: false
        schema: {oneOf: [{type: string, enum: ['*']}, {type: array, items: {type: string, enum: [old, new]}}]}
      responses:
        '200':
          description: Notes
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Note'}}}}
    post:
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/NoteInput'}}
          text/json: {schema: {$ref: '#/components/schemas/NoteInput'}}
      responses:
        '201': {description: Made, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
  /notes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        '200': {description: A note, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
        '404': {description: None, content: {application/json: {}}}
components:
  schemas:
    NoteInput:
      type: object
      properties: {text: {type: string, x-nullable: true}, weight: {type: integer, format: int32}}
    Note:
      type: object
      required: [id]
      properties:
        id: {type: integer, format: int32}
        text: {type: string, x-nullable: true}
        weight: {type: integer, format: int32}
"""


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    document = tmp_path_factory.mktemp("notes") / "notes.yaml"
    document.write_text(DOCUMENT)
    with application(Path(document), "postgresql") as (url, _, _), httpx.Client(base_url=url) as client:
        yield client


@pytest.mark.parametrize("media_type", ["text/json", "Text/JSON; charset=utf-8", "application/json"])
def test_older_names_of_json(notes: httpx.Client, media_type: str) -> None:
    answer = notes.post("/notes", content=b'{"text": "x"}', headers={"Content-Type": media_type})

    assert (answer.status_code, answer.json()["text"]) == (201, "x")


def test_media_types_that_the_document_does_not_name(notes: httpx.Client) -> None:
    answer = notes.post("/notes", content=b'{"text": "x"}', headers={"Content-Type": "text/plain"})

    assert answer.status_code == 415


def test_a_body_that_may_be_left_out(notes: httpx.Client) -> None:
    answer = notes.post("/notes")

    assert (answer.status_code, list(answer.json())) == (201, ["id"])


def test_numbers_wider_than_the_column_find_nothing(notes: httpx.Client) -> None:
    made = notes.post("/notes", json={"weight": 7.0}).json()

    found = [notes.get("/notes", params={"weight": weight}) for weight in (7, 2**31, -(2**40))]

    assert [(answer.status_code, answer.json()) for answer in found] == [(200, [made]), (200, []), (200, [])]
    assert notes.get(f"/notes/{2**31}").status_code == 404


def test_a_parameter_without_a_value_filters_nothing(notes: httpx.Client) -> None:
    answer = notes.get("/notes?weight=")

    assert (answer.status_code, answer.json()) == (200, notes.get("/notes").json())


def test_an_error_without_a_schema_is_of_its_media_type(notes: httpx.Client) -> None:
    answer = notes.get("/notes/0")

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json")
    assert answer.json()["status"] == 404


def test_null_that_only_an_extension_allows_is_taken_and_not_shown(notes: httpx.Client) -> None:
    answer = notes.post("/notes", json={"text": None, "weight": 1})

    assert (answer.status_code, sorted(answer.json())) == (201, ["id", "weight"])


@pytest.mark.parametrize(("labels", "status"), [("*", 200), ("old", 200), ("old,new", 200), ("old,*", 422)])
def test_a_parameter_that_is_one_value_or_a_list(notes: httpx.Client, labels: str, status: int) -> None:
    assert notes.get("/notes", params={"labels": labels}).status_code == status
