"""Items whose paths say all there is: `PUT /users/{id}/follows/{show}` without a body, `POST /baskets/{name}`."""

from __future__ import annotations

import pytest

from scaffolder.model import ApiModel, Generator
from tests.inference.test_conventions import NUMBER, TEXT, Json, entity, kinds, model, op, ref, rows

SHOW = {"/shows/{id}": {"get": op(ref("show"))}}
FOLLOW = {"show": NUMBER, "since": TEXT}
SCHEMAS: dict[str, Json] = {"show": {"id": NUMBER, "name": TEXT}, "follow": FOLLOW, "basket": {"size": NUMBER}}


def understood(paths: Json) -> ApiModel:
    return model(paths, numbers=("id", "show"), **SCHEMAS)


def created(operation: Json, **headers: Json) -> Json:
    """The same operation, answering 201."""
    answer = operation["responses"]["200"]
    return operation | {"responses": {"201": answer | ({"headers": headers} if headers else {})}}


def test_a_put_without_a_body_stores_what_its_path_says() -> None:
    found = understood(
        {
            "/follows": {"get": op(rows("follow"))},
            "/follows/{show}": {"get": op(ref("follow")), "put": op(), "delete": op()},
        }
    )
    assert kinds(found)["PUT /follows/{show}"] == "replace Follow"
    assert [o.upsert for o in found.operations if o.method == "PUT"] == [True]
    assert entity(found, "Follow").key.generator is Generator.NONE


def test_it_does_not_where_items_come_about_by_a_creation() -> None:
    found = understood(
        {
            "/follows": {"get": op(rows("follow")), "post": op(ref("follow"), ref("follow"))},
            "/follows/{show}": {"get": op(ref("follow")), "put": op()},
        }
    )
    assert kinds(found)["PUT /follows/{show}"] == "it has no request body"


def test_it_does_not_where_more_is_shown_than_the_path_says() -> None:
    full = {"type": "object", "required": ["show", "note"], "properties": {"show": NUMBER, "note": TEXT}}
    found = understood({"/follows/{show}": {"get": op(full), "put": op()}})
    assert kinds(found)["PUT /follows/{show}"] == "it has no request body"


def test_it_does_not_where_the_item_is_another_entitys() -> None:
    shown = {"get": op(ref("show"))}
    found = understood({"/shows/{id}": shown, "/favorites/{show}": shown | {"put": op(), "delete": op()}})
    assert kinds(found)["PUT /favorites/{show}"] == "it has no request body"


def test_it_does_not_where_its_query_says_more() -> None:
    asked = op() | {"parameters": [{"name": "since", "in": "query", "schema": TEXT}]}
    found = understood({"/follows/{show}": {"get": op(ref("follow")), "put": asked}})
    assert kinds(found)["PUT /follows/{show}"] == "it has no request body"


def test_a_post_on_the_item_creates_it_where_it_says_so() -> None:
    basket = {"get": op(ref("basket")), "post": created(op(None, ref("basket"))), "put": op(None, ref("basket"))}
    found = understood({"/baskets/{name}": basket})
    assert kinds(found) == {
        "GET /baskets/{name}": "read Basket",
        "POST /baskets/{name}": "create Basket",
        "PUT /baskets/{name}": "replace Basket",
    }
    assert [o.upsert for o in found.operations] == [False, False, False]
    key = entity(found, "Basket").key
    assert (key.name, key.generator) == ("name", Generator.NONE)


@pytest.mark.parametrize(
    "post",
    [
        created(op(None, ref("basket")), Location={"schema": TEXT}),
        op(None, ref("basket")),
        created(op()),
    ],
    ids=["elsewhere", "no 201", "no body and no removal"],
)
def test_other_posts_on_items_stay_custom(post: Json) -> None:
    basket = {"get": op(ref("basket")), "post": post, "put": op(None, ref("basket"))}
    reason = "POST on an item has no conventional meaning here"
    assert kinds(understood({"/baskets/{name}": basket}))["POST /baskets/{name}"] == reason


def test_a_post_without_a_body_creates_what_can_be_removed_again() -> None:
    found = understood({"/follows/{show}": {"get": op(ref("follow")), "post": op(), "delete": op()}})
    assert kinds(found)["POST /follows/{show}"] == "create Follow"


def test_what_is_so_named_is_unique_under_its_path() -> None:
    found = understood(SHOW | {"/shows/{id}/follows/{show}": {"get": op(ref("follow")), "put": op(), "delete": op()}})
    assert entity(found, "Follow").uniques[0].columns == ("show_id", "show")
