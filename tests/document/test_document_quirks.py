"""Documents that people use although they break the specification."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Read = Callable[..., Any]

HEAD = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n"


def test_extensions_under_paths_and_callbacks_by_reference(read_text: Read) -> None:
    text = f"""{HEAD}paths:
  x-note: hello
  /a:
    post:
      callbacks: {{c: {{$ref: '#/components/callbacks/C'}}}}
      responses: {{x-note: hello, '200': {{description: ok}}}}
components: {{callbacks: {{C: {{}}}}}}
"""
    document, found = read_text(text)
    assert [operation.path for operation in document.operations] == ["/a"]
    assert [response.status for response in document.operations[0].responses] == ["200"]
    assert [finding.code for finding in found] == ["D153"]


def test_a_property_named_like_a_keyword(read_text: Read) -> None:
    text = f"{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    A:\n      properties:\n"
    text += "        additionalProperties: {type: boolean}\n        $ref: {type: string}\n        required: {}\n"
    document, found = read_text(text)
    assert [finding.code for finding in found] == ["D152"]
    properties = document.schemas["A"].properties
    assert {name: schema.types for name, schema in properties.items()} == {
        "additionalProperties": ("boolean",),
        "$ref": ("string",),
        "required": (),
    }


def test_required_true_moves_to_the_holder(read_text: Read) -> None:
    text = HEAD + "paths: {}\ncomponents: {schemas: {A: {properties: {b: {required: true}, c: {required: false}}}}}"
    document, found = read_text(text)
    assert document.schemas["A"].required == ("b",)
    assert [finding.code for finding in found] == ["D152", "D126", "D126"]


def test_required_true_on_a_whole_schema_names_no_property(read_text: Read) -> None:
    text = HEAD + "paths: {}\ncomponents: {schemas: {A: {required: true, properties: {b: {}}}}}"
    document, found = read_text(text)
    assert document.schemas["A"].required == ()
    assert [finding.code for finding in found] == ["D152", "D120"]


def test_a_path_parameter_is_what_the_path_says_elsewhere(read_text: Read) -> None:
    text = f"""{HEAD}paths:
  /a/{{id}}:
    put: {{responses: {{'200': {{description: ok}}}}}}
    get:
      parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}]
      responses: {{'200': {{description: ok}}}}
  /b/{{id}}:
    get:
      parameters: [{{name: Id, in: path, required: true, schema: {{type: integer}}}}]
      responses: {{'200': {{description: ok}}}}
"""
    document, found = read_text(text)
    parameters = [(p.name, p.schema.types) for o in document.operations for p in o.parameters]
    assert parameters == [("id", ("integer",))] * 3
    assert [finding.code for finding in found] == ["D140", "D140", "D141"]


def test_methods_in_upper_case(read_text: Read) -> None:
    document, found = read_text(f"{HEAD}paths:\n  /a:\n    GET: {{responses: {{'200': {{description: ok}}}}}}")
    assert [(operation.method, operation.pointer) for operation in document.operations] == [("get", "/paths/~1a/GET")]
    assert [(finding.code, finding.place.line) for finding in found] == [("D121", 5)]


def test_a_parameter_typed_itself(read_text: Read) -> None:
    text = f"""{HEAD}paths:
  /a:
    get:
      parameters: [{{name: q, in: query, type: integer, format: int64}}]
      responses: {{'200': {{description: ok}}}}
"""
    document, found = read_text(text)
    schema = document.operations[0].parameters[0].schema
    assert (schema.types, schema.format) == (("integer",), "int64")
    assert [finding.code for finding in found] == ["D121"]


def test_items_that_move_up_keep_their_pointers(read_text: Read) -> None:
    text = f"""{HEAD}paths:
  /a:
    get:
      parameters: [5, {{name: q, in: query, schema: {{}}}}]
      responses: {{'200': {{description: ok}}}}
"""
    document, found = read_text(text)
    assert [found.pointer for found in document.operations[0].parameters] == ["/paths/~1a/get/parameters/1"]
    assert [finding.code for finding in found] == ["D120"]


def test_a_list_by_reference(read_text: Read) -> None:
    text = f"""{HEAD}paths:
  /a:
    get:
      parameters: {{$ref: '#/x-shared'}}
      responses: {{'200': {{description: ok}}}}
x-shared: [{{name: q, in: query, schema: {{type: string}}}}]
"""
    document, found = read_text(text)
    assert [found.pointer for found in document.operations[0].parameters] == ["/x-shared/0"]
    assert found == ()


def test_what_openapi_pydantic_refuses_is_taken_out(read_text: Read) -> None:
    text = "openapi: 3.1.0\ninfo:\n  title: t\n  version: '1'\n  license: free\npaths: {}\n"
    document, found = read_text(text)
    assert document is not None
    assert [(finding.code, finding.place.pointer) for finding in found] == [
        ("D127", "/info/license"),
        ("D152", "/paths"),
    ]


def test_missing_info(read_text: Read) -> None:
    document, found = read_text("openapi: 3.0.3\npaths: {}")
    assert (document.title, document.api_version) == ("API", "0.0.0")
    assert sorted(finding.code for finding in found) == ["D122", "D122", "D152"]


def test_version_3_2_is_read_as_3_1(read_text: Read) -> None:
    text = HEAD.replace("3.0.3", "3.2.0")
    text += "paths:\n  /a:\n    query: {responses: {}}\n    get: {responses: {'200': {description: ok}}}"
    document, found = read_text(text)
    assert document.version == "3.2.0"
    assert [(finding.code, finding.place.line, finding.place.column) for finding in found] == [("D129", 5, 5)]


def test_byte_order_marks(read_text: Read) -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        document, found = read_text((HEAD + "paths: {}").encode(encoding))
        assert document is not None
        assert [(finding.code, finding.place.line, finding.place.column) for finding in found] == [("D152", 3, 1)]


def test_yaml_in_flow_style_is_no_broken_json(read_text: Read) -> None:
    document, _ = read_text("{openapi: 3.0.3, info: {title: t, version: '1'}, paths: {}}")
    assert document.format == "yaml"


def test_packed_json_has_columns(read_text: Read) -> None:
    text = json.dumps(
        {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/é": {"get": {}}}}, ensure_ascii=False
    )
    _, found = read_text(text)
    assert [(finding.code, finding.place.column) for finding in found] == [("D122", text.index('"get"') + 1)]


def test_a_response_that_refers_to_a_schema(read_text: Read) -> None:
    text = f"""{HEAD}paths:
  /a:
    get:
      responses:
        '400': {{$ref: '#/components/schemas/E'}}
components: {{schemas: {{E: {{type: object}}}}}}
"""
    document, found = read_text(text)
    (media,) = document.operations[0].responses[0].content
    assert (media.media_type, media.schema.ref) == ("application/json", "/components/schemas/E")
    assert [(finding.code, finding.place.line) for finding in found] == [("D121", 7)]


def test_a_schema_of_2020_12(read_text: Read) -> None:
    text = (
        HEAD.replace("3.0.3", "3.1.0")
        + "paths: {}\ncomponents: {schemas: {A: {unevaluatedProperties: false, items: true}}}"
    )
    document, found = read_text(text)
    assert document.schemas["A"].items.boolean is True
    assert [finding.code for finding in found] == ["D152"]


def test_references_lead_into_parts_that_were_taken_out(read_text: Read) -> None:
    text = f"""{HEAD}paths:
  /a:
    get:
      responses:
        '200': {{description: ok, content: {{a/b: {{schema: {{$ref: '#/components/schemas/A/allOf/3'}}}}}}}}
components: {{schemas: {{A: {{allOf: {{'3': {{type: string}}}}}}}}}}
"""
    document, found = read_text(text)
    assert document.by_pointer["/components/schemas/A/allOf/3"].types == ("string",)
    assert [finding.code for finding in found] == ["D120"]


def test_a_media_type_without_a_schema_has_that_of_the_range_around_it(read_text: Read) -> None:
    content = "{'*/*': {schema: {type: integer}}, text/csv: {schema: {type: string}}, application/json: {example: 1}}"
    document, found = read_text(
        f"{HEAD}paths:\n  /a:\n    get:\n      responses:\n        '200': {{description: ok, content: {content}}}"
    )
    (answer,) = document.operations[0].responses
    assert [(m.media_type, m.schema.types if m.schema else None) for m in answer.content] == [
        ("*/*", ("integer",)),
        ("text/csv", ("string",)),
        ("application/json", ("integer",)),
    ]
    assert [(f.code, f.message) for f in found] == [("D122", "`schema` is missing; that of `*/*` is taken")]
