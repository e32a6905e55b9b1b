"""`scaffold verify --conformance`: project on disk → the verdict of a client that knows only the document."""

from __future__ import annotations

from pathlib import Path

from scaffolder.events import Listener, StageStarted, ignore
from scaffolder.flow import remembered
from scaffolder.flow.understanding import no_project
from scaffolder.outcome import Outcome


def conform(
    folder: Path,
    *,
    databases: tuple[str, ...],
    seed: int | None = None,
    seconds: int = 120,
    notify: Listener = ignore,
) -> Outcome:
    """Drive the application of a project on each of the databases. `seconds` is the time for each of them."""
    from scaffolder import project
    from scaffolder.verify import conformance

    project.recover(folder)
    if not project.is_project(folder):
        raise no_project(folder)
    notify(StageStarted("driving", str(folder)))
    wish = conformance.Wish(databases, seed, seconds)
    return remembered(folder, conformance.conform(folder, wish, notify=notify))
