"""Random schemas, random rows for them, and random changes to them, as hypothesis strategies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from scaffolder.migrate.facts import Check, ColumnFacts, Fill, Index, Reference, Schema, TableFacts, Unique
from scaffolder.model import Literal
from tests.migrate.shapes import ID, kind

KINDS = ("text", "string:5", "string:20", "integer", "bigint", "float", "boolean", "uuid", "json")
NAMES = ("alpha", "beta", "gamma", "delta", "epsilon", "order", "group_")
TABLES = ("pets", "owners", "user")
_DEFAULTS: dict[str, object] = {
    "text": "it's",
    "string": "a:b",
    "integer": 7,
    "bigint": -1,
    "float": 0.5,
    "boolean": False,
    "json": {"a": [1, "it's: so"]},
}
_WORDS = st.sampled_from(["", "a", "1", "2.5", "true", "it's", "x:y", "é%"])


def values(column: ColumnFacts) -> st.SearchStrategy[object]:
    """What a column may hold, as SQLite keeps it."""
    made: dict[str, st.SearchStrategy[object]] = {
        "text": _WORDS,
        "string": _WORDS.map(lambda w: w[: column.kind.length]),
        "integer": st.integers(-(2**31), 2**31 - 1),
        "bigint": st.one_of(st.integers(-9, 9), st.integers(-(2**63), 2**63 - 1)),
        "float": st.floats(-9, 9, allow_nan=False).map(lambda f: round(f, 2)),
        "boolean": st.booleans(),
        "uuid": st.uuids().map(lambda u: u.hex),
        "json": st.sampled_from(['{"a": 1}', "[1, 2]", '"text"', "5", "true"]),
    }
    found = made[column.kind.family]
    return st.one_of(st.none(), found) if column.nullable else found


@st.composite
def columns(draw: st.DrawFn, name: str) -> ColumnFacts:
    made = kind(draw(st.sampled_from(KINDS)))
    default = _DEFAULTS.get(made.family)
    fill = Fill(Literal.of(default)) if default is not None and draw(st.booleans()) else None
    fill = Fill(made="uuid") if made.family == "uuid" else fill
    return ColumnFacts(name, made, draw(st.booleans()), fill=fill)


@st.composite
def tables(draw: st.DrawFn, name: str, others: tuple[str, ...] = ()) -> TableFacts:
    chosen = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4))
    made = TableFacts(name, (ID, *(draw(columns(n)) for n in chosen)), Unique(f"pk_{name}", ("id",)))
    return draw(constrained(made, others))


@st.composite
def constrained(draw: st.DrawFn, table: TableFacts, others: tuple[str, ...] = ()) -> TableFacts:
    """The table with constraints and indexes, some of them, on the columns that it has."""
    plain = [c for c in table.columns if c.name not in {"id", "other_id"} and c.kind.family != "json"]
    some = st.lists(st.sampled_from(plain), unique=True, max_size=2) if plain else st.just([])
    texts = [c for c in draw(some) if c.kind.family in {"text", "string"}]
    t = table.name
    table = replace(
        table,
        uniques=tuple(sorted((Unique(f"uq_{t}_{c.name}", (c.name,)) for c in draw(some)), key=str)),
        indexes=tuple(sorted((Index(f"ix_{t}_{c.name}", (c.name,)) for c in draw(some)), key=str)),
        checks=tuple(Check(f"ck_{t}_{c.name}", f"{_quoted(c.name)} IN ('', 'a', 'it''s')") for c in texts),
    )
    return draw(referring(table, others))


def _quoted(name: str) -> str:
    return f'"{name}"' if name == "order" else name


@st.composite
def referring(draw: st.DrawFn, table: TableFacts, others: tuple[str, ...]) -> TableFacts:
    """The table with, perhaps, a column that names a row of another."""
    bare = replace(table, columns=tuple(c for c in table.columns if c.name != "other_id"), references=())
    if not others or not draw(st.booleans()):
        return bare
    column = ColumnFacts("other_id", ID.kind, True)
    rule = draw(st.sampled_from(["CASCADE", "RESTRICT", "SET NULL"]))
    reference = Reference(f"fk_{table.name}_other_id", ("other_id",), draw(st.sampled_from(others)), ("id",), rule)
    return replace(bare, columns=(*bare.columns, column), references=(reference,))


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    """Up to three tables, each of which may refer to those before it."""
    names = draw(st.lists(st.sampled_from(TABLES), unique=True, min_size=1, max_size=3))
    made = [draw(tables(name, tuple(names[:n]))) for n, name in enumerate(names)]
    return Schema(tuple(sorted(made, key=lambda t: t.name)))


@st.composite
def changed(draw: st.DrawFn, schema: Schema) -> Schema:
    """The schema as the next version of a document might have it."""
    kept = [t for t in schema.tables if draw(st.integers(0, 9)) > 0]
    names = [t.name for t in kept]
    made = [draw(constrained(draw(_changed(t)), tuple(names[:n]))) for n, t in enumerate(kept)]
    fresh = [n for n in ("visits", "notes") if draw(st.integers(0, 3)) == 0]
    made += [draw(tables(name, tuple(names))) for name in fresh]
    return Schema(tuple(sorted(made, key=lambda t: t.name)))


@st.composite
def _changed(draw: st.DrawFn, table: TableFacts) -> TableFacts:
    kept = [c for c in table.columns if c.name == "id" or draw(st.integers(0, 4)) > 0]
    made = [c if c.name in {"id", "other_id"} or draw(st.booleans()) else draw(columns(c.name)) for c in kept]
    free = [n for n in NAMES if n not in table.names]
    fresh = draw(st.lists(st.sampled_from(free), unique=True, max_size=2)) if free else []
    return replace(table, columns=(*made, *(draw(columns(n)) for n in fresh)))


@st.composite
def rows(draw: st.DrawFn, schema: Schema) -> dict[str, list[dict[str, Any]]]:
    """Up to three rows for each table, such that every constraint holds."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in schema.ordered():
        made: list[dict[str, Any]] = []
        for number in range(draw(st.integers(0, 3))):
            row = {c.name: number + 1 if c.name == "id" else draw(values(c)) for c in table.columns}
            for reference in table.references:
                ids = [r["id"] for r in found.get(reference.table, [])]
                row[reference.columns[0]] = draw(st.sampled_from([None, *ids]))
            if _holds(table, row, made):
                made.append(row)
        found[table.name] = made
    return found


def _holds(table: TableFacts, row: dict[str, Any], others: list[dict[str, Any]]) -> bool:
    for unique in table.uniques:
        if row[unique.columns[0]] is not None and any(o[unique.columns[0]] == row[unique.columns[0]] for o in others):
            return False
    checked = [c.name.removeprefix(f"ck_{table.name}_") for c in table.checks]
    return all(row[name] in {None, "", "a", "it's"} for name in checked)
