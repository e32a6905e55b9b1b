"""Adoption → what was found of an existing project, and which of its files get which lines."""

from __future__ import annotations

from collections.abc import Iterator

from scaffolder.layout import Adoption
from scaffolder.report.tables import Table, aligned


def lines(adoption: Adoption) -> Iterator[str]:
    """What is used, and the announced includes."""
    yield from aligned(Table("Found", ("what", "used", "where or why"), adoption.seen))
    rows = tuple((i.path, line) for i in adoption.includes for line in i.lines)
    if rows:
        yield from aligned(Table("Lines added to files of yours", ("file", "line"), rows))
