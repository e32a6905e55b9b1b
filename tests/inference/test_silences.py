"""Answers that documents leave out: which are told, and from what."""

from __future__ import annotations

import io
import json

import pytest

from scaffolder.document import read
from scaffolder.inference import understand
from scaffolder.inference.silences import with_answers
from tests.inference.test_conventions import NUMBER, TEXT, Json, columns, entity, keys, kinds, model, op, ref, rows


def silent(**changes: Json) -> Json:
    return {"responses": {"200": {"description": "ok"}}} | changes


def test_what_is_read_is_what_a_creation_sends_with_an_id() -> None:
    found = model(
        {
            "/books": {"get": silent(), "post": op(None, ref("book"))},
            "/books/{id}": {"get": silent(), "put": op(None, ref("book")), "delete": silent()},
        },
        numbers=("id",),
        book={"title": TEXT, "password": TEXT},
    )
    assert kinds(found) == {
        "GET /books": "list Book",
        "POST /books": "create Book",
        "GET /books/{id}": "read Book",
        "PUT /books/{id}": "replace Book",
        "DELETE /books/{id}": "delete Book",
    }
    shown = next(o for o in found.operations if o.path == "/books/{id}").success
    assert shown is not None
    assert columns(found, "Book") == ["id", "title", "password"]
    assert [(d.subject, d.decided) for d in found.decisions[:2]] == [
        ("GET /books", "answers rows"),
        ("GET /books/{id}", "answers a row"),
    ]


def test_what_is_told_to_nobody_is_not_read() -> None:
    whole = {
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "paths": {"/users": {"get": silent(), "post": op(None, {"properties": {"name": TEXT, "password": TEXT}})}},
    }
    document, _ = read("-", stdin=io.BytesIO(json.dumps(whole).encode()))
    assert document is not None
    told, _ = with_answers(document)
    (media,) = told.operations[0].responses[0].content
    assert media.schema is not None
    assert media.schema.items is not None
    assert media.schema.items.ref == told.schemas["User"].pointer
    assert list(told.schemas["User"].properties) == ["id", "name"]
    assert understand(document)[0].entities[0].name == "User"


def test_a_list_that_is_told_says_what_an_item_is() -> None:
    found = model(
        {"/books": {"get": op(rows("book"))}, "/books/{isbn}": {"get": silent()}}, book={"isbn": TEXT, "title": TEXT}
    )
    assert kinds(found) == {"GET /books": "list Book", "GET /books/{isbn}": "read Book"}
    assert keys(found, "Book") == [("isbn", "isbn", None)]


@pytest.mark.parametrize(
    "paths",
    [
        {"/session": {"get": silent(), "post": op(None, ref("book"))}},
        {"/auth/tokens": {"get": silent(), "post": op(None, ref("book"))}},
        {"/books/{id}": {"get": silent()}},
        {"/books": {"get": silent()}, "/books/{id}": {"get": silent()}},
        {"/books": {"get": {"responses": {"204": {"description": "none"}}}, "post": op(None, ref("book"))}},
    ],
    ids=["one of it", "signing in", "nothing beside", "nothing sent", "no body"],
)
def test_what_nothing_tells_of_stays_silent(paths: dict[str, Json]) -> None:
    assert model(paths, book={"id": NUMBER, "title": TEXT}).entities == ()


def test_entities_are_called_what_schemas_call_one_of_them() -> None:
    paths = {"/donadores/{id}": {"get": op(ref("DonadorDTO"))}, "/books/{id}": {"get": op(ref("Donador"))}}
    found = model(paths, DonadorDTO={"id": TEXT}, Donador={"id": TEXT, "nombre": TEXT})
    assert entity(found, "Donador").table == "donadores"
    assert entity(found, "Book").table == "books"


@pytest.mark.parametrize("told", [{}, {"default": {"description": "any"}}, {"404": {"description": "none"}}])
def test_an_answer_is_left_out_as_well_where_no_success_is_told(told: Json) -> None:
    found = model(
        {
            "/books": {
                "get": silent(),
                "post": {"responses": told} | {"requestBody": op(None, ref("book"))["requestBody"]},
            },
            "/books/{id}": {"get": {"responses": told}, "delete": {"responses": told}},
        },
        numbers=("id",),
        book={"title": TEXT},
    )
    assert kinds(found) == {
        "GET /books": "list Book",
        "POST /books": "create Book",
        "GET /books/{id}": "read Book",
        "DELETE /books/{id}": "delete Book",
    }


def test_it_is_not_where_another_success_is_told() -> None:
    away = {"responses": {"302": {"description": "elsewhere"}}}
    found = model(
        {"/books": {"post": op(None, ref("book"))}, "/books/{id}": {"get": away}}, numbers=("id",), book={"title": TEXT}
    )
    assert found.entities == ()


def test_what_a_creation_sends_as_a_form_is_known_too() -> None:
    form = {"requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": ref("book")}}}}
    found = model(
        {"/books": {"get": silent(), "post": silent() | form}, "/books/{id}": {"get": silent()}},
        numbers=("id",),
        book={"title": TEXT},
    )
    assert kinds(found)["GET /books/{id}"] == "read Book"
    assert columns(found, "Book") == ["id", "title"]


@pytest.mark.parametrize("put", [None, "application/octet-stream"], ids=["never changed", "sent as bytes"])
def test_what_is_only_read_without_a_success_may_be_a_download(put: str | None) -> None:
    sent = {"requestBody": {"content": {put: {"schema": {"type": "string"}}}}, "responses": {}}
    item = {"get": {"responses": {"404": {"description": "none"}}}} | ({"put": sent} if put else {})
    found = model({"/books": {"post": op(None, ref("book"))}, "/books/{id}": item}, book={"title": TEXT, "isbn": TEXT})
    assert found.entities == ()


def test_what_is_uploaded_as_a_file_is_downloaded_as_one() -> None:
    file = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}, "title": TEXT}}
    form = {"requestBody": {"content": {"multipart/form-data": {"schema": file}}}}
    found = model({"/scans": {"post": silent() | form}, "/scans/{id}": {"get": silent(), "delete": silent()}})
    assert found.entities == ()
