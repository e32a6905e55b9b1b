"""Where a look at the changed modules is enough: the cost of a revision is then that of the change.

In: how the project will stand, what changed since models and database agreed. Out: the modules to look at, or None
where everything has to be. What the database holds of a module's tables is what the module said when they agreed; so
nothing is run but these modules, as they were and as they will be. That holds only while all revisions are the
tool's own, for a person's may call constraints otherwise; and only for steps that no other table has a say in.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from scaffolder.migrate.facts import Reference
from scaffolder.migrate.history import History
from scaffolder.migrate.looking import Part, Seen
from scaffolder.migrate.operations import (
    AddColumn,
    AddConstraint,
    AllowNull,
    ChangeDefault,
    CreateIndex,
    CreateTable,
    DropConstraint,
    DropIndex,
    Operation,
    RenameColumn,
    RenameTable,
    RenameValues,
    RequireValue,
)
from scaffolder.migrate.planning import Plan
from scaffolder.migrate.record import Record, digest
from scaffolder.migrate.revision import FOLDER
from scaffolder.migrate.standing import Standing

_TABLES = "app/tables.py"
"""Imports all models, and does nothing else unless a person had it do so."""
_OF_ONE_TABLE = (
    AddColumn,
    AddConstraint,
    AllowNull,
    ChangeDefault,
    CreateIndex,
    CreateTable,
    DropIndex,
    RenameTable,
    RenameValues,
    RequireValue,
)


def part_of(standing: Standing, changed: Sequence[str], known: Record) -> Part | None:
    """The modules to look at; None: all."""
    foreign = {p for p in known.files if p.startswith(f"{FOLDER}/")} - known.own
    if foreign or not all(_usual(standing, path, known) for path in changed):
        return None
    models = [path for path in changed if path != _TABLES]
    before = (_module(p) for p in models if standing.before(p) is not None)
    after = (_module(p) for p in models if standing.read(p) is not None)
    return Part(tuple(before), tuple(after)) if models else None


def _module(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")


def _usual(standing: Standing, path: str, known: Record) -> bool:
    """Whether only this run changes the file, and the file has no say in any table but its module's."""
    before, after = standing.before(path), standing.read(path)
    if (digest(before) if before is not None else None) != known.files.get(path):
        return False
    if path == _TABLES:
        return before is not None and after is not None and _beside_imports(before) == _beside_imports(after)
    return path.startswith("app/") and path.endswith("/models.py")


def _beside_imports(data: bytes) -> list[str] | None:
    try:
        body = ast.parse(data).body
    except (SyntaxError, ValueError):
        return None
    return [ast.dump(node) for node in body if not isinstance(node, ast.Import | ast.ImportFrom)]


def apart(seen: Seen, past: History) -> bool:
    """Whether the database holds just what the models said in the tables that were seen: nothing is kept aside there,
    and nothing waits for values.
    """
    return not (seen.head.names | seen.models.names) & {p.table for p in (*past.parked(), *past.pending())}


def sufficient(plan: Plan) -> bool:
    """Whether a plan takes only steps that need no look at other tables."""
    return all(map(_of_one_table, plan.operations))


def _of_one_table(operation: Operation) -> bool:
    """Foreign keys are dropped by names, which those of renamed tables keep; other tables may refer to a column of
    another type, or to a primary key.
    """
    match operation:
        case DropConstraint():
            return not isinstance(operation.constraint, Reference)
        case RenameColumn():
            return not operation.aside
        case _:
            return isinstance(operation, _OF_ONE_TABLE)
