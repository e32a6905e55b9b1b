"""Placeholders of a file: which have a body of their own, and whether that answers what is asked now."""

from __future__ import annotations

import re
from collections.abc import Mapping

from scaffolder.bodies import body_of, regions
from scaffolder.project.lock import Asked, digest
from scaffolder.project.merging import bodies, keep_bodies

_HEAD = re.compile(r"^(?:async )?def ", re.MULTILINE)


def asked_of(
    data: bytes, *, base: bytes, generated: bytes, previous: Mapping[str, Asked], defaults: Mapping[str, str]
) -> dict[str, Asked]:
    """By id, the placeholders of a file's content.

    A body that stands since the last run answers what it answered then; a new one what was asked when it was written,
    which is what the last run (`base`) had put there.
    """
    before, unfilled, now = questions(base), bodies_of(generated), questions(generated)
    found: dict[str, Asked] = {}
    own = bodies_of(data)
    for id_ in unfilled:
        default = digest(defaults[id_].encode()) if id_ in defaults else unfilled[id_]
        body = own.get(id_, default)
        if body == default:
            found[id_] = Asked(default)
            continue
        known = previous.get(id_)
        asked = known.asked if known and known.body == body else before.get(id_) or now[id_]
        found[id_] = Asked(default, body, asked)
    return found


def guarded(generated: bytes, disk: bytes, known: Mapping[str, Asked]) -> bytes:
    """The generated content with every body of the disk that somebody wrote: none is replaced by a default."""
    digests = bodies_of(disk)
    written = {id_ for id_, body in digests.items() if id_ in known and body != known[id_].default}
    if not written:
        return generated
    kept = {id_: body for id_, body in bodies(_text(disk)).items() if id_ in written}
    return keep_bodies(kept, generated.decode()).encode()


def bodies_of(data: bytes) -> dict[str, str]:
    """By id, a digest of each placeholder's body, unindented."""
    text = _text(data)
    return {r.id: digest(body_of(text, r.id).encode()) for r in regions(text)}


def questions(data: bytes) -> dict[str, str]:
    """By id, a digest of what each placeholder asks: its function's head, docstring and comments."""
    text = _text(data)
    found: dict[str, str] = {}
    for region in regions(text):
        heads = [m.start() for m in _HEAD.finditer(text, 0, region.start)]
        found[region.id] = digest(text[heads[-1] if heads else 0 : region.start].encode())
    return found


def _text(data: bytes) -> str:
    return data.decode(errors="replace").replace("\r\n", "\n")
