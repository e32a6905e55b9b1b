"""Run in a generated application's folder: store rows at the first revision, then go up, down and up.

    python travel.py DATABASE_URL STATEMENT…

Prints one JSON object with all rows at each stop.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.ext.asyncio import create_async_engine


async def execute(url: str, *statements: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(sa.text(statement))
    await engine.dispose()


async def rows(url: str) -> dict[str, Any]:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda sync: sorted(sa.inspect(sync).get_table_names()))
        found = {n: await connection.execute(sa.text(f'SELECT * FROM "{n}" ORDER BY 1')) for n in names}
        told = {n: [dict(sorted(row.items())) for row in r.mappings().all()] for n, r in found.items()}
    await engine.dispose()
    return {name: stored for name, stored in told.items() if name != "alembic_version"}


def main(url: str, *statements: str) -> None:
    sys.path.insert(0, str(Path.cwd()))
    os.environ["DATABASE_URL"] = url
    driver = url.replace("sqlite:", "sqlite+aiosqlite:").replace("postgresql:", "postgresql+asyncpg:")
    config = Config("alembic.ini", stdout=sys.stderr)
    command.upgrade(config, "0001")
    asyncio.run(execute(driver, *statements))
    stops = {"before": asyncio.run(rows(driver))}
    command.upgrade(config, "head")
    command.check(config)
    stops["up"] = asyncio.run(rows(driver))
    command.downgrade(config, "0001")
    stops["down"] = asyncio.run(rows(driver))
    command.upgrade(config, "head")
    stops["again"] = asyncio.run(rows(driver))
    print(json.dumps(stops))


if __name__ == "__main__":
    main(*sys.argv[1:])
