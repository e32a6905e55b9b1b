"""Items that a request names in its query or in what it sends: `DELETE /dogs?id=7`, `PUT /dogs`."""

from __future__ import annotations

import pytest

from scaffolder.model import ApiModel, Operation, Place, Role
from tests.inference.test_conventions import NUMBER, TEXT, Json, keys, kinds, model, op, ref, rows

LISTED = {"get": op(rows("dog")), "post": op(ref("dog"), ref("new"))}
CUSTOM = "PUT on a collection has no conventional meaning"


def understood(paths: Json) -> ApiModel:
    return model(
        paths,
        numbers=("id",),
        dog={"id": NUMBER, "name": TEXT, "breed": TEXT},
        new={"name": TEXT},
        order={"id": NUMBER, "who": TEXT, "what": TEXT, "where": TEXT},
        owner={"dog": TEXT},
    )


def asked(operation: Json, *names: str, **schema: str) -> Json:
    """The operation with query parameters that must be there."""
    found = schema or TEXT
    return operation | {"parameters": [{"name": n, "in": "query", "required": True, "schema": found} for n in names]}


def of(found: ApiModel, method: str) -> Operation:
    return next(o for o in found.operations if o.method == method)


def test_a_change_names_its_item_by_the_key_that_it_sends() -> None:
    found = understood({"/dogs": LISTED | {"put": op(ref("dog"), ref("dog"))}, "/dogs/{id}": {"get": op(ref("dog"))}})
    assert kinds(found)["PUT /dogs"] == "replace Dog"
    change = of(found, "PUT")
    assert change.body_key is not None
    assert (change.body_key.name, change.body_key.place, change.body_key.column) == ("id", Place.BODY, "id")
    assert change.body_key.required is False
    assert [s.field for s in change.stores] == ["name", "breed"]
    assert change.upsert is False


@pytest.mark.parametrize(
    "put",
    [op(None, ref("new")), op(None, ref("order")), op(None, rows("dog")), op()],
    ids=["no key", "something else", "several", "nothing"],
)
def test_other_changes_of_a_collection_stay_custom(put: Json) -> None:
    found = understood({"/dogs": LISTED | {"put": put}, "/dogs/{id}": {"get": op(ref("dog"))}})
    assert kinds(found)["PUT /dogs"] == CUSTOM


def test_a_change_names_its_item_in_the_query() -> None:
    paths = {"/dogs": LISTED | {"put": asked(op(None, ref("new")), "id"), "delete": asked(op(), "dogId")}}
    found = understood(paths)
    assert kinds(found) == {
        "GET /dogs": "list Dog",
        "POST /dogs": "create Dog",
        "PUT /dogs": "replace Dog",
        "DELETE /dogs": "delete Dog",
    }
    assert [(p.name, p.role, p.column) for p in of(found, "DELETE").parameters] == [("dogId", Role.KEY, "id")]


def test_a_query_that_asks_for_more_names_no_item() -> None:
    found = understood({"/dogs": LISTED | {"delete": asked(op(), "id", "reason")}})
    assert kinds(found)["DELETE /dogs"].startswith("DELETE /dogs is an action")


def test_an_item_may_be_read_by_the_query_alone() -> None:
    found = understood(
        {"/dog": {"get": asked(op(ref("dog")), "id"), "post": op(ref("dog"), ref("new")), "delete": asked(op(), "id")}}
    )
    assert kinds(found) == {"GET /dog": "read Dog", "POST /dog": "create Dog", "DELETE /dog": "delete Dog"}
    assert keys(found, "Dog") == [("id", "id", None)]


@pytest.mark.parametrize(
    "get",
    [asked(op(ref("dog")), "name"), asked(op(ref("dog")), "id", "name"), asked(op(rows("dog")), "id"), op(ref("dog"))],
    ids=["not by its id", "by two", "several", "by nothing"],
)
def test_other_answers_to_a_query_are_no_items(get: Json) -> None:
    found = understood({"/dog": {"get": get, "delete": asked(op(), "id")}})
    assert found.entities == ()


def test_what_a_query_asks_for_is_none_of_which_there_is_one() -> None:
    found = understood({"/owner": {"get": asked(op(ref("owner")), "mail"), "put": op(None, ref("owner"))}})
    assert found.entities == ()
