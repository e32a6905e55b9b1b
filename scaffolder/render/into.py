"""Into an existing project: which files are generated there, and what those that meet its own code show.

In: the index and the layout of the project. Out: the planned files, under the paths that a project of our own has;
`moving` takes them where they belong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from scaffolder.layout import Layout
from scaffolder.model import ApiModel, Module
from scaffolder.render import faults, static_view
from scaffolder.render.constraint_names import named
from scaffolder.render.environment import render_template
from scaffolder.render.formatting import formatted
from scaffolder.render.index import Index
from scaffolder.render.media_view import bodies_context, led, media_context
from scaffolder.render.migration_view import TableLines, migration_context
from scaffolder.render.moving import IN_PLACE, moved, moved_to
from scaffolder.render.plan import MODULE_ROWS, PROJECT_ROWS, Planned
from scaffolder.render.project_view import has_texts
from scaffolder.render.rows import ProjectRow
from scaffolder.render.security_view import Scheme, schemes, security_context
from scaffolder.render.static_view import ErrorClass, Router, TitleContext
from scaffolder.render.testing import view as tests_view
from scaffolder.tree import Owner, Tree, TreeFile

_CONTRACT = "app/core/contract.py"
_INSTEAD = tuple(f"app/core/{name}.py" for name in ("answers", "database", "errors", "security"))
"""What has a template of its own in `templates/into/`."""
_ELSEWHERE = (_CONTRACT, "app/core/sqlite.py")
"""What only some documents need here, and what comes with an engine of ours."""
_REVISION = "into/migrations/revision.py.jinja"
_ROUTER = "into/[module]/router.py.jinja"


@dataclass(frozen=True, slots=True)
class IntoContext:
    """What of the project the shared code uses."""

    base_module: str
    base_name: str
    session_module: str
    session_name: str
    app_module: str
    app_name: str
    factory: bool
    """The application is made by calling `app_name`."""
    sync: bool
    """Sessions are synchronous."""


@dataclass(frozen=True, slots=True)
class IntoSettingsContext:
    """What the settings of generated modules show."""

    base_path: str
    env_prefix: str
    env_file: str


@dataclass(frozen=True, slots=True)
class IntoRoutersContext:
    """What the one router shows that includes all others."""

    routers: tuple[Router, ...]
    error_form: ErrorClass | None


@dataclass(frozen=True, slots=True)
class IntoTablesContext:
    """What the module of all generated tables shows."""

    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IntoTestsContext:
    """What the tests' `conftest.py` shows."""

    into: IntoContext
    schemes: tuple[Scheme, ...]


@dataclass(frozen=True, slots=True)
class IntoRevisionContext:
    """What a revision shows that follows theirs."""

    title: str
    revision: str
    down_revision: str
    tables: tuple[TableLines, ...]


def tree(model: ApiModel, layout: Layout, templates: Path | None) -> Tree:
    """Every file, in its place in the project."""
    files = tuple(planned_into(Index(led(model)), layout))
    modules = {str(m.entity): m.name for m in model.modules if m.entity}
    to = moved_to([f.path for f in files], layout, modules)

    def finish(texts: dict[str, str]) -> dict[str, str]:
        return _formatted(moved(texts, to, layout), layout)

    if templates is None:
        texts = finish({f.path: render_template(f.template, f.context) for f in files})
    else:
        texts = faults.rendered(files, templates, finish)
    made = [TreeFile(to.paths[f.path], texts[to.paths[f.path]], f.owner) for f in files]
    made += _packages([f.path for f in made], layout)
    shared = PurePosixPath(layout.path(f"{layout.core}.__init__")).parent
    made.append(TreeFile(f"{shared}/{model.document_name}", model.document_text))
    made = _entered(made, layout)
    kept = [TreeFile(path, text, Owner.SEEDED) for path, text in (layout.revisions.ours if layout.revisions else ())]
    return Tree([*made, *kept])


def _packages(paths: Sequence[str], layout: Layout) -> list[TreeFile]:
    """What makes packages of the new folders in which modules stand."""
    modules = [PurePosixPath(p) for p in paths if p.startswith(layout.source) and not p.startswith(f"{layout.tests}/")]
    new = {folder for p in modules for folder in p.parents if folder.name and not _has_files(str(folder), layout)}
    text = render_template("app/[module]/__init__.py.jinja", TitleContext("Generated from the API's document."))
    wanted = sorted(f"{folder}/__init__.py" for folder in new)
    return [TreeFile(path, text) for path in wanted if path not in paths]


def _entered(made: list[TreeFile], layout: Layout) -> list[TreeFile]:
    """Where the application's module holds what ours import, whoever enters one of our packages enters it first: else
    it would be halfway through its own imports when one of ours asks for the rest of another.
    """
    if layout.app.module not in {layout.base.module, layout.session.module, *(r.symbol.module for r in layout.reused)}:
        return made
    line = f"\nimport {layout.app.module}  # noqa: F401  first: it makes what the modules in here import\n"
    ours = {str(PurePosixPath(f.path).parent) for f in made if f.path.endswith("/__init__.py")}
    outer = {f"{folder}/__init__.py" for folder in ours if str(PurePosixPath(folder).parent) not in ours}
    return [replace(f, content=f"{f.content!s}{line}") if f.path in outer else f for f in made]


def _has_files(folder: str, layout: Layout) -> bool:
    """A folder of theirs, or one beside their modules that is none of Python's."""
    return any(path.startswith(f"{folder}/") for path in layout.taken) or f"{folder}/" == layout.source


def _formatted(texts: dict[str, str], layout: Layout) -> dict[str, str]:
    """Laid out as the project's own configuration asks; beside theirs, so that their modules count as the project's."""
    configuration = {"pyproject.toml": layout.configuration} if layout.configuration else {}
    used = {layout.base.module, layout.session.module, layout.app.module, *(r.symbol.module for r in layout.reused)}
    beside = {path: "" for path in map(layout.path, used) if path not in texts}
    made = formatted(beside | texts | configuration)
    return {path: made[path] for path in texts | configuration}


def planned_into(index: Index, layout: Layout) -> Iterator[Planned]:
    """Every file that is generated into a project."""
    yield from _core(index, layout)
    yield from _tests(index, layout)
    for module in index.model.modules:
        yield from _module(module, index, layout)
    yield from _revision(index, layout)


def _module(module: Module, index: Index, layout: Layout) -> Iterator[Planned]:
    """A module's files; a model of theirs stays the only one, and so do their packages."""
    reused = module.entity in {r.entity for r in layout.reused}
    for row in (*MODULE_ROWS, *tests_view.MODULE_ROWS):
        context = row.context(module, index)
        kept = row.path.endswith("/__init__.py") or (reused and row.path.endswith("/models.py"))
        if context is not None and not kept:
            template = _ROUTER if row.path.endswith("/router.py") else row.template
            yield Planned(template, row.path.replace("{module}", module.name), context, row.owner)


def _core(index: Index, layout: Layout) -> Iterator[Planned]:
    for row in (*PROJECT_ROWS, *static_view.ROWS):
        if _is_as_ours(row.path) and row.condition(index):
            yield Planned(row.template, row.path, row.context(index), row.owner)
    if has_texts(index) or bodies_context(index).raw:
        yield _planned(_CONTRACT, media_context(index))
    main, into = static_view.main_context(index), into_context(layout)
    yield _planned("app/core/database.py", into, "into/core/database.py")
    yield _planned("app/core/answers.py", static_view.empty_context(index), "into/core/answers.py")
    yield _planned("app/core/errors.py", media_context(index), "into/core/errors.py")
    yield _planned("app/core/security.py", security_context(index), "into/core/security.py")
    settings = IntoSettingsContext(index.model.base_path, layout.env_prefix, layout.env_file)
    yield _planned("app/settings.py", settings, "into/core/settings.py")
    yield _planned("app/core/routing.py", into, "into/core/routing.py")
    yield _planned("app/core/routers.py", IntoRoutersContext(main.routers, main.error_form), "into/core/routers.py")
    modules = static_view.tables_context(index).modules
    yield _planned("app/tables.py", IntoTablesContext(modules), "into/core/tables.py")


def _is_as_ours(path: str) -> bool:
    """Shared code that needs nothing of the application around it; for the rest there are templates of its own."""
    return path == "app/shared/schemas.py" or (path.startswith("app/core/") and path not in (*_INSTEAD, *_ELSEWHERE))


def _tests(index: Index, layout: Layout) -> Iterator[Planned]:
    for row in (*tests_view.ROWS, *_form_tests()):
        if row.condition(index):
            yield Planned(row.template, row.path, row.context(index), row.owner)
    context = IntoTestsContext(into_context(layout), schemes(index))
    yield _planned("tests/conftest.py", context, "into/tests/conftest.py")


def _form_tests() -> Iterator[ProjectRow]:
    return (row for row in static_view.ROWS if row.path == "tests/forms.py")


def _planned(path: str, context: object, template: str = "") -> Planned:
    return Planned(f"{template or path}.jinja", path, context, Owner.GENERATED)


def into_context(layout: Layout) -> IntoContext:
    """What of the project generated code imports."""
    return IntoContext(
        base_module=layout.base.module,
        base_name=layout.base.name,
        session_module=layout.session.module,
        session_name=layout.session.name,
        app_module=layout.app.module,
        app_name=layout.app.name,
        factory=layout.factory,
        sync=layout.sync,
    )


def _revision(index: Index, layout: Layout) -> Iterator[Planned]:
    """One revision for the tables that no revision creates yet."""
    if layout.revisions is None:
        return
    reused = {index.entities[name].table for r in layout.reused for name in index.entities if name == r.entity}
    known = layout.revisions.tables | reused
    context = migration_context(index)
    new = tuple(t for t in context.tables if t.name not in known)
    if new:
        written = new if layout.revisions.named else tuple(map(named, new))
        made = _creating(context.title, layout.revisions.head, written)
        path = f"{IN_PLACE}{layout.revisions.folder}/{made.revision}_add_{new[0].name}.py"
        yield Planned(_REVISION, path, made, Owner.SEEDED)


def _creating(title: str, head: str, tables: tuple[TableLines, ...]) -> IntoRevisionContext:
    text = "\0".join([head, *(t.name for t in tables)])
    return IntoRevisionContext(title, hashlib.sha256(text.encode()).hexdigest()[:12], head, tables)


def creating(index: Index) -> dict[str, str]:
    """By table, a revision that creates it alone, unformatted."""
    context = migration_context(index)
    return {t.name: render_template(_REVISION, _creating(context.title, "", (t,))) for t in context.tables}
