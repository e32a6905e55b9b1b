"""How a project will stand after a run: the disk, and over it what the run writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Standing:
    """The disk and what the run is about to change."""

    root: Path
    writes: Mapping[str, bytes | None]
    """New contents by path; None: the file goes."""
    conflicts: frozenset[str] = frozenset()
    """Files that hold both sides between markers."""

    def read(self, path: str) -> bytes | None:
        """A file's content after the run; None where there is none."""
        return self.writes[path] if path in self.writes else self.before(path)

    def before(self, path: str) -> bytes | None:
        """A file's content now."""
        try:
            return (self.root / path).read_bytes()
        except OSError:
            return None
