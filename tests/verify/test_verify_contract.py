"""Two documents in, exact differences out."""

from __future__ import annotations

import copy
import io
import json
from pathlib import Path
from typing import Any

import pytest

from scaffolder.contract import Contract, Relation
from scaffolder.document import read
from scaffolder.flow import contracts
from scaffolder.project.lock import NO_LOCK
from scaffolder.source import Document
from scaffolder.verify.contract import compare

BODY = "request body application/json"
ANSWER = "response 200 application/json"

Json = dict[str, Any]
Told = tuple[str, str, str, bool]


def document(operation: Json, path: str = "/pets", method: str = "post", **components: Json) -> Json:
    """A document with one operation."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {path: {method: {"operationId": "act", "responses": {"204": {"description": ""}}, **operation}}},
        "components": {"schemas": components},
    }


def typed(root: Json) -> Document:
    found, _ = read("-", stdin=io.BytesIO(json.dumps(root).encode()))
    assert found is not None
    return found


def contract(ours: Json, theirs: Json) -> Contract:
    return compare(typed(ours), typed(theirs))


def told(ours: Json, theirs: Json) -> list[Told]:
    return [
        (f"{d.subject} {d.inner}".strip(), d.relation, d.message, d.breaking)
        for d in contract(ours, theirs).differences
    ]


def body(schema: Json | bool) -> Json:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def answer(schema: Json | bool) -> Json:
    return {"responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}}


def in_body(ours: Json | bool, theirs: Json | bool, **components: Json) -> list[Told]:
    return told(document(body(ours), **components), document(body(theirs), **components))


def in_answer(ours: Json | bool, theirs: Json | bool, **components: Json) -> list[Told]:
    return told(document(answer(ours), **components), document(answer(theirs), **components))


NAME = {"type": "object", "properties": {"name": {"type": "string"}}}

REF = {"$ref": "#/components/schemas/Name"}
BASE = {
    "Base": {
        "type": "object",
        "properties": {"kind": {"type": "string"}},
        "required": ["kind"],
        "discriminator": {"propertyName": "kind", "mapping": {"k": "#/components/schemas/Kind"}},
    },
    "Kind": {
        "allOf": [
            {"$ref": "#/components/schemas/Base"},
            {"type": "object", "properties": {"size": {"type": "integer"}}, "required": ["size"]},
        ]
    },
}

BASE["Unnamed"] = BASE["Base"] | {"discriminator": {"propertyName": "kind"}}
BASE["Named"] = {"allOf": [{"$ref": "#/components/schemas/Unnamed"}, BASE["Kind"]["allOf"][1]]}
KIND = {"$ref": "#/components/schemas/Kind"}
SIZED = {
    "type": "object",
    "properties": {"kind": {"type": "string"}, "size": {"type": "integer"}},
    "required": ["kind", "size"],
}

SAME = {
    "reference": ({"$ref": "#/components/schemas/Name"}, NAME),
    "all of": (
        {"allOf": [{"$ref": "#/components/schemas/Name"}, {"required": ["name"]}]},
        NAME | {"required": ["name"]},
    ),
    "nullable": ({"type": ["string", "null"]}, {"anyOf": [{"type": "string"}, {"type": "null"}]}),
    "nullable one of": ({"oneOf": [{"type": "null"}, NAME]}, {"anyOf": [NAME, {"type": "null"}]}),
    "constant": ({"const": "a"}, {"type": "string", "enum": ["a"]}),
    "enum split": ({"enum": ["a", "b"]}, {"anyOf": [{"const": "b"}, {"const": "a"}]}),
    "enum with null": ({"enum": ["a", None]}, {"anyOf": [{"const": "a"}, {"type": "null"}]}),
    "numbers of an enum": ({"enum": [1, 2]}, {"type": "integer", "enum": [2.0, 1]}),
    "no type": ({"properties": {"name": {"type": "string"}}}, NAME),
    "exclusive": ({"type": "integer", "exclusiveMinimum": 0}, {"type": "integer", "minimum": 1}),
    "64 bits": ({"type": "integer"}, {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1}),
    "int32": ({"type": "integer", "format": "int32"}, {"type": "integer", "minimum": -(2**31), "maximum": 2**31 - 1}),
    "format in capitals": ({"type": "string", "format": "URL"}, {"type": "string", "format": "uri"}),
    "homemade format": ({"type": "string", "format": "dateTime"}, {"type": "string", "format": "date-time"}),
    "unknown format": ({"type": "string", "format": "colour"}, {"type": "string"}),
    "map of anything": ({"additionalProperties": {"$ref": "#/components/schemas/Any"}}, {"additionalProperties": {}}),
    "open object": (NAME | {"additionalProperties": True}, NAME),
    "true": (True, {}),
    "type list": ({"type": ["string", "integer"]}, {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
    "keywords of one kind beside variants of several": (
        {"items": {"type": "string"}, "oneOf": [{"type": "array"}, {"type": "string"}]},
        {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]},
    ),
    "enum of no value of the type": ({"type": "integer", "enum": ["a"]}, {"type": "integer"}),
    "enum of a list's items": (
        {"type": "array", "enum": ["a"], "items": {"enum": ["a"]}},
        {"type": "array", "items": {"enum": ["a"]}},
    ),
    "enum of texts that are called an object": ({"type": "object", "enum": ["a"]}, {"enum": ["a"]}),
    "null beside an enum": ({"type": ["string", "null"], "enum": ["a"]}, {"const": "a"}),
    "null as a choice beside an enum": (
        {"anyOf": [{"enum": ["a"]}, {"type": "null"}]},
        {"enum": ["a", None]},
    ),
    "order of variants": (
        {"oneOf": [NAME, {"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]}]},
        {"anyOf": [{"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]}, NAME]},
    ),
    "required of no property": (
        NAME | {"required": ["nam"]},
        {"type": "object", "properties": {"name": {"type": "string"}, "nam": {}}, "required": ["nam"]},
    ),
    "pattern between slashes": ({"type": "string", "pattern": "/^a$/"}, {"type": "string", "pattern": "^a$"}),
    "pattern written otherwise": (
        {"type": "string", "pattern": r"^(?<a>https?:\/\/)?[\w\.]+$"},
        {"type": "string", "pattern": r"^(?P<a>https?://)?[\w.]+$"},
    ),
    "discriminator": (
        {"discriminator": {"propertyName": "kind", "mapping": {"n": "#/components/schemas/Kind"}}, "oneOf": [KIND]},
        SIZED | {"properties": SIZED["properties"] | {"kind": {"const": "n"}}},
    ),
    "discriminator by names": (
        {"discriminator": {"propertyName": "kind"}, "oneOf": [KIND]},
        SIZED | {"properties": SIZED["properties"] | {"kind": {"const": "Kind"}}},
    ),
    "discriminator of a property that one has": (
        {"discriminator": {"propertyName": "kind"}, "oneOf": [KIND, REF]},
        {"oneOf": [SIZED, NAME]},
    ),
    "discriminator of no property": ({"discriminator": {"propertyName": "none"}, "oneOf": [REF]}, NAME),
    "base of others": (
        {"$ref": "#/components/schemas/Base"},
        SIZED | {"properties": SIZED["properties"] | {"kind": {"const": "k"}}},
    ),
    "base of others by names": (
        {"$ref": "#/components/schemas/Unnamed"},
        SIZED | {"properties": SIZED["properties"] | {"kind": {"const": "Named"}}},
    ),
}


@pytest.mark.parametrize("name", SAME)
@pytest.mark.parametrize("ask", [in_body, in_answer])
def test_the_same_values_written_in_another_way(ask: Any, name: str) -> None:
    ours, theirs = SAME[name]
    assert ask(ours, theirs, Name=NAME, Any={}, **BASE) == []
    assert ask(theirs, ours, Name=NAME, Any={}, **BASE) == []


NARROWER = {
    "type": (
        {"type": ["string", "integer"]},
        {"type": "string"},
        "",
        "type: the document has number, the application string",
    ),
    "null": (
        {"type": ["string", "null"]},
        {"type": "string"},
        "",
        "type: the document has null, the application string",
    ),
    "integer": ({"type": "number"}, {"type": "integer"}, "", "type: the document has number, the application integer"),
    "enum": ({"enum": ["a", "b"]}, {"enum": ["a"]}, "", 'enum: the document has "b", the application "a"'),
    "closed": ({"type": "string"}, {"enum": ["a"]}, "", 'enum: the document has any, the application "a"'),
    "minimum": (
        {"type": "integer"},
        {"type": "integer", "minimum": 1},
        "",
        "minimum: the document has none, the application 1",
    ),
    "maximum": (
        {"type": "number", "maximum": 5},
        {"type": "number", "exclusiveMaximum": 5},
        "",
        "maximum: the document has 5, the application beyond 5",
    ),
    "step": (
        {"type": "number"},
        {"type": "number", "multipleOf": 0.5},
        "",
        "multipleOf: the document has none, the application 0.5",
    ),
    "length": (
        {"type": "string", "maxLength": 9},
        {"type": "string", "maxLength": 5},
        "",
        "maxLength: the document has 9, the application 5",
    ),
    "pattern": (
        {"type": "string"},
        {"type": "string", "pattern": "^a"},
        "",
        "pattern: the document has none, the application ^a",
    ),
    "format": (
        {"type": "string"},
        {"type": "string", "format": "uuid"},
        "",
        "format: the document has none, the application uuid",
    ),
    "items": (
        {"type": "array", "items": {"type": "number"}},
        {"type": "array", "items": {"type": "integer"}},
        "[]",
        "type: the document has number, the application integer",
    ),
    "unique": (
        {"type": "array"},
        {"type": "array", "uniqueItems": True},
        "",
        "uniqueItems: the document has false, the application true",
    ),
    "required": (
        NAME,
        NAME | {"required": ["name"]},
        "name",
        "required: the document has optional, the application required",
    ),
    "closed object": (
        NAME | {"additionalProperties": True},
        NAME | {"additionalProperties": False},
        "{}",
        "additionalProperties: the document has allowed, the application not allowed",
    ),
    "map": (
        {"additionalProperties": {"type": "number"}},
        {"additionalProperties": {"type": "integer"}},
        "{}",
        "type: the document has number, the application integer",
    ),
    "deep": (
        {"properties": {"a-b": {"items": {"properties": {"c d": {"type": "string"}}}}}},
        {"properties": {"a-b": {"items": {"properties": {"c d": {"type": "string", "minLength": 1}}}}}},
        "a-b[]['c d']",
        "minLength: the document has 0, the application 1",
    ),
}


@pytest.mark.parametrize("name", NARROWER)
def test_fewer_values(name: str) -> None:
    ours, theirs, inner, message = NARROWER[name]
    where = f" {inner}" if inner else ""
    assert in_body(ours, theirs) == [(BODY + where, Relation.NARROWER, message, True)]
    assert in_answer(ours, theirs) == [(ANSWER + where, Relation.NARROWER, message, False)]


@pytest.mark.parametrize("name", NARROWER)
def test_more_values(name: str) -> None:
    theirs, ours, inner, _ = NARROWER[name]
    where = f" {inner}" if inner else ""
    assert [(d[0], d[1], d[3]) for d in in_body(ours, theirs)] == [(BODY + where, Relation.WIDER, False)]
    assert [(d[0], d[1], d[3]) for d in in_answer(ours, theirs)] == [(ANSWER + where, Relation.WIDER, True)]


def test_neither_within_the_other() -> None:
    message = "type: the document has string, the application boolean"
    assert in_answer({"type": "string"}, {"type": "boolean"}) == [(ANSWER, Relation.DIFFERENT, message, True)]


def test_any_value_stands_for_parts_that_contradict_each_other() -> None:
    none = {"type": "array", "items": {}, "anyOf": [NAME]}
    message = "type: the document has parts that no value can match all, the application string"
    assert in_answer(none, {"type": "string"}) == [(ANSWER, Relation.EQUIVALENT, message, False)]
    assert [each[1] for each in in_answer(False, {"type": "string"})] == [Relation.WIDER]


def test_an_operation_of_a_json_patch_sets_any_value() -> None:
    def patch(value: Json) -> Json:
        properties = {"op": {"type": "string"}, "path": {"type": "string"}, "value": value}
        return {"type": "array", "items": {"type": "object", "properties": properties}}

    found = in_body(patch({"type": "object"}), patch({}))
    assert {(each[0], each[1], each[3]) for each in found} == {(f"{BODY} [].value", Relation.EQUIVALENT, False)}
    assert [each[1] for each in in_body(patch({}), patch({"type": "object"}))] == [Relation.NARROWER]


def test_alternatives_are_compared_with_those_of_the_same_kind() -> None:
    def animals(*cat: str) -> Json:
        dog = {"type": "object", "properties": {"kind": {"const": "dog"}, **{name: {} for name in "abc"}}}
        return {"oneOf": [dog, dog | {"properties": {"kind": {"const": "cat"}, **{name: {} for name in cat}}}]}

    found = in_answer(animals("a", "b"), animals("a", "b", "c", "d"))
    assert [each[0] for each in found] == [f"{ANSWER} c", f"{ANSWER} d"]


def test_null_beside_an_enum_is_meant_before_3_1() -> None:
    ours, theirs = document(answer({"type": "string", "enum": ["a"], "nullable": True})), document(answer(True))
    theirs["paths"] = document(answer({"enum": ["a", None]}))["paths"]
    assert told(ours | {"openapi": "3.0.3"}, theirs) == []


def test_nothing_counts_beside_a_reference_before_3_1() -> None:
    ours, theirs = document(answer(REF | {"required": ["name"]}), Name=NAME), document(answer(NAME))
    assert told(ours | {"openapi": "3.0.3"}, theirs) == []
    assert [each[1] for each in told(ours, theirs)] == [Relation.WIDER]


def test_a_success_must_have_a_status_where_none_is_told() -> None:
    success = {"responses": {"200": {"description": ""}, "404": {"description": ""}}}
    alone = {"responses": {"404": {"description": ""}}}
    subject, message = "response 200", "the document tells of no success"
    assert told(document(alone), document(success)) == [(subject, Relation.EQUIVALENT, message, False)]
    other = {"responses": {"201": {"description": ""}, "404": {"description": ""}}}
    assert (subject, Relation.WIDER, "the document does not have it", True) in told(document(other), document(success))


def test_a_property_is_missing() -> None:
    bare = {"type": "object"}
    message = "property: the document has a property, the application none of that name"
    assert in_body(NAME, bare) == [(f"{BODY} name", Relation.MISSING, message, True)]
    assert in_answer(NAME, bare) == [(f"{ANSWER} name", Relation.MISSING, message, False)]
    assert in_answer(NAME | {"required": ["name"]}, bare) == [
        (f"{ANSWER} name", Relation.MISSING, message, False),
        (f"{ANSWER} name", Relation.WIDER, "required: the document has required, the application absent", True),
    ]


def test_a_property_more_breaks_nobody() -> None:
    message = "property: the document has none of that name, the application a property"
    assert in_body({"type": "object"}, NAME) == [(f"{BODY} name", Relation.WIDER, message, False)]
    assert in_answer({"type": "object"}, NAME) == [(f"{ANSWER} name", Relation.WIDER, message, False)]


def test_what_does_not_travel_in_a_direction_is_not_compared() -> None:
    both = {"properties": {"id": {"type": "integer", "readOnly": True}, "key": {"type": "string", "writeOnly": True}}}
    assert in_body(both | {"required": ["id"]}, {"type": "object", "properties": {"key": {"type": "string"}}}) == []
    assert in_answer(both, {"type": "object", "properties": {"id": {"type": "integer"}}}) == []


def test_recursion_ends() -> None:
    tree = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Tree"}, "name": {"type": "string"}}}
    ours, theirs = (document(answer({"$ref": "#/components/schemas/Tree"}), Tree=copy.deepcopy(tree)) for _ in "ab")
    theirs["components"]["schemas"]["Tree"]["properties"]["name"] = {"type": "integer"}
    message = "type: the document has string, the application number"
    assert told(ours, theirs) == [(f"{ANSWER} name", Relation.DIFFERENT, message, True)]


def test_a_schema_that_is_part_of_itself_ends() -> None:
    loop = {"allOf": [{"$ref": "#/components/schemas/Loop"}, NAME]}
    assert in_answer({"$ref": "#/components/schemas/Loop"}, NAME, Loop=loop) == []


PARAMETER = {"name": "limit", "in": "query", "schema": {"type": "integer"}}


def parameters(ours: list[Json], theirs: list[Json]) -> list[Told]:
    return told(document({"parameters": ours}), document({"parameters": theirs}))


def test_parameters() -> None:
    subject = "parameter limit in query"
    assert parameters([PARAMETER], []) == [(subject, Relation.MISSING, "the application does not know it", True)]
    assert parameters([], [PARAMETER]) == [
        (subject, Relation.WIDER, "the document does not have it, the application takes it", False)
    ]
    assert parameters([], [PARAMETER | {"required": True}]) == [
        (subject, Relation.DIFFERENT, "the document does not have it, the application needs it", True)
    ]
    assert parameters([PARAMETER], [PARAMETER | {"required": True}]) == [
        (subject, Relation.NARROWER, "required: the document has it optional, the application required", True)
    ]
    assert parameters([PARAMETER | {"required": True}], [PARAMETER]) == [
        (subject, Relation.WIDER, "required: the document has it required, the application optional", False)
    ]


def test_null_cannot_be_said_in_a_query() -> None:
    assert parameters([PARAMETER], [PARAMETER | {"schema": {"type": ["integer", "null"]}}]) == []


def test_a_parameter_of_which_nothing_is_said_is_text() -> None:
    assert parameters([PARAMETER | {"schema": {}}], [PARAMETER | {"schema": {"type": "string"}}]) == []
    found = parameters([PARAMETER | {"schema": {}}], [PARAMETER])
    assert [(each[1], each[3]) for each in found] == [(Relation.DIFFERENT, True)]


def test_headers_have_no_case_and_some_are_no_parameters() -> None:
    header = {"name": "X-Trace", "in": "header", "schema": {"type": "string"}}
    accept = {"name": "Accept", "in": "header", "schema": {"type": "string"}}
    assert parameters([header, accept], [header | {"name": "x-trace"}]) == []


def test_style() -> None:
    listed = PARAMETER | {"schema": {"type": "array", "items": {"type": "integer"}}}
    message = "style: the document has form, the application form, exploded"
    assert parameters([listed | {"explode": False}], [listed]) == [
        ("parameter limit in query", Relation.DIFFERENT, message, True)
    ]


def test_a_path_parameter_of_another_name_is_the_same() -> None:
    def at(name: str) -> Json:
        parameter = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        return document({"parameters": [parameter]}, path=f"/pets/{{{name}}}")

    found = contract(at("petId"), at("pet_id"))
    assert [o.relation for o in found.operations] == [Relation.EQUIVALENT]
    assert found.kept == 1


def test_names() -> None:
    ours, theirs = document({}), document({"operationId": "do", "deprecated": True})
    assert told(ours, theirs) == [
        ("operation", Relation.DIFFERENT, "operationId: the document has act, the application do", True),
        ("operation", Relation.DIFFERENT, "deprecated: the document has False, the application True", False),
    ]


def test_operations_that_only_one_side_has() -> None:
    found = contract(document({}), document({}, path="/dogs"))
    assert [(o.method, o.path, o.relation) for o in found.operations] == [
        ("POST", "/pets", Relation.MISSING),
        ("POST", "/dogs", Relation.WIDER),
    ]
    assert [d.breaking for d in found.differences] == [True, False]


def test_the_path_of_the_server_stands_before() -> None:
    ours = document({}) | {"servers": [{"url": "https://example.com/v1"}]}
    assert told(ours, document({}, path="/v1/pets")) == []


def test_bodies() -> None:
    whole, optional = body(NAME), body(NAME)
    optional["requestBody"] = optional["requestBody"] | {"required": False}
    none = document({})
    assert told(document(whole), none) == [("request body", Relation.MISSING, "the application reads none", True)]
    assert told(none, document(whole)) == [
        ("request body", Relation.DIFFERENT, "the document has none, the application needs one", True)
    ]
    assert told(none, document(optional)) == [
        ("request body", Relation.WIDER, "the document has none, the application takes one", False)
    ]
    assert told(document(optional), document(whole)) == [
        ("request body", Relation.NARROWER, "required: the document has False, the application True", True)
    ]


def test_a_body_that_openapi_ignores() -> None:
    ours, theirs = document(media("application/json"), method="get"), document({}, method="get")
    assert told(ours, theirs) == [("request body", Relation.MISSING, "the application reads none", True)]
    text = "OpenAPI 3.0 ignores the body of a GET (section 4.7.10), and so does the application"
    assert told(ours | {"openapi": "3.0.3"}, theirs) == [("request body", Relation.EQUIVALENT, text, False)]
    assert told(document(media("application/json")) | {"openapi": "3.0.3"}, document({})) == [
        ("request body", Relation.MISSING, "the application reads none", True)
    ]


def test_ranges_of_media_types() -> None:
    assert told(document(answers("application/json", "*/*")), document(answers("application/json"))) == []
    assert told(document(media("application/json", "*/*")), document(media("application/json"))) == [
        ("request body */*", Relation.MISSING, "media type: the application does not have */*", True)
    ]
    assert told(document(answers("application/json", "text/*")), document(answers("application/json"))) == [
        ("response 200 text/*", Relation.NARROWER, "media type: the application does not have text/*", False)
    ]


def sent(**headers: Json) -> Json:
    return document({"responses": {"200": {"description": "", "headers": headers}}})


def test_headers() -> None:
    text, number = {"schema": {"type": "string"}}, {"schema": {"type": "integer"}}
    assert told(sent(Link=text, ETag={}), sent(link=text, etag=text)) == []
    assert told(sent(**{"Content-Type": text}), sent()) == []
    assert told(sent(Link=text, ETag=text | {"required": True}), sent()) == [
        ("response 200 header Link", Relation.MISSING, "header: the application does not tell of it", False),
        ("response 200 header ETag", Relation.MISSING, "header: the application does not tell of it", True),
    ]
    assert told(sent(), sent(Link=text)) == [
        ("response 200 header Link", Relation.WIDER, "header: the document does not have it", False)
    ]
    needed = "required: the document has it required, the application optional"
    given = "required: the document has it optional, the application required"
    assert told(sent(A=text | {"required": True}, B=text), sent(A=text, B=text | {"required": True})) == [
        ("response 200 header A", Relation.WIDER, needed, True),
        ("response 200 header B", Relation.NARROWER, given, False),
    ]
    assert told(sent(A=text), sent(A=number)) == [
        ("response 200 header A", Relation.DIFFERENT, "type: the document has string, the application number", True)
    ]


def media(*types: str) -> Json:
    content = {name: {"schema": {"type": "object"}} for name in types}
    return {"requestBody": {"required": True, "content": content}}


def answers(*types: str) -> Json:
    return {"responses": {"200": {"description": "", "content": {name: {} for name in types}}}}


def test_media_types() -> None:
    assert told(document(media("application/json; charset=utf-8")), document(media("Application/JSON"))) == []
    assert told(document(answers("*/*")), document(answers("application/json"))) == []
    assert told(document(answers('a/b; v="2"; charset=x')), document(answers("a/b;V=2"))) == []
    assert told(document(answers("a/b", "a/b; stream=watch")), document(answers("a/b"))) == [
        (
            "response 200 a/b;stream=watch",
            Relation.NARROWER,
            "media type: the application does not have a/b;stream=watch",
            False,
        )
    ]
    assert told(document(media("application/json", "application/xml")), document(media("application/json"))) == [
        (
            "request body application/xml",
            Relation.MISSING,
            "media type: the application does not have application/xml",
            True,
        )
    ]
    assert told(document(answers("application/json", "text/csv")), document(answers("application/json"))) == [
        ("response 200 text/csv", Relation.NARROWER, "media type: the application does not have text/csv", False)
    ]
    assert told(document(answers("text/csv")), document(answers("application/json"))) == [
        ("response 200 text/csv", Relation.MISSING, "media type: the application does not have text/csv", True),
        (
            "response 200 application/json",
            Relation.WIDER,
            "media type: the document does not have application/json",
            True,
        ),
    ]


def test_statuses() -> None:
    def with_status(status: str) -> Json:
        return document({"responses": {status: {"description": ""}}})

    assert told(with_status("200"), with_status("201")) == [
        ("response 200", Relation.MISSING, "the application does not tell of it", False),
        ("response 201", Relation.WIDER, "the document does not have it", True),
    ]
    bodied = document({"responses": {"200": {"description": "", "content": {"application/json": {}}}}})
    assert told(with_status("200"), bodied) == [
        ("response 200", Relation.WIDER, "the document has no body, the application application/json", True)
    ]


def test_what_a_get_answers_may_be_left_out() -> None:
    def answering(method: str, **content: Json) -> Json:
        return document({"responses": {"200": {"description": "", **content}}}, method=method)

    bodied: dict[str, Json] = {"content": {"application/json": {}}}
    assert told(answering("get"), answering("get", **bodied)) == [
        (
            "response 200",
            Relation.EQUIVALENT,
            "the document leaves out its body, the application answers application/json",
            False,
        )
    ]
    (found,) = told(answering("put"), answering("put", **bodied))
    assert found[1] is Relation.WIDER
    typed_body: dict[str, Json] = {"content": {"application/json": {"schema": {"type": "object"}}}}
    assert [d[1] for d in told(answering("get", **bodied), answering("get", **typed_body))] == [Relation.EQUIVALENT]
    assert told(answering("get", **bodied), answering("get", **bodied)) == []
    assert Relation.EQUIVALENT not in [d[1] for d in told(answering("get", **typed_body), answering("get", **bodied))]


def test_security() -> None:
    def asking(*alternatives: Json) -> Json:
        root = document({"security": list(alternatives)})
        schemes = {
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "login": {"type": "http", "scheme": "basic"},
        }
        root["components"]["securitySchemes"] = schemes
        return root

    both = asking({"key": []}, {"login": []})
    assert told(both, asking({"login": []}, {"key": []})) == []
    assert told(asking(), asking({})) == []
    assert told(both, asking({"key": []})) == [
        ("security", Relation.NARROWER, "the document asks for key or login, the application for key", True)
    ]
    assert told(asking({"key": []}), asking({"key": []}, {})) == [
        ("security", Relation.WIDER, "the document asks for key, the application for key or nothing", True)
    ]
    assert told(asking({"key": [], "login": []}), asking()) == [
        ("security", Relation.DIFFERENT, "the document asks for key and login, the application for nothing", True)
    ]


def test_a_difference_stands_where_the_document_says_it() -> None:
    ours = document(body({"type": "object", "properties": {"name": {"type": "string"}}}))
    text = json.dumps(ours, indent=1)
    documented, _ = read("-", stdin=io.BytesIO(text.encode()))
    assert documented is not None
    found = compare(documented, typed(document(body({"type": "object"}))))
    line = next(n for n, line in enumerate(text.splitlines(), 1) if '"name"' in line)
    assert [d.place.line for d in found.differences] == [line]
    assert found.differences[0].place.pointer.endswith("/schema/properties/name")


def test_members_that_others_require_do_not_travel_where_they_are_hidden() -> None:
    schema = {"type": "object", "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}}}
    assert in_body({"allOf": [schema, {"required": ["id"]}]}, NAME) == []


def test_a_body_that_no_server_can_send() -> None:
    ours = {"responses": {"204": {"description": "", "content": {"application/json": {"schema": NAME}}}}}
    found = contract(document(ours), document({}))
    assert [(d.relation, d.breaking) for d in found.differences] == [(Relation.EQUIVALENT, False)]
    assert found.operations[0].kept


def test_examples_among_media_types() -> None:
    ours = answer(NAME)
    ours["responses"]["200"]["content"]["results"] = {"example": []}
    assert told(document(ours), document(answer(NAME))) == []


def secured(scheme: Json) -> Json:
    root = document({"security": [{"key": []}]})
    return root | {"components": {"securitySchemes": {"key": scheme}}}


def test_security_schemes_are_compared_by_how_they_work() -> None:
    ours = secured({"type": "apiKey", "in": "header", "name": "X-Key", "description": "A key"})
    assert told(ours, secured({"type": "apiKey", "in": "header", "name": "X-Key"})) == []
    text = "key: the application defines the scheme in another way"
    assert told(ours, secured({"type": "apiKey", "in": "query", "name": "X-Key"})) == [
        ("security", "different", text, True)
    ]


def test_counts() -> None:
    found = contract(document(body(NAME)), document(body(NAME)))
    assert found.counts() == dict.fromkeys(Relation, 0) | {Relation.EQUAL: 1}
    assert found.operations[0].kept


APPLICATION = '''"""An application."""


class Application:
    def openapi(self):
        return {document}


def create_app():
    return Application()
'''


def project(folder: Path, ours: Json, theirs: Json) -> Path:
    for name, text in {
        "openapi.json": json.dumps(ours),
        ".scaffold/lock.json": NO_LOCK.dump().decode(),
        "app/__init__.py": "",
        "app/main.py": APPLICATION.replace("{document}", repr(theirs)),
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_a_project_that_drifted(tmp_path: Path) -> None:
    outcome = contracts.compare(project(tmp_path, document(body(NAME)), document({})))
    assert outcome.verdict is not None
    (step,) = outcome.verdict.steps
    assert (step.name, step.status) == ("contract", "failed")
    assert step.detail == "0 of 1 operations as documented, 1 breaking difference"
    assert [(f.file, f.code, f.message) for f in step.findings] == [
        ("openapi.json", "missing", "request body: the application reads none")
    ]
    assert outcome.exit_code == 1


def test_a_project_that_keeps_its_contract(tmp_path: Path) -> None:
    outcome = contracts.compare(project(tmp_path, document(body(NAME)), document(body(NAME))))
    assert outcome.verdict is not None
    assert [s.detail for s in outcome.verdict.steps] == ["1 of 1 operations as documented, 0 breaking differences"]
    assert outcome.exit_code == 0


def test_an_application_that_does_not_start(tmp_path: Path) -> None:
    folder = project(tmp_path, document({}), document({}))
    (folder / "app/main.py").write_text("raise RuntimeError('no')\n")
    outcome = contracts.compare(folder)
    assert outcome.verdict is not None
    (step,) = outcome.verdict.steps
    assert (step.status, step.detail) == ("failed", "the application does not start")
    assert [(f.file, f.line, f.message) for f in step.findings] == [("app/main.py", 1, "RuntimeError: no")]
    assert outcome.exit_code == 1


def test_an_answer_may_be_shown_by_examples_alone() -> None:
    def answering(status: str, **media: Json) -> Json:
        content = {"application/json": media}
        return document({"responses": {status: {"description": "", "content": content}}})

    pet: Json = {"type": "object", "properties": {"name": {"type": "string"}}}
    shown: dict[str, Json] = {"example": {"name": "Rex"}, "schema": {"type": "object"}}
    text = "the document shows its body by examples alone, the application answers what they have"
    assert told(answering("201", **shown), answering("201", schema=pet)) == [
        ("response 201", Relation.EQUIVALENT, text, False)
    ]
    assert told(answering("201", **shown), answering("201", schema={"type": "object"})) == []
    silent = told(answering("201", schema={"type": "object"}), answering("201", schema=pet))
    assert Relation.EQUIVALENT not in [d[1] for d in silent]
    refused = told(answering("422", **shown), answering("422", schema=pet))
    assert Relation.EQUIVALENT not in [d[1] for d in refused]
