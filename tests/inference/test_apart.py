"""Entities that no `GET` of an item path shows: which are found, by what, and which are not."""

from __future__ import annotations

import pytest

from tests.inference.test_conventions import NUMBER, TEXT, Json, columns, entity, keys, kinds, model, op, ref, rows


def asking(operation: Json, *required: str) -> Json:
    """The operation with query parameters that must be there."""
    return operation | {"parameters": [{"name": n, "in": "query", "required": True, "schema": TEXT} for n in required]}


NOTE = {"id": TEXT, "taskId": NUMBER, "text": TEXT}


def test_a_list_with_a_creation_is_stored_also_where_no_path_names_one_of_its_rows() -> None:
    found = model(
        {"/events": {"get": op(rows("event")), "post": op(ref("event"), ref("event"))}},
        event={"eventId": NUMBER, "text": TEXT},
    )
    assert kinds(found) == {"GET /events": "list Event", "POST /events": "create Event"}
    assert keys(found, "Event") == [("eventId", "event_id", None)]


def test_rows_without_an_id_get_one_that_nobody_is_shown() -> None:
    found = model(
        {"/events": {"get": op(rows("event")), "post": op(ref("event"), ref("event"))}},
        event={"name": TEXT, "text": TEXT},
    )
    stored = [(c.name, c.kind.value, c.primary_key) for c in entity(found, "Event").columns]
    assert stored == [("id", "bigint", True), ("name", "text", False), ("text", "text", False)]


def test_such_a_list_stands_under_what_its_path_names() -> None:
    found = model(
        {
            "/tasks/{id}": {"get": op(ref("task"))},
            "/tasks/{id}/notes": {"get": op(rows("note")), "post": op(ref("note"), ref("new"))},
        },
        numbers=("id",),
        task={"id": NUMBER},
        note={"id": TEXT, "text": TEXT},
        new={"text": TEXT},
    )
    assert kinds(found)["POST /tasks/{id}/notes"] == "create Note"
    assert columns(found, "Note") == ["id", "task_id", "text"]
    assert [c.foreign_key.table for c in entity(found, "Note").columns if c.foreign_key] == ["tasks"]


@pytest.mark.parametrize(
    "paths",
    [
        {"/things/search": {"get": op(rows("thing")), "post": op(ref("thing"), ref("thing"))}},
        {"/things": {"get": op(ref("thing")), "post": op(ref("thing"), ref("thing"))}},
        {"/things": {"get": op(rows("thing")), "post": op(ref("thing"), ref("order"))}},
        {"/things": {"get": op(rows("order"))}},
        {"/thing/latest": {"get": op(rows("thing"))}},
        {"/things": {"get": asking(op(rows("thing")), "text", "near")}},
        {"/shops/{shop}/things": {"get": op(rows("thing"))}},
    ],
    ids=["search", "no list", "something else is sent", "no id", "no plural", "a search", "under nothing stored"],
)
def test_what_is_no_collection_is_not_stored(paths: dict[str, Json]) -> None:
    found = model(paths, thing={"id": TEXT, "text": TEXT}, order={"command": TEXT, "force": TEXT, "text": TEXT})
    assert found.entities == ()


def test_rows_with_an_id_are_stored_also_where_nothing_but_a_list_tells_of_them() -> None:
    found = model(
        {
            "/tasks/{id}": {"get": op(ref("task"))},
            "/tasks/{id}/watchers": {"get": op(rows("watcher"))},
            "/readings": {"get": asking(op(rows("reading")), "sensor")},
            "/sensors/latest/readings": {"get": op(rows("reading"))},
        },
        numbers=("id",),
        task={"id": NUMBER},
        watcher={"id": NUMBER, "name": TEXT},
        reading={"readingId": TEXT, "sensor": TEXT},
    )
    assert kinds(found) == {
        "GET /tasks/{id}": "read Task",
        "GET /tasks/{id}/watchers": "list Watcher",
        "GET /readings": "list Reading",
        "GET /sensors/latest/readings": "no item path belongs to it",
    }
    assert columns(found, "Watcher") == ["id", "task_id", "name"]


def test_nothing_refers_to_rows_that_are_only_listed() -> None:
    plan = {"id": TEXT, "name": TEXT}
    found = model(
        {
            "/plans": {"get": op(rows("plan"))},
            "/accounts/{id}": {"get": op(ref("account"))},
        },
        plan=plan,
        account={"id": TEXT, "plan_id": TEXT, "plan": ref("plan")},
    )
    assert [(c.name, c.foreign_key) for c in entity(found, "Account").columns if c.foreign_key] == []
    assert entity(found, "Account").links == ()


def test_another_list_of_the_same_word_is_no_entity_of_its_own() -> None:
    found = model(
        {
            "/payees/{id}": {"get": op(ref("payee"))},
            "/transactions/{id}": {"get": op(ref("transaction"))},
            "/payees/{id}/transactions": {"get": op(rows("hybrid"))},
        },
        payee={"id": TEXT},
        transaction={"id": TEXT},
        hybrid={"id": TEXT, "kind": TEXT},
    )
    assert [e.name for e in found.entities] == ["Payee", "Transaction"]


def test_another_list_of_what_is_stored_is_no_entity_of_its_own() -> None:
    found = model(
        {
            "/repos/{id}": {"get": op(ref("repo"))},
            "/repos/{id}/forks": {"get": op(rows("repo")), "post": op(ref("repo"), ref("repo"))},
        },
        repo={"id": TEXT, "name": TEXT},
    )
    assert [e.name for e in found.entities] == ["Repo"]


def test_items_that_are_only_changed_are_what_paths_elsewhere_create() -> None:
    found = model(
        {
            "/tasks/{id}": {"get": op(ref("task"))},
            "/tasks/{id}/notes": {"post": op(ref("note"), ref("new"))},
            "/notes/{noteId}": {"patch": op(None, ref("new")), "delete": op()},
        },
        numbers=("id",),
        task={"id": NUMBER},
        note=NOTE,
        new={"text": TEXT},
    )
    assert kinds(found) == {
        "GET /tasks/{id}": "read Task",
        "POST /tasks/{id}/notes": "create Note",
        "PATCH /notes/{noteId}": "patch Note",
        "DELETE /notes/{noteId}": "delete Note",
    }


def test_items_that_are_only_changed_are_none_without_anything_that_shows_them() -> None:
    found = model({"/admins/promote/{id}": {"put": op(None, ref("note"))}, "/notes": {"get": op()}}, note=NOTE)
    assert found.entities == ()
    assert kinds(found)["PUT /admins/promote/{id}"] == "no GET on the item, and no operation that answers it"


def test_the_list_of_items_without_get_may_stand_under_their_plural() -> None:
    found = model(
        {
            "/tutor": {"post": op(None, ref("new"))},
            "/tutor/{id}": {"put": op(None, ref("new")), "delete": op()},
            "/tutors": {"get": op(rows("tutor"))},
        },
        numbers=("id",),
        tutor={"id": NUMBER, "name": TEXT},
        new={"name": TEXT},
    )
    assert set(kinds(found).values()) == {"create Tutor", "replace Tutor", "delete Tutor", "list Tutor"}


def test_items_may_stand_at_the_root() -> None:
    found = model(
        {"/{id}": {"get": op(ref("story"))}, "/teams/{id}": {"get": op(ref("team"))}, "/teams/{id}/x": {"post": op()}},
        story={"id": TEXT, "text": TEXT},
        team={"id": TEXT, "name": TEXT},
    )
    assert kinds(found)["GET /{id}"] == "read Story"


def test_creations_under_another_path_stand_beside_items_at_the_root() -> None:
    found = model(
        {
            "/{id}": {"get": op(ref("story"))},
            "/teams/{teamId}": {"get": op(ref("team"))},
            "/teams/{teamId}/stories": {"post": op(ref("story"), ref("story"))},
        },
        story={"id": TEXT, "text": TEXT},
        team={"id": TEXT, "name": TEXT},
    )
    assert kinds(found)["POST /teams/{teamId}/stories"] == "create Story"


def test_items_at_the_root_have_no_collection_s_word() -> None:
    found = model(
        {
            "/{id}": {"get": op(ref("task"))},
            "/{id}/copy": {"post": op(ref("note"), ref("note"))},
        },
        numbers=("id",),
        task={"id": NUMBER},
        note=NOTE,
    )
    assert kinds(found)["GET /{id}"] == "read Task"
    assert [e.name for e in found.entities] == ["Task"]


def test_an_envelope_of_everything_does_not_tell_whose_a_creation_is() -> None:
    found = model(
        {
            "/licensees/{id}": {"get": op(ref("answer"))},
            "/payments/{id}": {"get": op(ref("answer"))},
            "/licensees/{id}/transfer": {"post": op(ref("answer"), ref("order"))},
        },
        answer={"id": TEXT, "items": TEXT},
        order={"source": TEXT},
    )
    assert kinds(found)["POST /licensees/{id}/transfer"].startswith("POST /transfer is an action")
