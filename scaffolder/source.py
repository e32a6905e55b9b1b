"""The document as read: one normalised, immutable view of OpenAPI 3.0, 3.1 and (upgraded) Swagger 2.0.

`document/` produces it, `inference/` consumes it. Version differences are gone: `nullable` and type arrays are
`Schema.nullable`, boolean `exclusiveMinimum` is a number, `definitions` are components, body parameters are request
bodies. References stay references (`Schema.ref`) so that recursion and names survive; `Document.resolve` follows them.

Every node carries `pointer`, its JSON pointer (RFC 6901) in the user's document; `Document.locate` turns a pointer
into file, line and column. Locating is lazy: a document without findings never pays for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from scaffolder.diagnostics import Place

type_names = ("string", "integer", "number", "boolean", "array", "object", "null")

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]


@dataclass(frozen=True, slots=True)
class Schema:
    """A JSON Schema of the document (OpenAPI 3.1 section 4.8.24), keywords normalised to 3.1."""

    pointer: str
    ref: str | None = None
    """Pointer of the schema this one refers to, when it is a `$ref`; siblings of `$ref` stand in the other fields."""
    types: tuple[str, ...] = ()
    """The `type` keyword without "null"; empty where the document names none."""
    nullable: bool = False
    null_unsaid: bool = False
    """Null is a value by `x-nullable` alone, which not every client knows."""
    null_choice: bool = False
    """One of its choices is null: it is beside whatever else the schema says, an `enum` without null too."""
    boolean: bool | None = None
    """Set for the schemas `true` and `false`."""
    format: str | None = None
    title: str | None = None
    description: str | None = None
    enum: tuple[JsonValue, ...] | None = None
    """Allowed values, null included; `const` is an enum of one."""
    default: JsonValue = None
    has_default: bool = False
    """A default may be null, hence the flag."""
    examples: tuple[JsonValue, ...] = ()
    """`example` and `examples`, in that order."""
    properties: Mapping[str, Schema] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    additional: Schema | bool | None = None
    """`additionalProperties`; None where absent."""
    items: Schema | None = None
    all_of: tuple[Schema, ...] = ()
    one_of: tuple[Schema, ...] = ()
    any_of: tuple[Schema, ...] = ()
    discriminator: Discriminator | None = None
    minimum: float | int | None = None
    maximum: float | int | None = None
    exclusive_minimum: float | int | None = None
    exclusive_maximum: float | int | None = None
    multiple_of: float | int | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False
    min_properties: int | None = None
    max_properties: int | None = None
    read_only: bool = False
    write_only: bool = False
    deprecated: bool = False
    xml: Xml | None = None
    extensions: Mapping[str, JsonValue] = field(default_factory=dict)
    """All `x-…` keys."""

    @property
    def says_nothing(self) -> bool:
        """Every value is allowed, or every object or list; of an object, `items` says nothing."""
        bare = replace(self, types=(), title=None, description=None, examples=(), items=None)
        silent = self.types == ("object",) or self.items is None or self.items.says_nothing
        return silent and self.types in ((), ("object",), ("array",)) and bare == Schema(self.pointer)


@dataclass(frozen=True, slots=True)
class Xml:
    """How XML tells a value (OpenAPI 3.1, section 4.8.26); namespaces and prefixes count for nothing."""

    name: str | None = None
    attribute: bool = False
    wrapped: bool = False
    """A list stands in an element of its own."""


@dataclass(frozen=True, slots=True)
class Discriminator:
    """OpenAPI 3.1 section 4.8.25."""

    property: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Value to pointer of the schema (bare names are already resolved to `/components/schemas/NAME`)."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter after references and the path item's own parameters are merged in (section 4.8.12)."""

    pointer: str
    name: str
    place: str
    """"path", "query", "header" or "cookie"."""
    required: bool
    schema: Schema
    description: str | None = None
    style: str = "simple"
    """Always set: the specification's default for the place where the document is silent."""
    explode: bool = False
    deprecated: bool = False
    allow_empty: bool = False
    media_type: str | None = None
    """Set when the parameter is serialised by `content`, e.g. "application/json"."""
    examples: tuple[JsonValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Media:
    """One entry of a `content` map."""

    pointer: str
    media_type: str
    schema: Schema | None
    examples: tuple[JsonValue, ...] = ()
    encoding: Mapping[str, str] = field(default_factory=dict)
    """Property to content type, for multipart bodies."""

    @property
    def shown_only(self) -> tuple[JsonValue, ...]:
        """Its examples, where nothing else is said of it."""
        if self.schema is not None and not self.schema.says_nothing:
            return ()
        return (*self.examples, *(self.schema.examples if self.schema else ()))


@dataclass(frozen=True, slots=True)
class RequestBody:
    """A request body (OpenAPI 3.1, section 4.8.13)."""

    pointer: str
    required: bool
    content: tuple[Media, ...]
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """A response header (section 4.8.21)."""

    pointer: str
    name: str
    schema: Schema | None
    required: bool = False
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """A response of an operation (section 4.8.17)."""

    pointer: str
    status: str
    """"200", "4XX" or "default"."""
    description: str
    content: tuple[Media, ...] = ()
    headers: tuple[Header, ...] = ()


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """A security scheme (section 4.8.27)."""

    pointer: str
    name: str
    kind: str
    """"apiKey", "http", "oauth2", "openIdConnect" or "mutualTLS"."""
    place: str | None = None
    """apiKey: "header", "query" or "cookie"."""
    parameter: str | None = None
    """apiKey: the name of the header, parameter or cookie."""
    scheme: str | None = None
    """http: "basic", "bearer", … in lower case."""
    description: str | None = None
    flows: tuple[Flow, ...] = ()
    openid_url: str | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """An OAuth2 flow: "implicit", "password", "clientCredentials" or "authorizationCode"."""

    kind: str
    authorization_url: str | None
    token_url: str | None
    refresh_url: str | None
    scopes: Mapping[str, str]


SecurityRequirement = tuple[tuple[str, tuple[str, ...]], ...]
"""Schemes that must all hold, each with its scopes; the empty tuple means "no credentials needed"."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One path and method, with what its path item and the document say already applied (section 4.8.10)."""

    pointer: str
    method: str
    """Lower case: "get", "put", "post", "delete", "options", "head", "patch", "trace"."""
    path: str
    """The path template as written, without a query or fragment part."""
    operation_id: str | None
    parameters: tuple[Parameter, ...]
    body: RequestBody | None
    responses: tuple[Response, ...]
    security: tuple[SecurityRequirement, ...]
    """Alternatives in force, the document's own already applied; empty: public."""
    tags: tuple[str, ...] = ()
    summary: str | None = None
    description: str | None = None
    deprecated: bool = False
    extensions: Mapping[str, JsonValue] = field(default_factory=dict)
    path_extensions: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of the document (section 4.8.22)."""

    name: str
    description: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document, ready to be understood."""

    file: str
    """The name to show in diagnostics: the path as the user gave it, or "<stdin>"."""
    text: bytes
    """The document as given, byte for byte."""
    format: str
    """"json" or "yaml"."""
    version: str
    """The version string as written: "3.1.0", "2.0", …"""
    title: str
    api_version: str
    summary: str | None
    description: str | None
    servers: tuple[str, ...]
    """Server URLs with their variables' defaults filled in."""
    tags: tuple[Tag, ...]
    operations: tuple[Operation, ...]
    """In document order."""
    schemas: Mapping[str, Schema]
    """Component schemas by name, in document order."""
    security_schemes: tuple[SecurityScheme, ...]
    extensions: Mapping[str, JsonValue]
    by_pointer: Mapping[str, Schema]
    """Every schema that some `$ref` points to, wherever it stands (also in files beside the document)."""
    locate: Callable[[str], Place]
    """Pointer to place; lazy and total (an unknown pointer gives the nearest known ancestor)."""
    beside: tuple[tuple[str, bytes], ...] = ()
    """The other files that were read: path relative to the document's folder, and bytes; sorted."""

    def resolve(self, schema: Schema) -> Schema:
        """The schema itself, or the one its chain of references ends at."""
        seen: set[str] = set()
        while schema.ref is not None and schema.ref not in seen:
            seen.add(schema.ref)
            schema = self.by_pointer[schema.ref]
        return schema
