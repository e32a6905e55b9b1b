"""Swagger 2.0 becomes the same document, with the pointers of the user's file."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from scaffolder.source import Document, Flow

Good = Callable[..., Document]

TEXT = """
swagger: '2.0'
info: {title: t, version: '1'}
host: a.b
basePath: /v1/
schemes: [https, http]
consumes: [application/json]
produces: [application/json, application/xml]
securityDefinitions:
  basic: {type: basic}
  oauth: {type: oauth2, flow: accessCode, authorizationUrl: /a, tokenUrl: /t, scopes: {r: read}}
paths:
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, type: integer, format: int64}]
    put:
      parameters:
      - {name: pet, in: body, required: true, schema: {$ref: '#/definitions/Pet'}}
      - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: multi}
      - {name: ids, in: query, type: array, items: {type: string}, collectionFormat: pipes}
      - {name: old, in: query, type: array, items: {type: string}}
      responses:
        200: {description: ok, schema: {$ref: '#/definitions/Pet'}, headers: {X-Rate: {type: integer}}}
        default: {$ref: '#/responses/Error'}
    post:
      consumes: [multipart/form-data]
      parameters:
      - {name: photo, in: formData, type: file, required: true}
      - {$ref: '#/parameters/Note'}
      produces: [image/png]
      responses: {200: {description: ok, schema: {type: file}}}
parameters:
  Note: {name: note, in: formData, type: string, maxLength: 9}
responses:
  Error: {description: e, schema: {type: object}, examples: {application/json: {a: 1}}}
definitions:
  Pet: {type: object, discriminator: kind, properties: {kind: {type: string, x-nullable: true}}}
"""


def test_servers_and_security(read_good: Good) -> None:
    document = read_good(TEXT)
    assert document.servers == ("https://a.b/v1", "http://a.b/v1")
    basic, oauth = document.security_schemes
    assert (basic.kind, basic.scheme, basic.pointer) == ("http", "basic", "/securityDefinitions/basic")
    assert oauth.flows == (Flow("authorizationCode", "/a", "/t", None, {"r": "read"}),)


def test_hosts_may_be_written_as_addresses_and_base_paths_without_slash(read_good: Good) -> None:
    paths = "{/a: {get: {responses: {200: {description: ok}}}}}"
    text = f"{{swagger: '2.0', info: {{title: t, version: '1'}}, paths: {paths}, "
    assert read_good(text + "host: 'http://a.b:3000/', basePath: api/v1}").servers == ("http://a.b:3000/api/v1",)
    assert read_good(text + "host: 'http://a.b', schemes: [https]}").servers == ("https://a.b",)
    assert read_good(text + "host: a.b, basePath: /}").servers == ("https://a.b",)


def test_schemas(read_good: Good) -> None:
    document = read_good(TEXT)
    pet = document.schemas["Pet"]
    assert (pet.pointer, pet.properties["kind"].nullable) == ("/definitions/Pet", True)
    assert pet.discriminator is not None
    assert pet.discriminator.property == "kind"


def test_parameters(read_good: Good) -> None:
    put = read_good(TEXT).operations[0]
    assert [(p.name, p.schema.types, p.style, p.explode, p.pointer) for p in put.parameters] == [
        ("id", ("integer",), "simple", False, "/paths/~1pets~1{id}/parameters/0"),
        ("tags", ("array",), "form", True, "/paths/~1pets~1{id}/put/parameters/1"),
        ("ids", ("array",), "pipeDelimited", False, "/paths/~1pets~1{id}/put/parameters/2"),
        ("old", ("array",), "form", False, "/paths/~1pets~1{id}/put/parameters/3"),
    ]


def test_body_and_responses(read_good: Good) -> None:
    put = read_good(TEXT).operations[0]
    assert put.body is not None
    assert [(m.media_type, m.schema and m.schema.ref, m.schema and m.schema.pointer) for m in put.body.content] == [
        ("application/json", "/definitions/Pet", "/paths/~1pets~1{id}/put/parameters/0/schema")
    ]
    good, error = put.responses
    assert [media.media_type for media in good.content] == ["application/json", "application/xml"]
    assert [(header.name, header.schema and header.schema.types) for header in good.headers] == [
        ("X-Rate", ("integer",))
    ]
    assert (error.pointer, error.content[0].examples) == ("/responses/Error", ({"a": 1},))


def test_errors_without_a_schema_are_of_the_json_that_is_produced(read_good: Good) -> None:
    text = TEXT.replace(
        "default: {$ref", "404: {description: n}\n        204: {description: d}\n        default: {$ref"
    )
    contents = {r.status: [m.media_type for m in r.content] for r in read_good(text).operations[0].responses}
    assert contents["404"] == ["application/json"]
    assert contents["204"] == []
    post = text.replace("responses: {200:", "responses: {404: {description: n}, 200:")
    assert [m.media_type for m in read_good(post).operations[1].responses[0].content] == []


def test_forms_and_files(read_good: Good) -> None:
    post = read_good(TEXT).operations[1]
    assert post.body is not None
    (media,) = post.body.content
    assert media.media_type == "multipart/form-data"
    assert media.schema is not None
    assert media.schema.required == ("photo",)
    assert [(name, s.types, s.format, s.pointer) for name, s in media.schema.properties.items()] == [
        ("photo", ("string",), "binary", "/paths/~1pets~1{id}/post/parameters/0"),
        ("note", ("string",), None, "/parameters/Note"),
    ]
    (answer,) = post.responses[0].content
    assert (answer.media_type, answer.schema and answer.schema.format) == ("image/png", "binary")


def test_places_are_those_of_the_file(read_good: Good) -> None:
    document = read_good(TEXT)
    assert document.operations[1].body is not None
    note = document.operations[1].body.content[0].schema
    assert note is not None
    place = document.locate(note.properties["note"].pointer)
    assert (place.line, place.column) == (32, 3)


def test_body_beside_form(read_text: Callable[..., Any]) -> None:
    text = """
    swagger: 2.0
    info: {title: t, version: '1'}
    paths:
      /a:
        post:
          parameters:
          - {name: a, in: body, schema: {type: object}}
          - {name: b, in: formData, type: string}
          - {name: c, in: header, type: array, items: {type: string}, collectionFormat: tsv}
          responses: {200: {description: ok}}
    """
    document, found = read_text(text)
    assert document.version == "2.0"
    assert [(finding.code, finding.place.line) for finding in found] == [("D150", 9), ("D151", 10)]


def test_json_has_places_too(read_text: Callable[..., Any]) -> None:
    text = json.dumps(
        {"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"get": {}}}}, indent=1
    )
    document, found = read_text(text)
    assert document.format == "json"
    assert [(finding.code, finding.place.line, finding.place.column) for finding in found] == [("D122", 9, 4)]
