"""Code that does something else than it seems: blocks, swallows, forgets to wait, asks once for each row."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from scaffolder.remarks import Remark
from scaffolder.review.checks.names import calls, dotted, is_constant, keyword, last
from scaffolder.review.findings import Spot, say
from scaffolder.review.patches import replaced_line
from scaffolder.review.sources import Source

_BLOCKING = {
    "time.sleep": "asyncio.sleep",
    "os.system": "asyncio.create_subprocess_shell",
    "subprocess.run": "asyncio.create_subprocess_exec",
    "subprocess.call": "asyncio.create_subprocess_exec",
    "subprocess.check_call": "asyncio.create_subprocess_exec",
    "subprocess.check_output": "asyncio.create_subprocess_exec",
    "urllib.request.urlopen": "httpx.AsyncClient",
    "urlopen": "httpx.AsyncClient",
    "sqlite3.connect": "the session",
    "psycopg2.connect": "the session",
    "socket.create_connection": "asyncio.open_connection",
}
_CLIENTS = frozenset({"requests", "httpx"})
_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "request"})
_BROAD = frozenset({"Exception", "BaseException", "SQLAlchemyError", "IntegrityError", "DBAPIError"})
_ASKS = frozenset({"execute", "scalar", "scalars", "get", "one", "rows", "refresh", "stream"})
_STORES = frozenset({"session", "db"})
_AWAITED = frozenset({"execute", "commit", "flush", "refresh", "rollback", "scalar", "scalars", "delete", "merge"})
_SQL_CALLS = frozenset({"where", "filter", "having"})


def check(source: Source) -> Iterator[Remark]:
    """All of it, in the application; tests wait and swallow on purpose."""
    if source.is_test or source.is_migration:
        return
    for function in source.functions():
        if isinstance(function, ast.AsyncFunctionDef):
            yield from _blocking(source, function)
            yield from _forgotten(source, function)
            yield from _one_by_one(source, function)
    for handler in (n for n in ast.walk(source.tree) if isinstance(n, ast.ExceptHandler)):
        yield from _swallowed(source, handler)
    for call in calls(source.tree):
        yield from _transaction(source, call)
        yield from _python_condition(source, call)
        yield from _everything(source, call)


def _blocking(source: Source, function: ast.AsyncFunctionDef) -> Iterator[Remark]:
    for call in calls(function):
        if _owner(source, call) is not function:
            continue
        name = dotted(call.func)
        instead = _BLOCKING.get(name, "")
        module, _, method = name.rpartition(".")
        if module in _CLIENTS and method in _METHODS:
            instead = "httpx.AsyncClient"
        if instead:
            patch = _awaited_sleep(source, call) if name == "time.sleep" else ""
            yield say("R201", Spot.of(source, call), f"{name}() waits in an async function; use {instead}.", patch)


def _owner(source: Source, node: ast.AST) -> ast.AST | None:
    functions = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    return next((n for n in source.enclosing(node) if isinstance(n, functions)), None)


def _awaited_sleep(source: Source, call: ast.Call) -> str:
    """The mended line where the module already has asyncio."""
    line = source.lines[call.lineno - 1]
    if "import asyncio" not in source.lines or "time.sleep(" not in line:
        return ""
    return replaced_line(source.path, source.text, call.lineno, line.replace("time.sleep(", "await asyncio.sleep(", 1))


def _forgotten(source: Source, function: ast.AsyncFunctionDef) -> Iterator[Remark]:
    own = {f.name for f in source.functions() if isinstance(f, ast.AsyncFunctionDef)}
    for node in ast.walk(function):
        if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
            continue
        name = dotted(node.value.func)
        owner, _, method = name.rpartition(".")
        stores = owner.rpartition(".")[2] in _STORES and method in _AWAITED
        if stores or owner == "repository" or (name in own and not owner):
            line = source.lines[node.lineno - 1]
            indent = line[: len(line) - len(line.lstrip())]
            patch = replaced_line(source.path, source.text, node.lineno, f"{indent}await {line.lstrip()}")
            yield say("R203", Spot.of(source, node), f"{name}() is not awaited.", patch)


def _one_by_one(source: Source, function: ast.AsyncFunctionDef) -> Iterator[Remark]:
    loops = ast.For | ast.AsyncFor | ast.While | ast.ListComp | ast.DictComp | ast.SetComp
    for loop in (n for n in ast.walk(function) if isinstance(n, loops) and not _is_batched(n)):
        repeated = [*loop.body] if isinstance(loop, ast.For | ast.AsyncFor | ast.While) else _repeated(loop)
        for call in (c for part in repeated for c in calls(part)):
            owner = call.func.value if isinstance(call.func, ast.Attribute) else None
            asks = owner is not None and last(owner) in _STORES and last(call.func) in _ASKS
            repository = owner is not None and dotted(owner) == "repository"
            if (asks or repository) and isinstance(source.parents.get(call), ast.Await):
                yield say(
                    "R205", Spot.of(source, call), f"{dotted(call.func)}() is asked once for each turn of a loop."
                )
                return


def _is_batched(loop: ast.AST) -> bool:
    """`for start in range(0, end, size)`: many at once."""
    iterated = getattr(loop, "iter", None)
    return isinstance(iterated, ast.Call) and dotted(iterated.func) == "range" and len(iterated.args) == 3


def _repeated(loop: ast.AST) -> list[ast.expr]:
    if isinstance(loop, ast.DictComp):
        return [loop.key, loop.value]
    return [loop.elt] if isinstance(loop, ast.ListComp | ast.SetComp) else []


def _swallowed(source: Source, handler: ast.ExceptHandler) -> Iterator[Remark]:
    kinds = [handler.type] if not isinstance(handler.type, ast.Tuple) else handler.type.elts
    broad = handler.type is None or any(last(kind) in _BROAD for kind in kinds if kind is not None)
    if broad and all(_says_nothing(statement) for statement in handler.body):
        name = "every exception" if handler.type is None else ast.unparse(handler.type)
        yield say("R202", Spot.of(source, handler), f"{name} is swallowed.")


def _says_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Pass | ast.Continue | ast.Break):
        return True
    if isinstance(statement, ast.Return):
        return statement.value is None or isinstance(statement.value, ast.Constant | ast.List | ast.Dict)
    if not isinstance(statement, ast.Expr):
        return False
    value = statement.value
    return isinstance(value, ast.Constant) or (isinstance(value, ast.Call) and "log" in dotted(value.func).lower())


def _transaction(source: Source, call: ast.Call) -> Iterator[Remark]:
    owner, _, method = dotted(call.func).rpartition(".")
    in_core = source.path.startswith("app/core/")
    if method == "commit" and owner.rpartition(".")[2] in _STORES and not in_core:
        statement = next((n for n in source.enclosing(call) if isinstance(n, ast.stmt)), None)
        only = statement is not None and source.lines[call.lineno - 1].strip() == f"await {owner}.commit()"
        patch = replaced_line(source.path, source.text, call.lineno, None) if only else ""
        yield say("R206", Spot.of(source, call), f"{owner}.commit() ends the request's transaction early.", patch)


def _python_condition(source: Source, call: ast.Call) -> Iterator[Remark]:
    """`and`, `or`, `not`, `is` where the database should decide."""
    if last(call.func) not in _SQL_CALLS or not isinstance(call.func, ast.Attribute):
        return
    for argument in call.args:
        compared = isinstance(argument, ast.Compare) and isinstance(argument.ops[0], ast.Is | ast.IsNot | ast.In)
        negated = isinstance(argument, ast.UnaryOp) and isinstance(argument.op, ast.Not)
        if isinstance(argument, ast.BoolOp) or compared or negated:
            yield say("R207", Spot.of(source, argument), f"{ast.unparse(argument)} is decided by Python.")


def _everything(source: Source, call: ast.Call) -> Iterator[Remark]:
    """A page without an end."""
    for name in ("maximum", "default"):
        limit = keyword(call, name)
        large = isinstance(limit, ast.Constant) and isinstance(limit.value, int) and limit.value > 100_000
        if last(call.func).startswith("by_") and limit is not None and (large or is_constant(limit, None)):
            yield say("R209", Spot.of(source, limit), f"A page may hold {ast.unparse(limit)} rows.")
