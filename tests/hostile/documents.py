"""A document that has every kind of string position; a function says which string stands in each.

`Slots` are called with a slot's kind and name: texts (no effect but on texts), values (samples, defaults, patterns) and
names (whatever identifiers are made of). The same slot gives the same string, so references stay right.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Slot = Callable[[str, str], str]
"""(kind, benign string) to the string to put there. Kinds: "text", "value", "name"."""
Json = dict[str, Any]


def escaped(name: str) -> str:
    """A name as a token of a JSON pointer (RFC 6901), in a fragment."""
    return name.replace("~", "~0").replace("/", "~1").replace("%", "%25")


def openapi(slot: Slot) -> Json:
    """OpenAPI 3.1: two entities, one under the other, custom operations, errors, security, rules, forms, unions."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": slot("text", "Shop of things"),
            "version": slot("text", "1.2.3"),
            "summary": slot("text", "A summary"),
            "description": slot("text", "What it is for.\n\nAnd more."),
            "contact": {"name": slot("text", "Contact"), "email": "a@b.example"},
            "license": {"name": slot("text", "License")},
            "termsOfService": slot("text", "https://terms.example"),
        },
        "servers": [{"url": "https://api.example/" + slot("value", "v1"), "description": slot("text", "Production")}],
        "tags": [{"name": slot("name", "pets tag"), "description": slot("text", "Tag text")}],
        "externalDocs": {"url": "https://docs.example", "description": slot("text", "Docs")},
        "x-anything": slot("text", "extension"),
        "security": [{slot("name", "Key scheme"): []}, {slot("name", "OAuth scheme"): [slot("name", "read:pets")]}],
        "paths": _paths(slot),
        "components": {
            "schemas": _schemas(slot),
            "securitySchemes": _security(slot),
            "examples": {slot("name", "AnExample"): {"summary": slot("text", "Example"), "value": slot("text", "v")}},
        },
    }


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{escaped(name)}"}


def _json(schema: Json, **more: object) -> Json:
    return {"application/json": {"schema": schema, **more}}


def _answer(slot: Slot, schema: Json, *, text: str, headers: Json | None = None) -> Json:
    return {"description": slot("text", text), "content": _json(schema), **({"headers": headers} if headers else {})}


def _errors(slot: Slot, *statuses: str) -> Json:
    error = _ref(slot("name", "Fault"))
    return {s: _answer(slot, error, text=f"Error {s}") for s in statuses}


def _paths(slot: Slot) -> Json:
    pets = f"/{slot('name', 'pets')}"
    key = slot("name", "petId")
    item = f"{pets}/{{{key}}}"
    toys = f"{item}/{slot('name', 'toys')}"
    toy_key = slot("name", "toyNo")
    pet_key: Json = {"name": key, "in": "path", "required": True, "schema": {"type": "string"}}
    pet_key["description"] = slot("text", "The pet's key")
    toy: Json = {"name": toy_key, "in": "path", "required": True, "schema": {"type": "integer", "format": "int64"}}
    return {
        pets: {
            "summary": slot("text", "Path summary"),
            "description": slot("text", "Path description"),
            "get": _list_pets(slot),
            "post": _create_pet(slot),
        },
        item: {"parameters": [pet_key], **_pet(slot)},
        f"{item}/{slot('name', 'feed')}": {"parameters": [pet_key], "post": _feed(slot)},
        toys: {"parameters": [pet_key], **_toys(slot)},
        f"{toys}/{{{toy_key}}}": {"parameters": [pet_key, toy], **_toy(slot)},
        f"/{slot('name', 'search')}": {"post": _search(slot)},
        f"/{slot('name', 'upload')}": {"post": _upload(slot)},
    }


def _query(name: str, schema: Json, text: str = "") -> Json:
    return {"name": name, "in": "query", "schema": schema, "description": text}


def _list_pets(slot: Slot) -> Json:
    listed: Json = {"type": "object", "required": ["items", "total"]}
    properties: Json = {"items": {"type": "array", "items": _ref(slot("name", "Pet"))}, "total": {"type": "integer"}}
    properties[slot("name", "extra")] = {"type": "string", "const": slot("value", "constant")}
    order = {"type": "string", "enum": [slot("name", "petName"), "-" + slot("name", "petName")]}
    listed |= {"properties": properties}
    header = {slot("name", "X-Header"): {"schema": {"type": "string"}, "description": slot("text", "A header")}}
    return {
        "operationId": slot("name", "listPets"),
        "summary": slot("text", "List pets"),
        "description": slot("text", "All of them.\n\nPage by page."),
        "tags": [slot("name", "pets tag")],
        "parameters": [
            _query("limit", {"type": "integer", "maximum": 50}, slot("text", "How many")),
            _query("offset", {"type": "integer"}, slot("text", "From where")),
            _query("sort", order, slot("text", "By what")),
            _query(slot("name", "petName"), {"type": "string"}, slot("text", "Filter")),
            _query(slot("name", "kind"), _ref(slot("name", "Kind")), slot("text", "Filter by kind")),
            _query(slot("name", "free param"), {"type": "string", "default": slot("value", "fallback")}),
            _query(slot("name", "listed param"), {"type": "array", "items": {"type": "string"}}),
            {"name": slot("name", "X-Trace"), "in": "header", "schema": {"type": "string"}},
            {"name": slot("name", "crumb"), "in": "cookie", "schema": {"type": "string"}},
        ],
        "responses": {
            "200": _answer(slot, listed, text="A page", headers=header),
            **_errors(slot, "400", "401", "default"),
        },
    }


def _create_pet(slot: Slot) -> Json:
    body = {
        "description": slot("text", "The new pet"),
        "required": True,
        "content": _json(_ref(slot("name", "NewPet"))),
    }
    rule = {"id": slot("name", "rule id"), "text": slot("text", "A rule text"), "on": "create", "status": 409}
    return {
        "operationId": slot("name", "createPet"),
        "summary": slot("text", "Create"),
        "description": slot("text", "Make one"),
        "x-business-rules": [rule, slot("name", "An operation's rule")],
        "requestBody": body,
        "responses": {
            "201": _answer(slot, _ref(slot("name", "Pet")), text="Stored"),
            **_errors(slot, "400", "409", "422"),
        },
    }


def _pet(slot: Slot) -> Json:
    shown = _ref(slot("name", "Pet"))
    changed = {"required": True, "content": _json(_ref(slot("name", "NewPet")))}
    return {
        "get": {
            "operationId": slot("name", "getPet"),
            "summary": slot("text", "Read"),
            "responses": {"200": _answer(slot, shown, text="One"), **_errors(slot, "404")},
        },
        "put": {
            "operationId": slot("name", "putPet"),
            "description": slot("text", "Replace"),
            "requestBody": changed,
            "responses": {"200": _answer(slot, shown, text="Replaced"), **_errors(slot, "404", "422")},
        },
        "delete": {
            "operationId": slot("name", "deletePet"),
            "deprecated": True,
            "summary": slot("text", "Delete"),
            "responses": {"204": {"description": slot("text", "Gone")}, **_errors(slot, "404", "409")},
        },
    }


def _feed(slot: Slot) -> Json:
    body = {"content": _json({"type": "object", "properties": {slot("name", "grams"): {"type": "integer"}}})}
    return {
        "operationId": slot("name", "feedPet"),
        "summary": slot("text", "Feed"),
        "description": slot("text", "Feed the pet.\n\nNot too much."),
        "x-business-rules": [slot("text", "Do not overfeed")],
        "requestBody": body,
        "responses": {"200": _answer(slot, {"type": "string"}, text="Fed"), **_errors(slot, "404", "default")},
    }


def _toys(slot: Slot) -> Json:
    return {
        "get": {
            "operationId": slot("name", "listToys"),
            "parameters": [_query("cursor", {"type": "string"}), _query("limit", {"type": "integer"})],
            "responses": {"200": _answer(slot, {"type": "array", "items": _ref(slot("name", "Toy"))}, text="Toys")},
        },
        "post": {
            "operationId": slot("name", "createToy"),
            "requestBody": {
                "required": True,
                "content": {"application/x-www-form-urlencoded": {"schema": _ref(slot("name", "Toy"))}},
            },
            "responses": {"201": _answer(slot, _ref(slot("name", "Toy")), text="Toy made"), **_errors(slot, "422")},
        },
    }


def _toy(slot: Slot) -> Json:
    problem = {slot("value", "application/problem+json"): {"schema": _ref(slot("name", "Fault"))}}
    return {
        "get": {
            "operationId": slot("name", "getToy"),
            "security": [],
            "responses": {
                "200": _answer(slot, _ref(slot("name", "Toy")), text="A toy"),
                "404": {"description": slot("text", "No toy"), "content": problem},
            },
        },
        "patch": {
            "operationId": slot("name", "patchToy"),
            "requestBody": {"content": {"application/merge-patch+json": {"schema": _ref(slot("name", "Toy"))}}},
            "responses": {"200": _answer(slot, _ref(slot("name", "Toy")), text="Changed"), **_errors(slot, "404")},
        },
    }


def _search(slot: Slot) -> Json:
    cat, dog = slot("name", "Cat"), slot("name", "Dog")
    told = slot("name", "animalType")
    union: Json = {"oneOf": [_ref(cat), _ref(dog)]}
    union["discriminator"] = {
        "propertyName": told,
        "mapping": {slot("value", "cat"): _ref(cat)["$ref"], slot("value", "dog"): _ref(dog)["$ref"]},
    }
    return {
        "operationId": slot("name", "searchAll"),
        "summary": slot("text", "Search"),
        "requestBody": {"content": _json(union, example={told: "cat"})},
        "callbacks": {
            slot("name", "onEvent"): {
                "{$request.body#/url}": {"post": {"responses": {"200": {"description": slot("text", "ok")}}}}
            }
        },
        "responses": {"200": _answer(slot, {"type": "array", "items": union}, text="Found")},
    }


def _upload(slot: Slot) -> Json:
    form = {"type": "object", "properties": {slot("name", "file"): {"type": "string", "format": "binary"}}}
    return {
        "operationId": slot("name", "uploadFile"),
        "requestBody": {"content": {"multipart/form-data": {"schema": form}}},
        "responses": {
            "200": {
                "description": slot("text", "Kept"),
                "content": {slot("value", "text/x-custom"): {"schema": {"type": "string"}}},
            },
            "4XX": {"description": slot("text", "Refused"), "content": {slot("value", "text/x-other"): {}}},
        },
    }


def _schemas(slot: Slot) -> Json:
    told = slot("name", "animalType")
    return {
        slot("name", "Pet"): _pet_schema(slot),
        slot("name", "NewPet"): _new_pet(slot),
        slot("name", "Toy"): _toy_schema(slot),
        slot("name", "Kind"): {
            "type": "string",
            "title": slot("text", "A kind"),
            "description": slot("text", "Kinds of pets"),
            "enum": [slot("value", "small"), slot("value", "large")],
            "default": slot("value", "small"),
        },
        slot("name", "Words"): {"type": "array", "description": slot("text", "Words"), "items": {"type": "string"}},
        slot("name", "Cat"): _animal(slot, told, "cat"),
        slot("name", "Dog"): _animal(slot, told, "dog"),
        slot("name", "Fault"): {
            "type": "object",
            "description": slot("text", "An error"),
            "required": ["message", slot("name", "where")],
            "properties": {
                "message": {"type": "string", "description": slot("text", "Message")},
                "code": {"type": "string"},
                slot("name", "where"): {"type": "string", "const": slot("value", "here problem.message row")},
            },
        },
    }


def _animal(slot: Slot, told: str, value: str) -> Json:
    kind = {"type": "string", "const": slot("value", value), "description": slot("text", f"Tells {value}")}
    return {
        "type": "object",
        "description": slot("text", f"A {value}"),
        "required": [told],
        "properties": {
            told: kind,
            "self": {"anyOf": [{"$ref": "#/components/schemas/" + escaped(slot("name", "Cat"))}, {"type": "null"}]},
        },
    }


def _new_pet(slot: Slot) -> Json:
    properties = _pet_properties(slot)
    return {"type": "object", "required": [slot("name", "petName")], "properties": properties}


def _pet_properties(slot: Slot) -> Json:
    pattern = {"type": "string", "pattern": slot("value", "^[a-z]+$"), "description": slot("text", "Matched")}
    money = {"type": "number", "format": slot("value", "money"), "multipleOf": 0.01, "maximum": 1000}
    return {
        slot("name", "petName"): {
            "type": "string",
            "maxLength": 6000,
            "title": slot("text", "Name"),
            "description": slot("text", "Its name.\n\nShort."),
            "examples": [slot("value", "Rex")],
            "x-renamed-from": slot("name", "old_name"),
            "x-unique": True,
        },
        slot("name", "kind"): _ref(slot("name", "Kind")),
        slot("name", "code"): pattern,
        slot("name", "price"): money,
        slot("name", "homemade"): {
            "type": "string",
            "format": slot("value", "homemade"),
            "default": slot("value", "made"),
        },
        slot("name", "friendId"): {"type": "string", "x-foreign-key": slot("name", "pets") + ".id"},
        slot("name", "labels"): {"type": "object", "additionalProperties": {"type": "string"}},
        slot("name", "inline"): {
            "type": "object",
            "description": slot("text", "Inline"),
            "default": {slot("name", "inner"): slot("value", "inner default")},
            "properties": {
                slot("name", "inner"): {"type": "string", "enum": [slot("value", "one"), slot("value", "two")]}
            },
        },
    }


def _pet_schema(slot: Slot) -> Json:
    return {
        "type": "object",
        "title": slot("text", "Pet title"),
        "description": slot("text", "A pet.\n\nOf a kind."),
        "x-tablename": slot("name", "table_of_pets"),
        "x-renamed-from": slot("name", "Animal"),
        "x-business-rules": [
            {
                "id": slot("name", "pet rule"),
                "text": slot("text", "Pets are nice"),
                "on": ["create", slot("value", "update")],
            },
            slot("name", "Pets must be named"),
        ],
        "required": ["id", slot("name", "petName")],
        "properties": {
            "id": {"type": "string", "readOnly": True, "description": slot("text", "Key")},
            **_pet_properties(slot),
            slot("name", "status"): {
                "type": "string",
                "readOnly": True,
                "enum": [slot("value", "new"), slot("value", "old")],
            },
        },
        "example": {"id": slot("value", "p1"), slot("name", "petName"): slot("value", "Rex")},
    }


def _toy_schema(slot: Slot) -> Json:
    return {
        "type": "object",
        "description": slot("text", "A toy"),
        "required": [slot("name", "label")],
        "properties": {
            slot("name", "toyNo"): {"type": "integer", "format": "int64"},
            slot("name", "label"): {
                "type": "string",
                "description": slot("text", "Label"),
                "default": slot("value", "toy"),
            },
        },
    }


def _security(slot: Slot) -> Json:
    scopes = {slot("name", "read:pets"): slot("text", "Read"), slot("name", "write:pets"): slot("text", "Write")}
    flow = {"authorizationUrl": slot("text", "https://a.example"), "tokenUrl": slot("text", "https://t.example")}
    return {
        slot("name", "Key scheme"): {
            "type": "apiKey",
            "in": "header",
            "name": slot("value", "X-Key"),
            "description": slot("text", "A key"),
        },
        slot("name", "Query key"): {"type": "apiKey", "in": "query", "name": slot("value", "key")},
        slot("name", "Cookie key"): {"type": "apiKey", "in": "cookie", "name": slot("value", "crumb key")},
        slot("name", "Strange"): {
            "type": "http",
            "scheme": slot("value", "Strange"),
            "description": slot("text", "Odd"),
        },
        slot("name", "OAuth scheme"): {
            "type": "oauth2",
            "description": slot("text", "OAuth"),
            "flows": {"authorizationCode": {**flow, "refreshUrl": slot("text", "https://r.example"), "scopes": scopes}},
        },
        slot("name", "OpenID"): {"type": "openIdConnect", "openIdConnectUrl": slot("text", "https://o.example")},
    }


def swagger(slot: Slot) -> Json:
    """Swagger 2.0: one entity, body and form parameters, security definitions."""
    thing = {"$ref": f"#/definitions/{escaped(slot('name', 'Thing'))}"}
    key = {"name": slot("name", "thingId"), "in": "path", "required": True, "type": "string"}
    things = f"/{slot('name', 'things')}"
    return {
        "swagger": "2.0",
        "info": {"title": slot("text", "Old API"), "version": slot("text", "1"), "description": slot("text", "Old")},
        "host": "old.example",
        "basePath": "/" + slot("value", "old"),
        "schemes": ["https"],
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "tags": [{"name": slot("name", "tag"), "description": slot("text", "Tag text")}],
        "securityDefinitions": {
            slot("name", "basic"): {"type": "basic", "description": slot("text", "Basic")},
            slot("name", "key"): {"type": "apiKey", "in": "query", "name": slot("value", "key")},
            slot("name", "oauth"): {
                "type": "oauth2",
                "flow": "implicit",
                "authorizationUrl": slot("text", "https://a.example"),
                "scopes": {slot("name", "scope"): slot("text", "Scope")},
            },
        },
        "security": [{slot("name", "basic"): []}, {slot("name", "oauth"): [slot("name", "scope")]}],
        "paths": {
            things: {
                "get": {
                    "operationId": slot("name", "listThings"),
                    "summary": slot("text", "List"),
                    "parameters": [
                        {"name": slot("name", "label"), "in": "query", "type": "string", "default": slot("value", "x")}
                    ],
                    "responses": {
                        "200": {"description": slot("text", "All"), "schema": {"type": "array", "items": thing}}
                    },
                },
                "post": {
                    "operationId": slot("name", "addThing"),
                    "parameters": [{"name": "body", "in": "body", "required": True, "schema": thing}],
                    "responses": {"201": {"description": slot("text", "Added"), "schema": thing}},
                },
            },
            f"{things}/{{{slot('name', 'thingId')}}}": {
                "parameters": [key],
                "get": {
                    "operationId": slot("name", "getThing"),
                    "description": slot("text", "One"),
                    "responses": {
                        "200": {
                            "description": slot("text", "It"),
                            "schema": thing,
                            "examples": {"application/json": {"id": slot("value", "1")}},
                        }
                    },
                },
                "post": {
                    "operationId": slot("name", "sendForm"),
                    "consumes": ["multipart/form-data"],
                    "parameters": [
                        {
                            "name": slot("name", "field"),
                            "in": "formData",
                            "type": "string",
                            "description": slot("text", "Field"),
                        }
                    ],
                    "responses": {"default": {"description": slot("text", "Sent")}},
                },
            },
        },
        "definitions": {
            slot("name", "Thing"): {
                "type": "object",
                "description": slot("text", "A thing"),
                "discriminator": slot("name", "sort"),
                "required": [slot("name", "sort")],
                "properties": {
                    "id": {"type": "string", "readOnly": True},
                    slot("name", "label"): {
                        "type": "string",
                        "description": slot("text", "Label"),
                        "enum": [slot("value", "a"), slot("value", "b")],
                    },
                    slot("name", "sort"): {"type": "string", "description": slot("text", "Sort")},
                },
            }
        },
    }
