"""Renames of the document since the last run: found, announced, and told to the rooms that carry them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scaffolder import project, renames
from scaffolder.diagnostics import Diagnostic, Severity
from scaffolder.facts import EntityFact, Renamed
from scaffolder.flow.understanding import Understood
from scaffolder.model import ApiModel, Entity
from scaffolder.names import pascal, snake


def announced(known: Understood) -> Understood:
    """The same with the renames in its model, and a warning for each that the document does not state."""
    before = project.known_facts(known.out)
    if not before or known.model is None:
        return known
    model = renames.with_renames(known.model, before)
    told = tuple(_told(known, model))
    outcome = replace(known.outcome, model=model, diagnostics=(*known.outcome.diagnostics, *told))
    return replace(known, model=model, outcome=outcome, renamed=_renamed(model, before))


def _told(known: Understood, model: ApiModel) -> Iterator[Diagnostic]:
    assert known.model is not None
    assert known.document is not None
    for decision in model.decisions[len(known.model.decisions) :]:
        former = decision.decided.removeprefix("renamed from ")
        message = f"{decision.subject} is taken for the former {former}: code and data move along"
        hint = (
            f"Say so with x-renamed-from: {former}; if it is another thing, scaffold undo, then generate in two steps."
        )
        yield Diagnostic("F003", Severity.WARNING, message, known.document.locate(decision.origin), hint)


def _renamed(model: ApiModel, before: Sequence[EntityFact]) -> Renamed:
    pairs = [(entity, fact) for entity in model.entities if (fact := renames.former_entity(entity, before))]
    modules = tuple((f.module, str(e.module)) for e, f in pairs if f.module != e.module)
    changed = {pair: None for entity, fact in pairs for pair in _words(entity, fact)}
    kept = [(e, fact) for e in model.entities for fact in before if fact.name == e.name]
    columns = tuple(c for entity, fact in (*pairs, *kept) for c in _columns(entity, fact))
    return Renamed(modules, tuple(changed), columns)


def _words(entity: Entity, fact: EntityFact) -> Iterator[tuple[str, str]]:
    """Every form in which the names stand in code, longest first; modules are named by the plural."""
    for old, new in ((fact.module, str(entity.module)), (snake(fact.name), snake(entity.name))):
        yield old, new
        yield pascal(old), pascal(new)
        yield old.upper(), new.upper()


def _columns(entity: Entity, fact: EntityFact) -> Iterator[tuple[str, str, str]]:
    for column in entity.columns:
        former = next((c for c in fact.columns if column.renamed_from in {c.json_name, c.name}), None)
        if column.renamed_from and former is not None and former.name != column.name:
            yield str(entity.module), former.name, str(column.name)
