"""The whole: modules, decisions, the model itself."""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model.answers import Encoding, ErrorForm
from scaffolder.model.operations import Operation
from scaffolder.model.schemas import SchemaDefinition
from scaffolder.model.security import SecurityScheme
from scaffolder.model.storage import Entity
from scaffolder.names import ClassName, Identifier, ModuleName

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
    encodings: tuple[Encoding, ...]
    security_schemes: tuple[SecurityScheme, ...]
    decisions: tuple[Decision, ...]
    document_name: str
    """File name under which the contract is kept: "openapi.yaml" or "openapi.json"."""
    document_text: bytes
