"""Path templates taken apart: segments, parameters, and which path is the collection of which item path.

In: path templates as written. Out: `Template`s, and the words that name what a path is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from scaffolder import names

_PARAMETER = re.compile(r"\{([^{}]+)\}")
_SUFFIX = re.compile(r"\.(?:json|xml)(/|$)")
_VERSION = re.compile(r"^(api|rest|v\d+(\.\d+)*|\d+(\.\d+)*|latest|public|beta|json)$", re.IGNORECASE)
LIST_WORDS = frozenset({"list", "all", "search", "index", "find", "query"})
_ACTIONS = {
    "list": ("list", "all", "getall", "findall"),
    "create": ("create", "add", "new", "insert"),
    "read": ("get", "find", "show", "view", "read", "fetch", "retrieve"),
    "update": ("update", "edit", "modify"),
    "delete": ("delete", "remove", "destroy"),
}
_VERBS = {verb: action for action, verbs in _ACTIONS.items() for verb in verbs}
_FILLERS = frozenset({"all", "by", "id", "one"})


@dataclass(frozen=True, slots=True)
class Segment:
    """One part between slashes."""

    text: str
    parameters: tuple[str, ...]

    @property
    def static(self) -> bool:
        """It holds no parameter."""
        return not self.parameters

    @property
    def shape(self) -> str:
        """The text with parameter names blanked, so that templates can be compared."""
        return _PARAMETER.sub("{}", self.text)

    @property
    def plain(self) -> bool:
        """Exactly one parameter, at most with a file suffix behind it."""
        return len(self.parameters) == 1 and self.shape in ("{}", "{}.json", "{}.xml", "{}/")

    @property
    def suffix(self) -> str:
        """What stands behind the only parameter, such as `.json`."""
        return self.shape.removeprefix("{}") if self.plain else ""


@dataclass(frozen=True, slots=True)
class Template:
    """A path template in segments; trailing slashes are remembered in `path` only."""

    path: str
    segments: tuple[Segment, ...]
    shape: str
    """The segments with parameter names blanked."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of all parameters, in path order."""
        return tuple(p for s in self.segments for p in s.parameters)

    @property
    def bare(self) -> str:
        """The shape without file suffixes and verbs: `/x/{id}/y` stands under `/x/{id}.json` and `/x/get/{id}`."""
        return _bare(self)

    @property
    def action(self) -> str:
        """What its verb says is done: list, create, read, update or delete; "" without one."""
        found = [verb for n, s in enumerate(self.segments) if (verb := _verb(s, self.segments[:n]))]
        return found[0] if len(found) == 1 else ""

    @property
    def ends_in_parameter(self) -> bool:
        """The last segment is one parameter, as item paths end."""
        return bool(self.segments) and self.segments[-1].plain

    @property
    def parent(self) -> Template:
        """Without the last segment; a suffix such as `.json` moves to the segment before it when compared."""
        return _template(self.segments[:-1])

    @property
    def static_words(self) -> tuple[str, ...]:
        """Static segments that carry meaning, without file suffixes, versions and `api`."""
        plain = [re.sub(r"\.(json|xml)$", "", s.text) for s in self.segments if s.static]
        return tuple(w for w in plain if w and not _VERSION.match(w))


@lru_cache(maxsize=65536)
def template(path: str) -> Template:
    """A path template, taken apart; the same object for the same text."""
    parts = [p for p in path.split("/") if p]
    made = _template(tuple(Segment(p, tuple(_PARAMETER.findall(p))) for p in parts))
    return Template(path, made.segments, made.shape)


@lru_cache(maxsize=65536)
def _template(segments: tuple[Segment, ...]) -> Template:
    shape = "/" + "/".join(s.shape for s in segments)
    return Template("/" + "/".join(s.text for s in segments), segments, shape)


@lru_cache(maxsize=65536)
def _bare(of: Template) -> str:
    kept = (s for n, s in enumerate(of.segments) if not _verb(s, of.segments[:n]))
    return _SUFFIX.sub(r"\1", "/" + "/".join(s.shape for s in kept))


def _verb(segment: Segment, before: tuple[Segment, ...]) -> str:
    """The action of a segment that is a verb, alone or with what the path is about (`/users/getUserById/{id}`)."""
    about = {names.singular(w) for s in before if s.static and not _VERSION.match(s.text) for w in names.words(s.text)}
    if not segment.static or not about:
        return ""
    first, *rest = names.words(segment.text)
    known = all(w in _FILLERS or names.singular(w) in about for w in rest)
    listed = first in ("get", "find") and "all" in rest
    return ("list" if listed else _VERBS.get(first, "")) if known else ""


def collection_shapes(item: Template) -> tuple[str, ...]:
    """Shapes under which the collection of an item path may stand, best first: `/x`, `/x.json`, `/x/list`, plural."""
    base = item.parent
    if not base.segments:
        return ()
    last = base.segments[-1]
    shapes = [base.shape]
    if item.segments[-1].suffix:
        shapes.append(base.shape + item.segments[-1].suffix)
    if last.static:
        shapes += [f"{base.parent.shape.rstrip('/')}/{plural}" for plural in plurals(last.text)]
    return tuple(shapes)


def plurals(word: str) -> tuple[str, ...]:
    """Spellings of the plural of a path segment, so that `/pet/{id}` finds `/pets`."""
    ending = word[-1:].lower()
    forms = [word + "s", word + "es"]
    if ending == "y":
        forms.append(word[:-1] + "ies")
    return tuple(forms)


def order(path: str) -> tuple[tuple[int, str], ...]:
    """Sort key that puts static segments before parameters, so that no route hides another."""
    return tuple((0 if s.static else 2 if s.plain else 1, s.shape) for s in template(path).segments)


def noun(item_or_collection: Template) -> str:
    """The last meaningful static word of a path: what it is about; "" for a path without one."""
    segments = item_or_collection.segments
    verbs = {s.text for n, s in enumerate(segments) if _verb(s, segments[:n])}
    found = [w for w in item_or_collection.static_words if w not in verbs]
    if len(found) > 1 and found[-1].lower() in LIST_WORDS:
        return found[-2]
    return found[-1] if found else ""


def nouns(item: Template, collection: Template | None) -> tuple[str, ...]:
    """What an item is called by its own path and its collection's, then the same in the singular."""
    found = [noun(t) for t in (item, collection) if t is not None and noun(t)]
    return tuple(dict.fromkeys([*found, *(names.singular_of(n) for n in found)]))


def qualifiers(of: Template) -> tuple[tuple[str, ...], ...]:
    """What may stand before an entity's noun to tell it from others, from nothing to ever more of its path."""
    above = [names.singular_of(w) for w in of.static_words[:-1]]
    return tuple(tuple(above[len(above) - n :]) for n in range(len(above) + 1))
