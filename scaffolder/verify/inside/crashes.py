"""Exceptions that the application turns into an answer without a word → the output of the test that caused them."""

from __future__ import annotations

import functools
import os
import sys
import traceback
from collections.abc import Awaitable, Callable

_FRAMES = 3


def show() -> None:
    """Print what gets out of the application, where Starlette is what it is built on."""
    errors = sys.modules.get("starlette.middleware.errors")
    if errors is not None:
        kind = errors.ServerErrorMiddleware
        kind.__call__ = _told(kind.__call__)


def _told(call: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    @functools.wraps(call)
    async def told(*arguments: object) -> None:
        try:
            await call(*arguments)
        except Exception as error:
            print(_words(error), file=sys.stderr)
            raise

    return told


def _words(error: Exception) -> str:
    """The exception, and the lines of the project that it came through last."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(os.getcwd() + os.sep)]
    places = [f"  {os.path.relpath(f.filename)}:{f.lineno}: {f.line}" for f in frames[-_FRAMES:]]
    return "\n".join([f"the application raised {type(error).__name__}: {error}", *places])
