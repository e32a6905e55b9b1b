"""The files of a document: reads each once, knows where every node stands, and never looks outside the folder."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from scaffolder.diagnostics import Diagnostic, Place
from scaffolder.document import limits, pointers
from scaffolder.document.json_file import parse_json
from scaffolder.document.text import Text, Unreadable, decode, diagnose
from scaffolder.document.yaml_file import parse_yaml
from scaffolder.source import JsonValue


class Positions(Protocol):
    """Offsets of nodes in one text."""

    def offset(self, tokens: list[str]) -> int:
        """Offset of the node that the tokens lead to, or of its nearest known ancestor."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file as read."""

    data: bytes
    text: Text
    format: str
    root: JsonValue
    positions: Positions
    warnings: tuple[Diagnostic, ...] = ()


class Files:
    """The document's own file under the name "", and those beside it by their path relative to its folder."""

    def __init__(self, path: str, main: Source) -> None:
        self.main = main
        self._folder = None if path == "-" else Path(os.path.realpath(Path(path).parent))
        self._shown = "" if path == "-" else str(Path(path).parent)
        self._main_path = "" if path == "-" else os.path.realpath(path)
        self._sources: dict[str, Source] = {"": main}

    def source(self, name: str) -> Source:
        """A file that was read before."""
        return self._sources[name]

    def locate(self, pointer: str) -> Place:
        """The place of the node at a pointer, or of its nearest known ancestor."""
        name, tokens = pointers.split(pointer)
        source = self._sources.get(name)
        if source is None:
            return Place(name, 0, 0, pointer)
        return source.text.place(source.positions.offset(tokens), pointer)

    def line(self, pointer: str, place: Place) -> str:
        """The text of the line at a place."""
        source = self._sources.get(pointers.split(pointer)[0])
        return source.text.line(place.line) if source else ""

    def name(self, path: str, base: str) -> str | None:
        """The name of the file that `path` means in the file `base`; None where it leads outside the folder."""
        if self._folder is None or os.path.isabs(path) or "\\" in path or "\0" in path:
            return None
        target = Path(os.path.realpath(self._folder / Path(base).parent / path))
        if str(target) == self._main_path:
            return ""
        if not target.is_relative_to(self._folder):
            return None
        return target.relative_to(self._folder).as_posix()

    def load(self, name: str) -> Source | str:
        """Read a file beside the document, once; a text says why it cannot be. Raises `Unreadable` on its contents."""
        if name in self._sources:
            return self._sources[name]
        assert self._folder is not None  # `name` gives no names without a folder
        path = self._folder / name
        shown = os.path.normpath(os.path.join(self._shown, name))
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                return "is no file"
            with path.open("rb") as stream:
                data = stream.read(limits.max_bytes + 1)
        except OSError as error:
            return "does not exist" if isinstance(error, FileNotFoundError) else "cannot be read"
        self._sources[name] = source = parse(shown, data)
        return source

    @property
    def beside(self) -> tuple[tuple[str, bytes], ...]:
        """Name and bytes of each file but the document's own, sorted."""
        return tuple(sorted((name, source.data) for name, source in self._sources.items() if name))

    @property
    def count(self) -> int:
        """How many files were read."""
        return len(self._sources)


def open_main(source: str, stdin: BinaryIO | None, text: bytes | None = None) -> Files:
    """Read the document's own file, or take `text` for what it holds; raises `Unreadable`."""
    if source == "-":
        data = stdin.read(limits.max_bytes + 1) if stdin else b""
        return Files(source, parse("<stdin>", data))
    return Files(source, parse(source, _read(source) if text is None else text))


def _read(file: str) -> bytes:
    try:
        with open(file, "rb") as stream:
            return stream.read(limits.max_bytes + 1)
    except FileNotFoundError:
        code, reason = "D101", ""
    except IsADirectoryError:
        code, reason = "D102", ""
    except OSError as error:
        code, reason = "D103", (error.strerror or "the system refused").lower()
    except ValueError:
        code, reason = "D101", ""
    raise Unreadable(diagnose(code, Place(file), file=file, reason=reason))


def parse(file: str, data: bytes) -> Source:
    """Bytes to a tree with positions; raises `Unreadable`."""
    if len(data) > limits.max_bytes:
        raise Unreadable(diagnose("D105", Place(file), limit=limits.max_bytes // 1024**2))
    text = decode(file, data)
    if not text.characters.strip():
        raise Unreadable(diagnose("D104", Place(file)))
    source = _parse_text(text, data)
    if limits.is_too_deep(source.root):
        raise Unreadable(text.finding("D111", 0, limit=limits.max_depth))
    return source


def _parse_text(text: Text, data: bytes) -> Source:
    is_json = text.file.lower().endswith(".json")
    if is_json or text.characters.lstrip(" \t\r\n")[:1] in ("{", "["):
        try:
            return Source(data, text, "json", *parse_json(text))
        except Unreadable as error:
            if is_json or error.diagnostics[0].code != "D107":
                raise
            return _parse_flow(text, data, error)
    return Source(data, text, "yaml", *parse_yaml(text))


def _parse_flow(text: Text, data: bytes, json_error: Unreadable) -> Source:
    """YAML in flow style; where it is no YAML either, the finding about JSON says more."""
    try:
        return Source(data, text, "yaml", *parse_yaml(text))
    except Unreadable as error:
        raise (json_error if error.diagnostics[0].code == "D108" else error) from None
