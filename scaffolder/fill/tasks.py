"""API model + code → what there is to fill: each placeholder with all that is known of it, rules paired with tests."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scaffolder.bodies import Misplaced, body_of, region
from scaffolder.fills import Part
from scaffolder.model import ApiModel, Entity, Module, Operation, Rule
from scaffolder.parsing import parse

TEST_PREFIX = "test_"
_VERSION = 1
"""Of what is asked; a new one makes every fill stale."""


@dataclass(frozen=True, slots=True)
class Task:
    """One placeholder of the project."""

    id: str
    part: Part
    path: str
    line: int
    function: str
    """Name of the function that it is the body of."""
    signature: str
    """One line, from `async def` to the colon."""
    body: str
    """As it stands."""
    default: str
    """The safe default, as it is generated."""
    module: Module
    entity: Entity | None
    """Whose rows it is about; None for a custom operation that belongs to none."""
    rule: Rule | None
    """None for custom operations and their tests."""
    operation: Operation | None
    """None for rules of entities and their tests."""

    @property
    def text(self) -> str:
        """The rule, or what the operation does, with its rules."""
        if self.rule is not None:
            return " ".join(self.rule.text.split())
        assert self.operation is not None
        told = " ".join((self.operation.description or self.operation.summary or self.operation.operation_id).split())
        return " ".join([told, *(" ".join(r.text.split()) for r in self.operation.rules)])

    @property
    def unfilled(self) -> bool:
        """The safe default stands."""
        return self.body in {self.default, ""} or self.body.strip() == "pass"

    @property
    def key(self) -> str:
        """The digest of what a fill is made from: what is asked, not the code around it."""
        made_from = [_VERSION, self.part, self.signature, *self._asked()]
        return hashlib.sha256(json.dumps(made_from, ensure_ascii=True).encode()).hexdigest()

    def _asked(self) -> Iterator[object]:
        if self.rule is not None:
            yield from (self.rule.text, [m.value for m in self.rule.on], self.rule.status)
        if self.operation is not None:
            o = self.operation
            yield from (o.method, o.path, o.summary, o.description, o.status, [r.status for r in o.responses])
            yield [[r.text, r.status] for r in o.rules]


@dataclass(frozen=True, slots=True)
class Pair:
    """A rule or custom operation, and its test; at least one of them."""

    subject: Task | None
    test: Task | None

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Those that there are."""
        return tuple(t for t in (self.subject, self.test) if t is not None)

    def beside(self, task: Task) -> str:
        """The body of a task's counterpart, as it stands."""
        return next((t.body for t in self.tasks if t.id != task.id), "")

    @property
    def first(self) -> Task:
        """The subject, or else the test."""
        return self.tasks[0]


def find(model: ApiModel, code: Mapping[str, str], generated: Mapping[str, str]) -> tuple[Pair, ...]:
    """Every placeholder that the document asks for and the project has, in the order of the document.

    `generated` holds the generated files, with every placeholder in its safe default.
    """
    makers = _Maker(code, generated)
    pairs = (Pair(makers.task(s, test=False), makers.task(s, test=True)) for s in _subjects(model))
    return tuple(p for p in pairs if p.tasks)


@dataclass(frozen=True, slots=True)
class _Subject:
    id: str
    module: Module
    entity: Entity | None
    rule: Rule | None
    operation: Operation | None


def _subjects(model: ApiModel) -> Iterator[_Subject]:
    entities = {e.name: e for e in model.entities}
    operations = {o.identifier: o for o in model.operations}
    for module in model.modules:
        own = [operations[i] for i in module.operations]
        entity = entities.get(module.entity) if module.entity else None
        for rule in _rules(entity, own):
            yield _Subject(rule.id, module, entity, rule, None)
        for operation in own:
            if operation.custom:
                yield _Subject(operation.identifier, module, entity, None, operation)


def _rules(entity: Entity | None, operations: Iterable[Operation]) -> Iterator[Rule]:
    yield from entity.rules if entity else ()
    for operation in operations:
        if not operation.custom:
            yield from operation.rules


class _Maker:
    """Makes tasks of the texts of a project."""

    def __init__(self, code: Mapping[str, str], generated: Mapping[str, str]) -> None:
        self._code, self._generated = code, generated

    def task(self, subject: _Subject, *, test: bool) -> Task | None:
        """The task, or None where the project has no such placeholder."""
        name = subject.module.name
        path = f"tests/{name}/test_rules.py" if test else f"app/{name}/rules.py"
        id_ = f"{TEST_PREFIX}{subject.id}" if test else subject.id
        text = self._code.get(path, "")
        try:
            where, body = region(text, id_), body_of(text, id_)
        except Misplaced:
            return None
        line = text.count("\n", 0, where.start)
        function, signature = _signature(text, line)
        part = Part.TEST if test else Part.RULE if subject.rule else Part.OPERATION
        return Task(
            id_,
            part,
            path,
            line,
            function,
            signature,
            body,
            self._default(path, id_),
            subject.module,
            subject.entity,
            subject.rule,
            subject.operation,
        )

    def _default(self, path: str, id_: str) -> str:
        try:
            return body_of(self._generated.get(path, ""), id_)
        except Misplaced:
            return ""


def _signature(text: str, line: int) -> tuple[str, str]:
    """The function that a line stands in: its name, and its head on one line; by its text where the file is broken."""
    try:
        functions = [n for n in parse(text).body if isinstance(n, ast.AsyncFunctionDef | ast.FunctionDef)]
    except (SyntaxError, ValueError):
        functions = []
    above = [n for n in functions if n.lineno <= line]
    if above:
        return above[-1].name, ast.unparse(above[-1]).split("\n")[0]
    heads = (part for part in reversed(text.split("\n")[:line]) if part.startswith(("async def ", "def ")))
    return "", next(heads, "")
