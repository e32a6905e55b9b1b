"""The database of a generated project: random rows in it, all rows of it, and its migrations.

The project's code runs in a copy of this process, which has the libraries in memory already.
"""

from __future__ import annotations

import importlib
import json
import os
import pickle
import re
import sqlite3
import sys
import traceback
import warnings
from collections.abc import Callable
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random
from typing import Any

import aiosqlite  # noqa: F401  (in memory before the copies are made, as all that follows)
import fastapi
import fastapi.openapi.models  # noqa: F401
import pydantic_settings  # noqa: F401
import sqlalchemy.ext.asyncio  # noqa: F401
from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from scaffolder.migrate import look
from tests.regeneration.versions import Thing, Version

Rows = dict[str, list[dict[str, Any]]]


class Refused(Exception):
    """A migration said why it does not run."""


def in_a_copy(folder: Path, act: Callable[[], object]) -> Any:
    """What a function returns that runs in a project's folder. Refused: as Alembic says."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _answer(writing, folder, act)
    os.close(writing)
    with open(reading, "rb") as pipe:
        kind, result = pickle.loads(pipe.read())
    os.waitpid(child, 0)
    if kind == "refused":
        raise Refused(result)
    assert kind == "done", result
    return result


def _answer(writing: int, folder: Path, act: Callable[[], object]) -> None:
    try:
        os.chdir(folder)
        for name in [n for n in sys.modules if n.split(".")[0] in {"app", "migrations"}]:
            del sys.modules[name]
        sys.path.insert(0, str(folder))
        importlib.invalidate_caches()
        warnings.simplefilter("default")
        with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
            answer: tuple[str, object] = ("done", act())
    except CommandError as error:
        answer = "refused", str(error)
    except BaseException:
        answer = "failed", traceback.format_exc()
    with open(writing, "wb") as pipe:
        pickle.dump(answer, pipe)
    os._exit(0)


def looked(command_: list[str], root: Path, machine: object) -> str:
    """What stands for `looking._run`: no new interpreter."""
    in_a_copy(root, lambda: look.main(*command_[3:]))
    return ""


class Database:
    """The database of a project, a file beside it."""

    def __init__(self, app: Path) -> None:
        self._app, self._file = app, app.with_suffix(".db")

    def to(self, revision: str) -> None:
        """Up to "head" or down to a revision. Refused: it does not go there."""
        in_a_copy(self._app, lambda: self._go(revision))

    def _go(self, revision: str) -> None:
        os.environ["DATABASE_URL"] = f"sqlite:///{self._file}"
        config = Config("alembic.ini")
        if revision == "head":
            command.upgrade(config, revision)
            command.check(config)
        else:
            command.downgrade(config, revision)

    def rows(self) -> Rows:
        """Everything that is stored."""
        with closing(sqlite3.connect(self._file)) as connection:
            connection.row_factory = sqlite3.Row
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {
                name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY 1')]
                for name in sorted(names)
                if name != "alembic_version"
            }

    def fill(self, version: Version, random: Random) -> None:
        """Up to three rows for each entity."""
        with closing(sqlite3.connect(self._file)) as connection:
            for thing in version.things.values():
                for number in range(random.randint(0, 3)):
                    self._store(connection, thing, version, (number + 1, random))
            connection.commit()

    def _store(self, connection: sqlite3.Connection, thing: Thing, version: Version, which: tuple[int, Random]) -> None:
        number, random = which
        described = connection.execute(f'PRAGMA table_info("{thing.path}")').fetchall()
        required = {name: bool(needed) for _, name, _, needed, *_ in described}
        row: dict[str, object] = {"id": number}
        for name, field in thing.fields.items():
            column = name if name in required else f"{name}_"
            made = value(field.kind, random, number if field.unique else 0)
            row[column] = made if required[column] or random.random() < 0.7 else None
        if thing.refers:
            target = version.things[thing.refers].path
            there = [key for (key,) in connection.execute(f'SELECT id FROM "{target}"')]
            row["other_id"] = random.choice([None, *there])
        names = ", ".join(f'"{name}"' for name in row)
        places = ", ".join("?" * len(row))
        connection.execute(f'INSERT INTO "{thing.path}" ({names}) VALUES ({places})', list(row.values()))


_WORDS = ("", "a", "1", "2.5", "true", "it's", "x:y", "é%", "2024-02-03", "longer than twelve")


def value(kind: str, random: Random, distinct: int = 0) -> object:
    """What a column of a kind may hold, as SQLite keeps it; another one for each number."""
    end = str(distinct) if distinct else ""
    made: dict[str, Callable[[], object]] = {
        "text": lambda: random.choice(_WORDS) + end,
        "short": lambda: random.choice(_WORDS)[:11] + end,
        "long": lambda: random.choice(_WORDS) + end,
        "state": lambda: random.choice(("new", "open", "closed")),
        "states": lambda: random.choice(("new", "open", "closed", "lost")),
        "day": lambda: f"2024-01-{10 + distinct or random.randint(10, 28)}",
        "moment": lambda: f"2024-01-02 03:04:{10 + distinct or random.randint(10, 59)}.000000",
        "uuid": lambda: f"{random.getrandbits(128):032x}",
        "small": lambda: distinct or random.randint(-(2**31), 2**31 - 1),
        "big": lambda: distinct or random.choice((1, -5, 2**40, -(2**63), 2**63 - 1)),
        "ratio": lambda: distinct or round(random.uniform(-9, 9), 2),
        "flag": lambda: random.randint(0, 1),
        "tags": lambda: json.dumps(random.sample(["a", "b", "it's"], 2)),
        "extra": lambda: json.dumps({"a": random.choice(_WORDS)}),
    }
    return made[kind]()


def plain(stored: object) -> str:
    """A value so that the same one reads the same in another type."""
    text = str(stored)
    try:
        loaded = json.loads(text)
    except ValueError:
        loaded = text
    if isinstance(loaded, bool | int):
        return str(int(loaded))
    if isinstance(loaded, float):
        return str(int(loaded)) if loaded.is_integer() else repr(loaded)
    if isinstance(loaded, list | dict):
        return json.dumps(loaded, sort_keys=True)
    text = re.sub(r"(:\d\d)\.0+(?!\d)", r"\1", str(loaded).lower())
    if re.fullmatch(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", text):
        return text.replace("-", "")
    text = re.sub(r"^(\d{4}-\d\d-\d\d)[t ]00:00:00$", r"\1", text)
    return re.sub(r"^(\d{4}-\d\d-\d\d)t", r"\1 ", text)
