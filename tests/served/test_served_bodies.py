"""Bodies in other media types, and bodies that may be left out."""

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
    post:
      requestBody:
        content:
          application/json: {schema: {$ref: '#/components/schemas/NoteInput'}}
          text/json: {schema: {$ref: '#/components/schemas/NoteInput'}}
      responses:
        '201': {description: Made, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
  /notes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer, format: int64}}]
    get:
      responses:
        '200': {description: A note, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
components:
  schemas:
    NoteInput: {type: object, properties: {text: {type: string}}}
    Note:
      type: object
      required: [id]
      properties: {id: {type: integer, format: int64}, text: {type: string}}
"""


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    document = tmp_path_factory.mktemp("notes") / "notes.yaml"
    document.write_text(DOCUMENT)
    with application(Path(document), "sqlite") as (url, _, _), httpx.Client(base_url=url) as client:
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
