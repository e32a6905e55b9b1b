"""Growth: what planning and generating cost for documents of 10 to 5,000 entities, and the exponent of that growth.

The exponent is the slope of a least-squares line through the logarithms; 1 is linear. Start-up flattens it at the small
end, so the slope between the two largest documents is given besides.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.bench import synthetic
from tools.bench.figures import Figure
from tools.bench.generation import ours
from tools.bench.processes import SCAFFOLD, Run, run

PART = "growth"
_BAR = 1.1
_LIMIT = 900
"""Seconds; a document that takes longer is told, and left out of the fit."""


def figures(sizes: Sequence[int]) -> Iterator[Figure]:
    """Time and memory for each size, then the exponents."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        documents = [synthetic.write(Path(folder) / f"{size}.json", size) for size in sizes]
        plans = [_best(document, None) for document in documents]
        generations = [_best(document, Path(folder) / "app") for document in documents]
    for what, runs in (("plan", plans), ("from --no-verify", generations)):
        yield from _sizes(what, sizes, runs)
        ended = [(size, done) for size, done in zip(sizes, runs, strict=True) if done.code == 0]
        yield from _exponents(what, [size for size, _ in ended], [done for _, done in ended])


def _best(document: Path, out: Path | None) -> Run:
    """The fastest of three, or the only one of those that take long."""
    runs: list[Run] = []
    while len(runs) < 3 and sum(r.seconds for r in runs) < 10:
        command = ours(document, out / f"{document.stem}-{len(runs)}") if out else (*SCAFFOLD, "plan", str(document))
        runs.append(run(command, timeout=_LIMIT))
    return min(runs, key=lambda r: r.seconds)


def _sizes(what: str, sizes: Sequence[int], runs: Sequence[Run]) -> Iterator[Figure]:
    for size, done in zip(sizes, runs, strict=True):
        each = f"{1000 * done.processor / size:.1f} ms processor each"
        note = f"NOT FINISHED, {done.failure}" if done.code else each
        yield Figure(PART, f"{what}, {size:,} entities", done.seconds, "s", note=note)
        yield Figure(PART, f"{what}, {size:,} entities", done.peak, "MB")


def _exponents(what: str, sizes: Sequence[int], runs: Sequence[Run]) -> Iterator[Figure]:
    if len(sizes) < 2:
        return
    for unit, values in (
        ("time", [r.seconds for r in runs]),
        ("processor time", [r.processor for r in runs]),
        ("memory", [r.peak for r in runs]),
    ):
        slope = exponent(sizes, values)
        end = exponent(sizes[-2:], values[-2:])
        yield Figure(PART, f"{what}, exponent of {unit}", slope, "", "linear", 1.0, slope, _BAR)
        yield Figure(PART, f"{what}, exponent of {unit}, last step", end, "", "linear", 1.0, end, _BAR)


def exponent(sizes: Sequence[int], values: Sequence[float]) -> float:
    """The slope of the least-squares line through (log size, log value)."""
    xs, ys = [math.log(s) for s in sizes], [math.log(v) for v in values]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)
