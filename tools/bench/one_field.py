"""One field added to documents of growing size: what the run costs, and what of it merging, migrating and writing do.

The run is compared with the first generation of the same document, and the exponent says how the work after rendering
grows with the project: 0 is not at all, 1 is linear.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.bench import synthetic
from tools.bench.figures import Figure
from tools.bench.growth import exponent
from tools.bench.processes import must, run

PART = "one field"
_AFTER_RENDERING = ("writing", "migrating")
_LIMIT = 1200
"""Seconds; with the first generation of 5,000 entities."""

Stages = Sequence[tuple[str, float, float]]
"""Name, seconds, processor seconds."""


def figures(sizes: Sequence[int]) -> Iterator[Figure]:
    """Each size, then the exponent."""
    late = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            first, second = _both(Path(folder), size)
        late.append(_processor(second, _AFTER_RENDERING))
        yield from _of_one_size(size, first, second)
    slope = exponent(sizes, late) if len(sizes) > 1 else 0.0
    yield Figure(PART, "merge, migration and writing, exponent of processor time", slope, "", "linear", 1.0, slope)


def _both(folder: Path, size: int) -> tuple[Stages, Stages]:
    before = synthetic.write(folder / "before.json", size)
    after = synthetic.write_with_field(folder / "after.json", size)
    return _staged(before, folder), _staged(after, folder)


def _staged(document: Path, folder: Path) -> Stages:
    result = folder / "stages.json"
    command = (sys.executable, "-m", "tools.bench.staged", str(document), str(folder / "app"), str(result))
    must(run(command, timeout=_LIMIT))
    return [(name, seconds, processor) for name, seconds, processor in json.loads(result.read_bytes())]


def _of_one_size(size: int, first: Stages, second: Stages) -> Iterator[Figure]:
    what, against = f"one field, {size:,} entities", "first generation"
    whole, all_of_first = _processor(second), _processor(first)
    yield Figure(PART, what, whole, "s processor", against, all_of_first, whole / all_of_first, 1.0)
    late = _processor(second, _AFTER_RENDERING)
    yield Figure(PART, f"{what}, merge, migration and writing", late, "s processor", against, all_of_first)


def _processor(stages: Stages, names: Sequence[str] = ()) -> float:
    return sum(used for name, _, used in stages if not names or name in names)
