"""The bodies between placeholders' markers: one that a person or a model wrote stands, whatever was generated since."""

from __future__ import annotations

import re
from collections.abc import Mapping

_REGION = re.compile(
    r"^[ \t]*# scaffold: begin (?P<id>[A-Za-z0-9._-]+)[ \t]*\n"
    r"(?P<body>.*?)"
    r"^[ \t]*# scaffold: end (?P=id)[ \t]*(?:\n|\Z)",
    re.MULTILINE | re.DOTALL,
)


def bodies(text: str) -> Mapping[str, str]:
    """Each placeholder's lines between its markers."""
    return {match["id"]: match["body"] for match in _REGION.finditer(text)}


def settle(base: str, yours: str, generated: str) -> tuple[str, str]:
    """Base and generated text with the user's bodies where those were written: so they are no matter of the merge.

    A placeholder that is no longer generated stays as it is: whether its body was edited is then the question. Where
    the user took the markers away and wrote what they wished, the generated body is no news either.
    """
    written, wanted = bodies(yours), bodies(generated)
    default = {key: body for key, body in bodies(base).items() if key in wanted}
    ours = {key: body for key, body in written.items() if body != default.get(key, body)}
    removed = {key: body for key, body in default.items() if key not in written}
    return _with(base, ours), _with(generated, {**removed, **ours})


def _with(text: str, wanted: Mapping[str, str]) -> str:
    def put(match: re.Match[str]) -> str:
        if match["id"] not in wanted:
            return match[0]
        start, end = match.span("body")
        return match[0][: start - match.start()] + wanted[match["id"]] + match[0][end - match.start() :]

    return _REGION.sub(put, text) if wanted else text
