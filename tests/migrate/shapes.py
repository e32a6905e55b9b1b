"""Small schemas, written shortly."""

from __future__ import annotations

from scaffolder.migrate.facts import (
    Check,
    ColumnFacts,
    Fill,
    Index,
    Kind,
    Reference,
    Schema,
    TableFacts,
    Unique,
)
from scaffolder.migrate.planning import Plan, Wish, plan
from scaffolder.migrate.writing import line
from scaffolder.model import Literal

_KINDS = {
    "text": ("sa.Text()", "TEXT", "TEXT"),
    "integer": ("sa.Integer()", "INTEGER", "INTEGER"),
    "bigint": ('sa.BigInteger().with_variant(sa.Integer(), "sqlite")', "INTEGER", "BIGINT"),
    "float": ("sa.Float(53)", "FLOAT", "FLOAT(53)"),
    "boolean": ("sa.Boolean()", "BOOLEAN", "BOOLEAN"),
    "uuid": ("sa.Uuid()", "CHAR(32)", "UUID"),
    "json": ('sa.JSON().with_variant(postgresql.JSONB(), "postgresql")', "JSON", "JSONB"),
}
BIGINT = _KINDS["bigint"][0]


def kind(name: str) -> Kind:
    """A type: "text", "string:40", …"""
    family, _, length = name.partition(":")
    if length:
        sql = f"VARCHAR({length})"
        return Kind(family, int(length), f"sa.String({length})", sql, sql)
    return Kind(family, None, *_KINDS[family])


def column(name: str, type_: str = "text", *, required: bool = False, default: object = None) -> ColumnFacts:
    fill = None if default is None else Fill(Literal.of(default))
    return ColumnFacts(name, kind(type_), not required, fill=fill)


ID = column("id", "bigint", required=True)


def table(name: str, *columns: ColumnFacts, **more: object) -> TableFacts:
    """A table with an `id`; `more` as `TableFacts` has it."""
    given = (ID, *columns) if not any(c.name == "id" for c in columns) else columns
    return TableFacts(name, given, **({"primary_key": Unique(f"pk_{name}", ("id",))} | more))  # type: ignore[arg-type]


def unique(name: str, *columns: str) -> Unique:
    return Unique(name, columns)


def index(name: str, *columns: str) -> Index:
    return Index(name, columns)


def reference(name: str, column: str, target: str, on_delete: str = "") -> Reference:
    return Reference(name, (column,), target, ("id",), on_delete)


def check(name: str, condition: str) -> Check:
    return Check(name, condition)


def planned(old: list[TableFacts], new: list[TableFacts], **more: object) -> Plan:
    """The plan between two schemas; `more` as `Wish` has it."""
    return plan(Schema(tuple(old)), Wish(Schema(tuple(new)), **more))  # type: ignore[arg-type]


def lines(old: list[TableFacts], new: list[TableFacts], **more: object) -> list[str]:
    """The statements between two schemas."""
    return [line(o) for o in planned(old, new, **more).operations]
