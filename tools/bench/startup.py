"""Start-up: `scaffold --help` against an interpreter that does nothing, in turns."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from statistics import median

from tools.bench.figures import Figure
from tools.bench.processes import SCAFFOLD, must, run

PART = "start-up"
_TIMES = 20
_BAR = 4.0


def figures() -> Iterator[Figure]:
    """One figure; medians."""
    pairs = [
        (must(run((*SCAFFOLD, "--help"))).seconds, must(run((sys.executable, "-c", "pass"))).seconds)
        for _ in range(_TIMES)
    ]
    shown, bare = median(p[0] for p in pairs), median(p[1] for p in pairs)
    ratio = median(shown / bare for shown, bare in pairs)
    yield Figure(PART, "scaffold --help", shown, "s", "python -c pass", bare, ratio, _BAR)
