"""Schemas: objects with fields, and names for types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scaffolder.model.types import AnyType, Literal, NullableType, Type
from scaffolder.names import ClassName, Identifier, ModuleName
from scaffolder.source import Xml


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
    null_unsaid: bool = False
    """Null is a value by an extension alone: it is taken, and left out of answers where the property may be."""
    xml: Xml | None = None
    """How XML tells the property, where that is not by its name alone."""

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
    min_properties: int | None = None
    """Set where more must be there than what is required."""
    max_properties: int | None = None
    alternatives: tuple[tuple[str, ...], ...] = ()
    """JSON names of which one set must be there beside what is required; empty where nothing more must."""
    xml: Xml | None = None
    """How XML tells the object, where that is not by its title alone."""

    @property
    def least(self) -> tuple[str, ...]:
        """JSON names that are enough to be there, as far as their number is."""
        known = {f.json_name for f in self.fields}
        first = next((names for names in self.alternatives if known >= set(names)), ())
        return tuple(f.json_name for f in self.fields if f.required or f.json_name in first)

    @property
    def fewest(self) -> int:
        """How many properties must be there."""
        return max(self.min_properties or 0, len(self.least))


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
