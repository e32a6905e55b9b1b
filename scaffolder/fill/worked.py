"""A task → a short question after worked examples, for models with a small context: they copy rather than obey.

What is asked is one line for each thing that has to be known: the columns, the sentence, the status. All else that the
long prompts say, small models do not take in, and repeat it in place of an answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.fill.tasks import Task
from scaffolder.fills import Part
from scaffolder.model import Moment

Turns = tuple[tuple[str, str], ...]
"""Questions and their answers."""

SYSTEM = {
    Part.RULE: "Write Python code that enforces the rule.",
    Part.OPERATION: "Write the body of the Python function.",
    Part.TEST: "Write Python code that tests the rule.",
}


def rule(moments: tuple[Moment, ...], columns: str, sentence: str, status: int) -> str:
    """What is asked about a rule."""
    return f"Columns of {_row(moments)}: {columns}\nRule: {sentence}\nStatus: {status}"


def operation(task: Task, columns: str, sentence: str, status: int) -> str:
    """What is asked about a custom operation; `columns` are those of the entity that it belongs to."""
    rules = task.operation.rules if task.operation is not None else ()
    told = _Told(task.signature, str(task.entity.name) if task.entity else "", columns)
    stated = " ".join(" ".join(r.text.split()) for r in rules)
    return told.asked(" ".join(sentence.split()), stated, next((r.status for r in rules if r.status), status))


def test(valid: str, sentence: str, status: int) -> str:
    """What is asked about a test; `valid` is a request that is accepted, and what it gives."""
    return f"Valid: {valid}\nRule: {sentence}\nStatus: {status}"


def turns(task: Task) -> Turns:
    """What was asked and answered before, it is made to seem."""
    if task.part is not Part.RULE:
        return _OPERATIONS if task.part is Part.OPERATION else _TESTS
    return _DELETED if task.rule is not None and _row(task.rule.on) == _BEFORE else _STORED


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known of an operation."""

    signature: str
    entity: str
    columns: str

    def asked(self, sentence: str, rules: str, status: int) -> str:
        known = f"\nColumns of models.{self.entity}: {self.columns}" if self.entity else ""
        stated = f"\nRule: {rules}\nStatus: {status}" if rules else ""
        return f"{self.signature}{known}\nWhat it does: {sentence}{stated}"


_BEFORE, _AFTER = "change.before", "change.after"


def _row(moments: tuple[Moment, ...]) -> str:
    return _BEFORE if set(moments) == {Moment.DELETE} else _AFTER


def _enforced(columns: str, condition: str, sentence: str, *, row: str = _AFTER, status: int) -> tuple[str, str]:
    code = f'if {row} is not None and {condition}:\n    raise Refused({status}, "{sentence}")'
    moment = Moment.DELETE if row == _BEFORE else Moment.CREATE
    return rule((moment,), columns, sentence, status), f"from app.core.errors import Refused\n\n{code}"


_STORED = (
    _enforced(
        "id: int, label: str, weight: int, sent: bool",
        "change.after.weight > 30",
        "A parcel weighs thirty kilograms at most.",
        status=422,
    ),
    _enforced(
        "id: int, name: str, seats: int, closed: bool",
        "change.after.seats < 2",
        "A table has two seats at least.",
        status=409,
    ),
)
_DELETED = (
    _enforced(
        "id: int, label: str, weight: int, sent: bool",
        "change.before.sent",
        "A parcel that was sent cannot be deleted.",
        row=_BEFORE,
        status=409,
    ),
    _enforced(
        "id: int, name: str, seats: int, guests: int",
        "change.before.guests > 0",
        "A table with guests stays.",
        row=_BEFORE,
        status=409,
    ),
)


def _done(name: str, column: str, sentence: str) -> tuple[str, str]:
    row, thing = f"{name.lower()}", name
    head = f"async def {column}_{row}(call: Call, {row}_id: int) -> schemas.{thing}:"
    told = _Told(head, thing, f"id: int, title: str, {column}: bool")
    asked = told.asked(f"Sets {column} to true.", sentence, 409)
    code = f"""\
from app.core.errors import NotFound, Refused

{row} = await call.session.get(models.{thing}, {row}_id)
if {row} is None:
    raise NotFound("There is no such {row}.")
if {row}.{column}:
    raise Refused(409, "{sentence}")
{row}.{column} = True
await call.session.flush()
return schemas.{thing}.of({row})"""
    return asked, code


_OPERATIONS = (
    _done("Ticket", "closed", "Only a ticket that is not closed can be closed."),
    _done("Parcel", "sent", "Only a parcel that is not sent can be sent."),
)


def _tested(path: str, bodies: tuple[str, str, str], sentence: str, *, status: int) -> tuple[str, str]:
    """`bodies`: any that is valid, then what is just allowed, then what is just refused."""
    valid, allowed, refused = bodies
    code = f"""\
answer = await client.post("{path}", json={allowed})
assert answer.status_code == 201
answer = await client.post("{path}", json={refused})
assert answer.status_code == {status}"""
    return test(f"POST {path} {valid} gives 201", sentence, status), code


_TESTS = (
    _tested(
        "/parcels",
        ('{"label": "a", "weight": 2}', '{"label": "a", "weight": 30}', '{"label": "a", "weight": 31}'),
        "A parcel weighs thirty kilograms at most.",
        status=422,
    ),
    _tested(
        "/tables",
        ('{"name": "a", "seats": 4}', '{"name": "a", "seats": 2}', '{"name": "a", "seats": 1}'),
        "A table has two seats at least.",
        status=409,
    ),
)
