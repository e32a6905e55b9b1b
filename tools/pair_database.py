"""Run in a generated application's folder, with DATABASE_URL: fill its database, dump it, or migrate it.

    python pair_database.py fill ROWS | dump | to REVISION | check

`fill` stores rows through the application's own factories, `dump` prints every row as JSON, `to` goes up or down.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import os
import sys
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

sys.path.insert(0, str(Path.cwd()))


def engine() -> AsyncEngine:
    """The application's own way to the database."""
    from app.core.database import async_url

    return create_async_engine(async_url(os.environ["DATABASE_URL"]))


async def fill(rows: int) -> dict[str, Any]:
    """Rows of every table that has a factory; those that its rules refuse are told."""
    factories = importlib.import_module("tests.factories")
    makers = [f for n, f in vars(factories).items() if n.startswith("make_") and inspect.iscoroutinefunction(f)]
    stored, refused = 0, []
    database = engine()
    for make in makers:
        numbered = "number" in inspect.signature(make).parameters
        for number in range(rows if numbered else 1):
            async with AsyncSession(database, expire_on_commit=False) as session:
                try:
                    await make(session, *((number,) if numbered else ()))
                    stored += 1
                except sa.exc.SQLAlchemyError as error:
                    refused.append(f"{make.__name__}: {str(error).splitlines()[0]}")
    await database.dispose()
    return {"stored": stored, "refused": refused}


async def dump() -> dict[str, Any]:
    """Every row of every table, with its primary key's columns."""
    database = engine()
    async with database.connect() as connection:
        keys = await connection.run_sync(_keys)
        tables: dict[str, Any] = {}
        for name, key in keys.items():
            found = (await connection.execute(sa.text(f'SELECT * FROM "{name}"'))).mappings().all()
            tables[name] = {"key": key, "rows": [dict(row) for row in found]}
    await database.dispose()
    return tables


def _keys(connection: sa.Connection) -> dict[str, list[str]]:
    inspector = sa.inspect(connection)
    names = sorted(set(inspector.get_table_names()) - {"alembic_version"})
    return {name: list(inspector.get_pk_constraint(name)["constrained_columns"]) for name in names}


def to(revision: str) -> dict[str, Any]:
    """Up or down to a revision."""
    from alembic import command
    from alembic.config import Config

    config = Config("alembic.ini")
    (command.upgrade if revision == "head" else command.downgrade)(config, revision)
    return {}


def check() -> dict[str, Any]:
    """Raises where the models say something else than the database."""
    from alembic import command
    from alembic.config import Config

    command.check(Config("alembic.ini"))
    return {}


def main(command: str, *arguments: str) -> int:
    """Print the result as the last line."""
    if command == "fill":
        result = asyncio.run(fill(int(arguments[0])))
    elif command == "dump":
        result = asyncio.run(dump())
    else:
        result = to(arguments[0]) if command == "to" else check()
    print(json.dumps(result, default=str))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
