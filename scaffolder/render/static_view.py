"""What the files show that are much the same for every API: the core, the application's frame, the project's own files.

In: the index of an API model. Out: contexts, and `ROWS`, the plan's rows for these files.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from scaffolder.model import (
    Construct,
    Entity,
    ErrorForm,
    Kind,
    Media,
    Module,
    Operation,
    SchemeKind,
    SecurityScheme,
)
from scaffolder.names import ClassName
from scaffolder.render import security_document
from scaffolder.render.index import Index
from scaffolder.render.route_order import ordered_modules
from scaffolder.render.rows import ProjectRow
from scaffolder.render.writers import json_text
from scaffolder.tree import Owner


@dataclass(frozen=True, slots=True)
class EmptyContext:
    """For files that are the same for every API."""


@dataclass(frozen=True, slots=True)
class TitleContext:
    title: str


@dataclass(frozen=True, slots=True)
class SettingsContext:
    base_path: str


@dataclass(frozen=True, slots=True)
class TablesContext:
    modules: tuple[str, ...]
    """Those with a table."""


@dataclass(frozen=True, slots=True)
class Router:
    module: str
    name: str
    """What `main.py` calls it."""


@dataclass(frozen=True, slots=True)
class ErrorClass:
    """The schema that tells errors for which an operation documents none."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Paths of FastAPI's own that the document uses itself."""

    docs: bool
    redoc: bool
    openapi: bool


@dataclass(frozen=True, slots=True)
class MainContext:
    title: str
    version: str
    description: str
    routers: tuple[Router, ...]
    """In the order in which their routes must be tried."""
    error_form: ErrorClass | None
    taken: Taken


@dataclass(frozen=True, slots=True)
class Scheme:
    """A security scheme as the application checks it."""

    name: str
    kind: str
    """"api_key", "basic", "bearer" or "other"."""
    place: str
    parameter: str
    challenge: str
    description: str
    scopes: tuple[str, ...]
    """All that the document names for it, declared or required."""
    example: str
    """A credential for tests."""


@dataclass(frozen=True, slots=True)
class SecurityContext:
    schemes: tuple[Scheme, ...]
    documented: dict[str, object]
    """`components.securitySchemes`."""


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


@dataclass(frozen=True, slots=True)
class EntityLine:
    title: str
    module: str
    table: str
    description: str


@dataclass(frozen=True, slots=True)
class EndpointLine:
    method: str
    path: str
    summary: str
    module: str
    custom: bool


@dataclass(frozen=True, slots=True)
class ReadmeContext:
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


# --- contexts ---------------------------------------------------------------------------------------------------------


def empty_context(_: Index) -> EmptyContext:
    return EmptyContext()


def module_context(module: Module, _: Index) -> TitleContext:
    return TitleContext(f"{module.title[:1].upper()}{module.title[1:]}.")


def shared_context(_: Index) -> TitleContext:
    return TitleContext("What several modules share.")


def app_context(index: Index) -> TitleContext:
    return TitleContext(f"{index.model.title}." if index.model.title else "")


def settings_context(index: Index) -> SettingsContext:
    return SettingsContext(index.model.base_path)


def tables_context(index: Index) -> TablesContext:
    return TablesContext(tuple(sorted({e.module for e in index.model.entities})))


def main_context(index: Index) -> MainContext:
    model = index.model
    modules = ordered_modules(index)
    return MainContext(
        title=model.title,
        version=model.version,
        description=model.description,
        routers=tuple(Router(m.name, f"{m.name}_router") for m in modules if m.operations),
        error_form=default_form(index),
        taken=_taken(index),
    )


def _taken(index: Index) -> Taken:
    paths = {o.path for o in index.model.operations}
    return Taken("/docs" in paths, "/redoc" in paths, "/openapi.json" in paths)


def default_form(index: Index) -> ErrorClass | None:
    """The document's most used error schema; those that only tell invalid input come last."""
    uses: Counter[ClassName] = Counter()
    for form in index.model.errors:
        if isinstance(form.body, Construct):
            uses[form.body.schema] += sum(1 for _ in form.uses) * (1 if _only_invalid(form) else 1000)
    if not uses:
        return None
    name = max(uses, key=lambda n: uses[n])
    return ErrorClass(index.definitions[name].module, name)


def _only_invalid(form: ErrorForm) -> bool:
    return {status for _, status in form.uses} <= {"400", "422"}


# --- security ---------------------------------------------------------------------------------------------------------

_KINDS = {
    SchemeKind.API_KEY: "api_key",
    SchemeKind.BASIC: "basic",
    SchemeKind.BEARER: "bearer",
    SchemeKind.OAUTH2: "bearer",
    SchemeKind.OPENID: "bearer",
    SchemeKind.OTHER: "other",
}


def schemes(index: Index) -> tuple[Scheme, ...]:
    """All security schemes, in document order."""
    return tuple(_scheme(s, index) for s in index.model.security_schemes)


def _scheme(scheme: SecurityScheme, index: Index) -> Scheme:
    kind = _KINDS[scheme.kind]
    return Scheme(
        name=scheme.name,
        kind=kind,
        place=scheme.place.value,
        parameter=scheme.parameter,
        challenge=security_document.challenge(scheme, kind),
        description=scheme.description,
        scopes=tuple(_scopes(scheme, index)),
        example="user:password" if kind == "basic" else f"test-{scheme.identifier}",
    )


def _scopes(scheme: SecurityScheme, index: Index) -> list[str]:
    declared = [name for flow in scheme.flows for name, _ in flow.scopes]
    required = (
        scope
        for operation in index.model.operations
        for requirement in operation.security
        for identifier, scopes in requirement.schemes
        if identifier == scheme.identifier
        for scope in scopes
    )
    return sorted({*declared, *required})


def security_context(index: Index) -> SecurityContext:
    documented = {s.name: security_document.described(s) for s in index.model.security_schemes}
    return SecurityContext(schemes(index), documented)


# --- the project's own files ------------------------------------------------------------------------------------------


def project_context(index: Index) -> ProjectContext:
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
    )


def _credentials(found: tuple[Scheme, ...]) -> str:
    """One credential for each scheme; safe between single quotes."""
    example = {
        s.name: [{"secret": "user:password" if s.kind == "basic" else "change-me", "subject": "alice", "scopes": list(s.scopes)}]
        for s in found
        if s.kind != "other"
    }
    return json_text(example).replace("'", "\\u0027")


def distribution_name(title: str) -> str:
    """A name that packaging tools accept (PyPA specification "Names and normalization")."""
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in title.lower())
    name = "-".join(part for part in plain.split("-") if part)[:60].strip("-")
    return name or "api"


def distribution_version(version: str) -> str:
    """A version that packaging tools accept (PEP 440): the document's own where it is one of numbers and dots."""
    numbers = version.removeprefix("v").split(".")
    usual = len(numbers) <= 5 and all(n.isascii() and n.isdigit() and len(n) < 10 for n in numbers)  # noqa: PLR2004
    return ".".join(str(int(n)) for n in numbers) if usual else "0.0.0"


def _first_paragraph(text: str) -> str:
    """The first paragraph on one line."""
    return " ".join(text.strip().split("\n\n")[0].split())


def has_forms(index: Index) -> bool:
    """Some operation reads a form into a schema."""
    bodies = (o.body for o in index.model.operations)
    return any(b and b.media in (Media.FORM, Media.MULTIPART) and b.payload_schema for b in bodies)


def readme_context(index: Index) -> ReadmeContext:
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
    )


def _entity_line(entity: Entity) -> EntityLine:
    return EntityLine(entity.title, entity.module, entity.table, _first_paragraph(entity.description))


def _endpoint_line(operation: Operation) -> EndpointLine:
    summary = operation.summary or _first_paragraph(operation.description)
    return EndpointLine(operation.method, operation.path, summary, operation.module, operation.custom)


def _has_placeholders(module: Module, index: Index) -> bool:
    ruled = module.entity is not None and bool(index.entities[module.entity].rules)
    return ruled or any(o.kind is Kind.CUSTOM or o.rules for o in index.operations(module))


# --- the plan's rows --------------------------------------------------------------------------------------------------

_CORE = ("__init__", "schema", "problems", "errors", "sqlite", "database", "paging")
_CORE_TESTS = ("answers", "schema", "problems", "errors", "sqlite", "database", "paging", "main", "migrations")


def _static(path: str) -> ProjectRow:
    return ProjectRow(f"{path}.jinja", path, empty_context)


ROWS: tuple[ProjectRow, ...] = (
    ProjectRow("app/__init__.py.jinja", "app/__init__.py", app_context),
    ProjectRow("app/main.py.jinja", "app/main.py", main_context),
    ProjectRow("app/settings.py.jinja", "app/settings.py", settings_context),
    ProjectRow("app/tables.py.jinja", "app/tables.py", tables_context),
    *(_static(f"app/core/{name}.py") for name in _CORE),
    ProjectRow("app/core/security.py.jinja", "app/core/security.py", security_context),
    ProjectRow("app/core/forms.py.jinja", "app/core/forms.py", empty_context, condition=has_forms),
    ProjectRow("alembic.ini.jinja", "alembic.ini", empty_context),
    ProjectRow("migrations/env.py.jinja", "migrations/env.py", empty_context),
    ProjectRow("migrations/script.py.mako.jinja", "migrations/script.py.mako", empty_context),
    ProjectRow("pyproject.toml.jinja", "pyproject.toml", project_context),
    ProjectRow("Makefile.jinja", "Makefile", project_context),
    ProjectRow("README.md.jinja", "README.md", readme_context),
    ProjectRow(".env.example.jinja", ".env.example", project_context),
    ProjectRow(".gitignore.jinja", ".gitignore", empty_context, Owner.SEEDED),
    ProjectRow(".github/workflows/ci.yml.jinja", ".github/workflows/ci.yml", empty_context),
    ProjectRow("tests/conftest.py.jinja", "tests/conftest.py", security_context),
    *(_static(f"tests/core/test_{name}.py") for name in _CORE_TESTS),
    ProjectRow("tests/core/test_security.py.jinja", "tests/core/test_security.py", security_context),
    ProjectRow("tests/core/test_forms.py.jinja", "tests/core/test_forms.py", empty_context, condition=has_forms),
)
