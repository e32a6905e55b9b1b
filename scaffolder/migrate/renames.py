"""What is called differently now: as the document says (`x-renamed-from`), or as two tables or columns plainly tell.

In: the database at head, the models, the API model's own words. Out: the renames, each with the reason for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scaffolder import names
from scaffolder.migrate import facts
from scaffolder.migrate.facts import ColumnFacts, Schema, TableFacts
from scaffolder.model import ApiModel, Literal

_ALIKE = 0.8
"""Share of columns by which two tables are taken to be one."""
_ENOUGH = 3
"""Columns below which likeness proves nothing."""
_DOCUMENTED = "the document says so"


@dataclass(frozen=True, slots=True)
class TableRename:
    """A table under another name."""

    old: str
    new: str
    reason: str


@dataclass(frozen=True, slots=True)
class ColumnRename:
    """A column under another name; `table` is the table's new name."""

    table: str
    old: str
    new: str
    reason: str


@dataclass(frozen=True, slots=True)
class Said:
    """What the document says of former names: of tables, and of columns by their (table, column)."""

    tables: tuple[tuple[str, str], ...] = ()
    columns: tuple[tuple[tuple[str, str], str], ...] = ()
    values: tuple[tuple[tuple[str, str], tuple[tuple[str, str], ...]], ...] = ()
    """Of columns by their (table, column): values, old and new, as SQL writes them."""


NOTHING_SAID = Said()


def said(model: ApiModel) -> Said:
    """The former names that the document gives."""
    return Said(
        tables=tuple((e.table, e.renamed_from) for e in model.entities if e.renamed_from),
        columns=tuple(
            ((e.table, c.column_name), c.renamed_from) for e in model.entities for c in e.columns if c.renamed_from
        ),
        values=tuple(
            ((e.table, c.column_name), tuple((_sql(old), _sql(new)) for old, new in c.renamed_values))
            for e in model.entities
            for c in e.columns
            if c.renamed_values
        ),
    )


def _sql(value: Literal) -> str:
    plain = value.value
    return "'" + plain.replace("'", "''") + "'" if isinstance(plain, str) else value.text


def table_renames(head: Schema, models: Schema, said: Said) -> Iterator[TableRename]:
    """Tables that are called differently now."""
    gone = [t for t in head.tables if t.name not in models.names]
    new = [t for t in models.tables if t.name not in head.names]
    told = dict(said.tables)
    for table in [t for t in new if t.name in told]:
        former = _spelled(told[table.name], gone)
        if former:
            yield TableRename(former.name, table.name, _DOCUMENTED)
            gone.remove(former)
            new.remove(table)
    for table in new:
        like = [g for g in gone if _alike(g, table)]
        if len(like) == 1 and sum(_alike(like[0], n) for n in new) == 1:
            yield TableRename(like[0].name, table.name, "both have the same columns")


def _spelled(former: str, gone: Sequence[TableFacts]) -> TableFacts | None:
    """The table that a former name means: of a schema or of the table itself, singular or plural."""
    spellings = {former, names.snake(former), names.snake(names.singular_of(former))}
    found = [t for t in gone if t.name in spellings or names.snake(names.singular_of(t.name)) in spellings]
    return found[0] if len(found) == 1 else None


def _alike(old: TableFacts, new: TableFacts) -> bool:
    ours, theirs = set(_traits(old)), set(_traits(new))
    common, either = ours & theirs, ours | theirs
    return len(common) >= _ENOUGH and len(common) >= _ALIKE * len(either)


def _traits(table: TableFacts) -> Iterator[tuple[str, str]]:
    for column in table.columns:
        reference = table.reference(column.name)
        yield (f"→{reference.table}", "") if reference and reference.table != table.name else _trait(column)


def _trait(column: ColumnFacts) -> tuple[str, str]:
    return column.name, column.kind.family


def column_renames(old: TableFacts, new: TableFacts, said: Said, parked: frozenset[str]) -> Iterator[ColumnRename]:
    """Columns of a table that are called differently now."""
    gone = [c for c in old.columns if c.name not in new.names and c.name not in parked]
    fresh = [c for c in new.columns if c.name not in old.names]
    told = dict(said.columns)
    for column in list(fresh):
        former = told.get((new.name, column.name))
        match = next((g for g in gone if former and names.snake(former) in {g.name, names.snake(g.name)}), None)
        if match:
            yield ColumnRename(new.name, match.name, column.name, _DOCUMENTED)
            gone.remove(match)
            fresh.remove(column)
    if key := _same_key(old, new, gone, fresh):
        yield ColumnRename(new.name, key[0].name, key[1].name, "both identify the rows")
        gone.remove(key[0])
        fresh.remove(key[1])
    for column in fresh:
        like = [(g, why) for g in gone if (why := _same_column(old, g, new, column))]
        if len(like) == 1 and sum(bool(_same_column(old, like[0][0], new, f)) for f in fresh) == 1:
            yield ColumnRename(new.name, like[0][0].name, column.name, like[0][1])


def _same_key(
    old: TableFacts, new: TableFacts, gone: Sequence[ColumnFacts], fresh: Sequence[ColumnFacts]
) -> tuple[ColumnFacts, ColumnFacts] | None:
    """The one column that identified rows and the one that does so now: other rows, and clients, know its values."""
    before = [g for g in gone if old.primary_key.columns == (g.name,)]
    after = [f for f in fresh if new.primary_key.columns == (f.name,)]
    if not before or not after:
        return None
    families = {before[0].kind.family, after[0].kind.family}
    return (before[0], after[0]) if len(families) == 1 or families == {"string", "text"} else None


def _same_column(old: TableFacts, gone: ColumnFacts, new: TableFacts, fresh: ColumnFacts) -> str:
    """Why two columns are one; "" where they are not."""
    ours, theirs = old.reference(gone.name), new.reference(fresh.name)
    if ours and theirs and (ours.table, ours.targets) == (theirs.table, theirs.targets):
        return f"both refer to {ours.table}"
    if gone.kind.same_as != fresh.kind.same_as or bool(ours) != bool(theirs):
        return ""
    alike = _plain(gone.name) == _plain(fresh.name) or sorted(gone.name.split("_")) == sorted(fresh.name.split("_"))
    return "they have the same type, and the same words as names" if alike else ""


def _plain(name: str) -> str:
    return names.snake(names.singular_of(name)).replace("_", "")


def renamed(head: Schema, tables: Sequence[TableRename]) -> Schema:
    """The database as it stands after tables were renamed."""
    for rename in tables:
        head = facts.with_table_renamed(head, rename.old, rename.new)
    return head


def value_renames(
    old: TableFacts, new: TableFacts, column: str, said: Said = NOTHING_SAID
) -> tuple[tuple[str, str], ...]:
    """Values of an enumerated column that are called differently now, as pairs of SQL literals.

    Those that the document names, as soon as one of them is allowed no longer; and those that only are spelled
    differently: "In Progress", "in_progress".
    """
    before, after = _choices(old, column), _choices(new, column)
    told = tuple(p for p in dict(said.values).get((new.name, column), ()) if p[0] in before and p[1] in after)
    told = told if any(former not in after for former, _ in told) else ()
    gone = [v for v in before if v not in after and v not in dict(told)]
    fresh = [v for v in after if v not in before and v not in dict(told).values()]
    pairs = [(g, f) for g in gone for f in fresh if _letters(g) == _letters(f) and _letters(g)]
    single = [p for p in pairs if sum(p[0] == o[0] for o in pairs) == sum(p[1] == o[1] for o in pairs) == 1]
    return (*told, *single)


def _choices(table: TableFacts, column: str) -> tuple[str, ...]:
    return next((c.choices for c in table.checks if c.choices and c.about(column)), ())


def _letters(value: str) -> str:
    return "".join(c for c in value.casefold() if c.isalnum()) if value.startswith("'") else ""
