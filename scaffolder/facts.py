"""What one run knows of the API that the next one needs, and the renames that came since.

`project/` keeps the facts, `renames.py` reads them, `project/` carries the renames out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ColumnFact:
    """A column as the last run knew it."""

    name: str
    """Python attribute."""
    json_name: str
    kind: str


@dataclass(frozen=True, slots=True)
class EntityFact:
    """An entity as the last run knew it."""

    name: str
    module: str
    columns: tuple[ColumnFact, ...]


@dataclass(frozen=True, slots=True)
class Renamed:
    """The renames of one run."""

    modules: tuple[tuple[str, str], ...] = ()
    """Folder names, old and new."""
    words: tuple[tuple[str, str], ...] = ()
    """Parts of identifiers, old and new: "Pet", "Animal"; "pets", "animals"."""
    columns: tuple[tuple[str, str, str], ...] = ()
    """Folder name (new), and names of a column's attribute, old and new."""

    def __bool__(self) -> bool:
        return bool(self.modules or self.words or self.columns)


NOTHING_RENAMED = Renamed()
