"""The only maker of identifiers: any text of a document becomes a safe, unique Python or SQL name.

Names are allocated in a `Scope`: first come, first served, in the order of calls, so callers must call in a
deterministic order. A taken or reserved name gets a suffix, never silently the same name twice.
"""

from __future__ import annotations

import builtins
import hashlib
import keyword
import re
import unicodedata
from functools import lru_cache
from itertools import chain, count
from typing import NewType, TypeVar

ClassName = NewType("ClassName", str)
ModuleName = NewType("ModuleName", str)
Identifier = NewType("Identifier", str)
TableName = NewType("TableName", str)

_Name = TypeVar("_Name", bound=str)

_WORD = re.compile(r"[A-Z]{2,}s(?![a-z])|[A-Z]+[0-9]*(?=[A-Z][a-z])|[A-Z]?[a-z]+[0-9]*|[A-Z]+[0-9]*|[0-9]+[a-z]*")
_MAX_LENGTH = 60
_SPOKEN = {"+": "plus", "-": "minus", "@": "at", "$": "dollar", "#": "hash", "*": "star", "%": "percent", "&": "and"}

SQL_RESERVED = frozenset(
    """abort action add all alter analyze and any array as asc asymmetric authorization before begin between binary both
    by cascade case cast check collate collation column commit concurrently conflict constraint create cross current
    current_catalog current_date current_role current_schema current_time current_timestamp current_user cursor database
    default deferrable deferred delete desc detach distinct do drop each else end escape except exclude exclusive
    exists explain fail false fetch filter for foreign freeze from full glob grant group having if ignore ilike
    immediate in index indexed initially inner insert instead intersect into is isnull join key lateral leading left
    like limit localtime localtimestamp match natural no not notnull null of offset on only or order outer overlaps
    placing plan pragma primary query raise recursive references regexp reindex release rename replace restrict
    returning right rollback row rows savepoint select session_user similar some symmetric system_user table tablesample
    temp temporary then to trailing transaction trigger true union unique update user using vacuum values variadic
    verbose view virtual when where window with without""".split()
)
"""Words that SQLite or PostgreSQL reserve: quoted they would work, unquoted in a person's SQL they would not."""

CLASS_RESERVED = frozenset(
    """Annotated Any AnyJson AnyText Base Base64 BigInt Boolean CheckConstraint ClassVar Column ConfigDict Date DateTime
    DecimalText Duration Email Field Flag FlagText Float ForeignKey Format Int32 Int32Text Int64 Int64Text Integer
    IntegerText Ipv4 Ipv6 Json Literal Mapped Matches MultipleOf Number NumberText Numeric Omissible OneOf Pattern
    Problem Schema Self String Table Text Time TypeAliasType UUID UniqueConstraint UniqueItems Unshown Uri UtcDateTime
    Uuid""".split()
)
"""Names that modules of schemas import or define beside the document's classes."""

MODEL_RESERVED = frozenset(
    """Any Base BigInt Boolean CheckConstraint Column Date Float ForeignKey Integer Json Mapped Numeric String Table
    Text Time UUID UniqueConstraint UtcDateTime Uuid""".split()
)
"""Names that modules of tables import beside their own classes."""

FIELD_RESERVED = frozenset(
    """metadata registry query query_class copy dict json schema fields construct validate parse_obj parse_raw
    parse_file from_orm schema_json update_forward_refs self cls type_annotation_map awaitable_attrs int str float
    bool bytes list tuple set constant column relationship mapped_column partial uuid4 utc_now utc_today new_token
    new_digits dt made media_type of of_problem shared re""".split()
)
"""Attributes that Pydantic or SQLAlchemy claim, and lower-case names that the bodies of generated classes use."""

_BUILTINS = frozenset(n for n in dir(builtins) if not n.startswith("_"))
_KEYWORDS = frozenset(keyword.kwlist) | {"match", "case", "type", "_"}


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """Lower-case ASCII words of any text; symbols between them separate, a text of symbols only is spoken."""
    plain = text if text.isascii() else _ascii(text)
    found = tuple(w.lower() for part in re.split(r"[^A-Za-z0-9]+", plain) for w in _WORD.findall(part))
    if found and not (text[:1] in "+-" and text[1:].isdigit()):
        return found
    spoken = [_SPOKEN.get(c, "") or (c if c.isascii() and c.isalnum() else "") for c in text]
    return tuple(w.lower() for w in spoken if w) or _digest_word(text)


def _ascii(text: str) -> str:
    """The text in Latin letters: accents are dropped, other scripts are transliterated."""
    from anyascii import anyascii

    parts = unicodedata.normalize("NFKD", text.encode("utf-8", "ignore").decode())
    return anyascii("".join(c for c in parts if not unicodedata.combining(c)))


def _digest_word(text: str) -> tuple[str, ...]:
    return ("x", hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6])


def _short(name: str, source: str) -> str:
    """The name itself, or its head and a digest of the source where it is too long for a database."""
    if len(name) <= _MAX_LENGTH:
        return name
    digest = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{name[: _MAX_LENGTH - 7].rstrip('_')}_{digest}"


@lru_cache(maxsize=65536)
def snake(text: str) -> str:
    """`HTTPResponse-code 2` → `http_response_code_2`; never empty, never starting with a digit."""
    name = _short("_".join(words(text)), text)
    return name if not name[0].isdigit() else f"n{name}"


@lru_cache(maxsize=65536)
def pascal(text: str) -> str:
    """`http-response code` → `HttpResponseCode`."""
    name = "".join(w[0].upper() + w[1:] for w in words(text))
    name = _short(name, text).replace("_", "")
    return name if not name[0].isdigit() else f"N{name}"


def title(text: str) -> str:
    """Words for a sentence: `orderLines` → `order lines`."""
    return " ".join(words(text))


_IRREGULAR = {"people": "person", "children": "child", "men": "man", "women": "woman", "mice": "mouse", "feet": "foot"}
_IRREGULAR |= {"indices": "index", "vertices": "vertex", "matrices": "matrix", "analyses": "analysis", "data": "data"}
_IRREGULAR |= {"shelves": "shelf", "leaves": "leaf", "knives": "knife", "lives": "life", "wolves": "wolf"}
_IRREGULAR |= {"criteria": "criterion", "quizzes": "quiz", "diagnoses": "diagnosis", "lenses": "lens", "gases": "gas"}
_IRREGULAR |= {"aliases": "alias", "canvases": "canvas", "biases": "bias", "atlases": "atlas", "uses": "use"}
_UNCHANGED = frozenset(
    "news status series species address access process progress bus basis analysis media dns".split()
)
_SILENT = frozenset(
    """caches headaches niches houses warehouses causes clauses pauses spouses excuses shoes toes canoes movies cookies
    calories zombies selfies hoodies rookies""".split()
)
"""Plurals whose last `e` belongs to the word: only the `s` is taken off."""


@lru_cache(maxsize=65536)
def singular(word: str) -> str:
    """A plain English singular of a lower-case word; words it does not know are returned as they are."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _UNCHANGED or word.endswith(("ss", "us", "is")) or len(word) < 4:
        return word
    if word.endswith("ies") and word not in _SILENT:
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith(("sses", "shes", "ches", "xes", "zzes", "uses", "oes")) and word not in _SILENT:
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


def singular_of(text: str) -> str:
    """The last word made singular: `orderLines` → `order line`."""
    parts = list(words(text))
    return " ".join([*parts[:-1], singular(parts[-1])])


class Scope:
    """A namespace in which names are handed out once.

    Python's keywords are refused too, save where `words` is false: in namespaces of no code. Lookups are by the exact
    spelling, or by lower case where `fold` (files, SQL).
    """

    def __init__(self, reserved: frozenset[str] = frozenset(), *, fold: bool = False, words: bool = True) -> None:
        self._fold = fold
        self._keywords = _KEYWORDS if words else frozenset()
        self._reserved = frozenset(map(self._key, reserved)) if fold else reserved
        self._taken: set[str] = set()

    def _key(self, name: str) -> str:
        return name.lower() if self._fold else name

    def free(self, name: str) -> bool:
        """The name is neither taken nor reserved."""
        key = self._key(name)
        return key not in self._taken and key not in self._reserved and name not in self._keywords

    def take(self, *candidates: _Name, suffix: str = "_") -> _Name:
        """The first free candidate; else the last one with a suffix, then with a number."""
        for name in candidates:
            if self.free(name):
                self._taken.add(self._key(name))
                return name
        last = candidates[-1]
        options = [f"{last}{suffix}"] if suffix and not self.free(last) and last in (_KEYWORDS | FIELD_RESERVED) else []
        stem = f"{last}_" if "_" in last or last.islower() else last
        chosen = next(o for o in chain(options, (f"{stem}{n}" for n in count(2))) if self.free(o))
        self._taken.add(self._key(chosen))
        return type(last)(chosen)


def class_scope() -> Scope:
    """A scope for class names of generated schemas."""
    return Scope(CLASS_RESERVED | _BUILTINS)


def model_scope() -> Scope:
    """A scope for class names of generated tables."""
    return Scope(MODEL_RESERVED | _BUILTINS)


def field_scope() -> Scope:
    """A scope for attributes of generated classes."""
    return Scope(FIELD_RESERVED)


def field_name(scope: Scope, text: str) -> Identifier:
    """Attribute name safe in Pydantic and SQLAlchemy classes: no leading underscore, no `model_` prefix."""
    name = snake(text)
    return scope.take(Identifier(f"{name}_" if name.startswith(("model_", "registry_")) else name))


def argument_name(scope: Scope, text: str) -> Identifier:
    """Function argument: builtins are avoided too."""
    name = snake(text)
    return scope.take(Identifier(f"{name}_" if name in _BUILTINS else name))
