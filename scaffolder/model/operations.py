"""Operations: what each takes, does and answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scaffolder.model.answers import Alternative, Expression, Response, View
from scaffolder.model.parameters import Paging, Parameter, Role
from scaffolder.model.rules import Rule
from scaffolder.model.types import Literal, Type
from scaffolder.names import ClassName, Identifier, ModuleName


class Kind(StrEnum):
    """What an operation does with an entity."""

    LIST = "list"
    CREATE = "create"
    READ = "read"
    REPLACE = "replace"
    """Whole representation; what is absent falls back to its default."""
    PATCH = "patch"
    """Present members only, or a list of operations; see `Body.merges` and `Body.patches`."""
    DELETE = "delete"
    CUSTOM = "custom"


class Media(StrEnum):
    """How a body is written."""

    JSON = "json"
    FORM = "form"
    MULTIPART = "multipart"
    TEXT = "text"
    BINARY = "binary"


@dataclass(frozen=True, slots=True)
class Broken:
    """An invalid request body, and what makes it so."""

    label: str
    """Unique in its body; an identifier-like word such as "name_too_long"."""
    body: Literal


@dataclass(frozen=True, slots=True)
class Body:
    """The request body of an operation."""

    media_type: str
    media: Media
    required: bool
    type: Type
    payload: tuple[Identifier, ...]
    """Attributes that lead from the parsed body to the entity's fields (`("article",)` for wrapped bodies)."""
    payload_schema: ClassName | None
    """The object schema whose fields are stored; None for custom operations."""
    patches: View | None
    """Set where the body is a list of operations (RFC 6902): what they change, as the item is read."""
    sample: Literal
    broken: tuple[Broken, ...]
    description: str
    origin: str
    examples: tuple[Literal, ...] = ()
    """Bodies that the document shows."""
    others: tuple[Alternative, ...] = ()
    """In the order of the document."""
    nullable: bool = False
    """Null stands for a body that is left out."""

    @property
    def merges(self) -> bool:
        """Objects inside of it change only what they say (RFC 7396)."""
        return self.media_type.split(";")[0].strip().lower() == "application/merge-patch+json"


@dataclass(frozen=True, slots=True)
class Store:
    """What a write does with one field of the payload."""

    field: Identifier
    column: Identifier | None
    """Column that takes the value; None for a link's ids."""
    link: Identifier | None


@dataclass(frozen=True, slots=True)
class Requirement:
    """Schemes that must all be satisfied, each with the scopes it must carry."""

    schemes: tuple[tuple[Identifier, tuple[str, ...]], ...]


class Problem(StrEnum):
    """The ways a request can fail that we know of, each answered by one status of the operation."""

    INVALID = "invalid"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    UNSUPPORTED_MEDIA = "unsupported_media"
    PRECONDITION_FAILED = "precondition_failed"
    NOT_IMPLEMENTED = "not_implemented"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Failure:
    """The status that an operation answers for one problem."""

    problem: Problem
    status: int
    documented: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One path and method."""

    operation_id: str
    """As in the document; made of method and path where it has none."""
    identifier: Identifier
    """Function name, unique over the whole application."""
    method: str
    """Upper case."""
    path: str
    """Template as in the document, without the base path."""
    route: str
    """The same for FastAPI: parameter names are identifiers, unique, and partial segments are kept."""
    kind: Kind
    entity: ClassName | None
    module: ModuleName
    reason: str
    """Why it is custom; for CRUD kinds the evidence, or ""."""
    parameters: tuple[Parameter, ...]
    body: Body | None
    status: int
    """The success status."""
    success: Response | None
    """The documented response for `status`."""
    answer: Expression | None
    """How the success body is made; None: no body, or custom."""
    responses: tuple[Response, ...]
    """All documented ones, in document order."""
    failures: tuple[Failure, ...]
    paging: Paging | None
    stores: tuple[Store, ...]
    """Writes: payload fields to columns."""
    expected_version: Identifier | None
    """Updates: payload field with the version that the client thinks it changes; a different one is a conflict."""
    via: Identifier | None
    """Foreign key that leads from the entity to the one its path stands under, where that is not the parent's."""
    upsert: bool
    """REPLACE that also creates (create by PUT only), or a change of what there is one of only."""
    assumed: bool
    """READ of what there is one of only: where nothing is stored, its defaults are shown."""
    security: tuple[Requirement, ...]
    """Alternatives; empty: public. A Requirement without schemes: credentials are optional."""
    rules: tuple[Rule, ...]
    tags: tuple[str, ...]
    summary: str
    description: str
    deprecated: bool
    origin: str
    body_key: Parameter | None = None
    """Changes: the member of the payload that names the row, where the path does not."""

    @property
    def custom(self) -> bool:
        """It is left to a placeholder."""
        return self.kind is Kind.CUSTOM

    def parameter(self, role: Role) -> Parameter | None:
        """The first parameter of a role; None where there is none."""
        return next((p for p in self.parameters if p.role is role), None)

    def failure(self, problem: Problem) -> int:
        """The status answered for a problem."""
        return next(f.status for f in self.failures if f.problem is problem)
