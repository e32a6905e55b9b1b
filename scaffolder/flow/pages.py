"""Project on disk → overview → one page to look at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath

from scaffolder.changes import Action
from scaffolder.events import Listener, StageStarted, ignore
from scaffolder.flow.understanding import Request, Understood, no_project, understood
from scaffolder.outcome import Outcome
from scaffolder.overview import Difference, Overview

_DOCUMENTS = ("openapi.yaml", "openapi.json")
"""Names under which a project carries its contract."""


def page(folder: Path, out: Path, notify: Listener = ignore) -> Outcome:
    """Write the page of a project. Rejected: no project; Outside: the disk refuses."""
    from scaffolder import project, report
    from scaffolder.diagnostics import Outside

    project.recover(folder)
    if not project.is_project(folder):
        raise no_project(folder)
    known = understood(Request(str(document_of(folder)), out=folder), notify)
    if known.model is None:
        return known.outcome
    notify(StageStarted("drawing", str(out)))
    text = report.page(overview_of(folder, known))
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Outside(f"{out}: {error.strerror or error}") from error
    return replace(known.outcome, page=str(out))


def document_of(folder: Path) -> Path:
    """The contract that a project carries: as it was generated, at the top or beside the shared code."""
    from scaffolder import project

    generated = sorted(p for p in project.generated(folder) if PurePosixPath(p).name in _DOCUMENTS)
    found = (folder / name for name in (*generated, *_DOCUMENTS) if (folder / name).exists())
    return next(found, folder / _DOCUMENTS[0])


def overview_of(folder: Path, known: Understood) -> Overview:
    """Gather what the rooms know of a project; nothing is checked or reviewed anew."""
    from scaffolder import project
    from scaffolder.flow.placeholders import standings_of

    assert known.model is not None
    verdict, when = project.kept_verdict(folder) or (None, "")
    changed = tuple(_difference(*texts) for texts in project.replaced(folder))
    review = project.kept_review(folder)
    return Overview(str(folder), known.model, standings_of(folder, known), verdict, when, changed, review)


def _difference(path: str, before: str, after: str) -> Difference:
    action = Action.UPDATED if before and after else Action.CREATED if after else Action.REMOVED
    return Difference(path, action, before, after)
