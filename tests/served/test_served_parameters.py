"""The table of styles (OpenAPI 3.1, section 4.8.12.4), row by row, asked of a generated application in its process."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scaffolder.flow import Request, contracts, generate

STRING = {"type": "string"}
SCHEMAS: dict[str, Any] = {
    "string": STRING,
    "array": {"type": "array", "items": STRING},
    "object": {
        "type": "object",
        "required": ["R"],
        "properties": {name: {"type": "integer"} for name in "RGB"},
    },
}
VALUES: dict[str, Any] = {
    "string": "blue",
    "array": ["blue", "black", "brown"],
    "object": {"R": 100, "G": 200, "B": 150},
}
TABLE = (
    *(("path", "matrix", False, kind, text) for kind, text in (
        ("string", ";color=blue"), ("array", ";color=blue,black,brown"), ("object", ";color=R,100,G,200,B,150"),
    )),
    *(("path", "matrix", True, kind, text) for kind, text in (
        ("string", ";color=blue"), ("array", ";color=blue;color=black;color=brown"), ("object", ";R=100;G=200;B=150"),
    )),
    *(("path", "label", False, kind, text) for kind, text in (
        ("string", ".blue"), ("array", ".blue.black.brown"), ("object", ".R.100.G.200.B.150"),
    )),
    *(("path", "label", True, kind, text) for kind, text in (
        ("string", ".blue"), ("array", ".blue.black.brown"), ("object", ".R=100.G=200.B=150"),
    )),
    *(("query", "form", False, kind, text) for kind, text in (
        ("string", "color=blue"), ("array", "color=blue,black,brown"), ("object", "color=R,100,G,200,B,150"),
    )),
    *(("query", "form", True, kind, text) for kind, text in (
        ("string", "color=blue"), ("array", "color=blue&color=black&color=brown"), ("object", "R=100&G=200&B=150"),
    )),
    *((place, "simple", False, kind, text) for place in ("path", "header") for kind, text in (
        ("string", "blue"), ("array", "blue,black,brown"), ("object", "R,100,G,200,B,150"),
    )),
    *((place, "simple", True, kind, text) for place in ("path", "header") for kind, text in (
        ("string", "blue"), ("array", "blue,black,brown"), ("object", "R=100,G=200,B=150"),
    )),
    ("query", "spaceDelimited", False, "array", "color=blue%20black%20brown"),
    ("query", "spaceDelimited", False, "object", "color=R%20100%20G%20200%20B%20150"),
    ("query", "pipeDelimited", False, "array", "color=blue%7Cblack%7Cbrown"),
    ("query", "pipeDelimited", False, "object", "color=R%7C100%7CG%7C200%7CB%7C150"),
    ("query", "deepObject", True, "object", "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
    ("cookie", "form", False, "string", "color=blue"),
    ("cookie", "form", False, "array", "color=blue,black,brown"),
    ("cookie", "form", False, "object", "color=R,100,G,200,B,150"),
    ("cookie", "form", True, "string", "color=blue"),
    ("cookie", "form", True, "object", "R=100; G=200; B=150"),
)  # fmt: skip
EMPTY = {"matrix": ";color", "form": "color="}
Row = tuple[str, str, bool, str, str]
ASKING = """\
import asyncio, importlib, json, sys
import httpx
from app.main import create_app
from app.settings import Settings
from pydantic_core import to_jsonable_python

async def echo(call, *, color=None):
    return to_jsonable_python(color, by_alias=True)

async def main(asked):
    app = create_app(Settings(database_url="sqlite+aiosqlite:///unused.db"))
    rules = importlib.import_module("app.colors.rules")
    for name in [name for name in vars(rules) if name.startswith("show")]:
        setattr(rules, name, echo)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answers = [await client.get(url, headers=headers) for url, headers in asked]
    return [(answer.status_code, answer.json()) for answer in answers]

print(json.dumps(asyncio.run(main(json.load(sys.stdin)))))
"""


def name(row: Row) -> str:
    place, style, explode, kind, _ = row
    return f"{place}-{style}-{'exploded' if explode else 'plain'}-{kind}"


def operation(row: Row) -> dict[str, Any]:
    place, style, explode, kind, _ = row
    color = {"name": "color", "in": place, "style": style, "explode": explode, "schema": SCHEMAS[kind]}
    color |= {"required": True} if place == "path" else {}
    answer = {"description": "The color", "content": {"application/json": {"schema": {}}}}
    return {"operationId": f"show {name(row)}", "tags": ["colors"], "parameters": [color], "responses": {"200": answer}}


def path(row: Row) -> str:
    return f"/colors/{name(row)}/show{'/{color}' if row[0] == 'path' else ''}"


def asked(row: Row, text: str) -> tuple[str, dict[str, str]]:
    url = path(row)
    if row[0] == "path":
        return url.replace("{color}", text), {}
    if row[0] == "query":
        return f"{url}?{text}", {}
    return url, {{"header": "color", "cookie": "Cookie"}[row[0]]: text}


class Colors:
    """The application of a document with an operation for each row of the table."""

    def __init__(self, folder: Path) -> None:
        document = {
            **{"openapi": "3.1.0", "info": {"title": "Colors", "version": "1"}},
            "paths": {path(row): {"get": operation(row)} for row in TABLE},
        }
        source, self.folder = folder / "colors.json", folder / "colors"
        source.write_text(json.dumps(document))
        assert generate(Request(str(source), out=self.folder, verify=False)).changes is not None

    def answers(self, *requests: tuple[str, dict[str, str]]) -> list[Any]:
        """Status and value for each address with its headers."""
        command, given = [sys.executable, "-c", ASKING], json.dumps(requests)
        told = subprocess.run(command, cwd=self.folder, input=given, capture_output=True, text=True, check=False)
        assert told.returncode == 0, told.stderr
        return [tuple(answer) for answer in json.loads(told.stdout)]


@pytest.fixture(scope="module")
def colors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Colors]:
    yield Colors(tmp_path_factory.mktemp("colors"))


def test_each_row_of_the_table_is_read(colors: Colors) -> None:
    found = colors.answers(*(asked(row, row[4]) for row in TABLE))
    told = {name(row): answer for row, answer in zip(TABLE, found, strict=True)}
    assert told == {name(row): (200, VALUES[row[3]]) for row in TABLE}


def test_each_empty_value_of_the_table_is_read(colors: Colors) -> None:
    rows = [row for row in TABLE if row[1] in EMPTY and row[3] == "string" and row[0] in ("path", "query")]
    assert len(rows) == 4
    found = colors.answers(*(asked(row, EMPTY[row[1]]) for row in rows))
    assert found == [(200, "")] * 4


def test_what_is_no_value_is_refused(colors: Colors) -> None:
    rows = [row for row in TABLE if row[3] == "object"]
    assert len(rows) == 15
    found = colors.answers(*(asked(row, row[4].replace("100", "red")) for row in rows))
    assert [status for status, _ in found] == [422] * 15


def test_each_parameter_is_declared_as_documented(colors: Colors) -> None:
    found = contracts.compare(colors.folder).contract
    assert found is not None
    assert [d for o in found.operations for d in o.differences if d.subject.startswith("parameter")] == []
    assert len(found.operations) == len(TABLE)
