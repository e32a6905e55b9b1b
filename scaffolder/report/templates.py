"""The catalogue of templates → a table."""

from __future__ import annotations

from collections.abc import Sequence

from scaffolder.catalogue import TemplateEntry
from scaffolder.report.tables import Table


def table(entries: Sequence[TemplateEntry]) -> Table:
    """A row for each template; what is overridden is said last."""
    return Table("", ("template", "context", "macros", "overridden"), tuple(_row(e) for e in entries))


def _row(entry: TemplateEntry) -> tuple[str, ...]:
    return entry.name, entry.context, ", ".join(entry.macros) or "-", entry.overridden or "-"
