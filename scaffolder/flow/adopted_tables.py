"""Tables that earlier runs added to a project → further revisions of theirs, where the document changed.

In: the model as it is now, and what was found of the project. Out: revisions that follow their head, what these import,
and what a person should know. Their project is not run: our own modules are rendered as an application of their own
into a scratch folder, where our earlier revisions are its past; what differs is found as in a project of our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from scaffolder import migrate
from scaffolder.diagnostics import Diagnostic, Place, Severity
from scaffolder.layout import Layout, Revisions
from scaffolder.migrate.revision import FOLDER, Revision
from scaffolder.model import ApiModel
from scaffolder.render import render, tables_apart
from scaffolder.render.formatting import formatted
from scaffolder.tree import Owner, Tree, TreeFile

_STEPS = ("steps", "nesting")
_IMPORTED = re.compile(r"^from [\w.]+ import (?=(?:nesting|steps)\b)", re.MULTILINE)
_DOWN = re.compile(r"^down_revision: .*$", re.MULTILINE)
_NAMED = ("drop_constraint(", "change_primary_key(", "steps.rename(")


@dataclass(frozen=True, slots=True)
class Further:
    """What a run adds for tables that are there."""

    files: tuple[TreeFile, ...] = ()
    findings: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, and how it is found out."""

    model: ApiModel
    templates: Path | None
    machine: migrate.Machine
    edited: frozenset[str]
    """Generated files that a person edited: these are not run."""
    lose: bool = False
    require: bool = False


def further(wanted: Wanted, layout: Layout) -> Further:
    """The revisions that our tables need. Nothing where no run added any before."""
    theirs = layout.revisions
    if theirs is None or not theirs.ours:
        return Further()
    if edited := sorted(path for path, _ in theirs.ours if path in wanted.edited):
        return Further(_steps_there(theirs, layout, wanted), (_edited(edited[0]),))
    with TemporaryDirectory(prefix="scaffold-adopted-") as scratch:
        tree = render(wanted.model, wanted.templates)
        _lay(Path(scratch), tree, theirs, wanted.model, layout)
        standing = migrate.Standing(Path(scratch), {})
        revised = migrate.revise(
            standing, wanted.model, lambda: wanted.machine, lose=wanted.lose, require=wanted.require
        )
    made = list(_placed(revised.revisions, layout, theirs))
    used = any(_IMPORTED.search(text) for _, text in (*theirs.ours, *((f.path, str(f.content)) for f in made)))
    shared = _shared(tree, layout) if used else ()
    return Further((*made, *shared), (*revised.diagnostics, *_about_names(made)))


def _steps_there(theirs: Revisions, layout: Layout, wanted: Wanted) -> tuple[TreeFile, ...]:
    used = any(_IMPORTED.search(text) for _, text in theirs.ours)
    return tuple(_shared(render(wanted.model, wanted.templates), layout)) if used else ()


def without_new(layout: Layout, model: ApiModel) -> Layout:
    """The layout as it is for files: new tables, too, are created by what `further` adds, once a run came before."""
    theirs = layout.revisions
    if theirs is None or not theirs.ours:
        return layout
    return replace(layout, revisions=replace(theirs, tables=theirs.tables | tables_apart(model, None).keys()))


def _lay(root: Path, tree: Tree, theirs: Revisions, model: ApiModel, layout: Layout) -> None:
    """An application of our own whose past is that of our tables in theirs."""
    for path, file in tree.items():
        if path.startswith(("app/", "migrations/", "alembic.ini")) and not path.startswith(f"{FOLDER}/"):
            _put(root / path, file.data)
    reused = {entity.table for entity in model.entities if entity.name in {r.entity for r in layout.reused}}
    past = [("0000_theirs.py", text) for text in tables_apart(model, reused).values()]
    past += [(PurePosixPath(path).name, _IMPORTED.sub("from migrations import ", text)) for path, text in theirs.ours]
    down = ""
    for name, text in past:
        said = f'"{down}"' if down else "None"
        _put(root / FOLDER / name, _DOWN.sub(f"down_revision: str | None = {said}", text, count=1).encode())
        down = _id(text)


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _id(text: str) -> str:
    found = re.search(r'^revision: str = "(\w+)"', text, re.MULTILINE)
    return found[1] if found else ""


def _placed(made: Iterable[Revision], layout: Layout, theirs: Revisions) -> Iterator[TreeFile]:
    """The revisions where theirs are, after their head."""
    down, texts = theirs.head, dict[str, str]()
    for revision in made:
        slug = PurePosixPath(revision.path).stem.partition("_")[2]
        text = _IMPORTED.sub(f"from {layout.core} import ", revision.text)
        text = _DOWN.sub(f'down_revision: str | Sequence[str] | None = "{down}"', text, count=1)
        texts[f"{theirs.folder}/{revision.id}_{slug}.py"] = text
        down = revision.id
    configuration = {"pyproject.toml": layout.configuration} if layout.configuration else {}
    laid_out = formatted({**texts, **configuration}) if texts else {}
    return (TreeFile(path, laid_out[path], Owner.SEEDED) for path in texts)


def _shared(tree: Mapping[str, TreeFile], layout: Layout) -> Iterator[TreeFile]:
    """What the revisions call, beside what all generated modules share."""
    for name in _STEPS:
        text = str(tree[f"migrations/{name}.py"].content)
        yield TreeFile(layout.path(f"{layout.core}.{name}"), text.replace("from migrations.", f"from {layout.core}."))


def _edited(path: str) -> Diagnostic:
    hint = "Write what changed since into a revision of your own; alembic revision --autogenerate finds it."
    message = "no revision was written: this one was edited, so that it does not tell what the tables are"
    return Diagnostic("M006", Severity.WARNING, message, Place(path), hint)


def _about_names(made: Iterable[TreeFile]) -> Iterator[Diagnostic]:
    for file in made:
        if any(call in str(file.content) for call in _NAMED):
            hint = "Where your naming convention is another, put your names there before it runs."
            message = "this revision drops or renames constraints by the names that scaffold gives them"
            yield Diagnostic("M010", Severity.NOTE, message, Place(file.path), hint)
