"""What a document renamed since the last run: `ApiModel` + what the last run knew → `ApiModel` with its renames.

A rename that the document itself states (`x-renamed-from`) is taken; one that is not stated is taken where nothing else
is likely: an entity is gone and a new one has nearly the same columns, or a column is gone and a new one of its kind
has nearly the same name. Those are announced as decisions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from scaffolder.facts import ColumnFact, EntityFact
from scaffolder.model import ApiModel, Column, Decision, Entity
from scaffolder.names import words

_SAME_COLUMNS = 0.8
"""Part of all columns that two entities must share by name and kind."""
_FEWEST = 3
"""Columns in common that tell one entity from others."""
_SAME_NAME = 0.8
"""Likeness (difflib's ratio) of two columns' names."""


def facts_of(model: ApiModel) -> tuple[EntityFact, ...]:
    """What the next run needs to know of this one."""
    return tuple(
        EntityFact(e.name, e.module, tuple(ColumnFact(c.name, c.json_name, c.kind.value) for c in e.columns))
        for e in model.entities
    )


def former_entity(entity: Entity, before: Sequence[EntityFact]) -> EntityFact | None:
    """The entity that this one was; None where it had the same name, or was not there."""
    if not entity.renamed_from or any(fact.name == entity.name for fact in before):
        return None
    return next((fact for fact in before if _same_words(fact.name, entity.renamed_from)), None)


def with_renames(model: ApiModel, before: Sequence[EntityFact]) -> ApiModel:
    """The model in which entities and columns that were renamed without saying so say what they were."""
    if not before:
        return model
    found = dict(_entities(model, before))
    decisions: list[Decision] = []
    entities = tuple(_renamed(entity, before, found, decisions) for entity in model.entities)
    return replace(model, entities=entities, decisions=(*model.decisions, *decisions)) if decisions else model


def _renamed(
    entity: Entity, before: Sequence[EntityFact], found: Mapping[str, EntityFact], decisions: list[Decision]
) -> Entity:
    if former := found.get(entity.name):
        decisions.append(_decision(entity.name, former.name, "nearly the same columns", entity.origin))
        entity = replace(entity, renamed_from=former.name)
    fact = next((f for f in before if f.name == entity.name), None) or former_entity(entity, before)
    columns = dict(_columns(entity, fact)) if fact else {}
    for name, old in columns.items():
        reason = "the same kind and nearly the same name"
        decisions.append(_decision(f"{entity.name}.{name}", old, reason, entity.origin))
    made = (replace(c, renamed_from=columns.get(c.name, c.renamed_from)) for c in entity.columns)
    return replace(entity, columns=tuple(made)) if columns else entity


def _decision(subject: str, former: str, reason: str, origin: str) -> Decision:
    return Decision(subject, f"renamed from {former}", f"{reason}; x-renamed-from would say so for certain", origin)


def _entities(model: ApiModel, before: Sequence[EntityFact]) -> Iterator[tuple[str, EntityFact]]:
    """New entities and the ones that they were: each the only one of its likeness for the other."""
    names = {e.name for e in model.entities}
    claimed = {f.name for e in model.entities if (f := former_entity(e, before))}
    gone = [f for f in before if f.name not in names | claimed]
    known = {f.name for f in before}
    new = [e for e in model.entities if e.name not in known and not e.renamed_from]
    for entity in new:
        alike = [fact for fact in gone if _alike(entity, fact)]
        if len(alike) == 1 and sum(_alike(other, alike[0]) for other in new) == 1:
            yield entity.name, alike[0]


def _alike(entity: Entity, fact: EntityFact) -> bool:
    now = {(c.name, c.kind.value) for c in entity.columns}
    then = {(c.name, c.kind) for c in fact.columns}
    common = len(now & then)
    return common >= _FEWEST and common / len(now | then) >= _SAME_COLUMNS


def _columns(entity: Entity, fact: EntityFact) -> Iterator[tuple[str, str]]:
    """New columns and the former JSON names of those that they were."""
    now, then = {c.name for c in entity.columns}, {c.name for c in fact.columns}
    gone = [c for c in fact.columns if c.name not in now]
    new = [c for c in entity.columns if c.name not in then and not c.renamed_from]
    for column in new:
        alike = [old for old in gone if _same_column(column, old)]
        if len(alike) == 1 and sum(_same_column(other, alike[0]) for other in new) == 1:
            yield column.name, alike[0].json_name or alike[0].name


def _same_column(column: Column, fact: ColumnFact) -> bool:
    if column.kind.value != fact.kind:
        return False
    one, other = words(column.name), words(fact.name)
    return "".join(one) == "".join(other) or SequenceMatcher(None, column.name, fact.name).ratio() >= _SAME_NAME


def _same_words(one: str, other: str) -> bool:
    return "".join(words(one)).lower() == "".join(words(other)).lower()
