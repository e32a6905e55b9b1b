"""Constraints and indexes of one table, before and after → the steps between; and the order of all steps.

Constraints are compared by what they say; those that only are called differently are renamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from scaffolder.migrate.facts import Check, Constraint, Index, Reference, TableFacts, Unique
from scaffolder.migrate.operations import (
    AddColumn,
    AddConstraint,
    AllowNull,
    ChangePrimaryKey,
    CopyValues,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    GatherRows,
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameTable,
    RenameValues,
    RequireValue,
    SpreadList,
)

_ORDER: tuple[tuple[type[Operation], ...], ...] = (
    (RenameTable,),
    (RenameColumn,),
    (DropConstraint,),
    (RenameConstraint,),
    (AllowNull,),
    (CreateTable,),
    (AddColumn,),
    (CopyValues,),
    (ChangePrimaryKey,),
    (DropColumn,),
    (DropTable,),
    (RenameValues,),
    (RequireValue,),
    (AddConstraint,),
    (DropIndex,),
    (CreateIndex,),
)
_MIDDLE = 8
"""Steps not named above change a column in place."""


def stage(operation: Operation) -> tuple[int, int]:
    """Where a step stands among the others: what names, first; what forbids, last; keys before those that need them."""
    if isinstance(operation, DropIndex) and operation.early:
        return 2, 2
    if isinstance(operation, DropConstraint) and not operation.early:
        return _ORDER.index((RenameValues,)), -1
    if isinstance(operation, RenameValues) and operation.early:
        return _ORDER.index((CopyValues,)), 1
    if isinstance(operation, SpreadList | GatherRows):
        return _ORDER.index((CopyValues,)), 2
    if isinstance(operation, RenameColumn) and operation.aside:
        return 4, 1
    place = next((n for n, kinds in enumerate(_ORDER) if isinstance(operation, kinds)), _MIDDLE)
    last = isinstance(operation, AddConstraint) and isinstance(operation.constraint, Reference)
    first = isinstance(operation, DropConstraint) and not isinstance(operation.constraint, Reference)
    return place, int(last or first)


def added(table: str, constraints: Iterable[Constraint]) -> Iterator[Operation]:
    """Steps that add constraints to a table."""
    return (AddConstraint(table, c) for c in constraints)


def dropped(table: str, constraints: Iterable[Constraint]) -> Iterator[Operation]:
    """Steps that take constraints away."""
    return (DropConstraint(table, c) for c in constraints)


def changes(old: TableFacts, new: TableFacts, *, loose: frozenset[str]) -> Iterator[Operation]:
    """All steps between two states of a table's constraints.

    `loose` columns lose theirs while they are changed: those that go, and those that get another type.
    """
    yield from chain(
        _pairs(new.name, old.uniques, new.uniques, loose),
        _pairs(new.name, old.references, new.references, loose),
        _pairs(new.name, old.checks, new.checks, loose),
        _pairs(new.name, old.indexes, new.indexes, loose),
    )
    if old.primary_key.columns != new.primary_key.columns:
        yield ChangePrimaryKey(new.name, old.primary_key, new.primary_key)


def _pairs(
    table: str, old: tuple[Constraint | Index, ...], new: tuple[Constraint | Index, ...], loose: frozenset[str]
) -> Iterator[Operation]:
    left = list(old)
    for wanted in new:
        match = _match(wanted, left)
        if match is not None:
            left.remove(match)
        if match is None:
            yield _add(table, wanted)
        elif _touches(wanted, loose):
            yield _drop(table, match, loose)
            yield _add(table, wanted)
        elif match.name != wanted.name and not isinstance(wanted, Reference):
            yield RenameConstraint(table, match, wanted)
    for gone in left:
        yield _drop(table, gone, loose)


def _match(wanted: Constraint | Index, left: list[Constraint | Index]) -> Constraint | Index | None:
    same = [c for c in left if _says(c) == _says(wanted)]
    return next((c for c in same if c.name == wanted.name), same[0] if same else None)


def _says(constraint: Constraint | Index) -> tuple[object, ...]:
    """What a constraint says, its name aside."""
    match constraint:
        case Unique():
            return ("unique", *constraint.columns)
        case Index():
            return ("index", constraint.unique, *constraint.columns)
        case Reference():
            return (constraint.columns, constraint.table, constraint.targets, _rule(constraint.on_delete))
        case Check():
            return ("check", constraint.plain)


def _rule(on_delete: str) -> str:
    return "" if on_delete.upper() in {"", "NO ACTION"} else on_delete.upper()


def _touches(constraint: Constraint | Index, columns: frozenset[str]) -> bool:
    if isinstance(constraint, Check):
        return any(constraint.about(c) for c in columns)
    return any(c in columns for c in constraint.columns)


def _add(table: str, constraint: Constraint | Index) -> Operation:
    return CreateIndex(table, constraint) if isinstance(constraint, Index) else AddConstraint(table, constraint)


def _drop(table: str, constraint: Constraint | Index, loose: frozenset[str]) -> Operation:
    early = _touches(constraint, loose)
    if isinstance(constraint, Index):
        return DropIndex(table, constraint, early)
    return DropConstraint(table, constraint, early or isinstance(constraint, Reference))
