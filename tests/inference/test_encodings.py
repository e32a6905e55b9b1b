"""Media types of which nothing tells how they are written: each a placeholder, and said."""

from __future__ import annotations

import io
import json
from typing import Any

from scaffolder.document import read
from scaffolder.inference import understand
from scaffolder.media_types import form_of, named
from scaffolder.model import Encoding

Json = dict[str, Any]
PET = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}
OTHER = {"type": "object", "properties": {"self": {"type": "string"}}}


def document(answer: Json, body: Json) -> Json:
    content = {name: {"schema": schema} for name, schema in answer.items()}
    sent = {name: {"schema": schema} for name, schema in body.items()}
    answers = {"200": {"description": "Yes", "content": content}, "404": {"description": "No", "content": content}}
    paths = {"/pets": {"post": {"operationId": "make", "requestBody": {"content": sent}, "responses": answers}}}
    return {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": paths}


def understood(answer: Json, body: Json) -> tuple[tuple[Encoding, ...], list[tuple[str, str]], list[str]]:
    found, _ = read("-", stdin=io.BytesIO(json.dumps(document(answer, body)).encode()))
    assert found is not None
    model, findings = understand(found)
    decided = [d.decided for d in model.decisions if "placeholder" in d.decided]
    return model.encodings, [(f.code, str(f.place.pointer)) for f in findings], decided


def test_each_media_type_once_in_each_direction() -> None:
    answer = {"application/json": PET, "application/x-a": PET, "Application/JSON; stream=watch": PET, "text/csv": PET}
    found, told, decided = understood(
        answer, {"application/json": PET, "application/x-a; v=1": PET, "application/x-b": PET, "text/html": PET}
    )

    assert [(e.media_type, e.id, e.reads, e.uses) for e in found] == [
        ("application/x-a", "read-application-x-a", True, ("make",)),
        ("application/x-b", "read-application-x-b", True, ("make",)),
        ("application/x-a", "write-application-x-a", False, ("make",)),
        ("application/json;stream=watch", "write-application-json-stream-watch", False, ("make",)),
    ]
    assert [code for code, _ in told] == ["T113", "T113", "T112", "T112"]
    assert told[-1][1] == "/paths/~1pets/post/responses/200"
    assert decided == 2 * ["refused (415) until its placeholder is filled"] + 2 * [
        "not acceptable (406) until its placeholder is filled"
    ]


def test_another_shape_of_a_success_but_not_of_an_error() -> None:
    found, _, _ = understood({"application/json": PET, "application/hal+json": OTHER}, {"application/json": PET})

    assert [(e.media_type, e.origin) for e in found] == [("application/hal+json", "/paths/~1pets/post/responses/200")]


def test_what_can_be_written_is_no_placeholder() -> None:
    types = ("application/json", "text/json", "application/xml", "text/yaml", "text/csv", "text/plain", "a/b+json;v=2")
    found, told, decided = understood(dict.fromkeys(types, PET), {"application/json": PET, "multipart/form-data": PET})

    assert (found, told, decided) == ((), [], [])


def test_names_of_media_types() -> None:
    assert named('Text/HTML; Charset=UTF-8; level="1"') == "text/html;level=1"
    assert [form_of(name) for name in ("application/json;stream=watch", "image/svg+xml", "a/b+yaml; v=1")] == [
        "",
        "",
        "yaml",
    ]
