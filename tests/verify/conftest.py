from pathlib import Path

import pytest

MODELS = '''"""The table."""

from sqlalchemy import Integer, MetaData, String, Column, Table

metadata = MetaData()
pets = Table("pets", metadata, Column("id", Integer, primary_key=True), Column("name", String(40), nullable=False))
'''

ENV = '''"""How migrations run."""

import asyncio
import os

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from app.models import metadata


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()


async def connect() -> None:
    engine = create_async_engine(os.environ["DATABASE_URL"])
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


asyncio.run(connect())
'''

VERSION = '''"""Pets."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "pets",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(40), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("pets")
'''

TEST = '''"""One test."""

from app.models import pets


def test_columns() -> None:
    assert [c.name for c in pets.columns] == ["id", "name"]
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small application of the generated shape on which every check passes."""
    root = tmp_path / "shop"
    files = {
        "alembic.ini": "[alembic]\nscript_location = migrations\nprepend_sys_path = .\npath_separator = os\n",
        "pyproject.toml": '[tool.ruff]\nline-length = 120\n[tool.pytest.ini_options]\npythonpath = ["."]\n',
        "app/__init__.py": "",
        "app/models.py": MODELS.replace(
            "Integer, MetaData, String, Column, Table", "Column, Integer, MetaData, String, Table"
        ),
        "migrations/env.py": ENV,
        "migrations/versions/v0001.py": VERSION,
        "tests/test_models.py": TEST,
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text()
    assert old in text
    (root / path).write_text(text.replace(old, new))
