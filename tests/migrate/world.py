"""A database with revisions of its own, in memory: what a generated project has, without the project."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory

from scaffolder.migrate import history, look
from scaffolder.migrate.facts import Schema, schema_of
from scaffolder.migrate.planning import Plan, Wish, plan
from scaffolder.migrate.revision import revisions
from scaffolder.resources import templates

_DECLARED = look.Declared()
_DECLARED.listen()

Rows = Mapping[str, list[dict[str, Any]]]


class World:
    """Revisions in a folder, and a database that stands at one of them."""

    def __init__(self, folder: Path, url: str = "sqlite://") -> None:
        self.folder = folder
        self.versions = folder / "migrations" / "versions"
        self.versions.mkdir(parents=True)
        (folder / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\npath_separator = os\n")
        for name in ("steps", "nesting", "parked"):
            text = (templates() / "migrations" / f"{name}.py.jinja").read_text(encoding="utf-8")
            (folder / "migrations" / f"{name}.py").write_text(text.split("\n", 1)[1], encoding="utf-8")
        self._engine = sa.create_engine(url, poolclass=sa.pool.StaticPool)
        _transactional(self._engine)
        self.declared = _DECLARED

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def connection(self) -> Iterator[sa.Connection]:
        with self._engine.begin() as connection:
            yield connection

    def clear(self) -> None:
        """No revisions, and no tables."""
        for file in self.versions.glob("*.py"):
            file.unlink()
        with self._engine.begin() as connection:
            metadata = sa.MetaData()
            metadata.reflect(connection)
            metadata.drop_all(connection)
        self.declared.types.clear()

    def revise(self, models: Schema, **more: Any) -> Plan:
        """Write the revisions that lead to the models; `more` as `Wish` has it."""
        past = history.read(self.folder)
        parked = frozenset(map(str, past.parked()))
        pending = frozenset(map(str, past.pending()))
        made = plan(self.schema(), Wish(models, parked=parked, pending=pending, **more))
        for revision in revisions(made, head=past.heads[0] if past.heads else None, count=len(past.revisions)):
            (self.folder / revision.path).write_text(revision.text, encoding="utf-8")
        return made

    def to(self, revision: str) -> None:
        """Go up to "head", or down to a revision."""
        config = Config(self.folder / "alembic.ini")
        script = ScriptDirectory.from_config(config)
        goes = script._upgrade_revs if revision == "head" else script._downgrade_revs
        sys.path.insert(0, str(self.folder))
        for name in [n for n in sys.modules if n.split(".")[0] == "migrations"]:
            del sys.modules[name]
        importlib.invalidate_caches()
        try:
            with (
                self._engine.connect() as connection,
                EnvironmentContext(config, script, fn=lambda rev, _: goes(revision, rev)) as context,
            ):
                context.configure(connection=connection, transaction_per_migration=True)
                with context.begin_transaction():
                    context.run_migrations()
                connection.commit()
        finally:
            sys.path.remove(str(self.folder))

    def head(self) -> str:
        return history.read(self.folder).heads[0]

    def schema(self) -> Schema:
        """The tables that are there."""
        with self._engine.connect() as connection:
            return schema_of(look.reflected(connection, self.declared))

    def rows(self) -> Rows:
        """Everything that is stored, JSON decoded."""
        with self._engine.connect() as connection:
            names = sorted(set(sa.inspect(connection).get_table_names()) - {"alembic_version"})
            found = {n: connection.execute(sa.text(f'SELECT * FROM "{n}" ORDER BY 1')).mappings().all() for n in names}
        return {name: [dict(row) for row in rows] for name, rows in found.items()}

    def store(self, table: str, **values: Any) -> None:
        """One row; lists and objects as JSON."""
        given = {k: json.dumps(v) if isinstance(v, list | dict) else v for k, v in values.items()}
        with self._engine.begin() as connection:
            there = sa.table(table, *(sa.column(name) for name in given))
            connection.execute(sa.insert(there).values(given))


def _transactional(engine: sa.Engine) -> None:
    """SQLite's driver begins no transaction for what changes tables; the application's own does."""
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
