"""Project on disk → how it stands. Reads, never writes."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from scaffolder.condition import Body, Condition, Conflict, Filled
from scaffolder.project import lock, places
from scaffolder.project.answers import bodies_of, questions
from scaffolder.project.base import Bases
from scaffolder.project.compare import pristine
from scaffolder.project.lock import Asked, Lock
from scaffolder.project.merging import conflict_lines
from scaffolder.project.moved import find_moved
from scaffolder.tree import placeholders

NOTHING: Mapping[str, str] = {}


def condition(out: Path, accepted: Mapping[str, str] = NOTHING) -> Condition:
    """How a project stands; `accepted` holds digests of the bodies that a model wrote, by id.

    Rejected: its records are damaged.
    """
    root = Path(os.path.realpath(out))
    known, bases = lock.load(root), Bases(root)
    moved = find_moved(root, known.files, bases.get)
    where = {path: moved.get(path, path) for path in known.files}
    found = {path: data for path, at in where.items() if (data := places.read(root, at)) is not None}
    edited = [path for path, data in found.items() if not pristine(data, known.files[path])]
    conflicts = [Conflict(where[p], line) for p in edited for line in conflict_lines(found[p])]
    bodies = [
        b
        for p in found
        if b"# scaffold: begin" in found[p]
        for b in _bodies(where[p], found[p], bases.get(p), (known, accepted))
    ]
    return Condition(
        str(out),
        files=len(found),
        conflicts=tuple(sorted(conflicts)),
        placeholders=tuple(sorted(bodies)),
        edited=tuple(sorted(where[p] for p in edited)),
        deleted=tuple(sorted(set(known.files) - set(found))),
        moved=tuple(sorted(moved.items())),
    )


def bodies(out: Path, paths: Collection[str]) -> tuple[Filled, ...]:
    """The placeholders of some generated files, by the paths under which they were generated; sorted. Likewise."""
    root = Path(os.path.realpath(out))
    known, bases = lock.load(root), Bases(root)
    if not known.placeholders:
        return ()
    here = all(os.path.lexists(root / path) for path in paths)
    moved = {} if here else find_moved(root, known.files, bases.get)
    where = {path: moved.get(path, path) for path in paths if path in known.files}
    found = {path: data for path, at in where.items() if (data := places.read(root, at)) is not None}
    return tuple(
        sorted(b for p, data in found.items() for b in _bodies(where[p], data, bases.get(p), (known, NOTHING)))
    )


def _bodies(at: str, data: bytes, generated: bytes, known: tuple[Lock, Mapping[str, str]]) -> Iterator[Filled]:
    asked, own, (previous, accepted) = questions(generated), bodies_of(data), known
    for marker in placeholders(at, data.decode(errors="replace")):
        id_ = marker.id
        if id_ in asked and id_ in own and id_ in previous.placeholders:
            body = _state(own[id_], asked[id_], previous.placeholders[id_], accepted.get(id_))
            yield Filled(at, marker.line, id_, body)


def _state(body: str, asked: str, known: Asked, accepted: str | None) -> Body:
    if body == known.default:
        return Body.UNFILLED
    if known.body == body and known.asked != asked:
        return Body.STALE
    return Body.FILLED if body == accepted else Body.EDITED
