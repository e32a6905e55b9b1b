"""What `encodings.py` shows: one placeholder for each media type that only who knows it can read or write.

In: the index. Out: `EncodingsContext`.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model import Encoding
from scaffolder.render.index import Index


@dataclass(frozen=True, slots=True)
class EncodingsContext:
    """What the template of `encodings.py` places."""

    writing: tuple[Encoding, ...]
    reading: tuple[Encoding, ...]


def encodings_context(index: Index) -> EncodingsContext:
    """Those of answers, and those of requests."""
    found = index.model.encodings
    return EncodingsContext(tuple(e for e in found if not e.reads), tuple(e for e in found if e.reads))
