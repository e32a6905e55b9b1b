"""Runs a generated application in a folder, and refuses whatever a hostile document could want of it.

Run as a program by an interpreter of its own: an audit hook (PEP 578) ends the process at the first command,
connection, or write outside the current folder; then the application is imported, its tables are made on SQLite, and
every route is requested.
"""

import asyncio
import os
import sys
from pathlib import Path

_FORBIDDEN = (
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "subprocess.Popen",
    "pty.spawn",
    "socket.connect",
)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in _FORBIDDEN or (event == "open" and _writes_outside(arguments)):
        sys.stderr.write(f"REFUSED {event} {arguments!r}\n")
        os._exit(70)


def _writes_outside(arguments: tuple[object, ...]) -> bool:
    path, mode, flags = arguments
    writes = any(c in str(mode or "") for c in "wax+") or (
        isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))
    )
    return (
        writes
        and isinstance(path, str | bytes)
        and not os.path.realpath(os.fsdecode(path)).startswith((os.getcwd(), "/dev/"))
    )


async def _use() -> None:
    import httpx
    from app.main import create_app  # type: ignore[import-not-found]
    from app.settings import Settings  # type: ignore[import-not-found]
    from app.tables import metadata  # type: ignore[import-not-found]
    from fastapi import FastAPI
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine("sqlite+aiosqlite:///test.db")
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()
    app = create_app(Settings(database_url="sqlite+aiosqlite:///test.db"))
    assert isinstance(app, FastAPI)
    app.openapi()
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        for route in _routes(app):
            for method in ("GET", "POST", "DELETE"):
                print(method, (await client.request(method, route, json={})).status_code)


def _routes(app: object) -> list[str]:
    import re
    from urllib.parse import quote

    paths = app.openapi()["paths"]  # type: ignore[attr-defined]
    return [quote(re.sub(r"\{[^{}]*\}", "1", path)) for path in paths]


def main() -> None:
    """Use the application of the current folder."""
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(Path.cwd()))
    sys.addaudithook(_refuse)
    asyncio.run(_use())


if __name__ == "__main__":
    main()
