"""Run by the project's interpreter: the database at the head of the revisions, and what the models say, as JSON.

    python look.py OVERLAY RESULT [BEFORE AFTER]

With BEFORE and AFTER, modules parted by commas, nothing runs but these: what they say without the overlay stands for
the database, what they say with it for the models.

The working directory is the project; OVERLAY is a folder whose files stand before those of the project. The revisions
run for real on an empty SQLite database in memory; the types that they declare are noted on the way, because SQLite
keeps less of a type than other engines do. RESULT is written, not printed: the project's code may print. Imports
nothing of the scaffolder.
"""

import importlib.machinery
import importlib.util
import json
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine, to_instance

if TYPE_CHECKING:
    from alembic.operations.ops import AlterColumnOp

_CALLED = {"utc_now": "now", "utc_today": "today", "uuid4": "uuid", "new_token": "token", "new_digits": "digits"}
"""Functions by which the application makes values, and the names that the scaffolder knows them by."""

SQLITE, POSTGRESQL = (sa.make_url(f"{name}://").get_dialect()() for name in ("sqlite", "postgresql"))


class Overlay:
    """Finds modules of the project in the overlay first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The module's file in the overlay; None where it has none."""
        if name.split(".", maxsplit=1)[0] not in {"app", "migrations"}:
            return None
        bare = self._folder.joinpath(*name.split("."))
        package, single = bare / "__init__.py", bare.with_suffix(".py")
        if package.is_file():
            places = [str(bare), str(Path(*name.split(".")).resolve())]
            return importlib.util.spec_from_file_location(name, package, submodule_search_locations=places)
        return importlib.util.spec_from_file_location(name, single) if single.is_file() else None


class Declared:
    """The types that revisions declare, by table and column."""

    def __init__(self) -> None:
        self.types: dict[tuple[str, str], Any] = {}

    def listen(self) -> None:
        """Note every operation from now on."""
        from alembic.operations import base, ops

        original = base.AbstractOperations.invoke

        def invoke(operations: base.AbstractOperations, operation: ops.MigrateOperation) -> object:
            self.note(operation)
            return original(operations, operation)

        base.AbstractOperations.invoke = invoke  # type: ignore[assignment,method-assign]

    def note(self, operation: object) -> None:
        """Note what one operation says of types and names."""
        from alembic.operations import ops

        if isinstance(operation, ops.CreateTableOp):
            for column in operation.columns:
                if isinstance(column, sa.Column):
                    self.types[operation.table_name, column.name] = column.type
        elif isinstance(operation, ops.AddColumnOp):
            self.types[operation.table_name, operation.column.name] = operation.column.type
        elif isinstance(operation, ops.RenameTableOp):
            self._move_table(operation.table_name, operation.new_table_name)
        elif isinstance(operation, ops.AlterColumnOp):
            self._alter(operation)

    def _alter(self, operation: "AlterColumnOp") -> None:
        """A type that only stands for another on SQLite says which in `meant`; see the project's `steps`."""
        key = operation.table_name, operation.column_name
        if operation.modify_type is not None:
            kind = to_instance(operation.modify_type)
            self.types[key] = getattr(kind, "meant", kind)
        if operation.modify_name and key in self.types:
            self.types[operation.table_name, operation.modify_name] = self.types.pop(key)

    def _move_table(self, old: str, new: str) -> None:
        for table, column in [key for key in self.types if key[0] == old]:
            self.types[new, column] = self.types.pop((table, column))


def head(metadata: sa.MetaData) -> dict[str, Any]:
    """The tables that the revisions make."""
    declared = Declared()
    declared.listen()
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        upgrade(connection, metadata)
        tables = reflected(connection, declared)
    engine.dispose()
    return tables


def reflected(connection: sa.Connection, declared: Declared) -> dict[str, Any]:
    """The tables of a database."""
    found = sa.MetaData()
    found.reflect(connection, resolve_fks=False)
    inspector = sa.inspect(connection)
    return {
        name: table_facts(table, declared.types) | {"checks": reflected_checks(inspector, name)}
        for name, table in sorted(found.tables.items())
        if name != "alembic_version"
    }


def upgrade(connection: sa.Connection, metadata: sa.MetaData) -> None:
    """Run all revisions, without the project's env.py: it would choose a database of its own."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.runtime.migration import MigrationContext, RevisionStep
    from alembic.script import ScriptDirectory

    config = Config("alembic.ini")
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)

    def wanted(revision: str, _: MigrationContext) -> list[RevisionStep]:
        return script._upgrade_revs("head", revision)

    with EnvironmentContext(config, script, fn=wanted, destination_rev="head") as context:
        context.configure(connection=connection, target_metadata=metadata)
        with context.begin_transaction():
            context.run_migrations()


def models(metadata: sa.MetaData) -> dict[str, Any]:
    """The tables that the models describe."""
    return {
        name: table_facts(table, {}) | {"checks": list(declared_checks(table))}
        for name, table in sorted(metadata.tables.items())
    }


def table_facts(table: sa.Table, declared: dict[tuple[str, str], Any]) -> dict[str, Any]:
    """Columns and constraints of one table, save checks."""
    uniques = [c for c in table.constraints if isinstance(c, sa.UniqueConstraint)]
    return {
        "columns": [column_facts(c, declared.get((table.name, c.name))) for c in table.columns],
        "primary_key": {"name": text(table.primary_key.name), "columns": [c.name for c in table.primary_key.columns]},
        "uniques": [{"name": constraint_name(c), "columns": [k.name for k in c.columns]} for c in uniques],
        "indexes": [
            {"name": i.name, "columns": [getattr(c, "name", str(c)) for c in i.expressions], "unique": bool(i.unique)}
            for i in sorted(table.indexes, key=lambda i: str(i.name))
        ],
        "foreign_keys": [foreign_key_facts(c) for c in table.foreign_key_constraints],
    }


def foreign_key_facts(key: sa.ForeignKeyConstraint) -> dict[str, Any]:
    """Where a foreign key points."""
    targets = [e.target_fullname.rsplit(".", 1) for e in key.elements]
    return {
        "name": constraint_name(key),
        "columns": [c.name for c in key.columns],
        "table": targets[0][0],
        "targets": [t[1] for t in targets],
        "on_delete": key.ondelete or "",
    }


def constraint_name(constraint: sa.UniqueConstraint | sa.ForeignKeyConstraint) -> str:
    """The name in the database, made by the naming convention where there is one."""
    kind = "uq" if isinstance(constraint, sa.UniqueConstraint) else "fk"
    columns = "_".join(c.name for c in constraint.columns)
    return text(constraint.name) or f"{kind}_{constraint.table.name}_{columns}"


def text(name: object) -> str:
    """A name that is one; "" for none."""
    return name if isinstance(name, str) else ""


def column_facts(column: sa.Column[Any], declared: TypeEngine[Any] | None) -> dict[str, Any]:
    """One column."""
    kind = column.type
    if declared is not None and compiled(declared, SQLITE) == compiled(kind, SQLITE):
        kind = declared
    default = column.server_default
    return {
        "name": column.name,
        "type": type_facts(kind),
        "nullable": bool(column.nullable),
        "server_default": str(getattr(default, "arg", "")) if default is not None else "",
        "autoincrement": column.autoincrement is not False,
        "fill": fill(column.default),
    }


def fill(default: object) -> dict[str, object] | None:
    """What the application stores where nothing is given: a value, or the name of what makes it."""
    if isinstance(default, sa.ColumnDefault) and default.is_scalar:
        return {"value": plain(default.arg)}
    if not isinstance(default, sa.ColumnDefault) or not default.is_callable:
        return None
    made = getattr(default.arg, "__wrapped__", default.arg)
    name = getattr(getattr(made, "func", made), "__name__", "")
    if name in _CALLED:
        return {"made": _CALLED[name]}
    try:
        return {"value": plain(default.arg(None))}
    except Exception:  # it needs more than we can give
        return None


def plain(value: object) -> object:
    """A value as JSON has it."""
    return json.loads(json.dumps(value, default=str))


def type_facts(kind: TypeEngine[Any]) -> dict[str, Any]:
    """How a type is written, and what it is on each engine."""
    bare = undecorated(kind)
    return {
        "kind": family(bare),
        "length": getattr(bare, "length", None),
        "written": written(bare),
        "sqlite": compiled(bare, SQLITE),
        "postgresql": compiled(bare, POSTGRESQL),
    }


def undecorated(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type that a decorator of the application keeps its values in."""
    return kind.impl_instance if isinstance(kind, sa.types.TypeDecorator) else kind


def compiled(kind: TypeEngine[Any], dialect: sa.Dialect) -> str:
    """The type's name on an engine."""
    try:
        return str(undecorated(kind).compile(dialect=dialect))
    except Exception:  # a type of another engine
        return repr(kind)


def family(kind: TypeEngine[Any]) -> str:
    """The kind of value, over all engines."""
    families: tuple[tuple[str, Any], ...] = (
        ("boolean", sa.Boolean),
        ("bigint", sa.BigInteger),
        ("integer", sa.Integer),
        ("float", sa.Float),
        ("numeric", sa.Numeric),
        ("datetime", sa.DateTime),
        ("date", sa.Date),
        ("time", sa.Time),
        ("uuid", sa.Uuid),
        ("json", sa.JSON),
    )
    if isinstance(kind, sa.String):
        return "string" if kind.length else "text"
    return next((name for name, made in families if isinstance(kind, made)), "other")


def written(kind: TypeEngine[Any]) -> str:
    """A type as revisions write it, with nothing of the application's."""
    if isinstance(kind, sa.JSON):
        options = "none_as_null=True" if kind.none_as_null else ""
        return f'sa.JSON({options}).with_variant(postgresql.JSONB({options}), "postgresql")'
    if type(kind) is sa.BigInteger:
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    plain_text = re.sub(r"'", '"', repr(kind))
    plain_text = re.sub(r"^(String|Float)\((?:length|precision)=(\d+)\)$", r"\1(\2)", plain_text)
    return f"sa.{plain_text}"


def reflected_checks(inspector: sa.Inspector, table: str) -> list[dict[str, str]]:
    """Named conditions of a table."""
    return [{"name": c["name"] or "", "condition": c["sqltext"]} for c in inspector.get_check_constraints(table)]


def declared_checks(table: sa.Table) -> Iterator[dict[str, str]]:
    """Conditions of a model's table, as SQLite would be told them."""
    for constraint in sorted(table.constraints, key=lambda c: str(c.name)):
        if isinstance(constraint, sa.CheckConstraint):
            options = {"literal_binds": True, "include_table": False}
            dialect = SQLITE
            condition = str(constraint.sqltext.compile(dialect=dialect, compile_kwargs=options))
            name = dialect.identifier_preparer.format_constraint(constraint)
            yield {"name": (name or "").strip('"'), "condition": condition}


class Wider(Exception):
    """A look at some modules does not tell all."""


def part(overlay: Path, before: str, after: str) -> dict[str, object]:
    """What some modules say of their tables, as they are and as they will be."""
    modules = {"head": tuple(filter(None, before.split(","))), "models": tuple(filter(None, after.split(",")))}
    said: dict[str, Any] = {}
    beside: dict[str, set[str]] = {}
    for side, names in modules.items():
        said[side], beside[side] = imported(names)
        sys.meta_path.insert(0, Overlay(overlay))
    if beside["head"] != beside["models"]:
        raise Wider("the modules import others than before")
    for table in said["head"].values():
        table["columns"] = [column | {"fill": None} for column in table["columns"]]  # a database knows of none
    return said


def imported(modules: Sequence[str]) -> tuple[dict[str, Any], set[str]]:
    """The tables of some modules imported anew, and the modules with models that these import besides."""
    for name in [n for n in sys.modules if n.split(".")[0] == "app"]:
        del sys.modules[name]
    importlib.invalidate_caches()
    for name in modules:
        importlib.import_module(name)
    tables = models(importlib.import_module("app.core.database").Base.metadata)
    if any(c["type"]["written"] == "sa.NullType()" for t in tables.values() for c in t["columns"]):
        raise Wider("a column takes its type from another module's")
    return tables, {n for n in sys.modules if n.startswith("app.") and n.endswith(".models")} - {*modules}


def whole(overlay: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """All models, and the database at the head of the revisions."""
    sys.meta_path.insert(0, Overlay(overlay))
    from app.tables import metadata  # type: ignore[import-not-found]

    yield "models", models(metadata)
    yield "head", head(metadata)


def main(overlay: str, result: str, *modules: str) -> int:
    """Look at both, and tell at which of the two it failed."""
    sys.path.insert(0, str(Path.cwd()))
    found: dict[str, object] = {}
    try:
        found.update(part(Path(overlay), *modules) if modules else whole(Path(overlay)))
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        stage = "head" if "models" in found else "models"
        found = {"failed": stage, "error": f"{type(error).__name__}: {error}", "place": [last.filename, last.lineno]}
    Path(result).write_text(json.dumps(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
