"""A task + its surroundings → a prompt: the smallest that suffices, most constant part first, within a budget.

The pieces stand in a fixed order, those shared by all placeholders before those of one, so that providers find what
they have cached. Where the budget does not suffice, pieces are left out, the least useful first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scaffolder.fill import outlines, style, surroundings, wording
from scaffolder.fill.search import examples, similar, words
from scaffolder.fill.surroundings import Shown, Surroundings
from scaffolder.fill.tasks import TEST_PREFIX, Task
from scaffolder.fills import Part
from scaffolder.model import ApiModel, Entity, Rule

BUDGET = 4000
"""Tokens of a prompt."""
_PER_TOKEN = 4
"""Characters of a token, about, in code and English."""


def tokens(text: str) -> int:
    """How many tokens a text is, about: for budgets and estimates, where no model's own count is at hand."""
    return -(-len(text) // _PER_TOKEN)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a prompt."""

    title: str
    text: str
    worth: int
    """The higher, the longer it stays; 0 never leaves."""
    shared: bool = False
    """The same for every placeholder of its kind in the project."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked about one placeholder, before the form of the answer is added."""

    system: str
    user: str
    left_out: tuple[str, ...] = ()
    """Titles of pieces that the budget had no room for."""

    @property
    def tokens(self) -> int:
        """About."""
        return tokens(self.system) + tokens(self.user)


@dataclass(frozen=True, slots=True)
class Guidance:
    """What the user adds to what the model is told."""

    style: str = ""
    brief: str = ""
    """Requirements in prose."""
    budget: int = BUDGET


class ContextManager:
    """Makes the prompts of one project."""

    def __init__(
        self, model: ApiModel, code: Mapping[str, str], generated: Mapping[str, str], guidance: Guidance
    ) -> None:
        self._around = Surroundings(model, code)
        self._model, self._code, self._generated, self._guidance = model, code, generated, guidance

    def prompt(self, task: Task) -> Prompt:
        """The prompt for a task."""
        return self.joint((task,))

    def joint(self, tasks: Sequence[Task]) -> Prompt:
        """One prompt for tasks of the same part and file: what they share stands in it once."""
        part = tasks[0].part
        system = {Part.RULE: wording.RULE, Part.OPERATION: wording.OPERATION, Part.TEST: wording.TEST}[part]
        pieces = [p for p in self._pieces(tasks) if p.text.strip()]
        room = self._guidance.budget - tokens(system)
        kept, left_out = _fitting(pieces, room)
        shared = "\n\n".join([system, *(_shown(p) for p in kept if p.shared)])
        return Prompt(shared, "\n\n".join(_shown(p) for p in kept if not p.shared), left_out)

    def _pieces(self, tasks: Sequence[Task]) -> Iterator[Piece]:
        part = tasks[0].part
        yield Piece("Style", style.guide(self._code, self._guidance.style), 70, shared=True)
        yield Piece("Requirements", self._guidance.brief.strip(), 90, shared=True)
        yield from self._storage(tasks)
        if part is Part.OPERATION:
            schemas = (line for t in tasks for line in self._around.schemas(t).split("\n"))
            yield Piece("Schemas", "\n".join(dict.fromkeys(schemas)), 80)
        if part is not Part.RULE:
            yield self._operations(tasks)
        if part is Part.TEST:
            yield from self._tests(tasks)
        yield from self._similar(tasks)
        for before, task in zip((None, *tasks), tasks, strict=False):
            yield Piece("" if before else f"File {task.path}", self._task(task, before), 0)

    def _entities(self, tasks: Sequence[Task]) -> dict[str, tuple[Entity, int]]:
        """With how far each is from the tasks: 0 is what one of them is about."""
        found: dict[str, tuple[Entity, int]] = {}
        for task in tasks:
            for number, entity in enumerate(self._around.entities(task)):
                before = found.get(entity.name, (entity, number))[1]
                found[entity.name] = entity, min(number, before)
        return found

    def _storage(self, tasks: Sequence[Task]) -> Iterator[Piece]:
        for entity, number in self._entities(tasks).values():
            worth = 95 if number == 0 else max(40, 65 - number)
            shown = Shown.FAR if number else Shown.EXAMPLES if tasks[0].part is Part.TEST else Shown.WHOLE
            said = words(" ".join(t.text for t in tasks))
            yield Piece("", self._around.interface(entity, shown, frozenset(said)), worth)

    def _operations(self, tasks: Sequence[Task]) -> Piece:
        found = {o.identifier: o for t in tasks for o in self._around.operations(t)}
        text = "\n".join(surroundings.told(o, errors=o.custom) for o in found.values())
        return Piece("", f"<document>\n{text}\n</document>" if text else "", 85)

    def _tests(self, tasks: Sequence[Task]) -> Iterator[Piece]:
        asked = {t.rule.id for t in tasks if t.rule is not None}
        rules = {r.id: r for t in tasks for r in self._around.other_rules(t) if r.id not in asked}
        others = "\n".join(f"- {' '.join(r.text.split())}" for r in rules.values())
        yield Piece("", f"Other rules that hold there:\n<document>\n{others}\n</document>" if others else "", 75)
        factories = (self._factory(entity, far=number > 0) for entity, number in self._entities(tasks).values())
        yield Piece("tests.factories fill in", "\n".join(f for f in factories if f), 60)

    def _factory(self, entity: Entity, *, far: bool) -> str:
        name = f"make_{outlines.snake(entity.name)}"
        return outlines.defaults(self._code.get("tests/factories.py", ""), name, brief=far)

    def _similar(self, tasks: Sequence[Task]) -> Iterator[Piece]:
        test = tasks[0].part is Part.TEST
        hidden = {i for t in tasks for i in (t.id, t.id.removeprefix(TEST_PREFIX), f"{TEST_PREFIX}{t.id}")}
        text = " ".join(t.text for t in tasks)
        for example in similar(text, examples(self._code, self._generated, tests=test, but=hidden), most=1):
            yield Piece("As this project does it", f"# {example.path}\n{example.text}", 30)

    def _task(self, task: Task, before: Task | None) -> str:
        """What is asked; the arguments are told where they differ from those of the one before."""
        usual = surroundings.refusal(self._around.operations(task))
        status = f" Refusal: {task.rule.status or usual}." if task.rule else ""
        rules = "".join(f"\n- {' '.join(r.text.split())} (status {r.status or usual})" for r in _own_rules(task))
        sentence = task.rule.text if task.rule else _purpose(task)
        moments = f"On {', '.join(m.value for m in task.rule.on)}." if task.rule else ""
        told = f"<document>\n{' '.join(sentence.split())}{rules}\n</document>"
        same = before is not None and _arguments(before) == _arguments(task)
        head = f"async def {task.function}, likewise:" if same else task.signature
        return f"{head}\n{told}\n{moments}{status}".rstrip()


def _arguments(task: Task) -> str:
    return task.signature.partition("(")[2]


def _own_rules(task: Task) -> tuple[Rule, ...]:
    return task.operation.rules if task.operation is not None else ()


def _purpose(task: Task) -> str:
    assert task.operation is not None
    return task.operation.description or task.operation.summary or task.operation.operation_id


def _shown(piece: Piece) -> str:
    return f"{piece.title}:\n{piece.text.strip()}" if piece.title else piece.text.strip()


def _fitting(pieces: list[Piece], room: int) -> tuple[list[Piece], tuple[str, ...]]:
    """The pieces that fit, in their order, and the first lines of those that do not."""
    kept, left_out = list(pieces), list[str]()
    while sum(tokens(_shown(p)) for p in kept) > room:
        spare = min((p for p in kept if p.worth), key=lambda p: p.worth, default=None)
        if spare is None:
            break
        kept.remove(spare)
        left_out.append(spare.title or spare.text.strip().split("\n")[0])
    return kept, tuple(left_out)
