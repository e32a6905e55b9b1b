"""Endpoints as the routers have them: their credentials and what they answer."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scaffolder.remarks import Remark
from scaffolder.review.checks.names import calls, dotted, is_constant, keyword, last, names
from scaffolder.review.findings import Spot, say
from scaffolder.review.patches import replaced_line
from scaffolder.review.sources import Source

_METHODS = frozenset({"get", "put", "post", "delete", "patch", "head", "options", "trace", "api_route"})
_LOOSE = frozenset({"Any", "object"})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A function that answers a route."""

    function: ast.FunctionDef | ast.AsyncFunctionDef
    decorator: ast.Call
    operation_id: str


def endpoints(source: Source) -> Iterator[Endpoint]:
    """All of a file."""
    for function in source.functions():
        for decorator in function.decorator_list:
            if isinstance(decorator, ast.Call) and _routes(decorator):
                name = keyword(decorator, "operation_id")
                told = str(name.value) if isinstance(name, ast.Constant) else function.name
                yield Endpoint(function, decorator, told)


def _routes(decorator: ast.Call) -> bool:
    owner, _, method = dotted(decorator.func).rpartition(".")
    return method in _METHODS and owner.rpartition(".")[2] in {"router", "app"} and bool(decorator.args)


def check(source: Source, secured: Mapping[str, bool]) -> Iterator[Remark]:
    """`secured` says of each operation of the document whether nobody unknown may call it."""
    if source.is_test:
        return
    closed = _requirements(source)
    everywhere = any(
        dotted(c.func) == "APIRouter" and _is_checked([keyword(c, "dependencies")], closed) for c in calls(source.tree)
    )
    for endpoint in endpoints(source):
        if secured.get(endpoint.operation_id) and not everywhere:
            yield from _credentials(source, endpoint, closed)
        yield from _answer(source, endpoint)


def _requirements(source: Source) -> frozenset[str]:
    """Names of the module's dependencies that let only those in who are known."""
    found = set()
    for node in source.tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _closes(node.value):
            found |= {last(target) for target in node.targets}
    return frozenset(found)


def _closes(call: ast.Call) -> bool:
    """It names alternatives, none of which is open to anybody."""
    is_open = any(isinstance(a, ast.Dict) and not a.keys for a in call.args)
    return last(call.func) == "requires" and bool(call.args) and not is_open


def _is_checked(nodes: list[ast.expr | None], closed: frozenset[str]) -> bool:
    """One of the expressions depends on something that checks who is calling."""
    for node in filter(None, nodes):
        for call in calls(node):
            if last(call.func) in {"Depends", "Security"} and call.args and _checks(call.args[0], closed):
                return True
    return False


def _checks(dependency: ast.expr, closed: frozenset[str]) -> bool:
    if isinstance(dependency, ast.Call) and last(dependency.func) == "requires":
        return bool(dependency.args)
    name = last(dependency)
    words = ("current_user", "authenticat", "authoriz", "require", "verify")
    return name in closed or any(word in name.lower() for word in words)


def _credentials(source: Source, endpoint: Endpoint, closed: frozenset[str]) -> Iterator[Remark]:
    arguments = (*endpoint.function.args.args, *endpoint.function.args.kwonlyargs)
    defaults = [*endpoint.function.args.defaults, *endpoint.function.args.kw_defaults]
    asked = [keyword(endpoint.decorator, "dependencies"), *(a.annotation for a in arguments), *defaults]
    if not _is_checked(asked, closed):
        text = f"{endpoint.operation_id} can be called without credentials."
        yield say("R101", Spot.of(source, endpoint.decorator), text, _mended(source, endpoint, closed))


def _mended(source: Source, endpoint: Endpoint, closed: frozenset[str]) -> str:
    """The dependency again, where the endpoint still documents which one it was."""
    extra = keyword(endpoint.decorator, "openapi_extra")
    name = dotted(extra).removesuffix(".documented") if extra is not None else ""
    if extra is None or name not in closed or keyword(endpoint.decorator, "dependencies") is not None:
        return ""
    line = source.lines[extra.lineno - 1]
    if not line.strip().startswith("openapi_extra="):
        return ""
    indent = line[: len(line) - len(line.lstrip())]
    mended = f"{indent}dependencies=[Depends({name})],\n{line}"
    return replaced_line(source.path, source.text, extra.lineno, mended)


def _answer(source: Source, endpoint: Endpoint) -> Iterator[Remark]:
    returns, model = endpoint.function.returns, keyword(endpoint.decorator, "response_model")
    loose = returns is None or bool(names(returns) & _LOOSE) or dotted(returns) == "dict"
    bare = keyword(endpoint.decorator, "response_class") is None and keyword(endpoint.decorator, "status_code") is None
    if (loose and (model is None or is_constant(model, None)) and (bare or returns is None)) or is_constant(
        model, None
    ):
        yield say("R208", Spot.of(source, endpoint.function), f"{endpoint.operation_id} answers whatever it returns.")
