"""Patterns: which of them say the same although they are written differently.

In: patterns of two documents. Out: a text that patterns share which differ by their writing alone.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from re import _parser  # type: ignore[attr-defined]

_LITERAL = re.compile(r"/(.*)/([a-z]*)", re.DOTALL)
_NAMED = re.compile(r"\(\?<(?=[A-Za-z_])")


def unslashed(pattern: str) -> str:
    """The pattern of a JavaScript literal, as which some are written by mistake."""
    found = _LITERAL.fullmatch(pattern)
    return ("(?i)" if "i" in found[2] else "") + found[1] if found else pattern


@lru_cache(maxsize=4096)
def meaning(pattern: str) -> str:
    """What Python reads in the pattern: `\\/` is a slash; the pattern itself where Python cannot read it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return str(_parser.parse(_NAMED.sub("(?P<", pattern)))
    except (re.error, OverflowError, RecursionError):
        return pattern
