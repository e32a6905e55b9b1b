"""How tests adopt the projects in `projects/`: commands, what is in a folder, and databases that projects migrate."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from click.testing import Result as Done
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from scaffolder.cli import cli
from scaffolder.editor.results import Result

HERE = Path(__file__).parent
SPECS = HERE.parents[1] / "specs"
MINIMAL = SPECS / "minimal.yaml"
LIBRARY = HERE / "library.yaml"


def scaffold(*arguments: object) -> Done:
    return CliRunner().invoke(cli, [str(a) for a in arguments], standalone_mode=False)


def told(*arguments: object) -> tuple[int, dict[str, Any]]:
    done = scaffold(*arguments, "--format", "json")
    Result.model_validate_json(done.stdout)
    return done.return_value, json.loads(done.stdout)


def contents(folder: Path) -> dict[str, str]:
    files = (p for p in folder.rglob("*") if p.is_file() and not {".scaffold", "__pycache__"} & set(p.parts))
    return {p.relative_to(folder).as_posix(): p.read_text() for p in files}


def run(project: Path, *arguments: str, **variables: str) -> str:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **variables}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        [sys.executable, *arguments], cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}{done.stderr[-2000:]}"
    return done.stdout + done.stderr


@dataclass(frozen=True, slots=True)
class Migrated:
    """A project that has an Alembic environment, and a database for it."""

    project: Path
    variable: str
    """The environment's, in which the project looks for the URL."""
    revisions: str
    core: str
    """The package that generated modules share."""
    url: str
    """SQLAlchemy's, with the driver that the project uses."""

    def alembic(self, *arguments: str) -> str:
        return run(self.project, "-m", "alembic", *arguments, **{self.variable: self.url})

    def written(self) -> set[str]:
        return {p.name for p in (self.project / self.revisions).glob("*.py")}

    def sql(self, statement: str) -> list[tuple[object, ...]]:
        driver = "sqlite+aiosqlite:" if self.url.startswith("sqlite") else "postgresql+asyncpg:"
        return asyncio.run(_execute(driver + self.url.partition(":")[2], statement))


async def _execute(url: str, statement: str) -> list[tuple[object, ...]]:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        answer = await connection.execute(text(statement))
        rows = [tuple(row) for row in answer.all()] if answer.returns_rows else []
    await engine.dispose()
    return rows
