"""Every string of a document, keys included, whatever it is for: a walk that replaces one at a time."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]


def strings(node: Any, path: Path = ()) -> Iterator[tuple[Path, bool]]:
    """Where strings stand: (path, is it a key)."""
    if isinstance(node, str):
        yield path, False
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in children:
        if isinstance(key, str):
            yield (*path, key), True
        yield from strings(value, (*path, key))


def replaced(document: dict[str, Any], path: Path, text: object, *, is_key: bool) -> dict[str, Any]:
    """A copy with another string, or another thing, in one place."""
    changed = copy.deepcopy(document)
    node: Any = changed
    for part in path[:-1]:
        node = node[part]
    if is_key:
        members = [(text if key == path[-1] else key, value) for key, value in node.items()]
        node.clear()
        node.update(members)
    else:
        node[path[-1]] = text
    return changed
