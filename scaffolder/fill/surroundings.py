"""What stands around a placeholder: which entities matter to it, their models and schemas, the operations that run it.

In: a task, the API model, the code. Out: texts for the prompt.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from scaffolder.fill import outlines
from scaffolder.fill.search import words
from scaffolder.fill.tasks import Task
from scaffolder.fills import Part
from scaffolder.model import ApiModel, ColumnKind, ColumnRole, Entity, Kind, Literal, Moment, Operation, Rule

_KINDS = {
    Moment.CREATE: (Kind.CREATE,),
    Moment.UPDATE: (Kind.PATCH, Kind.REPLACE),
    Moment.DELETE: (Kind.DELETE,),
    Moment.READ: (Kind.READ, Kind.LIST),
}
_USUAL = frozenset(["400", "401", "403", "500", "503", "default"])
"""Statuses of answers that no rule and no operation's own code gives."""
_MADE = {ColumnRole.CREATED_AT, ColumnRole.UPDATED_AT, ColumnRole.VERSION}
_EXAMPLE = 1200
"""Characters of an example from the document."""


class Shown(StrEnum):
    """How much of an entity is shown."""

    WHOLE = "whole"
    EXAMPLES = "examples"
    """What its JSON holds stands in examples beside it."""
    FAR = "far"
    """It is not what the task is about: of its JSON and what the server makes, only what the task's words name."""


class Surroundings:
    """Answers for one project; what it says depends on nothing but the model and the files."""

    def __init__(self, model: ApiModel, code: Mapping[str, str]) -> None:
        self._model, self._code = model, code
        self._entities = {e.name: e for e in model.entities}
        self._by_table = {e.table: e for e in model.entities}

    # --- entities ---------------------------------------------------------------------------------------------

    def entities(self, task: Task) -> tuple[Entity, ...]:
        """Those that the task is about, its own first, then those that its text names, and those between."""
        schemas = (s for s in self.schemas(task).split("\n") if s.partition("(")[0] not in self._entities)
        asked = set(words(" ".join([task.text, *schemas])))
        named = [e for e in self._model.entities if self._is_named(e, asked)]
        start = task.entity or (named[0] if named else None)
        if start is None:
            return ()
        found = {start.name: start}
        for entity in named:
            found |= {e.name: e for e in self._way(start, entity)}
        return tuple(found.values())

    def _is_named(self, entity: Entity, asked: set[str]) -> bool:
        return set(words(entity.name)) <= asked

    def _way(self, start: Entity, goal: Entity) -> Sequence[Entity]:
        """The shortest way by foreign keys, in either direction; the goal alone where there is none."""
        ways, seen = deque[tuple[Entity, ...]]([(start,)]), {start.name}
        while ways:
            way = ways.popleft()
            if way[-1].name == goal.name:
                return way
            for entity in self._neighbours(way[-1]):
                if entity.name not in seen:
                    seen.add(entity.name)
                    ways.append((*way, entity))
        return (goal,)

    def _neighbours(self, entity: Entity) -> Iterator[Entity]:
        for column in entity.columns:
            if column.foreign_key and column.foreign_key.table in self._by_table:
                yield self._by_table[column.foreign_key.table]
        for other in self._model.entities:
            if any(c.foreign_key and c.foreign_key.table == entity.table for c in other.columns):
                yield other

    def interface(self, entity: Entity, shown: Shown, said: frozenset[str]) -> str:
        """An entity's ORM class in outline, with where to import it from; `said` are the words that it is shown for."""
        path = f"app/{entity.module}/models.py"
        shapes = {n: s for n, s in self._shapes(entity).items() if s}
        if shown is not Shown.WHOLE:
            shapes = {n: s for n, s in shapes.items() if shown is Shown.FAR and words(n).keys() & said}
        left_out = frozenset[str]()
        if shown is Shown.FAR:
            kinds = {c.name: c for c in entity.columns}
            idle = (n for n, c in kinds.items() if c.kind is ColumnKind.JSON or c.role in _MADE)
            left_out = frozenset(n for n in idle if not words(n).keys() & said)
        text = outlines.model(self._code.get(path, ""), entity.name, shapes, left_out)
        return f"# app.{entity.module}.models\n{text}" if text else ""

    def _shapes(self, entity: Entity) -> dict[str, str]:
        """What the JSON of a column holds: plain dicts and lists, named as on the wire."""
        text = self._schemas_of(entity.module)
        types = outlines.shapes(text, entity.name)
        return {name: self._expanded(text, kind) for name, kind in types.items()}

    def _expanded(self, text: str, kind: str) -> str:
        parts = [kind]
        for name in sorted(outlines.named(kind)):
            found = outlines.schema(text, name) or outlines.schema(self._schemas_of("shared"), name)
            parts += [found] if found and len(found) < 200 else []
        return "; ".join(parts)

    def _schemas_of(self, module: str) -> str:
        return self._code.get(f"app/{module}/schemas.py", "")

    # --- schemas ----------------------------------------------------------------------------------------------

    def schemas(self, task: Task) -> str:
        """The schemas that the function takes and gives, and those inside them."""
        if task.operation is None:
            return ""
        own, shared = self._schemas_of(task.module.name), self._schemas_of("shared")
        signature = task.signature if task.part is Part.OPERATION else self._subject_signature(task)
        return "\n".join(_closure(outlines.named(f"{signature} ..."), own, shared))

    def _subject_signature(self, task: Task) -> str:
        text = self._code.get(f"app/{task.module.name}/rules.py", "")
        function = task.operation.identifier if task.operation else ""
        return next((f"{h}:" for h in outlines.heads(text) if f" {function}(" in h), "")

    # --- operations -------------------------------------------------------------------------------------------

    def operations(self, task: Task) -> tuple[Operation, ...]:
        """The operations that run the placeholder."""
        if task.operation is not None:
            return (task.operation,)
        assert task.rule is not None
        kinds = {kind for moment in task.rule.on for kind in _KINDS[moment]}
        own = (o for o in self._model.operations if task.entity and o.entity == task.entity.name and o.kind in kinds)
        if task.rule.operation is not None:
            return tuple(o for o in self._model.operations if o.identifier == task.rule.operation)
        return tuple(own)

    def other_rules(self, task: Task) -> tuple[Rule, ...]:
        """Rules that are checked together with it."""
        found = [r for o in self.operations(task) for r in self._rules_of(o)]
        return tuple(r for r in dict.fromkeys(found) if task.rule is None or r.id != task.rule.id)

    def _rules_of(self, operation: Operation) -> Iterator[Rule]:
        entity = self._entities.get(operation.entity) if operation.entity else None
        for rule in entity.rules if entity and not operation.custom else ():
            if any(operation.kind in _KINDS[m] for m in rule.on):
                yield rule
        yield from operation.rules if not operation.custom else ()


def _closure(start: set[str], own: str, shared: str) -> Iterator[str]:
    """The outlines of schemas, each followed by those that it names."""
    seen, waiting = set[str](), sorted(start)
    while waiting:
        name = waiting.pop(0)
        found = outlines.schema(own, name) or outlines.schema(shared, name)
        if name in seen or not found:
            continue
        seen.add(name)
        yield found
        text = own if outlines.schema(own, name) else shared
        waiting += sorted(n for n in outlines.mentioned(text, name) if n not in seen)


def told(operation: Operation, *, errors: bool) -> str:
    """An operation as the document has it: one line for each of its sides; with or without those of its errors."""
    lines = [f"{operation.method} {operation.path} ({operation.operation_id}): {_sentences(operation)}"]
    for parameter in operation.parameters:
        need = "" if parameter.required else ", optional"
        lines.append(f"  {parameter.place} {parameter.name}{need}: {parameter.description}".rstrip(": "))
    if operation.body is not None:
        lines.append(
            f"  body ({operation.body.media_type}), e.g. {_shown(operation.body.examples, operation.body.sample)}"
        )
    for response in (r for r in operation.responses if r.status not in _USUAL and (errors or r.status < "4")):
        example = f", e.g. {_shown(response.examples, None)}" if response.examples else ""
        lines.append(f"  {response.status}: {' '.join(response.description.split())}{example}")
    return "\n".join(lines)


def refusal(operations: Sequence[Operation]) -> int:
    """The status of a refusal where the rule names none: one that is documented, so that all who read it agree."""
    documented = {r.status for o in operations for r in o.responses}
    return next((status for status in (409, 422, 400) if str(status) in documented), 409)


def _sentences(operation: Operation) -> str:
    return " ".join(f"{operation.summary.rstrip('.')}. {operation.description}".split()).lstrip(". ")


def _shown(examples: Sequence[Literal], sample: Literal | None) -> str:
    chosen = examples[0] if examples else sample
    text = chosen.text if chosen is not None else ""
    return text if len(text) <= _EXAMPLE else f"{text[:_EXAMPLE]} …"
