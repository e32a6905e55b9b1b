"""What a `test_rules.py` shows: a placeholder for the test of each rule and of each custom operation.

In: a module. Out: `RulesTestsContext`.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model import Kind, Media, Module, Operation, Problem
from scaffolder.render.index import Index
from scaffolder.render.rules_view import enforced_rules
from scaffolder.render.testing.answers import ErrorChecks
from scaffolder.render.testing.requests import Requests
from scaffolder.render.testing.rows import RowFacts, row_facts
from scaffolder.render.testing.values import expression, pieces


@dataclass(frozen=True, slots=True)
class RuleTest:
    """The placeholder of a rule's test."""

    id: str
    name: str
    text: str
    reason: str
    """The text as an expression."""


@dataclass(frozen=True, slots=True)
class CustomTest:
    """The placeholder of a custom operation's test."""

    id: str
    name: str
    text: str
    call: str
    """A valid call; "" where there is none."""
    error: str


@dataclass(frozen=True, slots=True)
class RulesTestsContext:
    """A module's `test_rules.py`."""

    title: str
    module: str
    rules: tuple[RuleTest, ...]
    customs: tuple[CustomTest, ...]


def rules_tests_context(module: Module, index: Index) -> RulesTestsContext | None:
    """The placeholders of a module's tests; None where it has no rule and no custom operation."""
    operations = index.operations(module)
    entity = index.entities[module.entity] if module.entity else None
    rules = enforced_rules(entity, operations)
    facts, errors = row_facts(index), ErrorChecks(index)
    customs = tuple(_custom(o, facts, errors) for o in operations if o.kind is Kind.CUSTOM)
    if not rules and not customs:
        return None
    return RulesTestsContext(
        title=module.title,
        module=module.name,
        rules=tuple(RuleTest(r.id, r.identifier, r.text, pieces(" ".join(r.text.split()))) for r in rules),
        customs=customs,
    )


def _custom(operation: Operation, facts: RowFacts, errors: ErrorChecks) -> CustomTest:
    requests = Requests(operation, facts)
    body = operation.body if operation.body and operation.body.media is Media.JSON else None
    readable = operation.method not in ("GET", "HEAD")
    needed = body is not None and readable and body.sample.value is not None
    sendable = requests.sendable and not (body and body.required and readable and not needed)
    written = expression(body.sample) if body and needed else ""
    return CustomTest(
        id=operation.identifier,
        name=operation.identifier,
        text=operation.summary or operation.description,
        call=requests.call(requests.address(), body=written) if sendable else "",
        error=errors.check(operation, Problem.NOT_IMPLEMENTED),
    )
