"""How every placeholder of a project stands, and which are to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scaffolder.fill.records import Attempt, Record, digest
from scaffolder.fill.tasks import Pair, Task
from scaffolder.filling import Standing, State


def state(task: Task, record: Record | None, brief: str = "") -> State:
    """One placeholder's. `brief` are requirements in prose, where they are given again."""
    accepted = record.accepted if record is not None else None
    if task.unfilled:
        return State.FAILED if record is not None and _tried(task, record, brief) else State.UNFILLED
    if accepted is None or accepted.stands != digest(task.body):
        return State.EDITED
    return State.FILLED if _fits(task, accepted, brief) else State.STALE


def _tried(task: Task, record: Record, brief: str) -> bool:
    return record.failed is not None and _fits(task, record.failed, brief)


def _fits(task: Task, attempt: Attempt, brief: str) -> bool:
    return attempt.key == task.key and (not brief or attempt.brief == digest(brief))


def standing(task: Task, record: Record | None, brief: str = "") -> Standing:
    """All that is to be told of one placeholder."""
    found = state(task, record, brief)
    shown = _shown(found, record)
    plain = Standing(task.id, task.path, task.line, task.part, task.text, found)
    if shown is None:
        return plain
    return Standing(
        task.id,
        task.path,
        task.line,
        task.part,
        task.text,
        found,
        shown.model,
        shown.attempts,
        shown.usage,
        shown.mutants,
        shown.killed,
        shown.errors[0] if shown.errors else "",
    )


def _shown(found: State, record: Record | None) -> Attempt | None:
    if record is None:
        return None
    return {State.FAILED: record.failed, State.FILLED: record.accepted, State.STALE: record.accepted}.get(found)


def standings(pairs: Iterable[Pair], records: Mapping[str, Record], brief: str = "") -> tuple[Standing, ...]:
    """Those of all placeholders, by file and line."""
    found = (standing(t, records.get(t.id), brief) for p in pairs for t in p.tasks)
    return tuple(sorted(found, key=lambda s: (s.path, s.line)))


def to_ask(pairs: Iterable[Pair], records: Mapping[str, Record], brief: str = "") -> frozenset[str]:
    """Ids of what is unfilled, stale or failed before; a person's own work is never asked for."""
    asked = {State.UNFILLED, State.STALE, State.FAILED}
    return frozenset(t.id for p in pairs for t in p.tasks if state(t, records.get(t.id), brief) in asked)
