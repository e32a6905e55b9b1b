"""Run by the project's interpreter: serve the application of the current folder on a free port of this machine.

uvicorn, as `make run` starts it; the port stands in what it logs. Answers that refuse a request for what is stored, or
for a rule of the business, carry `X-Refused-For-State`: no document can tell which valid requests those are. Imports
nothing of the scaffolder.
"""

import os
import sys
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from fastapi import Request, Response

    Handler: TypeAlias = Callable[[Request, Exception], Awaitable[Response]]

sys.path.insert(0, os.getcwd())

MARK = "X-Refused-For-State"


def marked(handler: "Handler", kinds: tuple[type[Exception], ...]) -> "Handler":
    """The handler, its answers to these kinds of exceptions marked."""

    async def handle(request: "Request", error: Exception) -> "Response":
        response = await handler(request, error)
        if isinstance(error, kinds):
            response.headers[MARK] = type(error).__name__
        return response

    return handle


def main() -> None:
    """Serve until ended."""
    import uvicorn
    from sqlalchemy.exc import IntegrityError

    app, errors = import_module("app.main").create_app(), import_module("app.core.errors")
    names = ("Conflict", "Refused", "PreconditionFailed", "PreconditionRequired", "Unstorable")
    kinds = tuple(getattr(errors, name) for name in names if hasattr(errors, name))
    for kind in (errors.ApiError, IntegrityError):
        app.add_exception_handler(kind, marked(app.exception_handlers[kind], (*kinds, IntegrityError)))
    uvicorn.run(app, host="127.0.0.1", port=0, access_log=False)


if __name__ == "__main__":
    main()
