"""The plan: one row for each output file. Add a file by adding a row; nothing else knows the list.

In: the index of an API model. Out: (template, path, context, owner) for every file of the output.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from scaffolder.model import SHARED, Kind, Module
from scaffolder.render import static_view
from scaffolder.render.index import Index
from scaffolder.render.migration_view import migration_context
from scaffolder.render.models_view import models_context
from scaffolder.render.repository_view import RepositoryBuilder
from scaffolder.render.router_view import RouteBuilder
from scaffolder.render.rows import ModuleRow, ProjectRow
from scaffolder.render.rules_view import RulesContext, rules_context
from scaffolder.render.schemas_view import SchemasContext, SchemaViews
from scaffolder.render.testing import view as tests_view
from scaffolder.tree import Owner


@dataclass(frozen=True, slots=True)
class Planned:
    """A file to render."""

    template: str
    path: str
    context: object
    owner: Owner


def _models(module: Module, index: Index) -> object | None:
    return models_context(index.entities[module.entity], index) if module.entity else None


def _repository(module: Module, index: Index) -> object | None:
    if module.entity is None:
        return None
    operations = [o for o in index.operations(module) if o.kind is not Kind.CUSTOM]
    return RepositoryBuilder(index.entities[module.entity], index).context(operations) if operations else None


def _router(module: Module, index: Index) -> object | None:
    return RouteBuilder(module, index).context() if module.operations else None


@lru_cache(maxsize=1)
def _views(index: Index) -> SchemaViews:
    """One for all modules, as it looks at all operations."""
    return SchemaViews(index)


def _schemas(module: Module, index: Index) -> SchemasContext | None:
    context = _views(index).context(module.name, module.title)
    return context if context.definitions else None


def _rules(module: Module, index: Index) -> RulesContext | None:
    context = rules_context(module, index)
    return context if context.rules or context.customs else None


def _has_rules(index: Index) -> bool:
    return any(_rules(module, index) for module in index.model.modules)


MODULE_ROWS: tuple[ModuleRow, ...] = (
    ModuleRow("app/[module]/__init__.py.jinja", "app/{module}/__init__.py", static_view.module_context),
    ModuleRow("app/[module]/models.py.jinja", "app/{module}/models.py", _models),
    ModuleRow("app/[module]/schemas.py.jinja", "app/{module}/schemas.py", _schemas),
    ModuleRow("app/[module]/repository.py.jinja", "app/{module}/repository.py", _repository),
    ModuleRow("app/[module]/router.py.jinja", "app/{module}/router.py", _router),
    ModuleRow("app/[module]/rules.py.jinja", "app/{module}/rules.py", _rules),
)

PROJECT_ROWS: tuple[ProjectRow, ...] = (
    ProjectRow("app/[module]/__init__.py.jinja", "app/shared/__init__.py", static_view.shared_context),
    ProjectRow(
        "app/[module]/schemas.py.jinja",
        "app/shared/schemas.py",
        lambda index: _views(index).context(SHARED, "several modules"),
    ),
    ProjectRow("app/core/rules.py.jinja", "app/core/rules.py", static_view.empty_context, condition=_has_rules),
    ProjectRow("app/core/answers.py.jinja", "app/core/answers.py", static_view.empty_context),
    ProjectRow(
        "migrations/versions/0001_initial.py.jinja",
        "migrations/versions/0001_initial.py",
        migration_context,
        Owner.SEEDED,
    ),
)

LAID_OUT_BY = "pyproject.toml"
_WITH_BODIES = ("/rules.py", "/test_rules.py")


def planned(index: Index) -> Iterator[Planned]:
    """Every file of the output that is rendered from a template."""
    rows: Iterable[ProjectRow] = (*PROJECT_ROWS, *static_view.ROWS, *tests_view.ROWS)
    for row in rows:
        if row.condition(index):
            yield Planned(row.template, row.path, row.context(index), row.owner)
    yield from _of_modules(index, (*MODULE_ROWS, *tests_view.MODULE_ROWS))


def planned_bodies(index: Index) -> Iterator[Planned]:
    """The files alone that hold placeholders, and the configuration that says how they are laid out."""
    yield from (
        Planned(r.template, r.path, r.context(index), r.owner) for r in static_view.ROWS if r.path == LAID_OUT_BY
    )
    rows = (row for row in (*MODULE_ROWS, *tests_view.MODULE_ROWS) if row.path.endswith(_WITH_BODIES))
    yield from _of_modules(index, tuple(rows))


def _of_modules(index: Index, rows: Iterable[ModuleRow]) -> Iterator[Planned]:
    for module in index.model.modules:
        for row in rows:
            context = row.context(module, index)
            if context is not None:
                yield Planned(row.template, row.path.replace("{module}", module.name), context, row.owner)
