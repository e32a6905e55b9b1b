"""Events of the flow → progress on standard error: one living line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from scaffolder.events import Event, FillMoved, Listener, StageStarted, StepFinished, StepStarted
from scaffolder.report.paint import is_terminal
from scaffolder.report.visible import visible


@contextmanager
def listening(*, quiet: bool = False) -> Iterator[Listener]:
    """A listener that shows progress; `quiet` shows it on terminals only."""
    if is_terminal(sys.stderr):
        with _living() as listener:
            yield listener
    elif quiet:
        yield lambda event: None
    else:
        yield _Plain().tell


class _Plain:
    """A line for each stage and each check that begins; the summary tells how they ended."""

    def tell(self, event: Event) -> None:
        if isinstance(event, StageStarted):
            print(f"{event.name} {visible(event.subject)}".rstrip(), file=sys.stderr, flush=True)
        elif isinstance(event, StepStarted):
            print(f"  checking {event.name}", file=sys.stderr, flush=True)
        elif isinstance(event, FillMoved):
            print(f"  {_fill(event)}", file=sys.stderr, flush=True)


@contextmanager
def _living() -> Iterator[Listener]:
    from rich.console import Console
    from rich.status import Status
    from rich.text import Text

    console = Console(stderr=True, highlight=False)
    with Status("", console=console) as status:
        line = _Line()
        yield lambda event: status.update(Text(line.after(event)))


class _Line:
    """What is going on, in one line. Called from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._stage, self._running = "", dict[str, float]()

    def after(self, event: Event) -> str:
        with self._lock:
            self._take(event)
            running = ", ".join(self._running)
            return f"{self._stage}: {running}" if running else self._stage

    def _take(self, event: Event) -> None:
        if isinstance(event, StageStarted):
            self._stage = f"{event.name} {visible(event.subject)}".strip()
        elif isinstance(event, StepStarted):
            self._running[event.name] = time.monotonic()
        elif isinstance(event, StepFinished):
            self._running.pop(event.step.name, None)
        else:
            self._stage, self._running = f"filling {_fill(event)}", {}


def _fill(event: FillMoved) -> str:
    """ "7/32  1,204 tokens  $0.0012  booking-price: judging (attempt 2)"."""
    cost = f"  ${event.cost:.4f}" if event.cost else ""
    attempt = f" (attempt {event.attempt})" if event.attempt > 1 else ""
    return f"{event.done}/{event.total}  {event.tokens:,} tokens{cost}  {visible(event.id)}: {event.doing}{attempt}"
