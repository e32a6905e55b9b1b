"""Revisions that lose data, fail on stored rows, lock tables, or cannot be taken back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from scaffolder.remarks import Remark
from scaffolder.review.checks.names import calls, dotted, is_constant, keyword, last
from scaffolder.review.findings import Spot, say
from scaffolder.review.sources import Source

_EVERY_ROW = re.compile(r"^\s*(delete\s+from|truncate|update)\b(?!.*\bwhere\b)", re.IGNORECASE | re.DOTALL)
_DROPS = {"drop_table": "the table", "drop_column": "the column"}
_RENAMES = {"rename_table": "The table"}


def check(source: Source) -> Iterator[Remark]:
    """One revision."""
    if not source.is_migration:
        return
    functions = {f.name: f for f in source.functions()}
    if upgrade := functions.get("upgrade"):
        made = {_name(c) for c in calls(upgrade) if last(c.func) == "create_table"}
        filled = any(last(c.func) == "execute" for c in calls(upgrade))
        for call in calls(upgrade):
            yield from _loses(source, call)
            yield from _fails(source, call)
            yield from _locks(source, call, made, filled=filled)
            yield from _renames(source, call)
    downgrade = functions.get("downgrade")
    if upgrade is not None and (downgrade is None or _is_empty(downgrade)) and not _is_empty(upgrade):
        yield say("R506", Spot.of(source, downgrade or upgrade), "There is no way back from this revision.")


def check_all(sources: Sequence[Source]) -> Iterator[Remark]:
    """All revisions together: no two that follow the same one."""
    seen: dict[object, str] = {}
    for source in sources:
        if not source.is_migration:
            continue
        for node in source.tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            value = getattr(node, "value", None)
            if any(isinstance(t, ast.Name) and t.id == "down_revision" for t in targets) and isinstance(
                value, ast.Constant
            ):
                if value.value in seen:
                    yield say("R508", Spot.of(source, node), f"{seen[value.value]} follows {value.value!r} already.")
                seen.setdefault(value.value, source.path)


def _name(call: ast.Call) -> object:
    return call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None


def _is_empty(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return all(
        isinstance(s, ast.Pass | ast.Raise) or (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
        for s in function.body
    )


def _loses(source: Source, call: ast.Call) -> Iterator[Remark]:
    name = last(call.func)
    if name in _DROPS and isinstance(call.func, ast.Attribute):
        texts = [a.value for a in call.args if isinstance(a, ast.Constant)]
        yield say("R501", Spot.of(source, call), f"{_DROPS[name]} {'.'.join(map(str, texts))} is dropped.".capitalize())
    if name == "execute" and dotted(call.func) in {"op.execute", "connection.execute", "bind.execute"}:
        texts = [n.value for n in ast.walk(call) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        if any(_EVERY_ROW.match(str(text)) for text in texts):
            yield say("R505", Spot.of(source, call), "A statement without a condition changes every row.")


def _fails(source: Source, call: ast.Call) -> Iterator[Remark]:
    if last(call.func) != "add_column":
        return
    for column in (c for c in calls(call) if last(c.func) == "Column"):
        if is_constant(keyword(column, "nullable"), False) and keyword(column, "server_default") is None:
            yield say("R502", Spot.of(source, call), "A column that must have a value is added without one.")


def _locks(source: Source, call: ast.Call, made: set[object], *, filled: bool) -> Iterator[Remark]:
    name, spot = last(call.func), Spot.of(source, call)
    table = call.args[1] if name in {"create_index", "create_unique_constraint"} and len(call.args) > 1 else None
    known = isinstance(table, ast.Constant) and table.value in made
    waits = name == "create_index" and not known and keyword(call, "postgresql_concurrently") is None
    if waits and isinstance(table, ast.Constant):
        yield say("R503", spot, f"An index of {table.value!s} is made while writers wait.")
    if name == "alter_column" and keyword(call, "type_") is not None:
        yield say("R504", spot, "The type of a stored column changes.")
    if name == "alter_column" and is_constant(keyword(call, "nullable"), False) and not filled:
        yield say("R502", spot, "A column must have a value from now on; rows without one are not given any.")


def _renames(source: Source, call: ast.Call) -> Iterator[Remark]:
    if last(call.func) in _RENAMES or (last(call.func) == "alter_column" and keyword(call, "new_column_name")):
        yield say("R507", Spot.of(source, call), "A name that the running version uses changes.")
