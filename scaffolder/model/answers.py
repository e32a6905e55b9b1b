"""What an operation answers: where each part of a response comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scaffolder.model.types import Literal, Type
from scaffolder.names import ClassName, Identifier


class Fact(StrEnum):
    """What an answer can say beside the rows themselves."""

    TOTAL = "total"
    """Rows that match, over all pages."""
    COUNT = "count"
    """Rows in this answer."""
    LIMIT = "limit"
    OFFSET = "offset"
    PAGE = "page"
    PAGES = "pages"
    HAS_MORE = "has_more"
    NEXT_CURSOR = "next_cursor"
    PREVIOUS_CURSOR = "previous_cursor"
    NEXT_LINK = "next_link"
    PREVIOUS_LINK = "previous_link"
    FIRST_LINK = "first_link"
    LAST_LINK = "last_link"
    SELF_LINK = "self_link"
    LINKS = "links"
    """Headers: the links to other pages (RFC 8288)."""
    MESSAGE = "message"
    """Errors: what went wrong, for a person."""
    STATUS = "status"
    """Errors: the HTTP status as an integer."""
    STATUS_TEXT = "status_text"
    """Errors: the HTTP status as a string of digits."""
    CODE = "code"
    """Errors: a short stable word ("not_found")."""
    TITLE = "title"
    """Errors: the status's phrase."""
    TYPE = "type"
    """Errors: a URI of the problem type (RFC 9457)."""
    DETAILS = "details"
    """Errors: list of single findings, as `Construct`s of `ErrorForm.detail`."""
    MESSAGES = "messages"
    """Errors: list of strings."""
    INSTANCE = "instance"
    """Errors: the request's path."""
    POINTER = "pointer"
    """One finding: dotted place of the wrong value."""
    POINTER_PARTS = "pointer_parts"
    """One finding: the place as a list of strings."""


@dataclass(frozen=True, slots=True)
class Construct:
    """An object to build: a call of a schema class with the given arguments; fields not named are left out."""

    schema: ClassName
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Argument:
    """One field of an object that is built."""

    name: Identifier
    json_name: str
    value: Expression


@dataclass(frozen=True, slots=True)
class View:
    """One row shown as `schema`: fields come from the row's attributes of the same name, save the `fixed` ones."""

    schema: ClassName
    fixed: tuple[FixedField, ...]


@dataclass(frozen=True, slots=True)
class FixedField:
    """A field whose stored value does not fit this view (or is not stored): a valid value in its place."""

    name: Identifier
    value: Literal


@dataclass(frozen=True, slots=True)
class Rows:
    """The page's rows, each shown as `view`."""

    view: View


@dataclass(frozen=True, slots=True)
class OneRow:
    """A list that holds just the item."""

    view: View


@dataclass(frozen=True, slots=True)
class KeyOf:
    """The row's key itself (answers that are only an id)."""


Expression = Construct | View | Rows | OneRow | KeyOf | Fact | Literal
"""How an answer is put together."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another media type in which the same body may be written."""

    media_type: str
    type: Type | None
    """Where the document gives it a shape of its own; None: that of the body."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """A media type for what JSON tells, of which nothing says how it is written: left to a placeholder."""

    media_type: str
    """Lower case, with the parameters that make it another one."""
    identifier: Identifier
    """Function name, unique among them."""
    reads: bool
    """It is taken in requests; else it is given in answers."""
    uses: tuple[Identifier, ...]
    """Operations that name it."""
    origin: str

    @property
    def id(self) -> str:
        """Of the placeholder."""
        return self.identifier.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Header:
    """A documented response header. `fact` or LOCATION where we can fill it, else it is left out (or sample)."""

    name: str
    type: Type
    required: bool
    fact: Fact | None
    """Lists: total, links, …; None otherwise."""
    location: bool
    """The URL of a created item."""
    etag: bool
    """The item's version."""
    sample: Literal
    description: str


@dataclass(frozen=True, slots=True)
class Response:
    """One documented response."""

    status: str
    """"200", "4XX" or "default"."""
    description: str
    media_type: str | None
    """The one that is answered: JSON where documented; None: no body."""
    type: Type | None
    headers: tuple[Header, ...]
    origin: str
    examples: tuple[Literal, ...] = ()
    """Bodies that the document shows."""
    others: tuple[Alternative, ...] = ()
    """In the order of the document."""


@dataclass(frozen=True, slots=True)
class ErrorForm:
    """One way the document writes errors; several operations and statuses may share it."""

    name: Identifier
    media_type: str
    body: Expression
    """Built of `Construct`, `Fact` and `Literal`."""
    detail: Expression | None
    """One element of `Fact.DETAILS`."""
    uses: tuple[tuple[Identifier, str], ...]
    """(operation identifier, status) pairs that document it."""
