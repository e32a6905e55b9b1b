"""Run in a generated application's folder: take its database and the served application through steps.

    python journey.py DATABASE_URL STEPS

STEPS is a JSON list of steps, each a list: ["up", revision], ["to", "head" or one below],
["sql", statement], ["rows", table], ["ask", method, path, body]. Prints the list of what they told: for migrations the
message of one that was refused or null, for "rows" the rows, for "ask" the status and the body.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.ext.asyncio import create_async_engine


def to(revision: str, *, up: bool = False) -> str | None:
    config = Config("alembic.ini", stdout=sys.stderr)
    try:
        if up:
            command.upgrade(config, revision)
        elif revision == "head":
            command.upgrade(config, revision)
            command.check(config)
        else:
            command.downgrade(config, revision)
    except CommandError as refused:
        return str(refused)
    return None


async def sql(url: str, statement: str) -> list[dict[str, Any]]:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        done = await connection.execute(sa.text(statement))
        found = [dict(sorted(row.items())) for row in done.mappings().all()] if done.returns_rows else []
    await engine.dispose()
    return found


async def ask(method: str, path: str, body: object) -> list[object]:
    from app.main import create_app  # type: ignore[import-not-found]

    app = create_app()

    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://api") as client,
    ):
        answer = await client.request(method, path, json=body)
    return [answer.status_code, answer.json() if answer.content else None]


def take(url: str, kind: str, *arguments: Any) -> object:
    if kind in {"to", "up"}:
        return to(*arguments, up=kind == "up")
    if kind == "ask":
        return asyncio.run(ask(*arguments))
    return asyncio.run(sql(url, arguments[0] if kind == "sql" else f'SELECT * FROM "{arguments[0]}" ORDER BY 1'))


def main(url: str, steps: str) -> None:
    sys.path.insert(0, str(Path.cwd()))
    os.environ["DATABASE_URL"] = url
    driver = url.replace("sqlite:", "sqlite+aiosqlite:").replace("postgresql:", "postgresql+asyncpg:")
    print(json.dumps([take(driver, *step) for step in json.loads(steps)], default=str))


if __name__ == "__main__":
    main(*sys.argv[1:])
