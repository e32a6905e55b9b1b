"""A task + its surroundings → a prompt: the smallest that suffices, most constant part first, within a budget.

The pieces stand in a fixed order, those shared by all placeholders before those of one, so that providers find what
they have cached. Where the budget does not suffice, pieces are left out, the least useful first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scaffolder.fill import rows, style, surroundings, wording, worked
from scaffolder.fill.entities import Entities, Shown
from scaffolder.fill.search import Example, examples, similar, words
from scaffolder.fill.surroundings import Surroundings
from scaffolder.fill.tasks import TEST_PREFIX, Task
from scaffolder.fills import Part
from scaffolder.model import ApiModel, Entity, Kind, Operation, Rule

BUDGET = 4000
"""Tokens of a prompt."""
SMALL = 800
"""Tokens of a prompt, below which worked examples stand in place of instructions: the model is a small one."""
ANSWER = 2000
"""Tokens that an answer may take."""
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
    turns: worked.Turns = ()
    """Questions before it, with their answers: worked examples."""
    longest: int = ANSWER
    """Tokens that the answer may take."""

    @property
    def tokens(self) -> int:
        """About."""
        return sum(map(tokens, (self.system, *(text for turn in self.turns for text in turn), self.user)))


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
        self._around, self._shown = Surroundings(model, code), Entities(model, code)
        self._model, self._code, self._generated, self._guidance = model, code, generated, guidance
        self._found: dict[bool, tuple[Example, ...]] = {}
        """Examples of code and of tests, looked for once."""

    @property
    def alone(self) -> bool:
        """Every placeholder is to be asked for by itself: a small model keeps no two things apart."""
        return self._guidance.budget < SMALL

    def prompt(self, task: Task) -> Prompt:
        """The prompt for a task."""
        return self._worked(task) if self.alone else self.joint((task,))

    def joint(self, tasks: Sequence[Task]) -> Prompt:
        """One prompt for tasks that are all tests or all none: what they share stands in it once."""
        system = wording.system(frozenset(t.part for t in tasks))
        pieces = [p for p in self._pieces(tasks) if p.text.strip()]
        room = self._guidance.budget - tokens(system)
        kept, left_out = _fitting(pieces, room)
        shared = "\n\n".join([system, *(_shown(p) for p in kept if p.shared)])
        return Prompt(shared, "\n\n".join(_shown(p) for p in kept if not p.shared), left_out)

    def _worked(self, task: Task) -> Prompt:
        """A question like those of the worked examples; of what the user adds, what there is room for."""
        turns = worked.turns(task)
        system, user = worked.SYSTEM[task.part], self._question(task)
        room = self._guidance.budget - Prompt(system, user, turns=turns).tokens
        kept, left_out = _fitting([p for p in self._added() if p.text.strip()], room)
        return Prompt("\n\n".join([system, *map(_shown, kept)]), user, left_out, turns, SMALL)

    def _question(self, task: Task) -> str:
        operations = self._around.operations(task)
        status = (task.rule.status if task.rule else None) or surroundings.refusal(operations)
        if task.part is Part.TEST:
            valid = surroundings.valid(operations[0]) if operations else ""
            return worked.test(valid, task.text, status)
        columns = self._shown.columns(task.entity) if task.entity else ""
        if task.rule is not None:
            return worked.rule(task.rule.on, columns, task.text, status)
        return worked.operation(task, columns, _purpose(task), status)

    def _added(self) -> Iterator[Piece]:
        """What the user adds."""
        yield Piece("Style", style.guide(self._code, self._guidance.style), 70, shared=True)
        yield Piece("Requirements", self._guidance.brief.strip(), 90, shared=True)

    def _pieces(self, tasks: Sequence[Task]) -> Iterator[Piece]:
        yield from self._added()
        yield from self._storage(tasks)
        schemas = dict.fromkeys(text for t in tasks for text in self._around.schemas(t))
        yield Piece("Schemas", "\n".join(schemas), 80)
        yield self._operations(tasks)
        if tasks[0].part is Part.TEST:
            yield from self._tests(tasks)
        yield from self._similar(tasks)
        for before, task in zip((None, *tasks), tasks, strict=False):
            same = before is not None and before.path == task.path
            yield Piece("" if same else f"File {task.path}", self._task(task, before), 0)

    def _entities(self, tasks: Sequence[Task]) -> dict[str, tuple[Entity, int]]:
        """With how far each is from the tasks: 0 is what one of them is about."""
        found: dict[str, tuple[Entity, int]] = {}
        for task in tasks:
            for number, entity in enumerate(self._around.entities(task)):
                before = found.get(entity.name, (entity, number))[1]
                found[entity.name] = entity, min(number, before)
        return found

    def _storage(self, tasks: Sequence[Task]) -> Iterator[Piece]:
        test = tasks[0].part is Part.TEST
        said = _said(tasks)
        for entity, number in self._entities(tasks).values():
            worth = 95 if number == 0 else max(40, 65 - number)
            shown = Shown.FAR if number else Shown.EXAMPLES if test else Shown.WHOLE
            yield Piece("", self._shown.interface(entity, shown, said, test=test), worth)
        if test and self._shown.camel:
            yield Piece("", "JSON has the columns' names in camelCase.", 88)

    def _operations(self, tasks: Sequence[Task]) -> Piece:
        """Those that the tests call, and those to be written."""
        asked = [t for t in tasks if t.part is not Part.RULE]
        found = {o.identifier: (o, t) for t in asked for o in self._around.operations(t)}
        texts = (surroundings.told(o, body=self._body(o, t), generic=self._around.generic) for o, t in found.values())
        text = "\n".join(texts)
        return Piece("", quoted(text) if text else "", 85)

    def _body(self, operation: Operation, task: Task) -> str:
        """What a test sends: of a change what there is to change, else how it gets something valid."""
        body, path = operation.body, f"tests/{task.module.name}/test_crud.py"
        if body is None or body.payload or task.part is not Part.TEST:
            return ""
        if operation.kind is Kind.PATCH and body.patches is None:
            return self._around.members(body)
        return rows.body(self._code.get(path, ""), path, operation.identifier)

    def _tests(self, tasks: Sequence[Task]) -> Iterator[Piece]:
        asked = {t.rule.id for t in tasks if t.rule is not None}
        others = {r.id: (t, r) for t in tasks for r in self._around.other_rules(t) if r.id not in asked}
        lines = (f"- {t.module.name}: {' '.join(r.text.split())}" for t, r in others.values())
        yield Piece("Other rules that hold", quoted("\n".join(lines)) if others else "", 75)
        text, said = self._code.get(rows.FACTORIES, ""), _said(tasks)
        factories = (rows.factory(text, name, said) for name in self._entities(tasks))
        yield Piece("tests.factories fill in", "\n".join(filter(None, factories)), 60)

    def _similar(self, tasks: Sequence[Task]) -> Iterator[Piece]:
        test = tasks[0].part is Part.TEST
        hidden = {i for t in tasks for i in (t.id, t.id.removeprefix(TEST_PREFIX), f"{TEST_PREFIX}{t.id}")}
        text = " ".join(t.text for t in tasks)
        shown = (e for e in self._examples(tests=test) if e.id not in hidden)
        for example in similar(text, shown, most=1):
            yield Piece("As this project does it", f"# {example.path}\n{example.text}", 30)

    def _examples(self, *, tests: bool) -> tuple[Example, ...]:
        if tests not in self._found:
            self._found[tests] = tuple(examples(self._code, self._generated, tests=tests))
        return self._found[tests]

    def _task(self, task: Task, before: Task | None) -> str:
        """What is asked; the arguments are told where they differ from those of the one before."""
        usual = surroundings.refusal(self._around.operations(task))
        status = f" Refusal: {task.rule.status or usual}." if task.rule else ""
        rules = "".join(f"\n- {' '.join(r.text.split())} (status {r.status or usual})" for r in _own_rules(task))
        sentence = task.rule.text if task.rule else _purpose(task)
        moments = f"On {', '.join(m.value for m in task.rule.on)}." if task.rule else ""
        told = quoted(f"{' '.join(sentence.split())}{rules}")
        same = before is not None and _arguments(before) == _arguments(task)
        head = f"async def {task.function}, likewise:" if same else task.signature
        return f"{head}\n{told}\n{moments}{status}".rstrip()


def quoted(text: str) -> str:
    """Texts of the document between marks, which they cannot end."""
    return f"<document>\n{text.replace('</document', '</ document')}\n</document>"


def _said(tasks: Sequence[Task]) -> frozenset[str]:
    return frozenset(words(" ".join(t.text for t in tasks)))


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
