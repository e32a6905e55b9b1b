"""What a revision does, one object for each step; every step knows the step that takes it back.

Upgrades are planned, downgrades derived: `reverse` is the only place where both directions meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch

from scaffolder.migrate.facts import ColumnFacts, Constraint, Fill, Index, TableFacts, Unique
from scaffolder.migrate.nesting import Nest


@dataclass(frozen=True, slots=True)
class CreateTable:
    """A new table with all its columns, constraints and indexes."""

    table: TableFacts


@dataclass(frozen=True, slots=True)
class DropTable:
    """A table goes, and its rows with it."""

    table: TableFacts


@dataclass(frozen=True, slots=True)
class RenameTable:
    """A table gets another name; rows stay where they are."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class AddColumn:
    """A new column; `fill` is what existing rows get where it must have a value."""

    table: str
    column: ColumnFacts
    fill: Fill | None = None


@dataclass(frozen=True, slots=True)
class DropColumn:
    """A column goes, and its values with it."""

    table: str
    column: ColumnFacts
    fill: Fill | None = None
    """What rows would get if it came back."""


@dataclass(frozen=True, slots=True)
class RenameColumn:
    """A column gets another name; values stay where they are."""

    table: str
    old: str
    new: str
    aside: bool = False
    """The column makes room for a new one of its name."""


@dataclass(frozen=True, slots=True)
class ChangeType:
    """A column keeps its values in another type, every one of them checked to survive it."""

    table: str
    column: str
    old: ColumnFacts
    new: ColumnFacts
    free: bool
    """No key, constraint or index involves it, so that a copy can take its place."""


@dataclass(frozen=True, slots=True)
class RequireValue:
    """A column must have a value from now on; rows without one get `fill`, or are named."""

    table: str
    column: ColumnFacts
    fill: Fill | None = None


@dataclass(frozen=True, slots=True)
class AllowNull:
    """A column may be empty from now on."""

    table: str
    column: ColumnFacts
    fill: Fill | None = None


@dataclass(frozen=True, slots=True)
class ChangeDefault:
    """The database's own default of a column."""

    table: str
    column: ColumnFacts
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class AddConstraint:
    """A unique constraint, foreign key or condition on a table that may hold rows."""

    table: str
    constraint: Constraint


@dataclass(frozen=True, slots=True)
class DropConstraint:
    """The same, taken away; `early` where its columns are about to change."""

    table: str
    constraint: Constraint
    early: bool = True


@dataclass(frozen=True, slots=True)
class RenameConstraint:
    """A constraint or index that stays as it is under another name."""

    table: str
    old: Constraint | Index
    new: Constraint | Index


@dataclass(frozen=True, slots=True)
class CreateIndex:
    """An index on a table that may hold rows."""

    table: str
    index: Index


@dataclass(frozen=True, slots=True)
class DropIndex:
    """The same, taken away; `early` where its columns are about to change."""

    table: str
    index: Index
    early: bool = False


@dataclass(frozen=True, slots=True)
class ChangePrimaryKey:
    """Other columns identify the rows."""

    table: str
    old: Unique
    new: Unique


@dataclass(frozen=True, slots=True)
class RenameValues:
    """Values of a column that are called differently now; pairs of SQL literals."""

    table: str
    column: str
    pairs: tuple[tuple[str, str], ...]
    early: bool = False
    """The column is about to become too short for the old ones."""


@dataclass(frozen=True, slots=True)
class CopyValues:
    """One column takes the values of another of a different type, where they fit."""

    table: str
    source: ColumnFacts
    target: ColumnFacts


@dataclass(frozen=True, slots=True)
class SpreadList:
    """Objects of the lists in a JSON column become rows of a table."""

    nest: Nest
    child: TableFacts
    made: tuple[tuple[str, Fill], ...] = ()
    """What columns get for which an object has nothing."""
    over: bool = False
    """Objects change the rows that stand for them."""


@dataclass(frozen=True, slots=True)
class GatherRows:
    """Rows become objects of the lists in a JSON column."""

    nest: Nest
    child: TableFacts
    made: tuple[tuple[str, Fill], ...] = ()


Operation = (
    CreateTable
    | DropTable
    | RenameTable
    | AddColumn
    | DropColumn
    | RenameColumn
    | ChangeType
    | RequireValue
    | AllowNull
    | ChangeDefault
    | AddConstraint
    | DropConstraint
    | RenameConstraint
    | CreateIndex
    | DropIndex
    | ChangePrimaryKey
    | RenameValues
    | CopyValues
    | SpreadList
    | GatherRows
)

APART = (DropConstraint, RenameValues, RequireValue, AddConstraint, CreateIndex, DropIndex)
"""Steps that PostgreSQL can do without locking a table for long, each in a transaction of its own."""


@singledispatch
def reverse(operation: Operation) -> Operation:
    """The step that takes a step back."""
    raise NotImplementedError(type(operation).__name__)


@reverse.register
def _(operation: CreateTable) -> Operation:
    return DropTable(operation.table)


@reverse.register
def _(operation: DropTable) -> Operation:
    return CreateTable(operation.table)


@reverse.register
def _(operation: RenameTable) -> Operation:
    return RenameTable(operation.new, operation.old)


@reverse.register
def _(operation: AddColumn) -> Operation:
    return DropColumn(operation.table, operation.column, operation.fill)


@reverse.register
def _(operation: DropColumn) -> Operation:
    return AddColumn(operation.table, operation.column, operation.fill)


@reverse.register
def _(operation: RenameColumn) -> Operation:
    return RenameColumn(operation.table, operation.new, operation.old, operation.aside)


@reverse.register
def _(operation: ChangeType) -> Operation:
    return ChangeType(operation.table, operation.column, operation.new, operation.old, operation.free)


@reverse.register
def _(operation: RequireValue) -> Operation:
    return AllowNull(operation.table, operation.column, operation.fill)


@reverse.register
def _(operation: AllowNull) -> Operation:
    return RequireValue(operation.table, operation.column, operation.fill)


@reverse.register
def _(operation: ChangeDefault) -> Operation:
    return ChangeDefault(operation.table, operation.column, operation.new, operation.old)


@reverse.register
def _(operation: AddConstraint) -> Operation:
    return DropConstraint(operation.table, operation.constraint)


@reverse.register
def _(operation: DropConstraint) -> Operation:
    return AddConstraint(operation.table, operation.constraint)


@reverse.register
def _(operation: RenameConstraint) -> Operation:
    return RenameConstraint(operation.table, operation.new, operation.old)


@reverse.register
def _(operation: CreateIndex) -> Operation:
    return DropIndex(operation.table, operation.index)


@reverse.register
def _(operation: DropIndex) -> Operation:
    return CreateIndex(operation.table, operation.index)


@reverse.register
def _(operation: ChangePrimaryKey) -> Operation:
    return ChangePrimaryKey(operation.table, operation.new, operation.old)


@reverse.register
def _(operation: RenameValues) -> Operation:
    back = {new: old for old, new in reversed(operation.pairs)}
    return RenameValues(operation.table, operation.column, tuple(back.items()), operation.early)


@reverse.register
def _(operation: CopyValues) -> Operation:
    return CopyValues(operation.table, operation.target, operation.source)


@reverse.register
def _(operation: SpreadList) -> Operation:
    return GatherRows(operation.nest, operation.child, operation.made)


@reverse.register
def _(operation: GatherRows) -> Operation:
    return SpreadList(operation.nest, operation.child, operation.made, over=True)
