"""References inside the document and to files beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scaffolder.diagnostics import Severity
from scaffolder.document import read
from scaffolder.source import Document

Good = Callable[..., Document]
Read = Callable[..., Any]

HEAD = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"


def _using(ref: str, rest: str = "") -> str:
    """A document whose one operation answers with a reference, which stands on line 9."""
    return f"""{HEAD}paths:
  /a:
    get:
      responses:
        '200':
          description: ok
          content: {{application/json: {{schema: {{$ref: '{ref}'}}}}}}
{rest}"""


def _answer(document: Document) -> Any:
    schema = document.operations[0].responses[0].content[0].schema
    assert schema is not None
    return document.resolve(schema)


BROKEN = {
    "nothing": ("#/components/schemas/Nothing", "D130"),
    "no pointer": ("#Nothing", "D130"),
    "address": ("https://example.com/a.yaml", "D133"),
    "address without a scheme": ("//example.com/a.yaml", "D133"),
    "file address": ("file:///etc/passwd", "D133"),
    "outside": ("../a.yaml", "D132"),
    "absolute": ("/etc/passwd", "D132"),
    "outside, encoded": ("%2e%2e/a.yaml", "D132"),
    "no file": ("none.yaml", "D134"),
    "wrong kind": ("#/paths/~1a/get", "D135"),
    "no schema at all": ("#/info/title", "D135"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_reference_that_is_used_is_an_error(name: str, read_text: Read, places: Read) -> None:
    ref, code = BROKEN[name]
    document, found = read_text(_using(ref), name="api.yaml")
    assert document is None
    assert places(found) == [(code, 9, 49)]


def test_a_broken_reference_that_is_not_used_is_a_warning(read_text: Read, places: Read) -> None:
    document, found = read_text(
        _using("#/components/schemas/A", "components:\n  schemas:\n    A: {}\n    B: {$ref: '#/c'}")
    )
    assert document.schemas["B"].ref is None
    assert places(found) == [("D130", 13, 9)]
    assert found[0].severity is Severity.WARNING


def test_a_circle_of_references_is_an_error(read_text: Read, places: Read) -> None:
    rest = "components:\n  schemas:\n    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}"
    document, found = read_text(_using("#/components/schemas/A", rest))
    assert document is None
    assert ("D131", 12, 9) in places(found)


@pytest.mark.parametrize(
    "ref",
    [
        "#/components/schemas/A/properties/b",
        "#/components/x-parts/B",
        "#/components/schemas/L/allOf/0",
        "#/components/schemas/A/properties/%62",
    ],
)
def test_any_pointer_leads_to_a_schema(ref: str, read_good: Good) -> None:
    rest = """components:
  schemas:
    A: {properties: {b: {type: integer}}}
    L: {allOf: [{type: integer}]}
  x-parts: {B: {type: integer}}
"""
    assert _answer(read_good(_using(ref, rest))).types == ("integer",)


def test_a_schema_inside_an_operation_is_shared(read_good: Good) -> None:
    pointer = "/paths/~1a/get/responses/200/content/application~1json/schema"
    text = f"""{HEAD}paths:
  /a:
    get:
      responses:
        200: {{description: ok, content: {{application/json: {{schema: {{type: object}}}}}}}}
  /b:
    get:
      responses:
        200: {{description: ok, content: {{application/json: {{schema: {{$ref: '#{pointer}'}}}}}}}}
"""
    document = read_good(text)
    first, second = (operation.responses[0].content[0].schema for operation in document.operations)
    assert first is not None and second is not None
    assert document.by_pointer[pointer] is first
    assert document.resolve(second) is first


def test_every_part_may_be_a_reference(read_good: Good) -> None:
    text = f"""{HEAD}paths:
  /a/{{id}}: {{$ref: '#/components/pathItems/I'}}
components:
  pathItems:
    I:
      parameters: [{{$ref: '#/components/parameters/P'}}]
      put:
        requestBody: {{$ref: '#/components/requestBodies/B'}}
        responses: {{'200': {{$ref: '#/components/responses/R'}}}}
  parameters: {{P: {{name: id, in: path, required: true, schema: {{type: integer}}}}}}
  requestBodies: {{B: {{content: {{text/plain: {{examples: {{e: {{$ref: '#/components/examples/E'}}}}}}}}}}}}
  responses: {{R: {{description: r, headers: {{X: {{$ref: '#/components/headers/H'}}}}}}}}
  headers: {{H: {{schema: {{type: string}}}}}}
  examples: {{E: {{value: 5}}}}
"""
    (operation,) = read_good(text).operations
    assert (operation.path, operation.method) == ("/a/{id}", "put")
    assert operation.parameters[0].pointer == "/components/parameters/P"
    assert operation.body is not None
    assert operation.body.content[0].examples == (5,)
    assert operation.responses[0].headers[0].pointer == "/components/headers/H"


def test_files_beside_the_document(read_good: Good) -> None:
    other = "A: {properties: {b: {$ref: '#/B'}, c: {$ref: 'api.yaml#/components/schemas/C'}}}\nB: {type: string}"
    document = read_good(_using("other.yaml#/A", "components: {schemas: {C: {type: integer}}}"), other=other)
    schema = _answer(document)
    assert schema.pointer == "other.yaml#/A"
    assert [found.ref for found in schema.properties.values()] == ["other.yaml#/B", "/components/schemas/C"]
    place = document.locate("other.yaml#/B")
    assert (Path(place.file).name, place.line, place.column, place.pointer) == ("other.yaml", 2, 1, "other.yaml#/B")


def test_a_whole_file_is_a_schema(read_good: Good) -> None:
    schema = _answer(read_good(_using("other.yaml"), other="type: object"))
    assert (schema.pointer, schema.types) == ("other.yaml#", ("object",))


def test_a_broken_file_is_reported_in_its_own_place(read_text: Read) -> None:
    document, found = read_text(_using("other.yaml"), other="a: 1\na: 2")
    assert document is None
    assert [(Path(f.place.file).name, f.code, f.place.line) for f in found] == [("other.yaml", "D109", 2)]


def test_a_link_does_not_lead_outside(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("type: object")
    folder = tmp_path / "api"
    folder.mkdir()
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "api.yaml").write_text(_using("link.yaml"))
    document, found = read(folder / "api.yaml")
    assert document is None
    assert [finding.code for finding in found] == ["D132"]


def test_standard_input_has_no_folder(read_text: Read) -> None:
    _, found = read_text(_using("other.yaml"))
    assert [finding.code for finding in found] == ["D132"]
