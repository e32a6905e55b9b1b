"""A part of a document and an extension → the text that adds it, in the document's own layout."""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.extensions import Extension

_STEP = 2


@dataclass(frozen=True, slots=True)
class Insertion:
    """Text to put at a position; lines and columns from 0."""

    line: int
    column: int
    text: str


def insertion(lines: list[str], line: int, extension: Extension) -> Insertion | None:
    """Add an extension to the part whose key stands on a line; None where the layout is not understood."""
    if line >= len(lines):
        return None
    text = lines[line].rstrip("\r\n")
    brace = text.find("{", max(text.find(":"), 0))
    if brace >= 0:
        return _in_braces(lines, line, brace, extension)
    if not text.rstrip().endswith(":"):
        return None
    indent = _child_indent(lines, line)
    return Insertion(line + 1, 0, f"{' ' * indent}{extension.name}: {extension.example}\n")


def _in_braces(lines: list[str], line: int, brace: int, extension: Extension) -> Insertion:
    """As the first member, on a line of its own where the others have theirs."""
    rest = lines[line][brace + 1 :].strip()
    quoted = f'"{extension.name}": {extension.example}'
    if rest:
        return Insertion(line, brace + 1, f"{quoted}{'' if rest.startswith('}') else ', '}")
    empty = line + 1 < len(lines) and lines[line + 1].lstrip().startswith("}")
    return Insertion(line + 1, 0, f"{' ' * _child_indent(lines, line)}{quoted}{'' if empty else ','}\n")


def _child_indent(lines: list[str], line: int) -> int:
    """Indentation of the members that are there already."""
    own = len(lines[line]) - len(lines[line].lstrip())
    below = next((other for other in lines[line + 1 :] if other.strip()), "")
    indent = len(below) - len(below.lstrip())
    return indent if indent > own else own + _STEP
