"""How the project wants its code written: `.codestyle.md`, else `[style]` of `scaffold.toml`."""

from __future__ import annotations

from collections.abc import Mapping

from scaffolder.fill.code import STYLE_GUIDE

_LONGEST = 4000
"""Characters; what is beyond is left out at a line's end."""


def guide(code: Mapping[str, str], settings: str) -> str:
    """The guide's text, bounded; "" where there is none."""
    text = (code.get(STYLE_GUIDE) or settings).strip()
    if len(text) <= _LONGEST:
        return text
    return text[:_LONGEST].rpartition("\n")[0] or text[:_LONGEST]
