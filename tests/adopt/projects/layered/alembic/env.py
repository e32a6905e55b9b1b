import asyncio

from alembic import context
from sqlalchemy.ext.asyncio import create_async_engine

from shop import models  # noqa: F401
from shop.config import Settings
from shop.db import Base


def run(connection):
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


async def online():
    engine = create_async_engine(Settings().database_url)
    async with engine.connect() as connection:
        await connection.run_sync(run)
    await engine.dispose()


asyncio.run(online())
