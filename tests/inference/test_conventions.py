"""Conventions of particular kinds of APIs: what each small document is understood as."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest

from scaffolder.document import read
from scaffolder.inference import understand
from scaffolder.model import ApiModel, ColumnKind, Entity, IntegerType, NumberType, ObjectSchema, Problem

Json = dict[str, Any]
TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
LIST: Json = {"type": "array", "items": {"type": "string"}}


def model(paths: dict[str, Json], numbers: tuple[str, ...] = (), **schemas: Json) -> ApiModel:
    """What a document is understood as; path parameters are texts save those named in `numbers`."""
    for path, operations in paths.items():
        operations["parameters"] = [
            {"name": n, "in": "path", "required": True, "schema": NUMBER if n in numbers else TEXT}
            for n in re.findall(r"\{([^{}]+)\}", path)
        ]
    components = {"schemas": {name: {"type": "object", "properties": found} for name, found in schemas.items()}}
    whole = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": paths, "components": components}
    document, findings = read("-", stdin=io.BytesIO(json.dumps(whole).encode()))
    assert document is not None, findings
    return understand(document)[0]


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def rows(name: str) -> Json:
    return {"type": "array", "items": ref(name)}


def op(answer: Json | None = None, sent: Json | None = None) -> Json:
    """An operation that answers and takes schemas in JSON."""
    answered = {"content": {"application/json": {"schema": answer}}} if answer else {}
    found: Json = {"responses": {"200": {"description": "ok", **answered}}}
    if sent:
        found["requestBody"] = {"content": {"application/json": {"schema": sent}}}
    return found


def kinds(found: ApiModel) -> dict[str, str]:
    """Operation to kind and entity, or to the reason for none."""
    return {f"{o.method} {o.path}": f"{o.kind} {o.entity}" if o.entity else o.reason for o in found.operations}


def entity(found: ApiModel, name: str) -> Entity:
    return next(e for e in found.entities if e.name == name)


def columns(found: ApiModel, name: str) -> list[str]:
    return [c.name for c in entity(found, name).columns]


def keys(found: ApiModel, name: str) -> list[tuple[str, str, str | None]]:
    return [(k.parameter, k.column, k.parent) for k in entity(found, name).keys]


def test_what_is_removed_does_not_hide_what_an_item_is() -> None:
    either = {"anyOf": [ref("payer"), ref("deleted_payer")]}
    found = model(
        {"/payers/{payer}": {"get": op(either), "delete": op(ref("deleted_payer"))}},
        payer={"id": TEXT, "email": TEXT},
        deleted_payer={"id": TEXT, "deleted": {"type": "boolean"}},
    )
    assert kinds(found) == {"GET /payers/{payer}": "read Payer", "DELETE /payers/{payer}": "delete Payer"}
    assert columns(found, "Payer") == ["id", "email"]


def test_a_name_is_no_key_where_links_lead_to_the_item() -> None:
    found = model(
        {f"/{name}s/{{{name}-id}}": {"get": op(ref(name))} for name in ("plain", "linked", "account")},
        plain={"name": TEXT},
        linked={"name": TEXT, "_links": {"type": "object"}},
        account={"resourceId": TEXT, "name": TEXT},
    )
    assert keys(found, "Plain") == [("plain-id", "name", None)]
    assert keys(found, "Linked") == [("linked-id", "linked_id", None)]
    assert keys(found, "Account") == [("account-id", "resource_id", None)]


def test_the_key_may_be_in_requests_only() -> None:
    found = model(
        {"/products": {"post": op(ref("product"), ref("new"))}, "/products/{id}": {"get": op(ref("product"))}},
        new={"id": NUMBER, "name": TEXT},
        product={"name": TEXT},
    )
    stored = [(c.name, c.kind.value, c.primary_key) for c in entity(found, "Product").columns]
    assert stored == [("id", "bigint", True), ("name", "text", False)]


def test_a_text_called_like_the_entity_is_its_name_not_its_number() -> None:
    found = model(
        {"/repos/{repo}": {"get": op(ref("repo"))}, "/forks/{fork}": {"get": op(ref("repo"))}},
        numbers=("fork",),
        repo={"id": NUMBER, "name": TEXT},
    )
    assert keys(found, "Repo") == [("repo", "name", None)]
    assert keys(found, "Fork") == [("fork", "id", None)]


def test_children_stand_under_an_item_with_a_suffix() -> None:
    found = model(
        {
            "/accounts/{id}.json": {"get": op(ref("account"))},
            "/accounts/{account_id}/calls.json": {"get": op(rows("call"))},
            "/accounts/{account_id}/calls/{id}.json": {"get": op(ref("call"))},
        },
        numbers=("id", "account_id"),
        account={"id": NUMBER},
        call={"id": NUMBER, "seconds": NUMBER},
    )
    assert kinds(found)["GET /accounts/{account_id}/calls.json"] == "list Call"
    assert keys(found, "Call") == [("account_id", "account_id", "Account"), ("id", "id", None)]


def test_rows_are_found_beside_counts_and_under_the_plural_of_the_path() -> None:
    found = model(
        {
            "/Users": {"get": op(ref("page"))},
            "/Users/{id}": {"get": op(ref("user"))},
            "/comment": {"get": op(ref("comments"))},
            "/comment/{id}": {"get": op(ref("user"))},
        },
        user={"id": TEXT},
        page={
            "schemas": {"type": "array", "items": TEXT},
            "totalResults": NUMBER,
            "startIndex": NUMBER,
            "itemsPerPage": NUMBER,
            "Resources": rows("user"),
        },
        comments={"comments": rows("user"), "histogram": rows("user"), "maxResults": NUMBER},
    )
    assert kinds(found) == {
        "GET /Users": "list User",
        "GET /Users/{id}": "read User",
        "GET /comment": "list Comment",
        "GET /comment/{id}": "read Comment",
    }


def test_the_list_stands_under_the_plural_and_the_creation_under_the_singular() -> None:
    found = model(
        {
            "/pet": {"post": op(ref("pet"), ref("pet"))},
            "/pets": {"get": op(rows("pet"))},
            "/pet/{id}": {"get": op(ref("pet"))},
        },
        pet={"id": NUMBER, "name": TEXT},
    )
    assert kinds(found) == {"POST /pet": "create Pet", "GET /pets": "list Pet", "GET /pet/{id}": "read Pet"}


def test_a_request_may_hold_the_item_beside_other_things() -> None:
    found = model(
        {
            "/readers": {"post": op(ref("Reader"), ref("CreateReader"))},
            "/readers/{id}": {"get": op(ref("Reader"))},
        },
        Reader={"id": TEXT, "name": TEXT},
        CreateReader={"reader": ref("Reader"), "validateOnly": {"type": "boolean"}},
    )
    body = found.operations[0].body
    assert body is not None
    assert (body.payload, columns(found, "Reader")) == (("reader",), ["id", "name"])


def test_changes_of_something_else_under_the_same_template() -> None:
    found = model(
        {"/v1/{name}": {"get": op(ref("shelf"))}, "/v1/{book}": {"patch": op(ref("book"), ref("book"))}},
        shelf={"name": TEXT},
        book={"name": TEXT, "author": TEXT},
    )
    assert kinds(found)["PATCH /v1/{book}"] == "it answers Book, not Shelf"
    assert [columns(found, e.name) for e in found.entities] == [["name"]]


def test_operations_in_a_form_of_their_own_are_not_stored() -> None:
    found = model(
        {"/users/{id}": {"get": op(ref("user")), "patch": op(ref("user"), ref("changes"))}},
        user={"id": TEXT},
        changes={"Operations": rows("change")},
        change={"op": TEXT, "path": TEXT, "value": {}},
    )
    assert kinds(found)["PATCH /users/{id}"] == "its request body holds operations in a form of its own"


def test_an_item_alone_in_an_object_that_is_called_after_it() -> None:
    found = model(
        {"/transactions/{id}": {"get": op(ref("answer"))}},
        answer={"transactionsDetails": ref("t")},
        t={"id": TEXT, "amount": TEXT},
    )
    assert columns(found, "Transaction") == ["id", "amount"]


def test_names_in_other_scripts_are_spelled_in_latin_letters() -> None:
    found = model(
        {"/организации/{инн}": {"get": op(ref("Größe"))}},
        **{"Größe": {"инн": TEXT, "größe": NUMBER}},
    )
    assert columns(found, "Organizatsii") == ["inn", "grosse"]


def test_verbs_in_paths_say_what_is_done() -> None:
    found = model(
        {
            "/posts/all": {"get": op(rows("post"))},
            "/posts/create": {"post": op(ref("post"), ref("post"))},
            "/posts/get/{id}": {"get": op(ref("post"))},
            "/posts/{id}/update": {"put": op(ref("post"), ref("post"))},
            "/posts/deletePost/{id}": {"delete": op()},
            "/posts/{id}/hide": {"post": op(ref("post"), ref("post"))},
            "/posts/add": {"post": op(ref("sums"), ref("sums"))},
        },
        post={"id": TEXT, "title": TEXT},
        sums={"left": NUMBER, "right": NUMBER},
    )
    assert kinds(found) == {
        "GET /posts/all": "list Post",
        "POST /posts/create": "create Post",
        "GET /posts/get/{id}": "read Post",
        "PUT /posts/{id}/update": "replace Post",
        "DELETE /posts/deletePost/{id}": "delete Post",
        "POST /posts/{id}/hide": "POST /hide is an action, not a creation, reading, change or removal of an entity",
        "POST /posts/add": "POST /add is an action, not a creation, reading, change or removal of an entity",
    }


def test_lists_under_another_item_by_a_reference_that_is_only_shown() -> None:
    found = model(
        {
            "/vehicles/{id}": {"get": op(ref("vehicle"))},
            "/vehicles/{vehicleId}/trips": {"get": op(rows("trip"))},
            "/trips/{tripId}": {"get": op(ref("trip"))},
        },
        vehicle={"id": TEXT, "make": TEXT},
        trip={"tripId": NUMBER, "vehicleId": TEXT},
    )
    assert kinds(found)["GET /vehicles/{vehicleId}/trips"] == "list Trip"


def test_a_name_that_nothing_makes_is_unique_under_its_path_only() -> None:
    found = model({"/{owner}/repos/{repo}": {"get": op(ref("repo"))}}, repo={"id": NUMBER, "name": TEXT})
    (repo,) = found.entities
    assert (columns(found, "Repo")[:2], [u.columns for u in repo.uniques]) == (["row_id", "name"], [("owner", "name")])


def test_a_property_may_be_changed_at_a_path_of_its_own() -> None:
    found = model(
        {
            "/tickets": {"post": op(ref("ticket"), ref("new"))},
            "/tickets/{id}": {"get": op(ref("ticket")), "patch": op(ref("ticket"), ref("new"))},
            "/tickets/{id}/status": {"patch": op(ref("ticket"), ref("status"))},
            "/tickets/{id}/epic": {"put": op(None, ref("epic"))},
            "/tickets/{id}/owner": {"put": op(ref("message"), ref("owner"))},
            "/tickets/{id}/password": {"put": op(None, ref("password"))},
            "/tickets/{id}/tags": {"put": op(None, ref("tags"))},
            "/tickets/{id}/close": {"put": op(None, ref("status"))},
        },
        ticket={"id": TEXT, "title": TEXT, "status": TEXT, "epicId": TEXT, "owner": TEXT, "tags": LIST},
        new={"title": TEXT},
        tags={"tags": LIST},
        status={"status": TEXT},
        epic={"epicId": TEXT},
        owner={"owner": TEXT},
        password={"password": TEXT},
        message={"text": TEXT},
    )
    changes = {path: kind for path, kind in kinds(found).items() if path.count("/") > 2}
    assert [path for path, kind in changes.items() if kind == "patch Ticket"] == [
        "PATCH /tickets/{id}/status",
        "PUT /tickets/{id}/epic",
    ]
    assert len(changes) == 6
    stored = {o.path: [s.column for s in o.stores] for o in found.operations if o.path in ("/tickets/{id}/epic",)}
    assert stored == {"/tickets/{id}/epic": ["epic_id"]}


def test_what_is_the_callers_own_is_no_row_that_all_share() -> None:
    found = model(
        {
            "/users/{id}": {"get": op(ref("user"))},
            "/users/me": {"get": op(ref("user")), "patch": op(ref("user"), ref("user"))},
            "/me/settings": {"get": op(ref("user")), "put": op(ref("user"), ref("user"))},
            "/settings": {"get": op(ref("user")), "put": op(ref("user"), ref("user"))},
        },
        user={"id": TEXT, "name": TEXT},
    )
    assert [e.name for e in found.entities] == ["User", "Settings"]
    told = {reason for path, reason in kinds(found).items() if "me" in path.split("/")}
    assert told == {"it is about whoever calls, which only the application's sign-in tells"}


@pytest.mark.parametrize(("others", "status"), [(("410",), 410), (("410", "default"), 404), (("404", "410"), 404)])
def test_gone_is_told_only_where_nothing_tells_that_it_was_never_there(others: tuple[str, ...], status: int) -> None:
    shown = op(ref("pet"))
    shown["responses"] |= {other: {"description": "no"} for other in others}
    found = model({"/pets/{id}": {"get": shown}}, pet={"id": TEXT, "name": TEXT})
    (failure,) = (f for f in found.operations[0].failures if f.problem is Problem.NOT_FOUND)
    assert failure.status == status


def test_numbers_that_paths_take_as_integers_are_whole() -> None:
    pet = {"id": {"type": "number", "format": "int32"}, "weight": {"type": "number"}}
    shown = {
        **op(ref("pet")),
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
    }
    found = model({"/pets/{id}": {"get": shown}}, pet=pet)
    (schema,) = (s for s in found.schemas if isinstance(s, ObjectSchema))
    assert [(f.name, type(f.type)) for f in schema.fields] == [("id", IntegerType), ("weight", NumberType)]
    assert found.entities[0].key.kind is ColumnKind.BIGINT
