"""Secrets, statements put together as text, and what is shown to those who should not see it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from scaffolder.remarks import Remark
from scaffolder.review.checks.names import calls, dotted, is_constant, is_secret, keyword, last, names
from scaffolder.review.findings import Spot, say
from scaffolder.review.patches import replaced_line
from scaffolder.review.sources import Source

_TOKEN = re.compile(
    r"AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20,}|sk_live_[A-Za-z0-9]{10,}|xox[bp]-[A-Za-z0-9-]{10,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----|eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}"
)
"""Forms that secrets of well-known services have."""
_ADDRESS = re.compile(r"^[a-z][a-z0-9+]*://[^\s:/@]+:[^\s:/@{}$<>]+@")
"""An address with a password in it."""
_STATEMENTS = frozenset({"text", "execute", "exec_driver_sql", "executemany", "scalar", "scalars"})
_SQL = re.compile(r"\b(select|insert|update|delete|drop|where|from)\b", re.IGNORECASE)
_SHOWN = {
    "FastAPI": ("debug",),
    "Application": ("debug",),
    "create_engine": ("echo",),
    "create_async_engine": ("echo",),
}
_LOGS = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log", "print"})


def check(source: Source) -> Iterator[Remark]:
    """All of it; tests may hold secrets that are none."""
    if source.is_test:
        return
    for call in calls(source.tree):
        yield from _statement(source, call)
        yield from _shown(source, call)
        yield from _origins(source, call)
        yield from _logged(source, call)
    yield from _literals(source)
    yield from _comparisons(source)
    yield from _told_errors(source)
    yield from _assigned_all(source)


def _statement(source: Source, call: ast.Call) -> Iterator[Remark]:
    names_only = source.path.startswith("migrations/")
    if last(call.func) not in _STATEMENTS or not call.args or names_only:
        return
    given = _value(source, call.args[0])
    if (
        _is_built(given)
        and not _from_literals(source, given)
        and (last(call.func) != "scalar" or _SQL.search(ast.unparse(given)))
    ):
        yield say("R102", Spot.of(source, call.args[0]), f"{last(call.func)}() is given SQL put together from values.")


def _value(source: Source, node: ast.expr) -> ast.expr:
    """What a name was given last before, in the same function."""
    if not isinstance(node, ast.Name):
        return node
    scope = next((n for n in source.enclosing(node) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)), None)
    given = [
        n.value
        for n in ast.walk(scope or source.tree)
        if isinstance(n, ast.Assign) and any(isinstance(t, ast.Name) and t.id == node.id for t in n.targets)
    ]
    return given[-1] if given else node


def _from_literals(source: Source, node: ast.expr) -> bool:
    """All values in it come from a loop over literals."""
    loops = [n for n in source.enclosing(node) if isinstance(n, ast.For) and isinstance(n.iter, ast.Tuple | ast.List)]
    fixed = {last(n.target) for n in loops if all(isinstance(e, ast.Constant) for e in n.iter.elts)}  # type: ignore[attr-defined]
    values = [n.value for n in ast.walk(node) if isinstance(n, ast.FormattedValue)]
    return bool(values) and all(dotted(value) in fixed for value in values)


def _is_built(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        texts = [n for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        return isinstance(node.op, ast.Add | ast.Mod) and any(_SQL.search(str(t.value)) for t in texts)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"


def _shown(source: Source, call: ast.Call) -> Iterator[Remark]:
    for name in _SHOWN.get(last(call.func), ()):
        value = keyword(call, name)
        if is_constant(value, True) and value is not None:
            line = source.lines[value.lineno - 1]
            alone = line.strip().removesuffix(",") == f"{name}=True"
            patch = replaced_line(source.path, source.text, value.lineno, None) if alone else ""
            yield say("R104", Spot.of(source, value), f"{last(call.func)} is started with {name}=True.", patch)


def _origins(source: Source, call: ast.Call) -> Iterator[Remark]:
    origins = keyword(call, "allow_origins")
    every = isinstance(origins, ast.List) and any(is_constant(e, "*") for e in origins.elts)
    if every and origins is not None and is_constant(keyword(call, "allow_credentials"), True):
        yield say("R106", Spot.of(source, origins), "Every origin is allowed, with credentials.")


def _logged(source: Source, call: ast.Call) -> Iterator[Remark]:
    if last(call.func) not in _LOGS or not (isinstance(call.func, ast.Attribute) or last(call.func) == "print"):
        return
    if isinstance(call.func, ast.Attribute) and "log" not in dotted(call.func.value).lower():
        return
    for argument in call.args:
        told = {n for n in names(argument) if is_secret(n)} if not isinstance(argument, ast.Constant) else set()
        if told:
            yield say("R107", Spot.of(source, argument), f"{min(told)} is written to the log.")


def _literals(source: Source) -> Iterator[Remark]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_secret_text(node.value):
            yield say("R103", Spot.of(source, node), "A secret stands in the code.")
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(is_secret(last(t)) for t in targets) and _is_password(node.value):
                yield say("R103", Spot.of(source, node), f"{last(targets[0])} stands in the code.")
        elif isinstance(node, ast.keyword) and node.arg and is_secret(node.arg) and _is_password(node.value):
            yield say("R103", Spot.of(source, node.value), f"{node.arg} stands in the code.")


def _is_secret_text(text: str) -> bool:
    return _TOKEN.search(text) is not None or _ADDRESS.match(text) is not None


def _is_password(node: ast.expr | None) -> bool:
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return False
    value = node.value
    return len(value) >= 8 and " " not in value and any(c.isdigit() for c in value) and "/" not in value


def _comparisons(source: Source) -> Iterator[Remark]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            sides = (node.left, node.comparators[0])
            plain = any(isinstance(s, ast.Constant) and s.value in (None, "") for s in sides)
            statement = any(isinstance(n, ast.Call) and last(n) in {"where", "filter"} for n in source.enclosing(node))
            if any(is_secret(last(s)) or last(s) == "get_secret_value" for s in sides) and not plain and not statement:
                yield say("R105", Spot.of(source, node), "A secret is compared with ==; use hmac.compare_digest.")


def _told_errors(source: Source) -> Iterator[Remark]:
    """`str(error)` or a traceback in what is answered."""
    for handler in (n for n in ast.walk(source.tree) if isinstance(n, ast.ExceptHandler)):
        for raised in (n for n in ast.walk(handler) if isinstance(n, ast.Raise | ast.Return)):
            for call in calls(raised):
                about = [dotted(a) for a in call.args] if last(call.func) in {"str", "repr"} else []
                if (handler.name and handler.name in about) or last(call.func) == "format_exc":
                    yield say("R108", Spot.of(source, call), "The text of an exception is answered.")


def _assigned_all(source: Source) -> Iterator[Remark]:
    """`setattr(row, name, value)` for all that a body holds."""
    for loop in (n for n in ast.walk(source.tree) if isinstance(n, ast.For)):
        dumped = any(last(c.func) in {"model_dump", "dict", "items"} for c in calls(loop.iter))
        body = any("body" in n or "payload" in n for n in names(loop.iter))
        for call in calls(loop):
            if dumped and body and dotted(call.func) == "setattr":
                yield say("R109", Spot.of(source, call), "All that the body holds is set, by name.")
