"""Reading of small inline documents."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from scaffolder.diagnostics import Diagnostic
from scaffolder.document import read
from scaffolder.source import Document

Reader = Callable[..., tuple[Document | None, tuple[Diagnostic, ...]]]
Found = list[tuple[str, int, int]]


@pytest.fixture
def read_text(tmp_path: Path) -> Reader:
    """Read a text from standard input or, where other files are given by name, from a folder with them."""

    def run(text: str | bytes, *, name: str = "-", **others: str) -> tuple[Document | None, tuple[Diagnostic, ...]]:
        data = text if isinstance(text, bytes) else dedent(text).encode()
        if name == "-" and not others:
            return read("-", stdin=io.BytesIO(data))
        path = tmp_path / (name if name != "-" else "api.yaml")
        path.write_bytes(data)
        for other, content in others.items():
            (tmp_path / f"{other}.yaml").write_text(dedent(content))
        return read(path)

    return run


@pytest.fixture
def read_good(read_text: Reader) -> Callable[..., Document]:
    """Read a text that must give a document without any finding."""

    def run(text: str, **others: str) -> Document:
        document, found = read_text(text, **others)
        assert [str(finding) for finding in found] == []
        assert document is not None
        return document

    return run


def places(found: tuple[Diagnostic, ...]) -> Found:
    """Code, line and column of each finding."""
    return [(finding.code, finding.place.line, finding.place.column) for finding in found]


@pytest.fixture(name="places")
def places_fixture() -> Callable[[tuple[Diagnostic, ...]], Found]:
    """The function `places`."""
    return places
