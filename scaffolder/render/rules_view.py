"""What a `rules.py` shows: one placeholder for each rule and for each custom operation.

In: a module. Out: `RulesContext`.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model import Entity, Kind, Module, Operation, Rule
from scaffolder.render.annotations import Annotations
from scaffolder.render.endpoint_answers import Answers
from scaffolder.render.endpoint_arguments import Arguments, EndpointArgument
from scaffolder.render.index import Index
from scaffolder.render.needs import rules_of


@dataclass(frozen=True, slots=True)
class RuleFunction:
    """A placeholder for a rule."""

    id: str
    name: str
    row: str
    """The ORM class of the change."""
    text: str
    moments: str
    status: int | None


@dataclass(frozen=True, slots=True)
class CustomFunction:
    """A placeholder for a custom operation."""

    id: str
    name: str
    arguments: tuple[EndpointArgument, ...]
    returns: str
    text: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RulesContext:
    """What the template of `rules.py` places."""

    title: str
    module: str
    rules: tuple[RuleFunction, ...]
    customs: tuple[CustomFunction, ...]
    has_entity: bool


def rules_context(module: Module, index: Index) -> RulesContext:
    """The context of a module's `rules.py`."""
    operations = index.operations(module)
    entity = index.entities[module.entity] if module.entity else None
    return RulesContext(
        title=module.title,
        module=module.name,
        rules=tuple(_rule(r, entity) for r in enforced_rules(entity, operations)) if entity else (),
        customs=tuple(_custom(o, module, index) for o in operations if o.kind is Kind.CUSTOM),
        has_entity=entity is not None,
    )


def enforced_rules(entity: Entity | None, operations: tuple[Operation, ...]) -> tuple[Rule, ...]:
    """Rules that some operation checks, each once, in the order of the document."""
    if entity is None:
        return ()
    own = [o for o in operations if o.entity == entity.name]
    found = {r.id: r for o in own for r in rules_of(o, entity)}
    order = [*entity.rules, *(r for o in own for r in o.rules)]
    return tuple(found[r.id] for r in order if r.id in found)


def _rule(rule: Rule, entity: Entity) -> RuleFunction:
    moments = ", ".join(m.value for m in rule.on)
    return RuleFunction(rule.id, rule.identifier, f"models.{entity.name}", rule.text, moments, rule.status)


def _custom(operation: Operation, module: Module, index: Index) -> CustomFunction:
    return CustomFunction(
        id=operation.identifier,
        name=operation.identifier,
        arguments=Arguments(index).arguments(operation, Annotations(index.definitions, None)),
        returns=Answers(module, index).returns(operation),
        text=operation.description or operation.summary,
        rules=tuple(r.text for r in operation.rules),
    )
