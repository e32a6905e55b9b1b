"""What the files show that are much the same for every API: the core, the application's frame, the project's own files.

In: the index of an API model. Out: contexts, and `ROWS`, the plan's rows for these files.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from scaffolder.model import Construct, ErrorForm, Module
from scaffolder.names import ClassName
from scaffolder.render import media_view
from scaffolder.render.encodings_view import encodings_context
from scaffolder.render.index import Index
from scaffolder.render.media_view import bodies_context, has_bodies, has_media, has_negotiation, has_xml, media_context
from scaffolder.render.needs import has_cursors
from scaffolder.render.parameter_styles import has_structured
from scaffolder.render.patches import has_patches
from scaffolder.render.project_view import has_forms, has_texts, project_context, readme_context
from scaffolder.render.route_order import ordered_modules
from scaffolder.render.rows import ProjectRow
from scaffolder.render.security_view import security_context
from scaffolder.tree import Owner


@dataclass(frozen=True, slots=True)
class EmptyContext:
    """For files that are the same for every API."""


@dataclass(frozen=True, slots=True)
class TitleContext:
    """For files with one line."""

    title: str


@dataclass(frozen=True, slots=True)
class SettingsContext:
    """What `settings.py` shows."""

    base_path: str


@dataclass(frozen=True, slots=True)
class TablesContext:
    """What `tables.py` shows."""

    modules: tuple[str, ...]
    """Those with a table."""


@dataclass(frozen=True, slots=True)
class Router:
    """A module's router."""

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
    """What `main.py` shows."""

    title: str
    version: str
    description: str
    routers: tuple[Router, ...]
    """In the order in which their routes must be tried."""
    error_form: ErrorClass | None
    taken: Taken


# --- contexts ---------------------------------------------------------------------------------------------------------


def empty_context(_: Index) -> EmptyContext:
    """For files that are the same for every API."""
    return EmptyContext()


def module_context(module: Module, _: Index) -> TitleContext:
    """A module's `__init__.py`."""
    return TitleContext(f"{module.title[:1].upper()}{module.title[1:]}.")


def shared_context(_: Index) -> TitleContext:
    """That of the module of shared schemas."""
    return TitleContext("What several modules share.")


def app_context(index: Index) -> TitleContext:
    """The application's `__init__.py`."""
    return TitleContext(f"{index.model.title}." if index.model.title else "")


def settings_context(index: Index) -> SettingsContext:
    """`settings.py`."""
    return SettingsContext(index.model.base_path)


def tables_context(index: Index) -> TablesContext:
    """`tables.py`."""
    return TablesContext(tuple(sorted({e.module for e in index.model.entities})))


def main_context(index: Index) -> MainContext:
    """`main.py`."""
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


# --- the plan's rows --------------------------------------------------------------------------------------------------

_CORE = ("__init__", "schema", "problems", "sqlite", "database", "paging")
_CORE_TESTS = (
    *("answers", "contract", "schema", "problems", "errors"),
    *("sqlite", "database", "paging", "main", "migrations"),
)


def _static(path: str) -> ProjectRow:
    return ProjectRow(f"{path}.jinja", path, empty_context)


ROWS: tuple[ProjectRow, ...] = (
    ProjectRow("app/__init__.py.jinja", "app/__init__.py", app_context),
    ProjectRow("app/main.py.jinja", "app/main.py", main_context),
    ProjectRow("app/settings.py.jinja", "app/settings.py", settings_context),
    ProjectRow("app/tables.py.jinja", "app/tables.py", tables_context),
    *(_static(f"app/core/{name}.py") for name in _CORE),
    *(ProjectRow(f"app/core/{name}.py.jinja", f"app/core/{name}.py", media_context) for name in ("contract", "errors")),
    ProjectRow("app/core/media.py.jinja", "app/core/media.py", media_context, condition=has_media),
    ProjectRow("app/core/negotiation.py.jinja", "app/core/negotiation.py", media_context, condition=has_negotiation),
    ProjectRow(
        "app/core/encodings.py.jinja", "app/core/encodings.py", encodings_context, condition=media_view.has_encodings
    ),
    ProjectRow("app/core/bodies.py.jinja", "app/core/bodies.py", bodies_context, condition=has_bodies),
    ProjectRow("app/core/xml_bodies.py.jinja", "app/core/xml_bodies.py", empty_context, condition=has_xml),
    ProjectRow("app/core/security.py.jinja", "app/core/security.py", security_context),
    ProjectRow("app/core/forms.py.jinja", "app/core/forms.py", empty_context, condition=has_forms),
    ProjectRow("app/core/cursors.py.jinja", "app/core/cursors.py", empty_context, condition=has_cursors),
    ProjectRow("tests/core/test_cursors.py.jinja", "tests/core/test_cursors.py", empty_context, condition=has_cursors),
    ProjectRow("app/core/texts.py.jinja", "app/core/texts.py", empty_context, condition=has_texts),
    ProjectRow("app/core/parameters.py.jinja", "app/core/parameters.py", empty_context, condition=has_structured),
    ProjectRow(
        "tests/core/test_parameters.py.jinja",
        "tests/core/test_parameters.py",
        empty_context,
        condition=has_structured,
    ),
    ProjectRow("app/core/patches.py.jinja", "app/core/patches.py", empty_context, condition=has_patches),
    ProjectRow("tests/core/test_patches.py.jinja", "tests/core/test_patches.py", empty_context, condition=has_patches),
    ProjectRow("alembic.ini.jinja", "alembic.ini", empty_context),
    ProjectRow("migrations/env.py.jinja", "migrations/env.py", empty_context),
    *(_static(f"migrations/{name}.py") for name in ("nesting", "parked", "steps")),
    ProjectRow("migrations/script.py.mako.jinja", "migrations/script.py.mako", empty_context),
    ProjectRow("pyproject.toml.jinja", "pyproject.toml", project_context),
    ProjectRow("Makefile.jinja", "Makefile", project_context),
    ProjectRow("README.md.jinja", "README.md", readme_context),
    ProjectRow(".env.example.jinja", ".env.example", project_context),
    ProjectRow(".gitignore.jinja", ".gitignore", empty_context, Owner.SEEDED),
    ProjectRow(".github/workflows/ci.yml.jinja", ".github/workflows/ci.yml", project_context),
    ProjectRow(".vscode/extensions.json.jinja", ".vscode/extensions.json", empty_context, Owner.SEEDED),
    ProjectRow(".vscode/settings.json.jinja", ".vscode/settings.json", empty_context, Owner.SEEDED),
    ProjectRow(".vscode/tasks.json.jinja", ".vscode/tasks.json", project_context, Owner.SEEDED),
    ProjectRow("tests/conftest.py.jinja", "tests/conftest.py", security_context),
    *(_static(f"tests/core/test_{name}.py") for name in _CORE_TESTS),
    ProjectRow("tests/core/test_security.py.jinja", "tests/core/test_security.py", security_context),
    ProjectRow("tests/core/test_bodies.py.jinja", "tests/core/test_bodies.py", bodies_context, condition=has_bodies),
    ProjectRow("tests/core/test_media.py.jinja", "tests/core/test_media.py", media_context, condition=has_media),
    ProjectRow(
        "tests/core/test_encodings.py.jinja",
        "tests/core/test_encodings.py",
        media_context,
        condition=media_view.has_encodings,
    ),
    ProjectRow(
        "tests/core/test_negotiation.py.jinja",
        "tests/core/test_negotiation.py",
        media_context,
        condition=has_negotiation,
    ),
    ProjectRow(
        "tests/core/test_xml_bodies.py.jinja", "tests/core/test_xml_bodies.py", empty_context, condition=has_xml
    ),
    ProjectRow("tests/forms.py.jinja", "tests/forms.py", empty_context, condition=has_forms),
    ProjectRow("tests/core/test_forms.py.jinja", "tests/core/test_forms.py", empty_context, condition=has_forms),
)
