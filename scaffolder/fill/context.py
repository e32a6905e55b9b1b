"""A task + its surroundings → a prompt: the smallest that suffices, most constant part first, within a budget.

The pieces stand in a fixed order, those shared by all placeholders before those of one, so that providers find what
they have cached. Where the budget does not suffice, pieces are left out, the least useful first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scaffolder.fill import outlines, style, surroundings, wording
from scaffolder.fill.search import examples, similar
from scaffolder.fill.surroundings import Surroundings
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
        system = {Part.RULE: wording.RULE, Part.OPERATION: wording.OPERATION, Part.TEST: wording.TEST}[task.part]
        pieces = [p for p in self._pieces(task) if p.text.strip()]
        room = self._guidance.budget - tokens(system)
        kept, left_out = _fitting(pieces, room)
        shared = "\n\n".join([system, *(_shown(p) for p in kept if p.shared)])
        return Prompt(shared, "\n\n".join(_shown(p) for p in kept if not p.shared), left_out)

    def _pieces(self, task: Task) -> Iterator[Piece]:
        yield Piece("Style", style.guide(self._code, self._guidance.style), 70, shared=True)
        yield Piece("Requirements", self._guidance.brief.strip(), 90, shared=True)
        yield from self._storage(task)
        if task.part is Part.OPERATION:
            yield Piece("Schemas", self._around.schemas(task), 80)
        yield from self._operations(task)
        yield from self._tests(task)
        yield from self._similar(task)
        yield Piece("Task", self._task(task), 0)

    def _storage(self, task: Task) -> Iterator[Piece]:
        for number, entity in enumerate(self._around.entities(task)):
            worth = 95 if number == 0 else max(40, 65 - number)
            yield Piece("", self._around.interface(entity), worth)

    def _operations(self, task: Task) -> Iterator[Piece]:
        if task.part is Part.RULE:
            return
        found = self._around.operations(task)
        text = "\n".join(surroundings.told(o) for o in found)
        yield Piece("", f"<document>\n{text}\n</document>" if text else "", 85)

    def _tests(self, task: Task) -> Iterator[Piece]:
        if task.part is not Part.TEST:
            return
        others = "\n".join(f"- {' '.join(r.text.split())}" for r in self._around.other_rules(task))
        yield Piece("", f"Other rules that hold there:\n<document>\n{others}\n</document>" if others else "", 75)
        factories = (self._factory(e) for e in self._around.entities(task))
        yield Piece("tests.factories fill in", "\n".join(f for f in factories if f), 60)

    def _factory(self, entity: Entity) -> str:
        name = f"make_{outlines.snake(entity.name)}"
        return outlines.defaults(self._code.get("tests/factories.py", ""), name)

    def _similar(self, task: Task) -> Iterator[Piece]:
        test = task.part is Part.TEST
        hidden = (task.id, task.id.removeprefix(TEST_PREFIX), f"{TEST_PREFIX}{task.id}")
        found = similar(task.text, examples(self._code, self._generated, tests=test, but=hidden), most=1)
        for example in found:
            yield Piece("As this project does it", f"# {example.path}\n{example.text}", 30)

    def _task(self, task: Task) -> str:
        usual = surroundings.refusal(self._around.operations(task))
        status = f" Status of a refusal: {task.rule.status or usual}." if task.rule else ""
        rules = "".join(f"\n- {' '.join(r.text.split())} (status {r.status or usual})" for r in _own_rules(task))
        sentence = task.rule.text if task.rule else _purpose(task)
        moments = f" Checked on: {', '.join(m.value for m in task.rule.on)}." if task.rule else ""
        told = f"<document>\n{' '.join(sentence.split())}{rules}\n</document>"
        return f"File {task.path}:\n{task.signature}\n    ...\n{told}\n{moments.strip()}{status}".rstrip()


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
