"""Steps as the lines of Python that take them: `op` for what is the same everywhere, `steps` for what takes care.

Names and conditions come from the database and the models; each is written as a literal.
"""

from __future__ import annotations

from functools import singledispatch

from scaffolder.migrate.facts import Check, ColumnFacts, Constraint, Fill, Reference, TableFacts
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
    "now": "sa.func.now()",
    "today": "sa.func.current_date()",
    "uuid": "steps.NEW_UUID",
    "digits": "steps.NEW_DIGITS",
}


@singledispatch
def line(operation: Operation) -> str:
    """The statement that takes a step."""
    raise NotImplementedError(type(operation).__name__)


@line.register
def _(o: CreateTable) -> str:
    t = o.table
    parts = [_text(t.name), *(_column(c, primary=t) for c in t.columns), *_constraints(t)]
    made = f"op.create_table({', '.join(parts)})"
    indexes = (
        f"op.create_index(op.f({_text(i.name)}), {_text(t.name)}, {_list(i.columns)}, unique={i.unique})"
        for i in t.indexes
    )
    return "\n".join((made, *indexes))


@line.register
def _(o: DropTable) -> str:
    return f"op.drop_table({_text(o.table.name)})"


@line.register
def _(o: RenameTable) -> str:
    return f"op.rename_table({_text(o.old)}, {_text(o.new)})"


@line.register
def _(o: AddColumn) -> str:
    arguments = f"{_text(o.table)}, {_column(o.column)}"
    if o.column.nullable:
        return f"op.add_column({arguments})"
    if o.fill is None:
        return f"steps.add_required_to_empty({arguments})"
    like = f", like={_text(o.fill.source)}" if o.fill.source else ""
    if o.fill.made == "serial":
        return f"steps.add_numbered({arguments}{like})"
    if o.fill.made == "copied":
        return f"steps.add_copied({arguments}{like})"
    return f"steps.add_required({arguments}, {_fill(o.fill, o.column)})"


@line.register
def _(o: DropColumn) -> str:
    return f"steps.drop_column({_text(o.table)}, {_text(o.column.name)})"


@line.register
def _(o: RenameColumn) -> str:
    return f"op.alter_column({_text(o.table)}, {_text(o.old)}, new_column_name={_text(o.new)})"


@line.register
def _(o: ChangeType) -> str:
    free = ", free=True" if o.free else ""
    types = f"{o.old.kind.written}, {o.new.kind.written}"
    return f"steps.change_type({_text(o.table)}, {_text(o.column)}, {types}{free})"


@line.register
def _(o: RequireValue) -> str:
    fill = f", {_fill(o.fill, o.column)}" if o.fill and o.fill.made != "serial" else ""
    return f"steps.require_value({_text(o.table)}, {_text(o.column.name)}, {o.column.kind.written}{fill})"


@line.register
def _(o: AllowNull) -> str:
    return f"steps.allow_null({_text(o.table)}, {_text(o.column.name)}, {o.column.kind.written})"


@line.register
def _(o: ChangeDefault) -> str:
    default = _text(o.new) if o.new else "None"
    return f"steps.set_default({_text(o.table)}, {_text(o.column.name)}, {o.column.kind.written}, {default})"


@line.register
def _(o: AddConstraint) -> str:
    match o.constraint:
        case Reference(name, columns, table, targets, on_delete):
            rule = f", on_delete={_text(on_delete)}" if on_delete else ""
            where = f"{_list(columns)}, {_text(table)}, {_list(targets)}"
            return f"steps.create_foreign_key({_text(name)}, {_text(o.table)}, {where}{rule})"
        case Check(name, condition):
            return f"steps.create_check({_text(name)}, {_text(o.table)}, {_text(condition)})"
        case unique:
            return f"steps.create_unique({_text(unique.name)}, {_text(o.table)}, {_list(unique.columns)})"


@line.register
def _(o: DropConstraint) -> str:
    return f"steps.drop_constraint({_text(o.constraint.name)}, {_text(o.table)}, {_text(_kind(o.constraint))})"


@line.register
def _(o: RenameConstraint) -> str:
    return f"steps.rename({_text(o.old.name)}, {_text(o.new.name)}, {_text(o.table)}, {_text(_kind(o.old))})"


@line.register
def _(o: CreateIndex) -> str:
    unique = ", unique=True" if o.index.unique else ""
    return f"steps.create_index({_text(o.index.name)}, {_text(o.table)}, {_list(o.index.columns)}{unique})"


@line.register
def _(o: DropIndex) -> str:
    return f"steps.drop_index({_text(o.index.name)}, {_text(o.table)})"


@line.register
def _(o: ChangePrimaryKey) -> str:
    old = f"old={_text(o.old.name)}"
    return f"steps.change_primary_key({_text(o.new.name)}, {_text(o.table)}, {_list(o.new.columns)}, {old})"


@line.register
def _(o: RenameValues) -> str:
    pairs = ", ".join(f"{_value(old)}: {_value(new)}" for old, new in o.pairs)
    return f"steps.rename_values({_text(o.table)}, {_text(o.column)}, {{{pairs}}})"


@line.register
def _(o: CopyValues) -> str:
    source = f"{_text(o.source.name)}, {o.source.kind.written}"
    target = f"{_text(o.target.name)}, {o.target.kind.written}"
    return f"steps.copy_values({_text(o.table)}, {source}, {target})"


@line.register
def _(o: SpreadList) -> str:
    over = ", over=True" if o.over else ""
    return f"nesting.spread({_nest(o)}{over})"


@line.register
def _(o: GatherRows) -> str:
    return f"nesting.gather({_nest(o)})"


def _nest(o: SpreadList | GatherRows) -> str:
    kinds = {c.name: c.kind.written for c in o.child.columns}
    members = ", ".join(f"{_text(m)}: ({_text(c)}, {kinds[c]})" for m, c in o.nest.members)
    counted = o.child.primary_key.columns
    required = tuple(c.name for c in o.child.columns if not c.nullable and c.name not in {*counted, o.nest.back})
    made = ", ".join(f"{_text(n)}: {_fill(fill, column)}" for n, fill in o.made if (column := o.child.column(n)))
    rows = [_text(o.child.name), _text(counted[0]), _text(o.nest.back), f"{{{members}}}"]
    rows += [f"required={_list(required)}"] * bool(required) + [f"made={{{made}}}"] * bool(made)
    where = ", ".join(map(_text, (o.nest.parent, o.nest.key, o.nest.column)))
    return f"{where}, nesting.Rows({', '.join(rows)})"


def _column(column: ColumnFacts, *, primary: TableFacts | None = None) -> str:
    arguments = [_text(column.name), column.kind.written]
    if column.server_default:
        arguments.append(f"server_default=sa.text({_text(column.server_default)})")
    if primary and primary.primary_key.columns == (column.name,) and not column.autoincrement:
        arguments.append("autoincrement=False")
    return f"sa.Column({', '.join(arguments)}, nullable={column.nullable})"


def _constraints(table: TableFacts) -> list[str]:
    found = []
    if table.primary_key.columns:
        found.append(_constraint("PrimaryKey", table.primary_key.columns, table.primary_key.name))
    found += [_constraint("Unique", u.columns, u.name) for u in table.uniques]
    for r in table.references:
        named = f"[{', '.join(_text(f'{r.table}.{t}') for t in r.targets)}]"
        rule = f", ondelete={_text(r.on_delete)}" if r.on_delete else ""
        found.append(f"sa.ForeignKeyConstraint({_list(r.columns)}, {named}{rule}, name=op.f({_text(r.name)}))")
    found += [f"sa.CheckConstraint({_text(c.condition)}, name=op.f({_text(c.name)}))" for c in table.checks]
    return found


def _constraint(kind: str, columns: tuple[str, ...], name: str) -> str:
    return f"sa.{kind}Constraint({', '.join(map(_text, columns))}, name=op.f({_text(name)}))"


def _kind(constraint: Constraint | object) -> str:
    names = {"Reference": "foreignkey", "Check": "check", "Index": "index"}
    return names.get(type(constraint).__name__, "unique")


def _fill(fill: Fill, column: ColumnFacts) -> str:
    if fill.made == "token":
        return f"steps.token({column.kind.length})" if column.kind.length else "steps.token()"
    return _MADE.get(fill.made) or (_value_of(fill.value.value) if fill.value else "None")


def _value_of(value: object) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_text(k)}: {_value_of(v)}' for k, v in value.items())}}}"
    return f"[{', '.join(map(_value_of, value))}]" if isinstance(value, list) else repr(value)


def _value(sql: str) -> str:
    """An SQL literal as a Python one."""
    return _text(sql[1:-1].replace("''", "'")) if sql.startswith("'") else sql


def _list(names: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_text, names))}]"


def _text(value: str) -> str:
    """A Python string literal in which nothing hides."""
    return '"' + ascii(value)[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'
