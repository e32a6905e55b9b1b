"""Text from the document or a tool, made safe for a terminal: nothing in it can move the cursor or reverse the line."""

from __future__ import annotations

import unicodedata

_HIDDEN = frozenset("\u00ad\u061c\u180e\u2028\u2029\ufeff\ufff9\ufffa\ufffb")
_RANGES = ((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xD800, 0xDFFF), (0xE0000, 0xE007F))
"""Zero-width and directional characters, lone surrogates, tags."""


def visible(text: str) -> str:
    """One line: control, bidirectional and invisible characters are shown as escapes (`\\x1b`, `\\u202e`)."""
    return text if text.isascii() and text.isprintable() else "".join(map(_shown, text))


def visible_lines(text: str) -> str:
    """The same for text of several lines, whose line ends and tabs stay."""
    return "\n".join(visible(line.expandtabs(4)) for line in text.replace("\r\n", "\n").split("\n"))


def counted(number: int, noun: str) -> str:
    """ "1 file", "2 files", "3 entities"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(_columns(c) for c in text)


def pad(text: str, columns: int) -> str:
    """Fill up with spaces."""
    return text + " " * (columns - width(text))


def _shown(character: str) -> str:
    if character == "\t":
        return " "
    code = ord(character)
    hidden = character in _HIDDEN or any(low <= code <= high for low, high in _RANGES)
    if hidden or unicodedata.category(character) == "Cc":
        return character.encode("unicode_escape", "surrogatepass").decode()
    return character


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
