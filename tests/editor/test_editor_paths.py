"""Where a position stands, in texts that need not parse."""

import pytest

from scaffolder.editor.edits import Insertion, insertion
from scaffolder.editor.meaning import part
from scaffolder.editor.paths import spot
from scaffolder.extensions import EXTENSIONS, Where

YAML = """\
openapi: 3.1.0
paths:
  "/pets/{id}":
    get:
      parameters:
        - name: id
          in: path
      responses: {"200": {description: ok}}
components:
  schemas:
    Pet:
      properties:
        name: {type: string}
        x-
    'It''s':
      type: object
"""
JSON = '{\n "paths": {\n  "/pets": {\n   "get": {"tags": ["a", "b"], "x-'


@pytest.mark.parametrize(
    ("line", "keys", "key_line"),
    [
        (0, ("openapi",), 0),
        (3, ("paths", "/pets/{id}", "get"), 3),
        (6, ("paths", "/pets/{id}", "get", "parameters", "in"), 6),
        (12, ("components", "schemas", "Pet", "properties", "name"), 12),
        (13, ("components", "schemas", "Pet", "properties"), 11),
        (15, ("components", "schemas", "It's", "type"), 15),
        (99, (), 99),
    ],
)
def test_keys_of_a_line(line: int, keys: tuple[str, ...], key_line: int) -> None:
    found = spot(YAML, line, 10)
    assert (found.keys, found.line) == (keys, key_line)


def test_keys_of_a_position_between_brackets() -> None:
    assert spot(JSON, 2, 5).keys == ("paths", "/pets")
    assert spot(JSON, 3, 14).keys == ("paths", "/pets", "get", "tags")
    assert spot(JSON, 3, 33).keys == ("paths", "/pets", "get")


@pytest.mark.parametrize(
    ("keys", "where"),
    [
        (("paths", "/a", "get"), Where.OPERATION),
        (("paths", "/a", "summary"), None),
        (("components", "schemas", "Pet"), Where.SCHEMA),
        (("definitions", "Pet"), Where.SCHEMA),
        (("components", "schemas", "Pet", "properties", "name"), Where.PROPERTY),
        (("components", "schemas", "Pet", "properties"), None),
        (("info", "title"), None),
    ],
)
def test_parts_on_which_extensions_stand(keys: tuple[str, ...], where: Where | None) -> None:
    assert part(keys) is where


UNIQUE = next(e for e in EXTENSIONS if e.name == "x-unique")


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("a:\n    type: string\n", 0, Insertion(1, 0, "    x-unique: true\n")),
        ("a:\nb:\n", 0, Insertion(1, 0, "  x-unique: true\n")),
        ("a: {type: string}\n", 0, Insertion(0, 4, '"x-unique": true, ')),
        ("a: {}\n", 0, Insertion(0, 4, '"x-unique": true')),
        ('{\n "a": {\n  "b": 1\n }\n}', 1, Insertion(2, 0, '  "x-unique": true,\n')),
        ("a: text\n", 0, None),
    ],
)
def test_an_extension_is_added_in_the_layout_of_the_document(text: str, line: int, expected: Insertion | None) -> None:
    assert insertion(text.splitlines(keepends=True), line, UNIQUE) == expected
