"""Answers told by examples alone: what is stored by them, and what they leave as it is."""

from __future__ import annotations

import pytest

from tests.inference.test_conventions import TEXT, Json, entity, kinds, model, op, ref

DIVE = {
    "id": "9b2e7c1a-0f3d-4c58-8f60-1d2e3f4a5b6c",
    "depth": 3,
    "weight": 1.5,
    "at": "2024-05-01T10:00:00Z",
    "day": "2024-05-01",
    "wet": True,
    "note": None,
    "buddies": [{"name": "A", "age": 31}],
    "oxygen": {"0": 21, "10": 32},
}


def example(value: object, schema: Json | None = None, status: str = "200") -> Json:
    """An operation that shows what it may answer."""
    media = {"example": value} | ({"schema": schema} if schema else {})
    return {"responses": {status: {"description": "ok", "content": {"application/json": media}}}}


@pytest.mark.parametrize("schema", [None, {}, {"type": "object"}], ids=["none", "empty", "any object"])
def test_columns_are_what_an_example_shows(schema: Json | None) -> None:
    found = model({"/dives/{id}": {"get": example(DIVE, schema)}})
    assert kinds(found) == {"GET /dives/{id}": "read Dive"}
    stored = {c.name: c.kind.value for c in entity(found, "Dive").columns}
    assert stored == {
        "id": "uuid",
        "depth": "bigint",
        "weight": "float",
        "at": "datetime",
        "day": "date",
        "wet": "boolean",
        "note": "json",
        "buddies": "json",
        "oxygen": "json",
    }


def test_lists_and_creations_are_told_by_examples_too() -> None:
    whole = [DIVE, DIVE | {"depth": 2.5, "note": "x", "day": "soon"}]
    created = example(DIVE, status="201") | {"requestBody": op(None, ref("dive"))["requestBody"]}
    found = model(
        {"/dives": {"get": example(whole, {"type": "array", "items": {}}), "post": created}}, dive={"day": TEXT}
    )
    assert kinds(found) == {"GET /dives": "list Dive", "POST /dives": "create Dive"}
    stored = {c.name: c.kind.value for c in entity(found, "Dive").columns}
    assert (stored["depth"], stored["day"], stored["note"]) == ("float", "text", "json")


def test_a_text_of_json_is_an_example_as_well() -> None:
    assert kinds(model({"/dives/{id}": {"get": example('{"id": "a", "depth": 1}')}})) == {
        "GET /dives/{id}": "read Dive"
    }


@pytest.mark.parametrize(
    "value", ["plain", [], [1, 2], {}, "{broken"], ids=["text", "none", "numbers", "empty", "broken"]
)
def test_examples_without_properties_say_nothing(value: object) -> None:
    assert model({"/dives/{id}": {"get": example(value)}}).entities == ()


def test_what_has_a_schema_is_told_by_it() -> None:
    found = model({"/dives/{id}": {"get": example(DIVE, {"type": "object", "properties": {"id": TEXT}})}})
    assert [c.name for c in entity(found, "Dive").columns] == ["id"]


def test_what_is_not_stored_answers_anything() -> None:
    found = model({"/dives/{id}/advice": {"get": example({"text": "up"})}, "/dives/{id}": {"get": example(DIVE)}})
    success = {o.path: o.success for o in found.operations}
    advice, dive = success["/dives/{id}/advice"], success["/dives/{id}"]
    assert advice is not None
    assert dive is not None
    assert type(advice.type).__name__ == "AnyType"
    assert type(dive.type).__name__ == "RefType"
