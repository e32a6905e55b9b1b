"""Colours, where they are wanted."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TextIO

_CODES = {"": "", "red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36", "grey": "90"}


@dataclass(frozen=True, slots=True)
class Paint:
    """Called with a text, gives it in a colour; or as it is, where `on` is not set."""

    on: bool

    def __call__(self, text: str, colour: str = "", *, bold: bool = False) -> str:
        """Colours are those of `_CODES`, the terminal's own palette."""
        codes = ";".join(code for code in ("1" if bold else "", _CODES[colour]) if code)
        return f"\x1b[{codes}m{text}\x1b[0m" if self.on and codes else text


def paint_for(stream: TextIO) -> Paint:
    """Colours on terminals only, and never where NO_COLOR is set (no-color.org) or the terminal has none."""
    return Paint(is_terminal(stream) and not os.environ.get("NO_COLOR"))


def is_terminal(stream: TextIO) -> bool:
    """Whether a person sees the stream as it is written, on a terminal that can move its cursor."""
    return stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"
