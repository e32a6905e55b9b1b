"""Bad input gives findings with exact places, never an exception."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffolder.diagnostics import Diagnostic, Severity
from scaffolder.document import read
from scaffolder.document.codes import codes

HEAD = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"
OPERATION = "responses: {'200': {description: ok}}"

ERRORS: dict[str, tuple[str | bytes, list[tuple[str, int, int]]]] = {
    "empty": ("", [("D104", 0, 0)]),
    "blank": (" \n\n", [("D104", 0, 0)]),
    "not UTF-8": (b"a: b\nc: \xff", [("D106", 2, 4)]),
    "broken JSON": ('{"a": 1,\n  "b" 2', [("D107", 2, 7)]),
    "broken YAML": ("a: b\n c: d", [("D108", 2, 3)]),
    "tab": ("a:\n\tb: c", [("D108", 2, 1)]),
    "control character": ("a: b\x01", [("D108", 1, 5)]),
    "repeated key in YAML": ("a: 1\nb: 2\na: 3", [("D109", 3, 1)]),
    "repeated key in JSON": ('{"a": {"b": 1,\n "b": 2}}', [("D109", 2, 2)]),
    "two YAML documents": ("a: 1\n---\nb: 2", [("D110", 2, 1)]),
    "deep YAML": ("- " * 200 + "x", [("D111", 1, 201)]),
    "deep JSON": ('{"a":' * 5000, [("D111", 1, 1)]),
    "rather deep JSON": ('{"a":' * 200 + "1" + "}" * 200, [("D111", 1, 1)]),
    "alias in itself": ("a: &a [*a]", [("D112", 1, 8)]),
    "alias to nothing": ("a: *b", [("D112", 1, 4)]),
    "NaN in JSON": ('{"a": NaN}', [("D113", 1, 7)]),
    "NaN in YAML": ("a: .nan", [("D113", 1, 4)]),
    "huge number": ('{"a": 1e999}', [("D113", 1, 7)]),
    "long number": ('{"a": ' + "9" * 5000 + "}", [("D113", 1, 7)]),
    "key that is a list": ("? [a]\n: b", [("D114", 1, 3)]),
    "half a surrogate pair": ('{"a": "\\ud800"}', [("D115", 1, 7)]),
    "list": ("- a", [("D116", 1, 1)]),
    "text": ("hello", [("D116", 1, 1)]),
    "not OpenAPI": ("a: b", [("D117", 1, 1)]),
    "old version": ("swagger: '1.2'", [("D118", 1, 1)]),
    "future version": ("openapi: 4.0.0", [("D118", 1, 1)]),
    "paths that are a list": (HEAD + "paths: [a]", [("D123", 3, 1)]),
}


@pytest.mark.parametrize("name", ERRORS)
def test_input_that_cannot_be_read(name: str, places: Callable[..., object]) -> None:
    text, expected = ERRORS[name]
    data = text if isinstance(text, bytes) else text.encode()
    document, found = read("-", stdin=io.BytesIO(data))
    assert document is None
    assert places(found) == expected
    assert all(finding.severity is Severity.ERROR for finding in found)


WARNINGS: dict[str, tuple[str, list[tuple[str, int, int]]]] = {
    "parameters that are a mapping": (
        f"paths:\n  /a:\n    get:\n      parameters: {{a: b}}\n      {OPERATION}",
        [("D120", 6, 7)],
    ),
    "schema that is a text": ("paths: {}\ncomponents:\n  schemas:\n    A: string", [("D152", 3, 1), ("D120", 6, 5)]),
    "unknown type": (
        "paths: {}\ncomponents:\n  schemas:\n    A: {type: money}",
        [("D152", 3, 1), ("D120", 6, 9)],
    ),
    "type known by another name": (
        "paths: {}\ncomponents:\n  schemas:\n    A: {type: file}",
        [("D152", 3, 1), ("D121", 6, 9)],
    ),
    "required on a property": (
        "paths: {}\ncomponents:\n  schemas:\n    A:\n      properties:\n        b:\n          required: true",
        [("D152", 3, 1), ("D126", 9, 11)],
    ),
    "no responses": ("paths:\n  /a:\n    get: {}", [("D122", 5, 5)]),
    "bad status": ("paths:\n  /a:\n    get:\n      responses:\n        ok: {description: x}", [("D124", 7, 9)]),
    "bad place": (
        f"paths:\n  /a:\n    get:\n      parameters:\n      - {{name: a, in: body}}\n      {OPERATION}",
        [("D124", 7, 19)],
    ),
    "parameter without a name": (
        f"paths:\n  /a:\n    get:\n      parameters:\n      - {{in: query}}\n      {OPERATION}",
        [("D122", 7, 9)],
    ),
    "repeated parameter": (
        "paths:\n  /a:\n    get:\n      parameters:\n      - {name: a, in: query, schema: {}}\n"
        f"      - {{name: a, in: query, schema: {{}}}}\n      {OPERATION}",
        [("D146", 8, 9)],
    ),
    "no leading slash": (f"paths:\n  a:\n    get: {{{OPERATION}}}", [("D125", 4, 3)]),
    "parameter not declared": (f"paths:\n  /a/{{b}}:\n    get:\n      {OPERATION}", [("D140", 5, 5)]),
    "parameter not in the path": (
        "paths:\n  /a:\n    get:\n      parameters:\n"
        f"      - {{name: b, in: path, required: true, schema: {{}}}}\n      {OPERATION}",
        [("D141", 7, 9)],
    ),
    "operationId twice": (
        f"paths:\n  /a:\n    get:\n      operationId: x\n      {OPERATION}\n"
        f"    put:\n      operationId: x\n      {OPERATION}",
        [("D142", 9, 7)],
    ),
    "query in the path": (f"paths:\n  /a?b=c:\n    get: {{{OPERATION}}}", [("D144", 4, 3)]),
    "operation twice": (
        f"paths:\n  /a:\n    get: {{{OPERATION}}}\n  /a?b:\n    get: {{{OPERATION}}}",
        [("D144", 6, 3), ("D145", 7, 5)],
    ),
    "security scheme not defined": (
        f"paths:\n  /a:\n    get:\n      security: [{{key: []}}]\n      {OPERATION}",
        [("D147", 6, 19)],
    ),
    "braces": (f"paths:\n  '/a/{{b':\n    get: {{{OPERATION}}}", [("D149", 4, 3)]),
    "no operations": ("paths: {}", [("D152", 3, 1)]),
    "callbacks": (f"paths:\n  /a:\n    get:\n      callbacks: {{}}\n      {OPERATION}", [("D153", 6, 7)]),
}


@pytest.mark.parametrize("name", WARNINGS)
def test_input_that_is_mended(name: str, places: Callable[..., object]) -> None:
    text, expected = WARNINGS[name]
    document, found = read("-", stdin=io.BytesIO((HEAD + text).encode()))
    assert document is not None
    assert places(found) == expected
    assert not any(finding.severity is Severity.ERROR for finding in found)


def test_paths_that_differ_in_a_parameter_name_name_both_places() -> None:
    text = f"{HEAD}paths:\n  /a/{{b}}: {{}}\n  /a/{{c}}: {{}}\n"
    _, found = read("-", stdin=io.BytesIO(text.encode()))
    (finding,) = (finding for finding in found if finding.code == "D143")
    assert (finding.place.line, finding.place.column) == (5, 3)
    assert finding.message == "the path `/a/{c}` differs from `/a/{b}` on line 4 only in its parameters' names"


def test_a_finding_shows_its_line_and_a_hint() -> None:
    _, found = read("-", stdin=io.BytesIO((HEAD + "paths:\n  /a:\n    get: {}\n").encode()))
    (finding,) = found
    assert finding.source_line == "    get: {}"
    assert finding.place.pointer == "/paths/~1a/get"
    assert finding.hint


def test_aliases_cannot_multiply_the_document() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    document, found = read("-", stdin=io.BytesIO("\n".join(lines).encode()))
    assert document is None
    assert [finding.code for finding in found] == ["D112"]


def test_no_file(tmp_path: Path) -> None:
    path = tmp_path / "none.yaml"
    assert _only(read(path)).message == f"there is no file {path}"


def test_a_folder(tmp_path: Path) -> None:
    assert _only(read(tmp_path)).code == "D102"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "api.yaml"
    path.write_text(HEAD)
    path.chmod(0)
    assert _only(read(path)).code == "D103"


def test_a_name_that_cannot_be() -> None:
    assert _only(read("a\0b")).code == "D101"
    assert _only(read("a" * 5000)).code == "D103"


def _only(result: tuple[object, tuple[Diagnostic, ...]]) -> Diagnostic:
    document, found = result
    assert document is None
    (finding,) = found
    return finding


def test_every_code_says_something() -> None:
    assert all(code.message and (code.hint or code.severity is Severity.NOTE) for code in codes.values())
