"""Rows that stand under another parent are not found there, unless the request itself stores them."""

from pathlib import Path

from scaffolder.flow import Request, generate

DOCUMENT = """\
openapi: 3.0.3
info: {title: Hubs, version: '1'}
paths:
  /users/{name}:
    parameters: [{name: name, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200': {description: A user, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
  /users/{name}/servers/{server}:
    parameters:
    - {name: name, in: path, required: true, schema: {type: string}}
    - {name: server, in: path, required: true, schema: {type: string}}
    get:
      operationId: showServer
      responses:
        '200': {description: A server, content: {application/json: {schema: {$ref: '#/components/schemas/Server'}}}}
    post:
      operationId: startServer
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Server'}}}}
      responses: {'201': {description: Started}}
components:
  schemas:
    User: {type: object, required: [name], properties: {name: {type: string}}}
    Server: {type: object, properties: {server: {type: string}, note: {type: string}}}
"""


def test_what_a_request_stores_under_the_key_of_its_path_is_nobody_elses(tmp_path: Path) -> None:
    document = tmp_path / "hubs.yaml"
    document.write_text(DOCUMENT)

    generate(Request(str(document), out=tmp_path / "hubs", verify=False))

    tests = (tmp_path / "hubs/tests/servers/test_crud.py").read_text()
    assert "async def test_start_server_stores(" in tests
    assert "async def test_show_server_finds_nothing_elsewhere(" in tests
    assert "async def test_start_server_finds_nothing_elsewhere(" not in tests
