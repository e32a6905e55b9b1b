"""What the project's own files show: `pyproject.toml`, `Makefile`, `README.md`, `.env.example`.

In: the index of an API model. Out: `ProjectContext` and `ReadmeContext`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scaffolder.model import Entity, Kind, Media, Module, Operation
from scaffolder.render.index import Index
from scaffolder.render.media_view import has_encodings, has_media, media_context
from scaffolder.render.parameter_styles import has_structured
from scaffolder.render.security_view import Scheme, schemes
from scaffolder.render.writers import json_text


@dataclass(frozen=True, slots=True)
class ProjectContext:
    """What the project's own files say of the whole."""

    title: str
    name: str
    """Distribution name: lower case letters, digits and hyphens."""
    version: str
    description: str
    document_name: str
    schemes: tuple[Scheme, ...]
    credentials: str
    """An example of the setting, as JSON."""
    has_forms: bool
    has_yaml: bool


@dataclass(frozen=True, slots=True)
class EntityLine:
    """A row of the table of entities."""

    title: str
    module: str
    table: str
    description: str


@dataclass(frozen=True, slots=True)
class EndpointLine:
    """A row of the table of endpoints."""

    method: str
    path: str
    summary: str
    module: str
    custom: bool


@dataclass(frozen=True, slots=True)
class ReadmeContext:
    """What `README.md` shows."""

    title: str
    name: str
    description: str
    document_name: str
    base_path: str
    schemes: tuple[Scheme, ...]
    credentials: str
    entities: tuple[EntityLine, ...]
    endpoints: tuple[EndpointLine, ...]
    rules: tuple[str, ...]
    """Modules that have placeholders."""
    encodings: bool
    """Some media type is left to a placeholder."""


def project_context(index: Index) -> ProjectContext:
    """All files but `README.md`."""
    model = index.model
    return ProjectContext(
        title=model.title,
        name=distribution_name(model.title),
        version=distribution_version(model.version),
        description=_first_paragraph(model.description) or model.title,
        document_name=model.document_name,
        schemes=schemes(index),
        credentials=_credentials(schemes(index)),
        has_forms=has_forms(index),
        has_yaml=media_context(index).yaml,
    )


def _credentials(found: Sequence[Scheme]) -> str:
    """One credential for each scheme; safe between single quotes."""
    example = {s.name: [_credential(s)] for s in found if s.kind != "other"}
    return json_text(example).replace("'", "\\u0027")


def _credential(scheme: Scheme) -> dict[str, object]:
    secret = "user:password" if scheme.kind == "basic" else "change-me"
    return {"secret": secret, "subject": "alice", "scopes": list(scheme.scopes)}


def distribution_name(title: str) -> str:
    """A name that packaging tools accept (PyPA specification "Names and normalization")."""
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in title.lower())
    name = "-".join(part for part in plain.split("-") if part)[:60].strip("-")
    return name or "api"


def distribution_version(version: str) -> str:
    """A version that packaging tools accept (PEP 440): the document's own where it is one of numbers and dots."""
    numbers = version.removeprefix("v").split(".")
    usual = len(numbers) <= 5 and all(n.isascii() and n.isdigit() and len(n) < 10 for n in numbers)
    return ".".join(str(int(n)) for n in numbers) if usual else "0.0.0"


def _first_paragraph(text: str) -> str:
    """The first paragraph on one line."""
    return " ".join(text.strip().split("\n\n")[0].split())


def has_forms(index: Index) -> bool:
    """Some operation reads a form into a schema, or what is read like one."""
    bodies = (o.body for o in index.model.operations)
    forms = any(b and b.media in (Media.FORM, Media.MULTIPART) for b in bodies)
    return forms or has_media(index)


def has_texts(index: Index) -> bool:
    """Something is told by names and texts that are no JSON."""
    return has_forms(index) or has_structured(index)


def readme_context(index: Index) -> ReadmeContext:
    """`README.md`."""
    model = index.model
    project = project_context(index)
    return ReadmeContext(
        title=model.title,
        name=project.name,
        description=_first_paragraph(model.description),
        document_name=model.document_name,
        base_path=model.base_path,
        schemes=project.schemes,
        credentials=project.credentials,
        entities=tuple(_entity_line(e) for e in model.entities),
        endpoints=tuple(_endpoint_line(o) for o in model.operations),
        rules=tuple(m.name for m in model.modules if _has_placeholders(m, index)),
        encodings=has_encodings(index),
    )


def _entity_line(entity: Entity) -> EntityLine:
    return EntityLine(entity.title, entity.module, entity.table, _first_paragraph(entity.description))


def _endpoint_line(operation: Operation) -> EndpointLine:
    summary = operation.summary or _first_paragraph(operation.description)
    return EndpointLine(operation.method, operation.path, summary, operation.module, operation.custom)


def _has_placeholders(module: Module, index: Index) -> bool:
    ruled = module.entity is not None and bool(index.entities[module.entity].rules)
    return ruled or any(o.kind is Kind.CUSTOM or o.rules for o in index.operations(module))
