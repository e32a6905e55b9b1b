"""What is known of tables: read from the JSON that `look.py` writes; the same types for the database and the models."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from scaffolder.model import Literal

_QUOTED = re.compile(r"'(?:[^']|'')*'")
_CHOICES = re.compile(r'^\(?"?(\w+)"? IN \((.*)\)\)?$', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Kind:
    """A column's type."""

    family: str
    """"string", "text", "integer", … as `look.py` names them."""
    length: int | None
    written: str
    """As revisions write it: an expression over `sa` and `postgresql`."""
    sqlite: str
    """Its name on that engine."""
    postgresql: str

    @property
    def same_as(self) -> tuple[str, str]:
        """What two types share that no database tells apart."""
        return self.sqlite, self.postgresql


@dataclass(frozen=True, slots=True)
class Fill:
    """What rows that are there get in a column that must have a value: a value, or how one is made for each row."""

    value: Literal | None = None
    made: str = ""
    """"now", "today", "uuid", "token", "digits", "serial" or "copied"."""
    source: str = ""
    """The column whose value the row gets, or (a number each) from which the numbers are taken; "": from none."""


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """One column."""

    name: str
    kind: Kind
    nullable: bool
    server_default: str = ""
    autoincrement: bool = True
    fill: Fill | None = None
    """Of the models only."""


@dataclass(frozen=True, slots=True)
class Unique:
    """Columns that are unique together."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """An index."""

    name: str
    columns: tuple[str, ...]
    unique: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key."""

    name: str
    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...]
    on_delete: str


@dataclass(frozen=True, slots=True)
class Check:
    """A condition on each row; its text is SQLite's, which is standard SQL for all that models declare."""

    name: str
    condition: str

    @property
    def choices(self) -> tuple[str, ...] | None:
        """The values that it keeps a column to, as SQL writes them; None where it says something else."""
        match = _CHOICES.match(self.condition)
        return tuple(v.strip() for v in re.findall(r"'(?:[^']|'')*'|[^,']+", match[2]) if v.strip()) if match else None

    @property
    def plain(self) -> str:
        """The condition without what engines add to it."""
        text, quoted = self.condition, _QUOTED.findall(self.condition)
        bare = _QUOTED.sub("''", text).replace('"', "").lower()
        return " ".join(bare.split()) + "\0".join(quoted)

    def about(self, column: str) -> bool:
        """Whether it speaks of a column."""
        return bool(re.search(rf'(?<!\w)"?{re.escape(column)}"?(?!\w)', _QUOTED.sub("''", self.condition)))


Constraint = Unique | Reference | Check


@dataclass(frozen=True, slots=True)
class TableFacts:
    """One table."""

    name: str
    columns: tuple[ColumnFacts, ...]
    primary_key: Unique
    uniques: tuple[Unique, ...] = ()
    indexes: tuple[Index, ...] = ()
    references: tuple[Reference, ...] = ()
    checks: tuple[Check, ...] = ()

    def column(self, name: str) -> ColumnFacts | None:
        """The column of that name, if there is one."""
        return next((c for c in self.columns if c.name == name), None)

    @property
    def names(self) -> frozenset[str]:
        """Names of its columns."""
        return frozenset(c.name for c in self.columns)

    def reference(self, column: str) -> Reference | None:
        """The foreign key that a column alone makes up."""
        return next((r for r in self.references if r.columns == (column,)), None)


@dataclass(frozen=True, slots=True)
class Schema:
    """All tables, by name."""

    tables: tuple[TableFacts, ...]

    def table(self, name: str) -> TableFacts | None:
        """The table of that name, if there is one."""
        return next((t for t in self.tables if t.name == name), None)

    @property
    def names(self) -> frozenset[str]:
        """Names of the tables."""
        return frozenset(t.name for t in self.tables)

    def ordered(self) -> Iterator[TableFacts]:
        """Tables after those that their foreign keys name, as far as there are no cycles."""
        by_name = {t.name: t for t in self.tables}
        placed: set[str] = set()
        for table in self.tables:
            yield from _placed(table, by_name, placed, frozenset())


def _placed(
    table: TableFacts, by_name: dict[str, TableFacts], placed: set[str], above: frozenset[str]
) -> Iterator[TableFacts]:
    if table.name in placed or table.name in above:
        return
    for reference in table.references:
        if reference.table in by_name:
            yield from _placed(by_name[reference.table], by_name, placed, above | {table.name})
    placed.add(table.name)
    yield table


# --- reading ----------------------------------------------------------------------------------------------------------


def schema_of(tables: dict[str, Any]) -> Schema:
    """What `look.py` wrote of one side."""
    return Schema(tuple(_table(name, facts) for name, facts in sorted(tables.items())))


def _table(name: str, facts: dict[str, Any]) -> TableFacts:
    key = facts["primary_key"]
    references = (
        Reference(r["name"], tuple(r["columns"]), r["table"], tuple(r["targets"]), r["on_delete"])
        for r in facts["foreign_keys"]
    )
    return TableFacts(
        name=name,
        columns=tuple(_column(c) for c in facts["columns"]),
        primary_key=Unique(key["name"] or f"pk_{name}", tuple(key["columns"])),
        uniques=tuple(sorted((Unique(u["name"], tuple(u["columns"])) for u in facts["uniques"]), key=str)),
        indexes=tuple(Index(i["name"], tuple(i["columns"]), i["unique"]) for i in facts["indexes"]),
        references=tuple(sorted(references, key=str)),
        checks=tuple(Check(c["name"], c["condition"]) for c in facts["checks"]),
    )


def _column(facts: dict[str, Any]) -> ColumnFacts:
    kind = facts["type"]
    return ColumnFacts(
        name=facts["name"],
        kind=Kind(kind["kind"], kind["length"], kind["written"], kind["sqlite"], kind["postgresql"]),
        nullable=facts["nullable"],
        server_default=facts["server_default"],
        autoincrement=facts["autoincrement"],
        fill=_fill(facts["fill"]),
    )


def _fill(facts: dict[str, Any] | None) -> Fill | None:
    if facts is None:
        return None
    return Fill(made=facts["made"]) if "made" in facts else Fill(Literal.of(facts["value"]))


# --- renaming ---------------------------------------------------------------------------------------------------------


def with_table_renamed(schema: Schema, old: str, new: str) -> Schema:
    """The same, one table called differently, and followed by those that refer to it."""
    return Schema(tuple(_retargeted(replace(t, name=new) if t.name == old else t, old, new) for t in schema.tables))


def _retargeted(table: TableFacts, old: str, new: str) -> TableFacts:
    return replace(table, references=tuple(replace(r, table=new) if r.table == old else r for r in table.references))


def with_column_renamed(schema: Schema, table: str, *, old: str, new: str) -> Schema:
    """The same, one column called differently wherever it is named."""
    found = (_renamed(t, old, new) if t.name == table else t for t in schema.tables)
    return Schema(tuple(_pointed(t, table, old, new) for t in found))


def _renamed(table: TableFacts, old: str, new: str) -> TableFacts:
    def moved(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new if n == old else n for n in names)

    word = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)")
    return replace(
        table,
        columns=tuple(replace(c, name=new) if c.name == old else c for c in table.columns),
        primary_key=replace(table.primary_key, columns=moved(table.primary_key.columns)),
        uniques=tuple(replace(u, columns=moved(u.columns)) for u in table.uniques),
        indexes=tuple(replace(i, columns=moved(i.columns)) for i in table.indexes),
        references=tuple(replace(r, columns=moved(r.columns)) for r in table.references),
        checks=tuple(replace(c, condition=_outside(word, new, c.condition)) for c in table.checks),
    )


def _outside(word: re.Pattern[str], new: str, condition: str) -> str:
    """Replace a word where it is no part of a quoted value."""
    parts = re.split(r"('(?:[^']|'')*')", condition)
    return "".join(p if n % 2 else word.sub(new, p) for n, p in enumerate(parts))


def _pointed(table: TableFacts, target: str, old: str, new: str) -> TableFacts:
    def moved(reference: Reference) -> Reference:
        if reference.table != target:
            return reference
        return replace(reference, targets=tuple(new if n == old else n for n in reference.targets))

    return replace(table, references=tuple(moved(r) for r in table.references))
