"""Bodies in several media types: each is read, and each answer is written as its caller asks."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tools.soak import application

DOCUMENT = """\
openapi: 3.0.3
info: {title: Media, version: '1'}
paths:
  /books:
    get:
      responses:
        '200':
          description: Books
          content:
            application/json: &books {schema: {type: array, items: {$ref: '#/components/schemas/Book'}}}
            text/csv: *books
            application/xml: *books
            application/vnd.books: *books
            application/json;stream=watch: *books
          headers: {X-Total-Count: {schema: {type: integer}}}
    post:
      requestBody:
        content:
          application/json: &input {schema: {$ref: '#/components/schemas/BookInput'}}
          text/json: *input
          application/xml: *input
          application/yaml: *input
          application/x-www-form-urlencoded: *input
          text/csv: *input
          application/vnd.books: *input
      responses:
        '201':
          description: Made
          content:
            application/json: &book {schema: {$ref: '#/components/schemas/Book'}}
            application/vnd.books+json: *book
            text/json: *book
            text/html: *book
            text/plain: *book
            application/xml: *book
            application/yaml: *book
            application/vnd.books: *book
        '415': {description: Another media type}
        '422':
          description: Invalid
          content:
            application/json: {schema: {$ref: '#/components/schemas/Error'}}
            application/problem+json: {schema: {$ref: '#/components/schemas/Problem'}}
  /books/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        '200': {description: A book, content: {application/json: *book}}
        '404':
          description: None
          content:
            application/json: &error {schema: {$ref: '#/components/schemas/Error'}}
            application/xml: *error
  /shelves:
    post:
      requestBody:
        content:
          application/xml: &shelf {schema: {$ref: '#/components/schemas/Shelf'}}
          application/json: *shelf
      responses: {'201': {description: Made, content: {application/json: *shelf, application/xml: *shelf}}}
  /shelves/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses: {'200': {description: A shelf, content: {application/json: *shelf}}}
  /words:
    post:
      requestBody: {content: {'*/*': {schema: {$ref: '#/components/schemas/Word'}}}}
      responses:
        '201': {description: Made, content: {application/json: {schema: {$ref: '#/components/schemas/Word'}}}}
  /words/{text}:
    parameters: [{name: text, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200': {description: A word, content: {'*/*': {schema: {$ref: '#/components/schemas/Word'}}}}
components:
  schemas:
    BookInput:
      type: object
      required: [title]
      properties:
        title: {type: string}
        pages: {type: integer}
        tags: {type: array, items: {type: string}}
    Book:
      type: object
      required: [id, title]
      properties:
        id: {type: integer}
        title: {type: string}
        pages: {type: integer}
        tags: {type: array, items: {type: string}}
    Shelf:
      type: object
      xml: {name: shelf}
      properties:
        id: {type: integer, readOnly: true}
        mark: {type: string, xml: {name: SIGN, attribute: true}}
        people: {type: array, items: {type: string}, xml: {name: names, wrapped: true}}
    Word: {type: object, required: [text], properties: {text: {type: string}, note: {type: string}}}
    Error: {type: object, required: [message], properties: {message: {type: string}}, xml: {name: fault}}
    Problem:
      type: object
      required: [title, status]
      properties: {title: {type: string}, status: {type: integer}, detail: {type: string}}
"""
WRITTEN = {"title": "A<b>", "pages": 7, "tags": ["x", "y"]}
BODIES = {
    "application/json": '{"title": "A<b>", "pages": 7, "tags": ["x", "y"]}',
    "text/json; charset=utf-8": '{"title": "A<b>", "pages": 7, "tags": ["x", "y"]}',
    "application/xml": "<book><title>A&lt;b&gt;</title><pages>7</pages><tags>x</tags><tags>y</tags></book>",
    "application/yaml": 'title: A<b>\npages: 7\ntags: ["x", "y"]\n',
    "application/x-www-form-urlencoded": "title=A%3Cb%3E&pages=7&tags=x&tags=y",
}


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    document = tmp_path_factory.mktemp("media") / "media.yaml"
    document.write_text(DOCUMENT)
    with application(Path(document), "sqlite") as (url, _, _), httpx.Client(base_url=url) as client:
        yield client


def post(client: httpx.Client, media_type: str, body: str | bytes, accept: str = "*/*") -> httpx.Response:
    content = body.encode() if isinstance(body, str) else body
    return client.post("/books", content=content, headers={"Content-Type": media_type, "Accept": accept})


def test_xml_is_read_and_written_as_the_document_describes_it(media: httpx.Client) -> None:
    headers = {"Content-Type": "application/xml", "Accept": "application/xml"}
    sent = '<any SIGN="7"><names><a>Ann</a><b>Bob</b></names></any>'

    answer = media.post("/shelves", content=sent, headers=headers)
    number = answer.text.partition("<id>")[2].partition("<")[0]
    assert answer.text.endswith(
        f'\n<shelf SIGN="7"><id>{number}</id><names><names>Ann</names><names>Bob</names></names></shelf>'
    )
    assert media.get(f"/shelves/{number}").json() == {"id": int(number), "mark": "7", "people": ["Ann", "Bob"]}


@pytest.mark.parametrize("media_type", BODIES)
def test_each_documented_media_type_is_read(media: httpx.Client, media_type: str) -> None:
    answer = post(media, media_type, BODIES[media_type])

    made = answer.json()
    assert (answer.status_code, {name: made[name] for name in WRITTEN}) == (201, WRITTEN)


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/msgpack", "multipart/form-data; boundary=x", "application/vnd.books"]
)
def test_other_media_types_are_refused(media: httpx.Client, media_type: str) -> None:
    assert post(media, media_type, BODIES["application/json"]).status_code == 415


ANSWERS = {
    "application/json": '{"id":%d,"title":"A<b>","pages":7,"tags":["x","y"]}',
    "application/vnd.books+json": '{"id":%d,"title":"A<b>","pages":7,"tags":["x","y"]}',
    "text/json;q=0.5, text/html;q=0.4": '{"id":%d,"title":"A<b>","pages":7,"tags":["x","y"]}',
    "application/yaml, application/json;q=0.9": '{"id":%d,"title":"A<b>","pages":7,"tags":["x","y"]}',
    "application/xml": "<Book><id>%d</id><title>A&lt;b&gt;</title><pages>7</pages><tags>x</tags><tags>y</tags></Book>",
    "application/*;q=0.1, application/xml": "<Book><id>%d</id><title>A&lt;b&gt;</title><pages>7</pages>",
    "text/plain": '{"id":%d,"title":"A<b>","pages":7,"tags":["x","y"]}',
    "text/html": "<!DOCTYPE html>\n<html><body><pre>{\n  &quot;id&quot;: %d,\n  &quot;title&quot;: &quot;A&lt;b&gt;",
    "image/png": '{"id":%d,"title":"A<b>","pages":7,"tags":["x","y"]}',
}


@pytest.mark.parametrize("accept", ANSWERS)
def test_answers_are_written_as_asked(media: httpx.Client, accept: str) -> None:
    answer = post(media, "application/json", BODIES["application/json"], accept)

    number = int(media.get("/books").json()[-1]["id"])
    own = "application/json" if accept == "image/png" else accept.partition(";")[0].partition(",")[0]
    own = "application/xml" if accept.endswith("application/xml") else own
    assert answer.headers["content-type"].partition(";")[0] == own
    assert (answer.headers["vary"], len(answer.content)) == ("Accept", int(answer.headers["content-length"]))
    assert ANSWERS[accept] % number in answer.text


def test_what_nobody_has_written_is_not_acceptable(media: httpx.Client) -> None:
    before = media.get("/books").headers["x-total-count"]
    for method, accept in (
        ("GET", "application/json;stream=watch"),
        ("GET", "application/vnd.books"),
        ("POST", "application/vnd.books"),
    ):
        answer = media.request(method, "/books", json=WRITTEN, headers={"Accept": accept})

        assert (answer.status_code, answer.headers["content-type"]) == (406, "application/json")
        assert answer.json() == {"message": f"{accept} is not implemented yet"}
    assert media.get("/books").headers["x-total-count"] == before


@pytest.mark.parametrize("accept", ["*/*", "application/vnd.books, application/json;q=0.1", "image/png"])
def test_who_takes_json_gets_it(media: httpx.Client, accept: str) -> None:
    answer = media.get("/books", headers={"Accept": accept})

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")


def test_a_list_as_a_table(media: httpx.Client) -> None:
    answer = media.get("/books", headers={"Accept": "text/csv"})

    head, first = answer.text.splitlines()[:2]
    assert head == "id,title,pages,tags"
    assert first.endswith('A<b>,7,"[""x"", ""y""]"')


def test_a_table_with_one_line_is_one_item(media: httpx.Client) -> None:
    answer = post(media, "text/csv", "title,pages\nOnly,3\n")

    assert (answer.status_code, answer.json()["title"], answer.json()["pages"]) == (201, "Only", 3)


BROKEN = {
    "no end": ("application/xml", "<book>"),
    "document type": ("application/xml", '<!DOCTYPE b [<!ENTITY a "x">]><book><title>&a;</title></book>'),
    "bottomless": ("application/xml", "<a>" * 90 + "</a>" * 90),
    "unknown encoding": ("application/xml", '<?xml version="1.0" encoding="nope"?><book/>'),
    "aliases": ("application/yaml", "title: &a x\ntags: [*a, *a]\n"),
    "a tag": ("application/yaml", "title: !!python/name:os.system\n"),
    "no YAML": ("application/yaml", "title: [\n"),
    "no UTF-8": ("application/yaml", b"title: \xff"),
    "deep": ("application/yaml", "[" * 90 + "]" * 90),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_bodies_are_refused(media: httpx.Client, name: str) -> None:
    assert post(media, *BROKEN[name]).status_code in {400, 422}


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/xml", "<book><pages>7</pages></book>"),
        ("application/xml", "<book><title>x</title><pages>many</pages></book>"),
        ("application/yaml", "title: 5\n"),
        ("text/csv", "title,pages\na,1\nb,2\n"),
    ],
)
def test_what_does_not_fit_the_schema_is_invalid(media: httpx.Client, media_type: str, body: str) -> None:
    assert post(media, media_type, body).status_code == 422


@pytest.mark.parametrize(
    ("accept", "told", "names"),
    [
        ("*/*", "application/json", {"message"}),
        ("application/problem+json", "application/problem+json", {"title", "status", "detail"}),
        ("application/json;q=0.1, application/problem+json", "application/problem+json", {"title", "status", "detail"}),
    ],
)
def test_an_error_in_the_shape_of_its_media_type(media: httpx.Client, accept: str, told: str, names: set[str]) -> None:
    answer = post(media, "application/json", "{}", accept)

    assert (answer.status_code, answer.headers["content-type"]) == (422, told)
    assert set(answer.json()) == names


def test_an_error_in_xml(media: httpx.Client) -> None:
    answer = media.get("/books/99999", headers={"Accept": "application/xml"})

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/xml")
    assert answer.text.endswith("</message></fault>")


def test_a_body_may_be_left_out_but_not_what_it_must_have(media: httpx.Client) -> None:
    assert media.post("/books").status_code == 201
    answer = media.post("/books", json={})

    assert (answer.status_code, answer.json()) == (422, {"message": "body.title: Field required"})


@pytest.mark.parametrize("media_type", ["application/json", "application/x-anything", "text/plain"])
def test_any_media_type_where_the_document_says_so(media: httpx.Client, media_type: str) -> None:
    word: dict[str, Any] = {"text": f"w-{media_type.replace('/', '-')}"}

    answer = media.post("/words", content=f'{{"text": "{word["text"]}"}}', headers={"Content-Type": media_type})

    assert (answer.status_code, answer.json()) == (201, word)
