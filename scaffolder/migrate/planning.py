"""The differences between the database at head and the models → the steps of a revision.

In: two schemas, what the document says of former names, what is parked. Out: a `Plan`. Pure: nothing is read or run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from scaffolder.migrate import constraints, facts, renames
from scaffolder.migrate.aside import Marks
from scaffolder.migrate.conversions import Conversion, conversion
from scaffolder.migrate.facts import ColumnFacts, Fill, Schema, TableFacts
from scaffolder.migrate.fills import fill_for, key_for, made_for
from scaffolder.migrate.nesting import Nest, former
from scaffolder.migrate.operations import (
    AddColumn,
    AllowNull,
    ChangeDefault,
    ChangeType,
    CopyValues,
    CreateTable,
    DropColumn,
    DropTable,
    GatherRows,
    Operation,
    RenameColumn,
    RenameTable,
    RenameValues,
    RequireValue,
    SpreadList,
)
from scaffolder.migrate.renames import NOTHING_SAID, Said
from scaffolder.migrate.wording import filling


@dataclass(frozen=True, slots=True)
class Wish:
    """What a plan is made from, beside the database."""

    models: Schema
    said: Said = NOTHING_SAID
    fills: Mapping[tuple[str, str], Fill] = field(default_factory=dict)
    """Values that satisfy the document, for columns whose model names no default."""
    parked: frozenset[str] = frozenset()
    """"table" or "table.column", after the revisions that are there."""
    pending: frozenset[str] = frozenset()
    """"table.column": must have a value, and may be empty in the database until every row has one."""
    lose: bool = False
    """The person said that what no model has any more may go."""
    require: bool = False
    """The person said that every row has a value in the pending columns."""
    rows: tuple[Nest, ...] = ()
    """Lists that are rows of another table, in the models."""
    lists: tuple[Nest, ...] = ()
    """Lists of objects in columns, in the models."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps in their order, and what a person should know of them."""

    operations: tuple[Operation, ...] = ()
    parked: tuple[str, ...] = ()
    unparked: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()
    """Pending until now."""
    notes: tuple[str, ...] = ()
    """Decisions that the document does not make, each a sentence."""


def plan(head: Schema, wish: Wish) -> Plan:
    """The steps that turn the database at head into what the models say."""
    return _Planner(head, wish).plan()


class _Planner:
    """Collects steps while the database, as far as it is planned, follows them."""

    def __init__(self, head: Schema, wish: Wish) -> None:
        self._now = head
        self._wish = wish
        self._steps: list[Operation] = []
        self._parked = Marks(wish.parked)
        self._pending = Marks(wish.pending)
        self._notes: list[str] = []

    def plan(self) -> Plan:
        self._rename_tables()
        for table in self._wish.models.ordered():  # keys before what refers to them
            self._rename_columns(table)
        self._create_tables()
        for table in self._wish.models.ordered():
            there = self._now.table(table.name)
            if there is not None:
                self._change(there, table)
        self._remove_tables()
        ordered = tuple(sorted(self._steps, key=constraints.stage))
        parked, pending = self._parked, self._pending
        return Plan(ordered, parked.fresh, parked.gone, pending.fresh, pending.gone, tuple(self._notes))

    # --- renames --------------------------------------------------------------------------------------------------

    def _rename_tables(self) -> None:
        kept = Schema(tuple(t for t in self._now.tables if t.name not in self._wish.parked))
        for rename in tuple(renames.table_renames(kept, self._wish.models, self._wish.said)):
            self._steps.append(RenameTable(rename.old, rename.new))
            self._now = facts.with_table_renamed(self._now, rename.old, rename.new)
            self._parked.move_table(rename.old, rename.new)
            self._pending.move_table(rename.old, rename.new)
            self._notes.append(f"Table {rename.old} is now {rename.new}: {rename.reason}.")

    def _rename_columns(self, table: TableFacts) -> None:
        there = self._now.table(table.name)
        if there is None:
            return
        for rename in tuple(renames.column_renames(there, table, self._wish.said, self._parked.columns(table.name))):
            self._steps.append(RenameColumn(table.name, rename.old, rename.new))
            self._now = facts.with_column_renamed(self._now, table.name, old=rename.old, new=rename.new)
            self._pending.move(f"{table.name}.{rename.old}", f"{table.name}.{rename.new}")
            self._notes.append(f"Column {table.name}.{rename.old} is now {rename.new}: {rename.reason}.")

    # --- tables ---------------------------------------------------------------------------------------------------

    def _create_tables(self) -> None:
        named = {r.table for t in self._wish.models.tables for r in t.references}
        made = {*self._now.names, *(named - self._wish.models.names)}  # of modules that were not looked at
        for table in self._wish.models.ordered():
            if table.name in self._now.names:
                continue
            made.add(table.name)
            ready = tuple(r for r in table.references if r.table in made)
            self._steps.append(CreateTable(replace(table, references=ready)))
            late = (r for r in table.references if r not in ready)
            self._steps += constraints.added(table.name, late)

    def _remove_tables(self) -> None:
        for table in self._now.tables:
            if table.name in self._wish.models.names:
                self._parked.take(table.name)
            elif self._wish.lose:
                self._steps += [
                    *constraints.dropped(table.name, table.references),
                    DropTable(replace(table, references=())),
                ]
                for marks in (self._parked, self._pending):
                    for name in tuple(marks.of(table.name)):
                        marks.take(name)
                self._notes.append(f"Table {table.name} is dropped with its rows.")
            elif table.name not in self._parked:
                self._steps += constraints.dropped(table.name, table.references)
                self._parked.put(table.name)
                self._notes.append(f"Table {table.name} has no model any more: it stays, with its rows.")

    # --- one table ------------------------------------------------------------------------------------------------

    def _change(self, old: TableFacts, new: TableFacts) -> None:
        moving = {
            c.name: kind
            for c in new.columns
            if (there := old.column(c.name)) and (kind := self._way(old, new, there, c)) is not Conversion.SAME
        }
        gone = tuple(c for c in old.columns if c.name not in new.names)
        aside = {n for n, kind in moving.items() if kind is Conversion.ASIDE}
        self._steps += constraints.changes(old, new, loose=frozenset({c.name for c in gone} | set(moving)))
        for column in gone:
            self._remove(new.name, column)
        for column in new.columns:
            there = old.column(column.name)
            if there is None:
                self._add(new, column)
            elif column.name in aside:
                self._set_aside(new, there, column)
            else:
                self._alter(old, new, there=there, column=column)

    def _way(self, old: TableFacts, new: TableFacts, there: ColumnFacts, column: ColumnFacts) -> Conversion:
        """Keys are never set aside: other rows name them."""
        way = conversion(there.kind, column.kind)
        return Conversion.DIRECT if way is Conversion.ASIDE and self._is_key(old, new, column.name) else way

    def _is_key(self, old: TableFacts, new: TableFacts, column: str) -> bool:
        named = (r for t in self._now.tables for r in t.references if r.table == new.name)
        keys = {*old.primary_key.columns, *new.primary_key.columns, *(c for r in named for c in r.targets)}
        return column in keys or any(column in r.columns for r in (*old.references, *new.references))

    def _remove(self, table: str, column: ColumnFacts) -> None:
        name = f"{table}.{column.name}"
        self._pending.take(name)
        if name not in self._parked:
            self._spread(table, column)
        if self._wish.lose:
            self._steps.append(DropColumn(table, replace(column, nullable=column.nullable)))
            self._notes.append(f"Column {name} is dropped with its values.")
            self._parked.take(name)
        elif name not in self._parked:
            if not column.nullable:
                self._steps.append(AllowNull(table, column))
            self._parked.put(name)
            self._notes.append(f"Column {name} has no model any more: it stays, with its values, and may be empty.")

    def _spread(self, table: str, column: ColumnFacts) -> None:
        """The list that a column held is rows of another table now."""
        nest = next((n for n in self._wish.rows if (n.parent, n.column) == (table, column.name)), None)
        child = self._wish.models.table(nest.child) if nest else None
        if nest and child and column.kind.family == "json" and len(child.primary_key.columns) == 1:
            self._steps.append(SpreadList(nest, child, made_for(child, nest, self._wish.fills)))
            self._notes.append(f"Objects in {table}.{column.name} become rows of {child.name}, those that fit.")

    def _gather(self, table: str, column: str) -> None:
        """A new column lists what were rows of a table that no model has any more."""
        nest = next((n for n in self._wish.lists if (n.parent, n.column) == (table, column)), None)
        found = former(nest, self._now, self._wish.models) if nest else None
        child = self._now.table(found.child) if found else None
        if found and child:
            self._steps.append(GatherRows(found, child, made_for(child, found, self._wish.fills)))
            self._notes.append(f"Rows of {child.name} are listed in {table}.{column}.")

    def _add(self, table: TableFacts, column: ColumnFacts) -> None:
        if column.kind.family == "json":
            self._gather(table.name, column.name)
        fill = None if column.nullable else fill_for(table, column, self._wish.fills)
        fill = key_for(self._now.table(table.name) or table, table, column, fill)
        if not column.nullable and fill is None and column.name not in table.primary_key.columns:
            self._steps.append(AddColumn(table.name, replace(column, nullable=True)))
            self._await(table.name, column.name)
            return
        self._steps.append(AddColumn(table.name, column, fill))
        if not column.nullable:
            given = f"rows that are there get {filling(fill)}" if fill else "as a key, so there may be no rows yet"
            self._notes.append(f"Column {table.name}.{column.name} must have a value: {given}.")

    def _await(self, table: str, column: str) -> None:
        """Only a person knows what rows that are there should have: they may have nothing until all have it."""
        self._pending.put(f"{table}.{column}")
        self._notes.append(
            f"Column {table}.{column} must have a value that only a person knows: it may be empty in rows that are "
            "there. Give each of them one, then run again with --require-pending."
        )

    def _set_aside(self, table: TableFacts, old: ColumnFacts, new: ColumnFacts) -> None:
        """Values that may not fit the new type stay in the old column; those that fit are copied."""
        taken = table.names | {c.name for c in (self._now.table(table.name) or table).columns}
        free = (f"{old.name}_{old.kind.family}{n or ''}"[:63] for n in range(1000))
        kept = replace(old, name=next(name for name in free if name not in taken))
        if not old.nullable:
            self._steps.append(AllowNull(table.name, old))
        self._steps.append(RenameColumn(table.name, old.name, kept.name, aside=True))
        self._parked.put(f"{table.name}.{kept.name}")
        empty = replace(new, nullable=True)
        self._steps += [AddColumn(table.name, empty), CopyValues(table.name, kept, empty)]
        if not new.nullable:
            self._require(table, new)
        self._notes.append(
            f"Column {table.name}.{new.name} is of another type: its values are kept in {kept.name}, "
            "and copied where they fit."
        )

    def _require(self, table: TableFacts, column: ColumnFacts, *, now: bool = False) -> None:
        """Let a column be empty no longer: now, or when a person has given every row a value."""
        name, fill = f"{table.name}.{column.name}", fill_for(table, column, self._wish.fills)
        if fill is None and not (now or self._wish.require):
            if name not in self._pending:
                self._await(table.name, column.name)
            return
        self._pending.take(name)
        self._steps.append(RequireValue(table.name, column, fill))
        got = f"rows without one get {filling(fill)}" if fill else "rows without one are named, and left to you"
        self._notes.append(f"Column {name} must have a value from now on: {got}.")

    def _alter(self, old: TableFacts, new: TableFacts, *, there: ColumnFacts, column: ColumnFacts) -> None:
        name = f"{new.name}.{column.name}"
        back = name in self._parked
        self._parked.take(name)
        if back and column.kind.family == "json":
            self._gather(new.name, column.name)
        if self._way(old, new, there, column) is Conversion.DIRECT:
            free = not self._is_key(old, new, column.name)
            self._steps.append(ChangeType(new.name, column.name, there, replace(column, nullable=there.nullable), free))
        if pairs := renames.value_renames(old, new, column.name, self._wish.said):
            shorter = (column.kind.length or 0) < (there.kind.length or 0) and column.kind.length is not None
            self._steps.append(RenameValues(new.name, column.name, pairs, early=shorter))
            self._notes.append(
                f"Values of {name} are called differently: {', '.join(f'{a} is {b}' for a, b in pairs)}."
            )
        if there.nullable and not column.nullable:
            self._require(new, column, now=not back and name not in self._pending)
        elif column.nullable:
            self._pending.take(name)
            if not there.nullable:
                self._steps.append(AllowNull(new.name, replace(column, fill=there.fill)))
        if column.server_default and column.server_default != there.server_default:
            self._steps.append(ChangeDefault(new.name, column, there.server_default, column.server_default))
