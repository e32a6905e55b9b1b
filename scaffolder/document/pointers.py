"""JSON pointers (RFC 6901), with the file's name in front for files beside the document: `other.yaml#/a/b`."""

from __future__ import annotations

import re

from scaffolder.source import JsonValue

_index = re.compile(r"(0|[1-9][0-9]{0,8})$", re.ASCII)


class Missing:
    """The type of `missing`."""


missing = Missing()
"""What a pointer to nothing finds; None is a value."""


def escape(token: str) -> str:
    """One token, ready to stand in a pointer."""
    return token.replace("~", "~0").replace("/", "~1") if "~" in token or "/" in token else token


def child(pointer: str, token: str | int) -> str:
    """The pointer of a member or an item."""
    return f"{pointer}/{escape(str(token))}"


def split(pointer: str) -> tuple[str, list[str]]:
    """The file's name ("" for the document itself) and the tokens."""
    if pointer == "" or pointer.startswith("/"):
        return "", tokens(pointer)
    name, _, path = pointer.partition("#")
    return name, tokens(path)


def join(name: str, path: str) -> str:
    """The inverse of `split` for an escaped path."""
    return f"{name}#{path}" if name else path


def tokens(path: str) -> list[str]:
    """The unescaped tokens of a path."""
    return [token.replace("~1", "/").replace("~0", "~") for token in path.split("/")[1:]]


def step(node: JsonValue, token: str) -> JsonValue | Missing:
    """The member or item that one token names."""
    if isinstance(node, dict):
        return node.get(token, missing)
    if isinstance(node, list) and _index.match(token):
        return node[int(token)] if int(token) < len(node) else missing
    return missing
