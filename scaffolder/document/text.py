"""Bytes in, `Text` out: decoded characters that know their lines."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from functools import cached_property

from scaffolder.diagnostics import Diagnostic, Place
from scaffolder.document.codes import codes

_line_break = re.compile(r"\r\n|\r|\n")

_longest_line = 500

_marks = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Text:
    """The characters of one file; offsets count characters from 0, lines and columns from 1."""

    def __init__(self, file: str, characters: str) -> None:
        self.file = file
        self.characters = characters

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _line_break.finditer(self.characters))]

    def place(self, offset: int, pointer: str = "") -> Place:
        """Line and column of an offset."""
        row = bisect_right(self._starts, offset) - 1
        return Place(self.file, row + 1, offset - self._starts[row] + 1, pointer)

    def line(self, number: int) -> str:
        """The text of a line without its end; empty for line 0 and for the endless lines of packed JSON."""
        if not 0 < number <= len(self._starts):
            return ""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.characters)
        return self.characters[start:end].rstrip("\r\n") if end - start <= _longest_line else ""

    def finding(self, code: str, offset: int, **values: object) -> Diagnostic:
        """A diagnostic at an offset of this text."""
        place = self.place(offset)
        return diagnose(code, place, source_line=self.line(place.line), **values)


class Unreadable(Exception):
    """Ends the reading of one file inside this room; never leaves it."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__(diagnostics[0].message)
        self.diagnostics = diagnostics


def diagnose(code: str, place: Place, *, source_line: str = "", **values: object) -> Diagnostic:
    """Fill the pattern of a code."""
    severity, message, hint = codes[code]
    return Diagnostic(code, severity, message.format(**values), place, hint.format(**values), source_line)


def decode(file: str, data: bytes) -> Text:
    """Decode by byte order mark, else as UTF-8; raises `Unreadable` with the place of the first bad byte."""
    encoding = _encoding(data)
    try:
        return Text(file, data.decode(encoding))
    except UnicodeDecodeError as error:
        good = Text(file, data[: error.start].decode(encoding, errors="replace"))
        name = encoding.removesuffix("-sig").upper()
        raise Unreadable(good.finding("D106", len(good.characters), encoding=name)) from None


def _encoding(data: bytes) -> str:
    for mark, encoding in _marks:
        if data.startswith(mark):
            return encoding
    wide = {b"\0{": "utf-16-be", b"{\0": "utf-16-le", b"\0o": "utf-16-be", b"o\0": "utf-16-le"}
    return wide.get(data[:2], "utf-8")
