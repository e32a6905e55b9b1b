"""Mappings that the scaffolder made in place of what the user wrote, and where that stands."""

from __future__ import annotations

from collections.abc import Mapping

from scaffolder.document import pointers
from scaffolder.source import JsonValue


class Moved(dict[str, JsonValue]):
    """A mapping made from the node at `origin`; the pointers of its members continue from there."""

    def __init__(self, origin: str, members: Mapping[str, JsonValue]) -> None:
        super().__init__(members)
        self.origin = origin


class Flag(dict[str, JsonValue]):
    """The schema `true` or `false` in the form of a mapping, which openapi-pydantic accepts."""

    def __init__(self, value: bool) -> None:
        super().__init__({} if value else {"not": {}})
        self.value = value


def at(node: object, pointer: str) -> str:
    """The pointer of a node in the user's document: `pointer`, unless it was moved."""
    return node.origin if isinstance(node, Moved) else pointer


def below(node: object, pointer: str, *tokens: str | int) -> str:
    """The pointer of what `tokens` lead to from a node at `pointer`."""
    pointer = at(node, pointer)
    for token in tokens:
        pointer = pointers.child(pointer, token)
        node = _step(node, token)
        pointer = at(node, pointer)
    return pointer


def _step(node: object, token: str | int) -> object:
    if isinstance(node, dict):
        return node.get(str(token))
    if isinstance(node, list) and isinstance(token, int) and token < len(node):
        return node[token]
    return None
