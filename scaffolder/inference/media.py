"""Media types of bodies: which one leads, what kind it is of, and what the others of the same body are.

In: the `content` of a request body or response. Out: the chosen `source.Media`, and `Alternative`s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from scaffolder import names, source
from scaffolder.inference.types import TypeBuilder
from scaffolder.media_types import FORMS, form_of, is_json, named, plain
from scaffolder.model import Alternative, Direction, Media, Type

_FORMS = dict(zip(FORMS, (Media.FORM, Media.MULTIPART), strict=True))


def choose_media(content: Iterable[source.Media]) -> source.Media | None:
    """JSON where there is some, then forms, then what stands first; without parameters rather than with some."""
    return min(content, key=lambda media: (_media_rank(media.media_type), ";" in named(media.media_type)), default=None)


def _media_rank(media_type: str) -> int:
    name = plain(media_type)
    if name == "application/json":
        return 0
    if is_json(name):
        return 1
    return {"application/x-www-form-urlencoded": 2, "multipart/form-data": 3, "text/plain": 4}.get(name, 5)


def media_of(media_type: str) -> Media:
    """The kind of a media type, by its name."""
    name = plain(media_type)
    if is_json(name):
        return Media.JSON
    return _FORMS.get(name, Media.TEXT if name.startswith("text/") else Media.BINARY)


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Finds the other media types of a body."""

    types: TypeBuilder
    direction: Direction
    hint: str

    def of(self, chosen: source.Media, content: Iterable[source.Media]) -> tuple[Alternative, ...]:
        """Each once, without those that only differ in how they are written."""
        found = {named(media.media_type): media for media in reversed(tuple(content))}
        found.pop(named(chosen.media_type), None)
        return tuple(Alternative(name, self._own_type(chosen, media)) for name, media in reversed(found.items()))

    def _own_type(self, chosen: source.Media, media: source.Media) -> Type | None:
        """Text and bytes have no shape, whatever the document says of them."""
        told = form_of(media.media_type) in ("json", "forms")
        if media.schema is None or not told or _same(media.schema, chosen.schema):
            return None
        name = f"{self.hint}{names.pascal(named(media.media_type).partition('/')[2])}"
        return self.types.build(media.schema, self.direction, hint=name)


def _same(one: object, other: object) -> bool:
    """They say the same, wherever they stand."""
    if isinstance(one, source.Schema) and isinstance(other, source.Schema):
        return one is other or all(_same(getattr(one, name), getattr(other, name)) for name in _MEANING)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return one == other


_MEANING = tuple(f.name for f in fields(source.Schema) if f.name not in {"pointer", "description", "examples"})
