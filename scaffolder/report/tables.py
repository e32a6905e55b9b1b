"""Tables: written as aligned text where a program may read them, drawn by rich on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from scaffolder.report.paint import is_terminal
from scaffolder.report.visible import pad, visible, width


@dataclass(frozen=True, slots=True)
class Table:
    """`title` may be empty; each row has as many cells as there are headers."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def show_tables(tables: Sequence[Table], stream: TextIO) -> None:
    """Print those that have rows."""
    filled = [t for t in tables if t.rows]
    if is_terminal(stream):
        _draw(filled, stream)
    else:
        print(*(line for table in filled for line in aligned(table)), sep="\n", file=stream)


def aligned(table: Table) -> Iterator[str]:
    """Columns apart by two spaces; an empty line at the end."""
    cells = [table.headers, *(tuple(map(visible, row)) for row in table.rows)]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    if table.title:
        yield visible(table.title)
    for row in cells:
        yield "  " + "  ".join(pad(cell, size) for cell, size in zip(row, widths, strict=True)).rstrip()
    yield ""


def _draw(tables: Sequence[Table], stream: TextIO) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text

    console = Console(file=None if stream is sys.stdout else stream, highlight=False)
    for table in tables:
        drawn = Drawn(title=Text(visible(table.title)), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
        for header in table.headers:
            drawn.add_column(header, overflow="fold")
        for row in table.rows:
            drawn.add_row(*(Text(visible(cell)) for cell in row))
        console.print(drawn)
