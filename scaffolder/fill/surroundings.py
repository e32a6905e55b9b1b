"""What stands around a placeholder: which entities matter to it, the schemas and the operations that run it.

In: a task, the API model, the code. Out: texts for the prompt.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Container, Iterator, Mapping, Sequence

from scaffolder.fill import outlines
from scaffolder.fill.entities import brief
from scaffolder.fill.search import words
from scaffolder.fill.tasks import Task
from scaffolder.fills import Part
from scaffolder.model import (
    ApiModel,
    Body,
    Construct,
    Entity,
    Expression,
    Kind,
    Literal,
    Moment,
    ObjectSchema,
    OneRow,
    Operation,
    Place,
    Rows,
    Rule,
    View,
)

_KINDS = {
    Moment.CREATE: (Kind.CREATE,),
    Moment.UPDATE: (Kind.PATCH, Kind.REPLACE),
    Moment.DELETE: (Kind.DELETE,),
    Moment.READ: (Kind.READ, Kind.LIST),
}
_USUAL = frozenset(["400", "401", "403", "500", "503", "default"])
"""Statuses of answers that no rule and no operation's own code gives."""
_MANY = 3
"""Operations that share a description: then it says nothing of each."""
_EXAMPLE = 1200
"""Characters of an example from the document."""


class Surroundings:
    """Answers for one project; what it says depends on nothing but the model and the files."""

    def __init__(self, model: ApiModel, code: Mapping[str, str]) -> None:
        self._model, self._code = model, code
        self._entities = {e.name: e for e in model.entities}
        self._by_table = {e.table: e for e in model.entities}
        self._views = frozenset(v for o in model.operations for v in _views(o.answer))
        self._objects = {s.name: s for s in model.schemas if isinstance(s, ObjectSchema)}
        self._remarks = {
            str(s.name): {str(f.name): brief(f.description) for f in s.fields if f.description}
            for s in self._objects.values()
        }
        self.generic = generic(model.operations)
        """Descriptions of errors that need no words."""

    # --- entities ---------------------------------------------------------------------------------------------

    def entities(self, task: Task) -> tuple[Entity, ...]:
        """Those that the task is about, its own first, then those that its text names, and those between."""
        schemas = (s for s in self.schemas(task) if s.partition("(")[0].partition(" ")[0] not in self._entities)
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

    # --- schemas ----------------------------------------------------------------------------------------------

    def _schemas_of(self, module: str) -> str:
        return self._code.get(f"app/{module}/schemas.py", "")

    def named(self, task: Task) -> set[str]:
        """The schemas that the function takes and gives."""
        if task.operation is None:
            return set()
        signature = task.signature if task.part is Part.OPERATION else self._subject_signature(task)
        return outlines.named(f"{signature} ...")

    def schemas(self, task: Task) -> tuple[str, ...]:
        """Those, and those inside them: one text each; with the names of the wire for whoever writes a test."""
        own, shared = self._schemas_of(task.module.name), self._schemas_of("shared")
        return tuple(self._closure(self.named(task), (own, shared), wire=task.part is Part.TEST))

    def _closure(self, start: set[str], files: tuple[str, str], *, wire: bool) -> Iterator[str]:
        """The outlines of schemas, each followed by those that it names; of rows it is enough to say so."""
        seen, waiting = set[str](), sorted(start)
        while waiting:
            name = waiting.pop(0)
            text = next((t for t in files if outlines.schema(t, name)), "")
            if name in seen or not text:
                continue
            seen.add(name)
            if name in self._views:
                yield f"{name}: the JSON of a row" if wire else f"{name}: fields as its row's, `{name}.of(row)`"
                continue
            yield outlines.schema(text, name, self._remarks.get(name), wire=wire)
            waiting += sorted(n for n in outlines.mentioned(text, name) if n not in seen)

    def _subject_signature(self, task: Task) -> str:
        text = self._code.get(f"app/{task.module.name}/rules.py", "")
        function = task.operation.identifier if task.operation else ""
        return next((f"{h}:" for h in outlines.heads(text) if f" {function}(" in h), "")

    def members(self, body: Body) -> str:
        """The names of a body's members, those that may be absent with a "?"."""
        schema = self._objects.get(body.payload_schema) if body.payload_schema else None
        return ", ".join(f"{f.json_name}{'' if f.required else '?'}" for f in schema.fields) if schema else ""

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


def told(operation: Operation, *, body: str, generic: Container[str]) -> str:
    """An operation as the document has it: one line for each of its sides, of a custom one also for its errors.

    What a custom one does is told where it is asked for. `body` says how to make a body, in place of an example of the
    document; of answers whose description is `generic` the status is enough.
    """
    said = operation.summary if operation.custom else _sentences(operation)
    lines = [f"{operation.method} {operation.path}: {_line(said)}".rstrip(": "), *_parameters(operation)]
    if operation.body is not None:
        shown = body or f"({operation.body.media_type}), e.g. {_shown(operation.body.examples, operation.body.sample)}"
        lines.append(f"  body {shown}")
    answers = [r for r in operation.responses if r.status not in _USUAL and (operation.custom or r.status < "4")]
    for response in (r for r in answers if r.description not in generic or r.examples):
        example = f", e.g. {_shown(response.examples, None)}" if response.examples else ""
        lines.append(f"  {response.status}: {_line(response.description)}{example}")
    plain = [r.status for r in answers if r.description in generic and not r.examples]
    return "\n".join([*lines, *([f"  also {', '.join(plain)}"] if plain else [])])


def valid(operation: Operation) -> str:
    """A request that is accepted, on one line, and the status that it gives."""
    body = operation.body
    sent = f" {_shown(body.examples, body.sample)}" if body is not None else ""
    return f"{operation.method} {operation.path}{sent} gives {operation.status}"


def _views(answer: Expression | None) -> Iterator[str]:
    """Schemas that rows are shown as."""
    match answer:
        case View(schema=name) | Rows(view=View(schema=name)) | OneRow(view=View(schema=name)):
            yield name
        case Construct(arguments=arguments):
            yield from (name for a in arguments for name in _views(a.value))


def _parameters(operation: Operation) -> Iterator[str]:
    """One line for each place; those of the path stand in it."""
    described = [p for p in operation.parameters if p.place is not Place.PATH or p.description]
    for place in dict.fromkeys(p.place for p in described):
        told = (
            f"{p.name}{'' if p.required else '?'}" + (f" ({brief(p.description)})" if p.description else "")
            for p in described
            if p.place is place
        )
        yield f"  {place}: {', '.join(told)}"


def generic(operations: Sequence[Operation]) -> frozenset[str]:
    """Descriptions of errors that say the same of many operations."""
    counted = Counter(r.description for o in operations for r in o.responses if r.status >= "4")
    return frozenset(text for text, count in counted.items() if count >= _MANY)


def _line(text: str) -> str:
    return " ".join(text.split())


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
