"""Project on disk → its placeholders, what a model would be shown of its code, and how each of them stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scaffolder.diagnostics import Rejected
from scaffolder.events import Listener, StageStarted, ignore
from scaffolder.filling import Standing
from scaffolder.flow.pages import document_of
from scaffolder.flow.understanding import Request, no_project, understood
from scaffolder.outcome import Outcome
from scaffolder.settings import Settings
from scaffolder.tree import Placeholder, Tree

if TYPE_CHECKING:
    from scaffolder.fill import Code, Pair, Record, Task
    from scaffolder.flow.understanding import Understood
    from scaffolder.model import ApiModel


@dataclass(frozen=True, slots=True)
class Known:
    """A project, as far as its placeholders are concerned."""

    folder: Path
    outcome: Outcome
    model: ApiModel
    settings: Settings
    code: Code
    generated: Mapping[str, str]
    """Files as they are generated, every placeholder in its safe default."""
    pairs: tuple[Pair, ...]
    records: Mapping[str, Record]

    @property
    def tasks(self) -> tuple[Task, ...]:
        """All placeholders."""
        return tuple(t for p in self.pairs for t in p.tasks)

    def beside(self, task: Task) -> str:
        """The body of a placeholder's counterpart."""
        return next((p.beside(task) for p in self.pairs if any(t.id == task.id for t in p.tasks)), "")


def know(folder: Path, notify: Listener = ignore) -> Known | Outcome:
    """What there is to fill in a project; an outcome where its document cannot be worked on."""
    from scaffolder import fill, project
    from scaffolder.render import render

    project.recover(folder)
    if not project.is_project(folder):
        raise no_project(folder)
    found = understood(Request(str(document_of(folder)), out=folder), notify)
    if found.model is None:
        return found.outcome
    notify(StageStarted("rendering"))
    before = project.known_texts(folder) if found.templates is None else {}
    texts = ((path, file.content) for path, file in render(found.model, found.templates, before).items())
    generated = {path: text for path, text in texts if isinstance(text, str)}
    code = fill.read_code(folder)
    records, findings = fill.load_records(folder)
    outcome = Outcome((*found.outcome.diagnostics, *findings))
    pairs = fill.find(found.model, code, generated)
    return Known(folder, outcome, found.model, found.settings, code, generated, pairs, records)


def standings(folder: Path, notify: Listener = ignore) -> tuple[Standing, ...]:
    """How every placeholder of a project stands; () where its document or its settings cannot be worked on."""
    try:
        found = understood(Request(str(document_of(folder)), out=folder), notify)
    except Rejected:
        return ()
    return standings_of(folder, found) if found.model is not None else ()


def standings_of(folder: Path, found: Understood) -> tuple[Standing, ...]:
    """The same where the document is understood: only files that hold placeholders are rendered."""
    from scaffolder import fill, project
    from scaffolder.render import render_bodies

    assert found.model is not None
    before = project.known_texts(folder) if found.templates is None else {}
    generated = render_bodies(found.model, found.templates, before)
    records, _ = fill.load_records(folder)
    return fill.standings(fill.find(found.model, fill.read_code(folder), generated), records)


def reproduced(tree: Tree, folder: Path) -> tuple[Tree, tuple[Placeholder, ...]]:
    """A rendered tree with the accepted fills that a project records, and the placeholders that have none.

    No model is needed to have them again.
    """
    from scaffolder import fill

    records, _ = fill.load_records(folder)
    filled = {r.id for r in records.values() if r.accepted is not None}
    return fill.reproduced(tree, records), tuple(p for p in tree.placeholders() if p.id not in filled)
