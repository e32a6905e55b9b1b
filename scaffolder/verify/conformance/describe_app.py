"""Run by the project's interpreter: print what a client of the application has to know, as one JSON object.

base_path     the path under which the API is served
schemes       {name: kind} of the security schemes: "api_key", "basic", "bearer", "other"
scopes        {name: [scope]}: all that any operation asks of a scheme
operations    [{method, path}] that the application routes, without the base path
placeholders  [{method, path, operation_id}]: custom operations that still answer 501

Imports nothing of the scaffolder.
"""

import inspect
import json
import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from types import FunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastapi import FastAPI
    from fastapi.routing import APIRoute

sys.path.insert(0, os.getcwd())

_UNFILLED = "NotImplementedYet"


def operations(app: "FastAPI") -> Iterator[tuple["APIRoute", str, str]]:
    """(route, method, path) of each operation that the application serves."""
    from fastapi.routing import APIRoute, iter_route_contexts

    for context in iter_route_contexts(app.routes):
        route = getattr(context, "original_route", context)
        if isinstance(route, APIRoute):
            yield from ((route, method, context.path or "") for method in sorted(context.methods or ()))


def unfilled(endpoint: Callable[..., object] | None) -> bool:
    """Whether an endpoint hands its call to a custom operation whose body is still the placeholder's."""
    if not isinstance(endpoint, FunctionType):
        return False
    rules = endpoint.__globals__.get("rules")
    called = (getattr(rules, name, None) for name in endpoint.__code__.co_names)
    return any(isinstance(f, FunctionType) and _is_custom(f) and _UNFILLED in f.__code__.co_names for f in called)


def _is_custom(function: FunctionType) -> bool:
    """Custom operations are given a `Call`; rules, which are given a `Change`, never exclude an operation."""
    first = next(iter(inspect.signature(function).parameters.values()), None)
    return first is not None and getattr(first.annotation, "__name__", first.annotation) == "Call"


def scopes(document: dict[str, Any]) -> dict[str, list[str]]:
    """All scopes that the application's own document asks for, by scheme."""
    found: dict[str, set[str]] = {}
    for item in document["paths"].values():
        for operation in item.values():
            for alternative in operation.get("security", ()):
                for name, needed in alternative.items():
                    found.setdefault(name, set()).update(needed)
    return {name: sorted(needed) for name, needed in found.items()}


def main() -> None:
    """Describe the application of the current folder."""
    app = import_module("app.main").create_app()
    base = app.state.settings.base_path
    routed = [(route, method, path.removeprefix(base)) for route, method, path in operations(app)]
    described = {
        "base_path": base,
        "schemes": {name: scheme.kind for name, scheme in import_module("app.core.security").SCHEMES.items()},
        "scopes": scopes(app.openapi()),
        "operations": [{"method": method, "path": path} for _, method, path in routed],
        "placeholders": [
            {"method": method, "path": path, "operation_id": route.operation_id or ""}
            for route, method, path in routed
            if unfilled(route.endpoint)
        ],
    }
    print(json.dumps(described))


if __name__ == "__main__":
    main()
