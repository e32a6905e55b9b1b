"""What differs between versions is gone from the document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scaffolder.source import Document, Flow, Schema

Good = Callable[..., Document]

HEAD = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n"
SCHEMA = HEAD + "paths: {/a: {get: {responses: {'200': {description: ok}}}}}\ncomponents:\n  schemas:\n    A: "

KEYWORDS: dict[str, tuple[str, dict[str, Any]]] = {
    "nullable": ("{type: string, nullable: true}", {"types": ("string",), "nullable": True}),
    "types with null": ("{type: [string, 'null']}", {"types": ("string",), "nullable": True}),
    "only null": ("{type: 'null'}", {"types": (), "nullable": True, "enum": (None,)}),
    "exclusive flag": ("{minimum: 1, exclusiveMinimum: true}", {"exclusive_minimum": 1}),
    "inclusive flag": ("{minimum: 1, exclusiveMinimum: false}", {"minimum": 1}),
    "exclusive number": ("{maximum: 9, exclusiveMaximum: 8}", {"maximum": 9, "exclusive_maximum": 8}),
    "const": ("{const: a}", {"enum": ("a",)}),
    "example": ("{example: 1, examples: [2, 3]}", {"examples": (1, 2, 3)}),
    "default null": ("{default: null}", {"default": None, "has_default": True}),
    "free mapping": ("{additionalProperties: true}", {"additional": True}),
    "closed": ("{additionalProperties: false}", {"additional": False}),
    "flag": ("true", {"boolean": True}),
    "extension": ("{x-index: true}", {"extensions": {"x-index": True}}),
    "one type or null": (
        "{title: T, anyOf: [{type: string, format: date, title: U}, {type: 'null'}]}",
        {"types": ("string",), "format": "date", "title": "T", "nullable": True, "null_choice": True},
    ),
}


@pytest.mark.parametrize("name", KEYWORDS)
def test_keywords(name: str, read_good: Good) -> None:
    text, expected = KEYWORDS[name]
    assert read_good(SCHEMA + text).schemas["A"] == Schema("/components/schemas/A", **expected)


def test_a_choice_of_several_and_null_keeps_the_others(read_good: Good) -> None:
    schema = read_good(SCHEMA + "{oneOf: [{type: string}, {type: 'null'}, {type: integer}]}").schemas["A"]
    assert schema.nullable
    assert [(variant.pointer[-8:], variant.types) for variant in schema.one_of] == [
        ("/oneOf/0", ("string",)),
        ("/oneOf/2", ("integer",)),
    ]


def test_null_by_reference_is_null_too(read_good: Good) -> None:
    text = SCHEMA + "{anyOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/N'}]}\n"
    schema = read_good(text + "    B: {type: object}\n    N: {enum: [null]}").schemas["A"]
    assert (schema.ref, schema.nullable, schema.any_of) == ("/components/schemas/B", True, ())


def test_validating_siblings_keep_the_choice(read_good: Good) -> None:
    schema = read_good(SCHEMA + "{minLength: 2, anyOf: [{type: string}, {type: 'null'}]}").schemas["A"]
    assert (schema.nullable, schema.min_length, len(schema.any_of)) == (True, 2, 1)


def test_discriminator_names_become_pointers(read_good: Good) -> None:
    text = "{discriminator: {propertyName: k, mapping: {a: B, b: '#/components/schemas/B'}}}\n    B: {type: object}"
    document = read_good(SCHEMA + text)
    discriminator = document.schemas["A"].discriminator
    assert discriminator is not None
    assert discriminator.mapping == {"a": "/components/schemas/B", "b": "/components/schemas/B"}
    assert document.by_pointer["/components/schemas/B"] is document.schemas["B"]


def test_recursion_is_a_reference(read_good: Good) -> None:
    document = read_good(SCHEMA + "{properties: {a: {$ref: '#/components/schemas/A'}}}")
    inner = document.schemas["A"].properties["a"]
    assert inner.ref == "/components/schemas/A"
    assert document.resolve(inner) is document.schemas["A"]


def test_parameters_are_merged_and_have_defaults(read_good: Good) -> None:
    document = read_good(
        HEAD
        + """
paths:
  /a/{id}:
    parameters:
    - {name: id, in: path, required: true, schema: {type: integer}}
    - {name: q, in: query, schema: {type: string}}
    get:
      parameters:
      - {name: q, in: query, required: true, schema: {type: array, items: {type: string}}, explode: false}
      - {name: f, in: query, content: {application/json: {schema: {type: object}}}}
      responses: {'200': {description: ok}}
"""
    )
    (operation,) = document.operations
    assert [(p.name, p.place, p.required, p.style, p.explode, p.media_type) for p in operation.parameters] == [
        ("id", "path", True, "simple", False, None),
        ("q", "query", True, "form", False, None),
        ("f", "query", False, "form", True, "application/json"),
    ]


def test_security_is_inherited_replaced_or_lifted(read_good: Good) -> None:
    document = read_good(
        HEAD
        + """
security: [{key: []}]
paths:
  /a:
    get: {responses: {'200': {description: ok}}}
    put: {security: [], responses: {'200': {description: ok}}}
    post: {security: [{}, {oauth: [read]}], responses: {'200': {description: ok}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    oauth: {type: oauth2, flows: {password: {tokenUrl: /token, scopes: {read: r}}}}
"""
    )
    assert [operation.security for operation in document.operations] == [
        ((("key", ()),),),
        (),
        ((), (("oauth", ("read",)),)),
    ]
    assert document.security_schemes[1].flows == (Flow("password", None, "/token", None, {"read": "r"}),)


def test_a_scheme_that_is_not_defined_still_protects(read_text: Callable[..., Any]) -> None:
    document, _ = read_text(HEAD + "security: [{k: []}]\npaths: {/a: {get: {responses: {'200': {description: ok}}}}}")
    assert document.operations[0].security == ((("k", ()),),)
    assert [(scheme.name, scheme.kind, scheme.scheme) for scheme in document.security_schemes] == [
        ("k", "http", "bearer")
    ]


def test_server_variables_have_their_defaults(read_good: Good) -> None:
    text = SCHEMA + "{}\nservers: [{url: 'https://{h}/v1', variables: {h: {default: a.b}}}]"
    assert read_good(text).servers == ("https://a.b/v1",)


def test_bodies_responses_and_headers(read_good: Good) -> None:
    document = read_good(
        HEAD
        + """
paths:
  /a:
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema: {type: object}
            encoding: {f: {contentType: image/png}}
      responses:
        4xx:
          description: bad
          headers: {X-A: {schema: {type: integer}}}
          content: {application/json: {example: {a: 1}, examples: {b: {value: 2}}}}
"""
    )
    (operation,) = document.operations
    assert operation.body is not None
    assert operation.body.required
    assert operation.body.content[0].encoding == {"f": "image/png"}
    (response,) = operation.responses
    assert (response.status, response.headers[0].name) == ("4XX", "X-A")
    assert response.content[0].examples == ({"a": 1}, 2)


def test_yaml_scalars_are_those_of_version_1_2(read_good: Good) -> None:
    text = "{enum: [on, yes, 2020-01-01, 0o17, 0x1F, 012, 08, 1e3, .5, ~, 'null', True, 1_0, !!str 5]}"
    assert read_good(SCHEMA + text).schemas["A"].enum == (
        *("on", "yes", "2020-01-01", 15, 31, 12, "08", 1000.0, 0.5, None, "null", True, "1_0", "5"),
    )


def test_merge_keys_and_aliases(read_good: Good) -> None:
    text = "{properties: {a: &a {type: string, title: x}, b: {<<: *a, title: y}, c: *a}}"
    properties = read_good(SCHEMA + text).schemas["A"].properties
    assert [(found.types, found.title) for found in properties.values()] == [
        (("string",), "x"),
        (("string",), "y"),
        (("string",), "x"),
    ]


def test_a_version_that_looks_like_a_number_keeps_its_digits(read_text: Callable[..., Any]) -> None:
    document, found = read_text("openapi: 3.0.3\ninfo:\n  title: t\n  version: 1.10\npaths: {}\n")
    assert document.api_version == "1.10"
    assert [finding.code for finding in found] == ["D152", "D121"] or [f.code for f in found] == ["D121", "D152"]
