"""The writers: whatever goes in, what comes out is one literal, one docstring, one comment, one line."""

from __future__ import annotations

import ast
import io
import json
import tokenize
import tomllib
import unicodedata
from collections.abc import Callable

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from scaffolder.model import Literal
from scaffolder.render import writers
from scaffolder.tree import placeholders

TEXT = st.text(st.characters(codec=None)) | st.text(st.sampled_from(list("\"'\\\n\r\t#{}%$`x \u2028\u202e\x00é-.")))
"""Any code points, lone surrogates too, and the dangerous ones more often."""
SCALAR = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
JSON = st.recursive(SCALAR, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=12)
BACKSLASHES = (
    "\\",
    '"',
    '""',
    '"""',
    '\\"',
    '\\\\"""',
    "x\\",
    "# scaffold: begin x",
    "a.\n\n# scaffold: begin x",
    "x" * 500,
)


def examples(test: Callable[[str], None]) -> Callable[[str], None]:
    for text in BACKSLASHES:
        test = example(text)(test)
    return test


@given(JSON)
def test_literals_are_read_back(value: object) -> None:
    assert ast.literal_eval(writers.literal(value)) == value


@given(JSON)
def test_model_literals_are_read_back(value: object) -> None:
    assert ast.literal_eval(writers.literal(Literal.of(value))) == value


@examples
@given(TEXT)
def test_texts_are_one_visible_line(text: str) -> None:
    written = writers.text_literal(text)
    assert ast.literal_eval(written) == text
    assert len(written.splitlines()) == 1
    assert not [c for c in written if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}]


@examples
@example("one\ntwo\n" * 3)
@example("word " * 100)
@given(TEXT)
def test_a_long_literal_is_the_same_text_in_short_lines(text: str) -> None:
    written = writers.long_literal(text, indent=8)
    assert ast.literal_eval(written) == text
    assert all(len(line) <= 140 for line in written.split("\n"))


def test_a_long_literal_is_cut_after_its_line_breaks() -> None:
    assert writers.long_literal("one\ntwo", indent=4) == '(\n        "one\\n"\n        "two"\n    )'
    assert writers.long_literal("one") == '"one"'


def test_infinity_is_no_name() -> None:
    assert [writers.literal(v) for v in (float("inf"), float("-inf"), float("nan"))] == ["None"] * 3


@examples
@given(TEXT)
@settings(max_examples=300)
def test_a_docstring_is_one_text(text: str) -> None:
    written = writers.docstring(text, indent=4)
    source = f"def f():\n    {written}\n    # scaffold: begin own\n    # scaffold: end own\n"
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert len(function.body) == 1
    shown = ast.get_docstring(function, clean=False)
    assert shown is not None
    assert not [c for c in shown if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and c != "\n"]
    assert [p.id for p in placeholders("x.py", source)] == ["own"]


def test_docstrings_keep_the_words() -> None:
    text = "Lists pets. All of them, page by page.\n\nSecond paragraph\nwith a break."
    assert (
        writers.docstring(text) == '"""Lists pets.\n\nAll of them, page by page.\n\nSecond paragraph with a break.\n"""'
    )
    assert writers.docstring("", fallback="Pets") == '"""Pets."""'
    assert writers.docstring('says "no"') == '"""says "no"."""'


@examples
@example("type: ignore")
@example("mypy: ignore-errors")
@example("ruff: noqa")
@example("fmt: off")
@given(TEXT)
def test_a_comment_is_comments_only(text: str) -> None:
    written = writers.comment(text, indent=4)
    tokens = list(tokenize.generate_tokens(io.StringIO(f"{written}\n").readline))
    assert {t.type for t in tokens} <= {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.ENDMARKER,
        tokenize.INDENT,
        tokenize.DEDENT,
    }
    assert not [p for p in placeholders("x.py", written)]
    orders = ("# type: ignore", "# mypy:", "# ruff:", "# fmt:", "# scaffold:")
    assert not [line for line in written.splitlines() if line.strip().startswith(orders)]


@examples
@given(TEXT)
def test_toml_is_one_value(text: str) -> None:
    assert tomllib.loads(f"a = {writers.toml_text(text)}\nb = 1") == {"a": writers.one_line(text), "b": 1}


@examples
@example("- item")
@example("1. item")
@example("+ item")
@example("=== x")
@example("&lt;b&gt;")
@example("<b>x</b>")
@example("[x](javascript:y)")
@given(TEXT)
def test_markdown_is_a_paragraph_of_text(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(writers.markdown(text))
    assert {t.type for t in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    inner = [c.type for t in tokens for c in t.children or ()]
    assert set(inner) <= {"text", "text_special"}
    assert "".join(c.content for t in tokens for c in t.children or ()) == writers.one_line(text)


@given(TEXT)
def test_one_line_is_one_line(text: str) -> None:
    written = writers.one_line(text)
    assert len(written.splitlines()) <= 1
    assert "  " not in written


@given(JSON)
def test_json_is_ascii(value: object) -> None:
    written = writers.json_text(value)
    assert written.isascii()
    assert json.loads(written) == value
