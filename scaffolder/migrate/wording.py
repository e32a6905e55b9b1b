"""Steps in words: the sentences of a revision's docstring, and the words of its file's name."""

from __future__ import annotations

from functools import singledispatch

from scaffolder.migrate.facts import Check, Constraint, Fill, Reference
from scaffolder.migrate.operations import (
    AddColumn,
    AddConstraint,
    AllowNull,
    ChangeDefault,
    ChangePrimaryKey,
    ChangeType,
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

_MADE = {
    "now": "the moment of the migration",
    "today": "the day of the migration",
    "uuid": "a new UUID each",
    "token": "a new text each",
    "digits": "new digits each",
    "serial": "a number each",
}


@singledispatch
def sentence(operation: Operation) -> str:
    """What a step does, as one sentence."""
    raise NotImplementedError(type(operation).__name__)


@sentence.register
def _(o: CreateTable) -> str:
    return f"Create table {o.table.name}."


@sentence.register
def _(o: DropTable) -> str:
    return f"Drop table {o.table.name} with its rows."


@sentence.register
def _(o: RenameTable) -> str:
    return f"Rename table {o.old} to {o.new}."


@sentence.register
def _(o: AddColumn) -> str:
    rows = f"; rows that are there get {filling(o.fill)}" if o.fill else ""
    only = "; the table must have no rows yet" if not o.column.nullable and not o.fill else ""
    return f"Add column {o.table}.{o.column.name}{rows}{only}."


@sentence.register
def _(o: DropColumn) -> str:
    return f"Drop column {o.table}.{o.column.name} with its values."


@sentence.register
def _(o: RenameColumn) -> str:
    return f"Rename column {o.table}.{o.old} to {o.new}."


@sentence.register
def _(o: ChangeType) -> str:
    return f"Keep {o.table}.{o.column} as {o.new.kind.postgresql}, not {o.old.kind.postgresql}."


@sentence.register
def _(o: RequireValue) -> str:
    rows = f"; rows without one get {filling(o.fill)}" if o.fill else ""
    return f"Require a value in {o.table}.{o.column.name}{rows}."


@sentence.register
def _(o: AllowNull) -> str:
    return f"Allow no value in {o.table}.{o.column.name}."


@sentence.register
def _(o: ChangeDefault) -> str:
    return f"Change the database's default of {o.table}.{o.column.name}."


@sentence.register
def _(o: AddConstraint) -> str:
    return f"{o.table}: {_rule(o.constraint)}."


@sentence.register
def _(o: DropConstraint) -> str:
    return f"{o.table}: no longer: {_rule(o.constraint)}."


@sentence.register
def _(o: RenameConstraint) -> str:
    return f"{o.table}: rename {o.old.name} to {o.new.name}."


@sentence.register
def _(o: CreateIndex) -> str:
    return f"Create index {o.index.name}."


@sentence.register
def _(o: DropIndex) -> str:
    return f"Drop index {o.index.name}."


@sentence.register
def _(o: ChangePrimaryKey) -> str:
    return f"Identify rows of {o.table} by {', '.join(o.new.columns)}, not {', '.join(o.old.columns)}."


@sentence.register
def _(o: RenameValues) -> str:
    return f"Call values of {o.table}.{o.column} differently: {', '.join(f'{old} as {new}' for old, new in o.pairs)}."


@sentence.register
def _(o: CopyValues) -> str:
    return f"Copy values of {o.table}.{o.source.name} that fit to {o.target.name}."


@sentence.register
def _(o: SpreadList) -> str:
    return f"Make a row of {o.child.name} of each object in {o.nest.parent}.{o.nest.column} that fits."


@sentence.register
def _(o: GatherRows) -> str:
    return f"List rows of {o.child.name} as objects in {o.nest.parent}.{o.nest.column}."


def _rule(constraint: Constraint) -> str:
    match constraint:
        case Reference():
            return f"{', '.join(constraint.columns)} names a row of {constraint.table}"
        case Check():
            return f"each row satisfies {constraint.name}"
        case _:
            return f"{', '.join(constraint.columns)} is unique"


def filling(fill: Fill) -> str:
    """What rows get, in words."""
    if fill.source:
        return f"the value of {fill.source}"
    return _MADE.get(fill.made) or (fill.value.text if fill.value else "")


def slug(operation: Operation) -> str:
    """A step in a few words of a file's name."""
    return f"{_verb(operation)}_{_subject(operation)}"


def _subject(operation: Operation) -> str:
    found = ""
    match operation:
        case CreateTable(table) | DropTable(table):
            found = table.name
        case RenameTable() | RenameColumn():
            found = f"{operation.old}_to_{operation.new}"
        case AddColumn() | DropColumn() | RequireValue() | AllowNull() | ChangeDefault():
            found = f"{operation.table}_{operation.column.name}"
        case ChangeType() | RenameValues():
            found = f"{operation.table}_{operation.column}"
        case SpreadList(nest) | GatherRows(nest):
            found = f"{nest.parent}_{nest.column}"
        case AddConstraint() | DropConstraint():
            found = operation.constraint.name
        case CreateIndex() | DropIndex():
            found = operation.index.name
        case CopyValues() | ChangePrimaryKey() | RenameConstraint():
            found = operation.table
    return found


def _verb(operation: Operation) -> str:
    name = type(operation).__name__
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).split()[0]
