"""What an operation takes outside its body."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scaffolder.model.types import Literal, Type
from scaffolder.names import ClassName, Identifier

_NONE_YET = Literal.of(None)


class Place(StrEnum):
    """Where a parameter stands (OpenAPI 3.1, section 4.8.12.1)."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    BODY = "body"
    """A member of the body; of what names an operation's row only."""


class Role(StrEnum):
    """What a parameter does in a CRUD operation."""

    KEY = "key"
    """Selects rows: a path parameter of `Entity.keys`, or what stands for one in the query or in the body."""
    LIMIT = "limit"
    OFFSET = "offset"
    PAGE = "page"
    CURSOR = "cursor"
    SORT = "sort"
    """Column to sort by, possibly with a sign; see `Sorting`."""
    ORDER = "order"
    """Direction of the sort."""
    FILTER = "filter"
    SEARCH = "search"
    """Free text over the entity's text columns."""
    IF_MATCH = "if_match"
    NONE = "none"
    """Validated, otherwise without effect."""


class Comparison(StrEnum):
    """How a filter compares its column with the value that was sent."""

    EQ = "eq"
    NE = "ne"
    GE = "ge"
    GT = "gt"
    LE = "le"
    LT = "lt"
    IN = "in"
    CONTAINS = "contains"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation, and what it does there."""

    name: str
    """As on the wire."""
    identifier: Identifier
    """Python argument, unique in its operation."""
    place: Place
    required: bool
    type: Type
    default: Literal | None
    description: str
    deprecated: bool
    allow_empty: bool
    """May stand there without a value, which its type refuses: as if it were left out."""
    style: str
    explode: bool
    origin: str
    media_type: str = ""
    """Of what stands in its text; "" where it is written in its style."""
    role: Role = Role.NONE
    owner: ClassName | None = None
    """KEY: the entity whose key or scope the value is; the operation's own, or one that its path stands under."""
    column: Identifier | None = None
    """FILTER and KEY: the column compared, one of `owner`'s for KEY."""
    comparison: Comparison = Comparison.EQ
    everything: tuple[Literal, ...] = ()
    """FILTER: values that ask for all rows ("all"), in JSON form."""
    sample: Literal = _NONE_YET
    """A valid value, as JSON; tests send it."""
    broken: tuple[Literal, ...] = ()
    """Values that the type refuses, as JSON strings to send; empty where every string is valid."""


@dataclass(frozen=True, slots=True)
class SortKey:
    """One accepted value of the sort parameter."""

    value: str
    column: Identifier
    descending: bool


@dataclass(frozen=True, slots=True)
class Paging:
    """How a list is bounded. `parameters` of the operation carry the roles; here are the numbers."""

    default_limit: int
    max_limit: int
    first_page: int
    """Number of the first page: 1, or 0 where the document says so."""
    sort_keys: tuple[SortKey, ...]
    """What each value of the sort parameter means; empty where there is none."""
    turned_keys: tuple[SortKey, ...]
    """The same turned around under a "-", for lists with a parameter of its own for the direction."""
