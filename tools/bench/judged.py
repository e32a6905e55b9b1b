"""Judging: the verdict of a placeholder's test on one candidate, warm in the sandbox against a cold pytest."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from scaffolder.verify.sandbox import best
from scaffolder.verify.workers import Request, Setup, Worker
from tools.bench.figures import Figure
from tools.bench.processes import ROOT, SCAFFOLD, must, run

PART = "judging"
_TIMES = 5
_BAR = 5.0
_TEST = "tests/bookings/test_rules.py::test_cancel_booking"


def figures() -> Iterator[Figure]:
    """One figure; medians."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        application = Path(folder, "app")
        must(run((*SCAFFOLD, "from", str(ROOT / "specs" / "api.yaml"), "--no-verify", "--out", str(application))))
        command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", _TEST)
        cold = median(must(run(command, cwd=application)).seconds for _ in range(_TIMES))
        warm = median(_warm(application, Path(folder)))
    yield Figure(
        PART,
        "one candidate, warm",
        warm,
        "s",
        "python -m pytest",
        cold,
        cold / warm,
        _BAR,
        "higher",
        f"sandbox: {best()}",
    )


def _warm(application: Path, folder: Path) -> Iterator[float]:
    worker = Worker(Setup(application, sys.executable, best(), ("tests/bookings",)), folder)
    worker.start()
    try:
        yield from (worker.run(Request((_TEST,), {})).seconds for _ in range(_TIMES))
    finally:
        worker.stop()
