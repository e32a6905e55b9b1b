"""Documents with hostile strings in their slots, and what the tool makes of them."""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from hostile.documents import Json, Slot, openapi, swagger
from hostile.strings import CANARY, spell
from scaffolder.diagnostics import Diagnostic, Severity
from scaffolder.document import read
from scaffolder.inference import understand
from scaffolder.model import ApiModel
from scaffolder.render import render
from scaffolder.render.environment import render_template
from scaffolder.render.index import Index
from scaffolder.render.plan import planned
from scaffolder.tree import Tree, TreeFile

DOCUMENTS = {"openapi": openapi, "swagger": swagger}
KINDS = ("text", "value", "name")
_FIXED = {"cat", "dog"}
"""Names that the document uses in more than one role."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A slot: its kind and the string that stands there otherwise."""

    kind: str
    benign: str


@dataclass(slots=True)
class Recorder:
    """Lists the slots of a document in their order."""

    found: dict[Position, None] = field(default_factory=dict)

    def __call__(self, kind: str, benign: str) -> str:
        self.found[Position(kind, benign)] = None
        return benign


@lru_cache
def positions(document: str) -> tuple[Position, ...]:
    recorder = Recorder()
    DOCUMENTS[document](recorder)
    return tuple(recorder.found)


def filled(document: str, pattern: str, where: Collection[Position]) -> Json:
    """The document with the hostile string at some positions."""
    numbers = {position: number for number, position in enumerate(positions(document)) if position in where}

    def slot(kind: str, benign: str) -> str:
        number = numbers.get(Position(kind, benign))
        return benign if number is None else spell(pattern, number)

    chosen: Slot = slot
    return DOCUMENTS[document](chosen)


@dataclass(frozen=True, slots=True)
class Result:
    """Either a model, or the findings that say why there is none."""

    model: ApiModel | None
    findings: tuple[Diagnostic, ...]


def understood(document: Json) -> Result:
    """What becomes of a document; never an exception, whatever stands in it."""
    source, findings = read("-", stdin=io.BytesIO(json.dumps(document).encode()))
    if source is None:
        assert any(f.severity is Severity.ERROR for f in findings)
        return Result(None, findings)
    model, more = understand(source)
    return Result(model, findings + more)


def unformatted(model: ApiModel) -> Tree:
    """The tree as the templates give it, before ruff has seen it: faster, and nothing is hidden by layout."""
    return Tree(TreeFile(f.path, render_template(f.template, f.context), f.owner) for f in planned(Index(model)))


@lru_cache
def benign(document: str) -> ApiModel:
    model = understood(DOCUMENTS[document](Recorder())).model
    assert model is not None
    return model


def accepted(document: str, pattern: str, kind: str) -> tuple[Position, ...]:
    """Positions of a kind that may hold the string, all at once where possible, else each for itself."""
    wanted = tuple(p for p in positions(document) if p.kind == kind)
    if understood(filled(document, pattern, wanted)).model is not None:
        return wanted
    alone = tuple(p for p in wanted if understood(filled(document, pattern, (p,))).model is not None)
    return alone if understood(filled(document, pattern, alone)).model is not None else alone[: len(alone) // 2]


def forms(document: str, pattern: str) -> Iterator[tuple[str, ApiModel]]:
    """The document with the string in each kind of positions, where it is accepted at all."""
    for kind in KINDS:
        where = accepted(document, pattern, kind)
        model = understood(filled(document, pattern, where)).model if where else None
        if model is not None:
            yield kind, model


__all__ = [
    "CANARY",
    "DOCUMENTS",
    "KINDS",
    "Position",
    "accepted",
    "benign",
    "filled",
    "forms",
    "positions",
    "render",
    "understood",
    "unformatted",
]
