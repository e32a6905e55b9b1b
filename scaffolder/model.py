"""The API model: what was understood of a document. The one intermediate representation.

`inference/` produces it; everything downstream reads it and nothing else. It stores meaning, never rendered text: types
are `Type` trees, values are `Literal`s, names are allocated once (see `names.py`) and unique where they must be. Every
node that stems from the document carries `origin`, the JSON pointer of its source.

Reading order: values and types, schemas, storage (entities, columns, relationships), operations, errors, security,
rules, the whole.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from scaffolder.names import ClassName, Identifier, ModuleName, TableName

# --- values -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Literal:
    """A JSON value, frozen as its canonical text so that it is hashable and comparable."""

    text: str
    """Compact JSON, keys in their given order, ASCII only."""

    @classmethod
    def of(cls, value: object) -> Literal:
        """Freeze a JSON value. Raises TypeError for what is none."""
        return cls(json.dumps(value, ensure_ascii=True, separators=(",", ":")))

    @property
    def value(self) -> object:
        """The value again, a new object each time."""
        return json.loads(self.text)


# --- types --------------------------------------------------------------------------------------------------------


class StringFormat(StrEnum):
    """Formats with a meaning of their own in the output; unknown ones are kept in `StringType.format_name` only."""

    DATE = "date"
    DATETIME = "date-time"
    TIME = "time"
    DURATION = "duration"
    UUID = "uuid"
    EMAIL = "email"
    URI = "uri"
    IPV4 = "ipv4"
    IPV6 = "ipv6"
    BYTE = "byte"
    BINARY = "binary"
    DECIMAL = "decimal"


@dataclass(frozen=True, slots=True)
class StringType:
    """A string with its format and bounds."""

    format: StringFormat | None = None
    format_name: str | None = None
    """The `format` as written, for the derived contract; also where it is unknown to us."""
    min_length: int | None = None
    """In characters (Unicode code points), as JSON Schema counts."""
    max_length: int | None = None
    pattern: str | None = None
    """Only patterns that the target's regex engine accepts; others are dropped with a warning."""


@dataclass(frozen=True, slots=True)
class IntegerType:
    """A whole number with its bounds."""

    bits: int = 64
    """32 or 64: the storage width; values beyond are refused."""
    format_name: str | None = None
    minimum: int | None = None
    """Inclusive; exclusive bounds are already turned into inclusive ones."""
    maximum: int | None = None
    multiple_of: int | None = None


@dataclass(frozen=True, slots=True)
class NumberType:
    """A number with its bounds, kept as a double unless it is money."""

    format_name: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    multiple_of: float | None = None


@dataclass(frozen=True, slots=True)
class BooleanType:
    """True or false."""

    pass


@dataclass(frozen=True, slots=True)
class EnumType:
    """A closed set of scalar values, all of one JSON type or mixed; null is expressed by `NullableType`."""

    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class ArrayType:
    """A list of values of one type."""

    item: Type
    min_items: int | None = None
    max_items: int | None = None
    unique: bool = False


@dataclass(frozen=True, slots=True)
class MapType:
    """An object with free keys and values of one type."""

    value: Type
    min_properties: int | None = None
    max_properties: int | None = None


@dataclass(frozen=True, slots=True)
class AnyType:
    """Any JSON value."""


@dataclass(frozen=True, slots=True)
class RefType:
    """A use of a named schema of `ApiModel.schemas`."""

    name: ClassName


@dataclass(frozen=True, slots=True)
class UnionType:
    """A value of any of several types."""

    variants: tuple[Type, ...]
    discriminator: str | None = None
    """JSON name of the property that tells; only set when every variant is an object schema with an enum there."""


@dataclass(frozen=True, slots=True)
class NullableType:
    """The inner type or null."""

    inner: Type


Type = (
    StringType
    | IntegerType
    | NumberType
    | BooleanType
    | EnumType
    | ArrayType
    | MapType
    | AnyType
    | RefType
    | UnionType
    | NullableType
)


# --- schemas ------------------------------------------------------------------------------------------------------


class Direction(StrEnum):
    """Which way a schema travels: requests lose readOnly properties, responses lose writeOnly ones."""

    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class Field:
    """A property of an object schema."""

    name: Identifier
    """Python attribute; safe for Pydantic and SQLAlchemy classes alike."""
    json_name: str
    type: Type
    required: bool
    """Must be present on the wire."""
    default: Literal | None
    """The document's default for an absent value; None: none documented."""
    description: str
    deprecated: bool
    read_only: bool
    write_only: bool
    origin: str

    @property
    def nullable(self) -> bool:
        """Null is a value of the property."""
        return isinstance(self.type, NullableType | AnyType)


class Extra(StrEnum):
    """What an object schema does with properties that it does not name."""

    IGNORE = "ignore"
    """Not mentioned by the document: accepted and dropped."""
    ALLOW = "allow"
    """`additionalProperties` true or a schema beside named properties: kept."""
    FORBID = "forbid"


@dataclass(frozen=True, slots=True)
class ObjectSchema:
    """An object with named properties; `allOf` is already merged."""

    name: ClassName
    module: ModuleName
    """The module whose `schemas.py` holds it; `SHARED` for those that several modules use."""
    fields: tuple[Field, ...]
    extra: Extra
    extra_type: Type | None
    """Type of extra values where the document gives one."""
    description: str
    title: str
    """The name in the document (component name), or ""; the derived contract shows it."""
    direction: Direction | None
    """Set when the class serves one direction only (readOnly or writeOnly properties were left out)."""
    origin: str


@dataclass(frozen=True, slots=True)
class AliasSchema:
    """A name for a type that is no object: enums, arrays, unions, constrained scalars."""

    name: ClassName
    module: ModuleName
    type: Type
    description: str
    title: str
    direction: Direction | None
    origin: str


SchemaDefinition = ObjectSchema | AliasSchema


# --- storage ------------------------------------------------------------------------------------------------------


class ColumnKind(StrEnum):
    """What a database keeps, over all engines."""

    STRING = "string"
    TEXT = "text"
    INTEGER = "integer"
    BIGINT = "bigint"
    FLOAT = "float"
    NUMERIC = "numeric"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    UUID = "uuid"
    JSON = "json"


class ColumnRole(StrEnum):
    """Where a column's value comes from."""

    CLIENT = "client"
    """Sent by clients."""
    KEY = "key"
    """Identifies the item in its path."""
    SURROGATE = "surrogate"
    """Primary key that no client sees, where the item's own key is unique within its parent only."""
    PARENT = "parent"
    """Foreign key to the entity whose path contains this one's; set from the path."""
    SCOPE = "scope"
    """Value of a path parameter that belongs to no entity; set from the path."""
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"
    VERSION = "version"
    SERVER = "server"
    """Read but never sent: starts as `default` and is the business logic's to change."""


class Generator(StrEnum):
    """How the server makes a value that the client did not send."""

    NONE = "none"
    AUTOINCREMENT = "autoincrement"
    UUID = "uuid"
    TOKEN = "token"
    """A random string within the column's length."""
    DIGITS = "digits"
    """A random string of 18 digits."""
    NOW = "now"
    TODAY = "today"
    ONE = "one"
    """Version columns: one at creation, one more at each update."""
    DEFAULT = "default"
    """`Column.default`."""


class DeleteRule(StrEnum):
    """What becomes of a row when the row it names is deleted (SQL:2016 referential actions)."""

    CASCADE = "CASCADE"
    RESTRICT = "RESTRICT"
    SET_NULL = "SET NULL"


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """The column that a column's value must be found in."""

    table: TableName
    column: Identifier
    on_delete: DeleteRule


@dataclass(frozen=True, slots=True)
class CopiedKey:
    """A key or scope of an entity above."""

    owner: ClassName
    column: Identifier


@dataclass(frozen=True, slots=True)
class Column:
    """One stored value of an entity."""

    name: Identifier
    """Attribute of the ORM class; equals the `Field.name` of the schema fields it stores."""
    column_name: str
    """Name in the database: lower case, no reserved word, at most 63 bytes."""
    json_name: str
    """Property or parameter it stores; "" for a surrogate."""
    kind: ColumnKind
    type: Type
    """What the stored value satisfies, never nullable itself (see `nullable`)."""
    length: int | None
    """Characters, for STRING."""
    nullable: bool
    default: Literal | None
    """What is stored where the client sends nothing; JSON form."""
    role: ColumnRole
    generator: Generator
    primary_key: bool
    unique: bool
    index: bool
    foreign_key: ForeignKey | None
    copied: CopiedKey | None
    """Set where the value is a key of something above in the path, shown with the item: kept as it was at creation."""
    samples: tuple[Literal, ...]
    """Valid values, distinct, in JSON form: at least one, three where the type has so many. Tests store these."""
    description: str
    renamed_from: str
    """`x-renamed-from`, or ""."""
    origin: str

    @property
    def choices(self) -> tuple[Literal, ...]:
        """Values a check constraint allows; empty where any are."""
        scalar = isinstance(self.type, EnumType) and self.kind is not ColumnKind.JSON
        return self.type.values if scalar and isinstance(self.type, EnumType) else ()


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship that an entity's answers embed: the other entity's row or rows."""

    name: Identifier
    """Attribute of the ORM class; equals the read schema's `Field.name`."""
    json_name: str
    target: ClassName
    """Class name of the other entity."""
    many: bool
    secondary: Secondary | None
    """Set for many-to-many."""
    column: Identifier | None
    """Foreign key of this entity for many-to-one, or of the target for one-to-many; None for many-to-many."""
    ids_field: Identifier | None
    """Name of the write schemas' field that carries the target's keys (`genreIds`); None: not writable."""
    view: ClassName
    """The schema that each embedded row is shown as."""
    reason: str
    origin: str


@dataclass(frozen=True, slots=True)
class Secondary:
    """The table of a many-to-many link; rows go with either side."""

    table: TableName
    left_column: str
    right_column: str


@dataclass(frozen=True, slots=True)
class Unique:
    """Columns that are unique together."""

    name: str
    columns: tuple[Identifier, ...]


@dataclass(frozen=True, slots=True)
class PathKey:
    """How one parameter of an item path selects rows, outermost first; the last one is the item's own key.

    Where there is one item only, all of them are of what it stands under.
    """

    parameter: str
    """Name in the path template."""
    column: Identifier
    """Column of this entity that holds the value (of role KEY, PARENT or SCOPE)."""
    parent: ClassName | None
    """Set where the value is the key of a parent entity."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that is stored: one table, one module."""

    name: ClassName
    module: ModuleName
    table: TableName
    title: str
    """Singular, in words, for sentences: "order line"."""
    columns: tuple[Column, ...]
    links: tuple[Link, ...]
    uniques: tuple[Unique, ...]
    keys: tuple[PathKey, ...]
    description: str
    rules: tuple[Rule, ...]
    reason: str
    """Which evidence made it an entity."""
    renamed_from: str
    origin: str

    @property
    def primary_key(self) -> Column:
        """The column that identifies a row in the database."""
        return next(c for c in self.columns if c.primary_key)

    @property
    def key(self) -> Column:
        """The column that the item's own path parameter names."""
        return self.column(self.keys[-1].column) if self.keys else self.primary_key

    @property
    def single(self) -> bool:
        """There is one row only, or one for each row that its path stands under."""
        return all(k.parent is not None for k in self.keys)

    @property
    def version(self) -> Column | None:
        """The column that counts changes; None where nothing asks for it."""
        return next((c for c in self.columns if c.role is ColumnRole.VERSION), None)

    def column(self, name: Identifier) -> Column:
        """The column of that name. Raises StopIteration for a name that is none."""
        return next(c for c in self.columns if c.name == name)


# --- operations ---------------------------------------------------------------------------------------------------


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


class Place(StrEnum):
    """Where a parameter stands (OpenAPI 3.1, section 4.8.12.1)."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"


class Role(StrEnum):
    """What a parameter does in a CRUD operation."""

    KEY = "key"
    """Selects rows: a path parameter of `Entity.keys`."""
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
    style: str
    explode: bool
    role: Role
    owner: ClassName | None
    """KEY: the entity whose key or scope the value is; the operation's own, or one that its path stands under."""
    column: Identifier | None
    """FILTER and KEY: the column compared, one of `owner`'s for KEY."""
    comparison: Comparison
    everything: tuple[Literal, ...]
    """FILTER: values that ask for all rows ("all"), in JSON form."""
    sample: Literal
    """A valid value, as JSON; tests send it."""
    broken: tuple[Literal, ...]
    """Values that the type refuses, as JSON strings to send; empty where every string is valid."""
    origin: str


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
    media_types: tuple[str, ...] = ()
    """All that the document gives, in its order."""

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


# --- errors -------------------------------------------------------------------------------------------------------


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


# --- security -----------------------------------------------------------------------------------------------------


class SchemeKind(StrEnum):
    """How callers prove who they are (OpenAPI 3.1, section 4.8.27)."""

    API_KEY = "api_key"
    BASIC = "basic"
    BEARER = "bearer"
    OAUTH2 = "oauth2"
    OPENID = "openid"
    OTHER = "other"
    """HTTP schemes that we know by name only, and mutual TLS: nobody is let in until the check is written."""


@dataclass(frozen=True, slots=True)
class Flow:
    """An OAuth2 flow (OpenAPI 3.1, section 4.8.29)."""

    kind: str
    authorization_url: str
    token_url: str
    refresh_url: str
    scopes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """A declared way to prove who is calling."""

    name: str
    """As in the document."""
    identifier: Identifier
    kind: SchemeKind
    place: Place
    parameter: str
    """Header, query parameter or cookie that carries the credential."""
    http_scheme: str
    """http kind: "basic", "bearer", "digest", …"""
    flows: tuple[Flow, ...]
    openid_url: str
    description: str
    origin: str


# --- rules --------------------------------------------------------------------------------------------------------


class Moment(StrEnum):
    """When a rule is checked, inside the request's transaction."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence of business logic that code must enforce."""

    id: str
    """Stable: from the document's `id`, else from the text; unique in the model. Letters, digits, "-", "_", "."."""
    identifier: Identifier
    """Function name, unique in its module."""
    text: str
    on: tuple[Moment, ...]
    status: int | None
    """The status to refuse with, where the rule names one."""
    operation: Identifier | None
    """Set when the rule belongs to one operation."""
    origin: str


# --- the whole ----------------------------------------------------------------------------------------------------

SHARED = ModuleName("shared")
"""The module of schemas that several modules use. Never an entity's module."""


@dataclass(frozen=True, slots=True)
class Module:
    """One folder of the application: an entity's, or a group of custom operations that belong to none."""

    name: ModuleName
    title: str
    entity: ClassName | None
    operations: tuple[Identifier, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that was not certain, how it was decided and why; `scaffold plan` prints it."""

    subject: str
    decided: str
    reason: str
    origin: str


@dataclass(frozen=True, slots=True)
class ApiModel:
    """What was understood of a document; everything downstream reads it and nothing else."""

    title: str
    version: str
    description: str
    base_path: str
    """Path of the first server, without a trailing slash; "" for the root."""
    servers: tuple[str, ...]
    modules: tuple[Module, ...]
    entities: tuple[Entity, ...]
    operations: tuple[Operation, ...]
    """In document order; all of them."""
    schemas: tuple[SchemaDefinition, ...]
    """Sorted so that a schema comes after those it refers to, save cycles."""
    errors: tuple[ErrorForm, ...]
    security_schemes: tuple[SecurityScheme, ...]
    decisions: tuple[Decision, ...]
    document_name: str
    """File name under which the contract is kept: "openapi.yaml" or "openapi.json"."""
    document_text: bytes
