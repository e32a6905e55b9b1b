"""An existing project as far as generated modules have to fit in: `adopt/` finds it, `render/` follows it.

Nothing of it was run: all is read from syntax trees.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Arrangement(StrEnum):
    """How a package is cut."""

    LAYER = "layer"
    """`models/`, `routers/`, `schemas/`, each with a file for every thing."""
    FEATURE = "feature"
    """A folder for every thing, with its models, its router, its schemas."""


@dataclass(frozen=True, slots=True, order=True)
class Symbol:
    """Something that can be imported, written `shop.db:Base`."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}:{self.name}"


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a file of the project; its path is relative to the project."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Reused:
    """A model of theirs that stores an entity."""

    entity: str
    symbol: Symbol
    spot: Spot


@dataclass(frozen=True, slots=True)
class Served:
    """An operation that the project serves itself."""

    method: str
    path: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Revisions:
    """Their Alembic environment."""

    env: str
    """Path of `env.py`."""
    folder: str
    """Path of the folder of revisions."""
    head: str
    """What a new revision follows; "" for none."""
    tables: frozenset[str]
    """Those that revisions create."""
    ours: tuple[tuple[str, str], ...] = ()
    """Path and text of the revisions that earlier runs added, each after those that it follows."""
    named: bool = False
    """Their metadata names constraints, by a convention of theirs."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where generated modules go, and what of the project they use."""

    arrangement: Arrangement
    root: str
    """Dotted package in which modules go: "shop"."""
    source: str
    """Folder in which imports start, with a slash at its end: "src/", or nothing."""
    base: Symbol
    session: Symbol
    """The dependency that gives a session."""
    sync: bool
    """Its sessions are synchronous."""
    app: Symbol
    factory: bool
    """`app` is a function that returns the application."""
    core: str
    """Dotted package for what generated modules share."""
    tests: str
    """Folder for generated tests."""
    names: tuple[tuple[str, str], ...]
    """What they call the parts: of layers the folders ("routers"), of features the files ("routes")."""
    singular: bool = False
    """Their files by layer are named in the singular."""
    env_prefix: str = ""
    env_file: str = ".env"
    revisions: Revisions | None = None
    reused: tuple[Reused, ...] = ()
    served: tuple[Served, ...] = ()
    taken: frozenset[str] = frozenset()
    """Paths of their files."""
    configuration: str = ""
    """Their `pyproject.toml`, by which generated code is formatted."""

    def called(self, part: str) -> str:
        """Their name for a part: "router" → "routes"."""
        return dict(self.names).get(part, part)

    def path(self, module: str) -> str:
        """The file of a dotted module."""
        return f"{self.source}{module.replace('.', '/')}.py"


@dataclass(frozen=True, slots=True)
class Include:
    """A change of one of their files: lines that are added, nothing else."""

    path: str
    lines: tuple[str, ...]
    data: bytes
    """The whole file with them."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """What was found of a project, and what will be used."""

    layout: Layout
    seen: tuple[tuple[str, str, str], ...]
    """Subject, what is used, where or why."""
    includes: tuple[Include, ...] = ()
