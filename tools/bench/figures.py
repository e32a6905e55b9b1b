"""A figure: what was measured, in which unit, against what. Out: a table, JSON, Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

HEADS = ("part", "what", "measured", "against", "ratio", "bar", "")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    part: str
    what: str
    value: float | None = None
    """What was measured; None: it could not be, and `note` says why."""
    unit: str = "s"
    against: str = ""
    """The named peer or limit."""
    reference: float | None = None
    """The peer's value, in the same unit, from the same run."""
    ratio: float | None = None
    """Ours to the reference as the part defines it; see `better`."""
    bar: float | None = None
    better: str = "lower"
    """Whether a "lower" or a "higher" ratio is better."""
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the bar is met; empty where there is none."""
        if self.ratio is None or self.bar is None:
            return ""
        met = self.ratio <= self.bar if self.better == "lower" else self.ratio >= self.bar
        return "met" if met else "MISSED"

    def cells(self) -> tuple[str, ...]:
        """One row of the table."""
        sign = "≤" if self.better == "lower" else "≥"
        return (
            self.part,
            self.what,
            _amount(self.value, self.unit),
            f"{self.against} {_amount(self.reference, self.unit)}".strip(),
            "" if self.ratio is None else f"{self.ratio:.2f}",
            "" if self.bar is None else f"{sign} {self.bar:g}",
            " ".join(filter(None, (self.verdict, self.note))),
        )


def skipped(part: str, why: str) -> Figure:
    """A part that could not be measured."""
    return Figure(part, "skipped", note=why)


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,} {unit}".strip()
    digits = 0 if abs(value) >= 100 else 2 if abs(value) >= 0.1 else 3
    return f"{value:,.{digits}f} {unit}".strip()


def table(figures: Iterable[Figure]) -> list[str]:
    """Aligned lines of text."""
    rows = [HEADS, *(f.cells() for f in figures)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEADS))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def markdown(figures: Iterable[Figure]) -> list[str]:
    """A Markdown table."""
    rows = [HEADS, ("---",) * len(HEADS), *(f.cells() for f in figures)]
    return [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]


def write_json(path: Path, figures: Sequence[Figure], machine: str) -> None:
    """Everything, for machines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = datetime.now(UTC).date().isoformat()
    rows = [{**asdict(f), "verdict": f.verdict} for f in figures]
    path.write_text(json.dumps({"date": made, "machine": machine, "figures": rows}, indent=2) + "\n")


_BEGIN, _END = "<!-- figures: make bench ARGS=--record -->", "<!-- end of figures -->"


def record(page: Path, figures: Sequence[Figure], machine: str) -> None:
    """Replace the parts that were measured in the page's table, and leave the others as they stand."""
    before, _, rest = page.read_text(encoding="utf-8").partition(_BEGIN)
    old, _, after = rest.partition(_END)
    stamp = f"{datetime.now(UTC).date().isoformat()}, {machine}"
    blocks = _blocks(old)
    for part in dict.fromkeys(f.part for f in figures):
        rows = markdown(f for f in figures if f.part == part)
        blocks[part] = "\n".join([f"### {part}", "", f"{stamp}.", "", *rows])
    text = "\n\n".join(blocks.values())
    page.write_text(f"{before}{_BEGIN}\n\n{text}\n\n{_END}{after}", encoding="utf-8")


def _blocks(text: str) -> dict[str, str]:
    sections = (section.strip() for section in text.split("### ")[1:])
    return {section.partition("\n")[0]: f"### {section}" for section in sections}
