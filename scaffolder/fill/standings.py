"""How every placeholder of a project stands, and which are to be asked.

What failed is not asked again as long as it would be the same question: its rule, its signature, the brief, the body
of its counterpart and the model are those of last time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user said of a run."""

    brief: str = ""
    models: tuple[str, ...] = ()
    """Those that would be asked."""
    retry: bool = False
    """Whatever failed before is to be asked again."""
    named: frozenset[str] = frozenset()
    """Ids that are to be asked again though they failed."""


@dataclass(frozen=True, slots=True)
class Questions:
    """Ids of placeholders that have no body that holds."""

    asked: frozenset[str]
    """Unfilled, stale, or failed for other reasons than those of now."""
    passed_over: frozenset[str]
    """Failed, and nothing has changed since."""


def to_ask(pairs: Iterable[Pair], records: Mapping[str, Record], wish: Wish) -> Questions:
    """What a run would ask; a person's own work is never asked for."""
    asked, failed = set[str](), set[str]()
    for task, beside in _with_counterparts(pairs):
        record = records.get(task.id)
        found = state(task, record, wish.brief)
        if found is State.FAILED and not _again(task, record, beside, wish):
            failed.add(task.id)
        elif found in {State.UNFILLED, State.STALE, State.FAILED}:
            asked.add(task.id)
    return Questions(frozenset(asked), frozenset(failed))


def _with_counterparts(pairs: Iterable[Pair]) -> Iterator[tuple[Task, str]]:
    for pair in pairs:
        for task in pair.tasks:
            yield task, pair.beside(task)


def _again(task: Task, record: Record | None, beside: str, wish: Wish) -> bool:
    """A failed placeholder may fare better now, or the user wants it tried."""
    failed = record.failed if record is not None else None
    if failed is None or failed.broken_off or wish.retry or task.id in wish.named:
        return True
    return failed.beside != digest(beside) or bool(wish.models and failed.model not in wish.models)
