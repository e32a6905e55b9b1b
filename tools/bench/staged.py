"""Run as a process: `scaffold from DOCUMENT --no-verify --out OUT`, each stage timed; the result is JSON.

    python -m tools.bench.staged DOCUMENT OUT RESULT

RESULT gets a list of [stage, seconds, processor seconds]; the processor time counts that of child processes.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from scaffolder.events import Event, StageStarted
from scaffolder.flow import Request, generate


class Clock:
    """Notes when each stage begins."""

    def __init__(self) -> None:
        self._marks = [("start", *_now())]

    def __call__(self, event: Event) -> None:
        """Note a stage."""
        if isinstance(event, StageStarted):
            self._marks.append((event.name, *_now()))

    def stages(self) -> list[tuple[str, float, float]]:
        """Each stage with what it took, until the next one began."""
        ends = [*self._marks[1:], ("end", *_now())]
        pairs = zip(self._marks, ends, strict=True)
        return [(name, wall - began, used - spent) for (name, began, spent), (_, wall, used) in pairs]


def _now() -> tuple[float, float]:
    used = os.times()
    return time.perf_counter(), used.user + used.system + used.children_user + used.children_system


def main(document: str, out: str, result: str) -> int:
    """Generate, and tell."""
    clock = Clock()
    outcome = generate(Request(document, out=Path(out), verify=False), clock)
    Path(result).write_text(json.dumps(clock.stages()), encoding="utf-8")
    return int(outcome.changes is None)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
