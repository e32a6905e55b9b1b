"""A plan as revision files: those steps that one transaction holds, and those that PostgreSQL takes one by one.

In: a `Plan`, the head that it stands on, the number of revisions that are there. Out: files, by name and text.
"""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scaffolder.migrate.operations import APART, CreateTable, Operation, reverse
from scaffolder.migrate.planning import Plan
from scaffolder.migrate.wording import sentence, slug
from scaffolder.migrate.writing import line

FOLDER = "migrations/versions"
_SLUG = 50
_HASH = 12
_WIDTH = 112


@dataclass(frozen=True, slots=True)
class Revision:
    """One new file of `migrations/versions`."""

    path: str
    id: str
    text: str
    steps: tuple[str, ...]
    """What it does, in sentences."""


@dataclass(frozen=True, slots=True)
class _Part:
    steps: tuple[Operation, ...]
    apart: bool
    parked: tuple[str, ...] = ()
    unparked: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()

    @property
    def marks(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What the revision says of columns and tables, those kinds alone that it says something of."""
        said = (
            ("parked", self.parked),
            ("unparked", self.unparked),
            ("pending", self.pending),
            ("settled", self.settled),
        )
        return tuple((kind, names) for kind, names in said if names)


def revisions(plan: Plan, *, head: str | None, count: int) -> tuple[Revision, ...]:
    """The files of a plan: none where there is nothing to do, one, or two that follow each other."""
    made: list[Revision] = []
    for part in _parts(plan):
        made.append(_revision(part, down=made[-1].id if made else head, number=count + len(made) + 1))
    return tuple(made)


def _parts(plan: Plan) -> list[_Part]:
    new = {o.table.name for o in plan.operations if isinstance(o, CreateTable)}
    together = tuple(o for o in plan.operations if not _apart(o, new))
    apart = tuple(o for o in plan.operations if _apart(o, new))
    first = _Part(together, False, plan.parked, plan.unparked, plan.pending)
    second = _Part(apart, True, settled=plan.settled)
    if not apart:
        first, second = replace(first, settled=plan.settled), replace(second, settled=())
    return [p for p in (first, second) if p.steps or p.marks]


def _apart(operation: Operation, new: set[str]) -> bool:
    """Tables that the same run creates are empty, so nothing waits for them."""
    if not isinstance(operation, APART) or getattr(operation, "early", False):
        return False
    return operation.table not in new


def _revision(part: _Part, *, down: str | None, number: int) -> Revision:
    body = _body(part)
    made = hashlib.sha256(f"{down}\n{body}".encode()).hexdigest()[:_HASH]
    name = f"{number:04d}_{_name(part)}.py"
    sentences = tuple(sentence(o) for o in part.steps)
    return Revision(f"{FOLDER}/{name}", made, _text(part, sentences, made, down, body), sentences)


def _name(part: _Part) -> str:
    words = [slug(o) for o in part.steps] or [f"keep_{n.replace('.', '_')}" for _, names in part.marks for n in names]
    first = "".join(c if c.isalnum() else "_" for c in words[0].lower())[:_SLUG].strip("_")
    return first if len(words) == 1 else f"{first}_and_{len(words) - 1}_more"


def _text(part: _Part, sentences: Sequence[str], made: str, down: str | None, body: str) -> str:
    return "\n".join(
        (
            _docstring(part, sentences),
            "",
            "from collections.abc import Sequence",
            "",
            "import sqlalchemy as sa",
            "from alembic import op",
            "from sqlalchemy.dialects import postgresql",
            "from migrations import nesting, steps",
            "",
            f'revision: str = "{made}"',
            f"down_revision: str | Sequence[str] | None = {_quoted(down) if down else None}",
            "branch_labels: str | Sequence[str] | None = None",
            "depends_on: str | Sequence[str] | None = None",
            *_kept(part),
            "",
            body,
        )
    )


def _kept(part: _Part) -> list[str]:
    """What the revision says of columns and tables where models say something else; see `migrations/parked.py`."""
    return [f"{kind}: tuple[str, ...] = ({', '.join(map(_quoted, names))},)" for kind, names in part.marks]


def _quoted(name: str) -> str:
    return f'"{name}"'


def _docstring(part: _Part, sentences: Sequence[str]) -> str:
    if part.apart:
        head = (
            "Bring rows under new rules; on PostgreSQL each step is a transaction of its own, and none locks for long."
        )
    else:
        head = "Bring the tables to what the models say, keeping every row."
    rest = [f"- {s}" for s in sentences]
    rest += [f"- Keep {n}, which no model has any more." for n in part.parked]
    rest += [f"- {n} is no longer kept aside." for n in part.unparked]
    until = "may be empty until every row has a value; then run scaffold from with --require-pending."
    rest += [f"- {n} {until}" for n in part.pending]
    rest += [f"- {n} is no longer pending." for n in part.settled]
    wrapped = (textwrap.fill(s, _WIDTH, subsequent_indent="  ", break_long_words=False) for s in rest)
    text = "\n".join((head, "", *wrapped))
    return (
        '"""'
        + "".join(c if c == "\n" or c.isprintable() else "?" for c in text).replace("\\", "\\\\").replace('"""', "'''")
        + '\n"""'
    )


def _body(part: _Part) -> str:
    up = [line(o) for o in part.steps]
    down = [line(reverse(o)) for o in reversed(part.steps)]
    return "\n".join(
        (*_function("upgrade", "Apply.", up, part), "", "", *_function("downgrade", "Take back.", down, part))
    )


def _function(name: str, summary: str, lines: Sequence[str], part: _Part) -> list[str]:
    wrapped = [text for entry in lines for text in entry.split("\n")] or ["pass"]
    inner = [f"        {text}" for text in wrapped] if part.apart else [f"    {text}" for text in wrapped]
    within = ["    with steps.one_by_one():"] if part.apart else []
    return [f"def {name}() -> None:", f'    """{summary}"""', *within, *inner]
