"""How much a hostile document may cost."""

from __future__ import annotations

from scaffolder.source import JsonValue

max_bytes = 100 * 1024 * 1024
"""Of one file; the largest published documents have 50 MB."""

max_depth = 100
"""Levels of nesting; keeps every recursive consumer far from Python's own limit."""

max_aliased = 1_000_000
"""Nodes that YAML aliases may add in all."""

max_files = 500
"""Files that one document may spread over."""

max_rounds = 25
"""How often a document is typed anew after repairs."""


def is_too_deep(root: JsonValue) -> bool:
    """Whether containers nest deeper than `max_depth`; walks level by level."""
    level: list[object] = [root]
    for _ in range(max_depth):
        level = [
            child
            for node in level
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
            if type(child) is dict or type(child) is list
        ]
        if not level:
            return False
    return True
