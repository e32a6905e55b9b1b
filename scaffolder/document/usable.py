"""Whether a parameter can be read at all."""

from __future__ import annotations

from scaffolder.document import pointers
from scaffolder.document.findings import Findings, describe
from scaffolder.source import JsonValue

places = ("path", "query", "header", "cookie")
"""Where parameters stand."""


def is_usable(node: dict[str, JsonValue], pointer: str, findings: Findings) -> bool:
    """Whether a parameter has a name and a place; what is missing is reported."""
    if "$ref" in node:
        return True
    effect = "the parameter is left out"
    for key in ("name", "in"):
        if not node.get(key):
            findings.add("D122", pointer, part=f"`{key}`", effect=effect)
            return False
    if node["in"] not in places:
        hint = "Use path, query, header or cookie."
        where = pointers.child(pointer, "in")
        findings.add("D124", where, part="`in`", value=describe(node["in"]), effect=effect, hint=hint)
        return False
    return True
