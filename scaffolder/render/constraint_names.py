"""Tables of a revision for a project that names no constraints → the same with names, by which later revisions find
them again on every engine.

In and out: expressions, as `migration_view` makes them. The names are those of an application of our own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from scaffolder.render.migration_view import TableLines


def named(table: TableLines) -> TableLines:
    """The table with a name for each of its constraints."""
    columns = [_call(column) for column in table.columns]
    constraints = [*_key(table.name, columns), *_uniques(table.name, columns)]
    for column in columns:
        _name_references(table.name, column)
        column.keywords = [k for k in column.keywords if k.arg not in ("primary_key", "unique")]
    constraints += [_constraint(table.name, text) for text in table.constraints]
    return replace(table, columns=tuple(map(_arguments, columns)), constraints=tuple(constraints))


def _call(arguments: str) -> ast.Call:
    call = ast.parse(f"f({arguments})", mode="eval").body
    assert isinstance(call, ast.Call)
    return call


def _arguments(call: ast.Call) -> str:
    return ast.unparse(call)[2:-1]


def _says(column: ast.Call, keyword: str) -> bool:
    return any(k.arg == keyword and ast.unparse(k.value) == "True" for k in column.keywords)


def _text(node: ast.expr) -> str:
    return str(ast.literal_eval(node))


def _key(table: str, columns: list[ast.Call]) -> Iterator[str]:
    parts = [ast.unparse(c.args[0]) for c in columns if _says(c, "primary_key")]
    if parts:
        yield f"sa.PrimaryKeyConstraint({', '.join(parts)}, {_name('pk', table)})"


def _uniques(table: str, columns: list[ast.Call]) -> Iterator[str]:
    for column in columns:
        if _says(column, "unique"):
            yield f"sa.UniqueConstraint({ast.unparse(column.args[0])}, {_name('uq', table, _text(column.args[0]))})"


def _name_references(table: str, column: ast.Call) -> None:
    for argument in column.args:
        if isinstance(argument, ast.Call) and ast.unparse(argument.func) == "sa.ForeignKey":
            given = _call(_name("fk", table, _text(column.args[0])))
            argument.keywords += given.keywords


def _constraint(table: str, text: str) -> str:
    call = ast.parse(text, mode="eval").body
    assert isinstance(call, ast.Call)
    if ast.unparse(call.func) == "sa.CheckConstraint":
        (said,) = (k for k in call.keywords if k.arg == "name")
        call.keywords = _call(_name("ck", table, _text(said.value))).keywords
    else:
        call.keywords += _call(_name("uq", table, *map(_text, call.args))).keywords
    return ast.unparse(call)


def _name(kind: str, *parts: str) -> str:
    """As the naming convention of `app/core/database.py` has it; marked as whole, so that no other is applied."""
    return f"name=op.f({'_'.join((kind, *parts))!r})"
