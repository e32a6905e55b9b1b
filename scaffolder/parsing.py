"""Python's own parser for several threads: CPython 3.11 counts its depth once for all, and fails when they mix."""

from __future__ import annotations

import ast
import threading

_LOCK = threading.Lock()


def parse(text: str) -> ast.Module:
    """The syntax tree of a file. Raises SyntaxError, or ValueError for a text that holds NUL."""
    with _LOCK:
        return ast.parse(text)
