"""What is stored: entities, columns, relationships."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scaffolder.model.rules import Rule
from scaffolder.model.types import EnumType, Literal, Type
from scaffolder.names import ClassName, Identifier, ModuleName, TableName


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
    renamed_values: tuple[tuple[Literal, Literal], ...] = ()
    """`x-renamed-values`: what values of an enumeration were called, and what they are called now."""

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
