"""Drive the application on each database: one step each, told as the other checks are."""

from __future__ import annotations

import importlib.util
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import scaffolder
from scaffolder.events import Listener, StepFinished, StepStarted, ignore
from scaffolder.verdict import Conformance, Status, Step, Verdict
from scaffolder.verify import environment, findings
from scaffolder.verify.conformance import databases, driving, reading
from scaffolder.verify.conformance.application import Described, described, served
from scaffolder.verify.processes import Processes

INSTALL = "pip install 'scaffolder[conformance]'"
_MARGIN = 120.0
"""Seconds that a run may take beyond its time: shrinking, starting and ending."""
_PACKAGES = str(Path(scaffolder.__file__).parent.parent)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asked for."""

    databases: tuple[str, ...] = databases.NAMES
    seed: int | None = None
    """None: a new one, which is told."""
    seconds: int = 120
    """For each database."""


@dataclass(frozen=True, slots=True)
class _Place:
    root: Path
    document: Path
    python: environment.Interpreter
    processes: Processes
    scratch: Path
    wish: Wish
    seed: int


def conform(folder: Path, wish: Wish, *, notify: Listener = ignore) -> Verdict:
    """The verdict on a project's running application; one step for each database."""
    root = Path(os.path.realpath(folder))
    seed = random.SystemRandom().randrange(2**32) if wish.seed is None else wish.seed
    with tempfile.TemporaryDirectory(prefix="scaffold-conformance-") as scratch:
        variables = environment.variables()
        processes = Processes(cwd=root, environment=variables, timeout=wish.seconds + _MARGIN)
        place = _Place(root, _document(root), environment.interpreter(root), processes, Path(scratch), wish, seed)
        try:
            return Verdict(tuple(_steps(place, notify)))
        except BaseException:
            processes.stop()
            raise


def _document(root: Path) -> Path:
    found = (root / name for name in ("openapi.yaml", "openapi.json", "openapi.yml"))
    return next((path for path in found if path.exists()), root / "openapi.yaml")


def _steps(place: _Place, notify: Listener) -> Iterator[Step]:
    for name in place.wish.databases:
        notify(StepStarted(name))
        started = time.monotonic()
        step = replace(_step(place, name), seconds=time.monotonic() - started)
        notify(StepFinished(step))
        yield step


def _step(place: _Place, name: str) -> Step:
    if lacking := _lacking(place, name):
        return Step(name, Status.SKIPPED, detail=lacking)
    if not place.document.exists():
        return Step(name, Status.SKIPPED, detail="the project has no openapi.yaml")
    about, complaint = described(place.python.path, place.processes)
    if about is None:
        return _failed(place, name, "the application does not start", complaint)
    scratch = place.scratch / name
    scratch.mkdir(mode=0o755)
    with databases.fresh(name, place.processes, scratch) as address:
        if address is None:
            return Step(name, Status.SKIPPED, detail=f"no {name} server starts on this machine")
        return _migrated(place, name, about, address)


def _lacking(place: _Place, name: str) -> str:
    own = [m for m in ("schemathesis",) if importlib.util.find_spec(m) is None] + list(databases.missing(name))
    if own:
        return f"scaffold's environment has no {', '.join(own)}: {INSTALL}"
    drivers = {"postgresql": ("asyncpg",)}.get(name, ())
    theirs = place.python.missing(*environment.APPLICATION, "uvicorn", *drivers)
    return f"{place.python.path} has no {', '.join(theirs)}" if theirs else ""


def _migrated(place: _Place, name: str, about: Described, address: str) -> Step:
    ended = place.processes.run([place.python.path, "-m", "alembic", "upgrade", "head"], DATABASE_URL=address)
    if ended.code != 0:
        return _failed(place, name, "alembic upgrade head failed", ended.output)
    settings = {"DATABASE_URL": address, "CREDENTIALS": about.settings}
    with served(place.python.path, place.processes, **settings) as (url, server):
        if url is None:
            return _failed(place, name, "the application does not start", server.output())
        step = _driven(place, name, about, url)
        if not server.running and step.status is Status.PASSED:
            return _failed(place, name, "the server ended", server.output())
        return replace(step, output=step.output or _log(server.output())) if step.status is Status.FAILED else step


def _driven(place: _Place, name: str, about: Described, url: str) -> Step:
    plan, report = place.scratch / f"{name}-plan.json", place.scratch / f"{name}-report.json"
    wanted = {
        "document": str(place.document),
        "url": url + about.base_path,
        "credentials": about.credentials,
        "excluded": list(map(dict, about.placeholders)),
        "seed": place.seed,
        "seconds": place.wish.seconds,
    }
    plan.write_text(json.dumps(wanted))
    command = [sys.executable, "-P", "-m", driving.__name__, str(plan), str(report)]
    settings = {"PYTHONPATH": _PACKAGES, "HYPOTHESIS_STORAGE_DIRECTORY": str(place.scratch / "hypothesis")}
    ended = place.processes.run(command, **settings)
    if ended.code is None:
        return Step(name, Status.TIMED_OUT, detail=f"ended after {ended.seconds:.0f} s", output=_log(ended.output))
    if not report.exists():
        return _failed(place, name, "the document cannot be driven", ended.output)
    return _told(place, name, about, url, json.loads(report.read_text()))


def _told(place: _Place, name: str, about: Described, url: str, report: dict[str, object]) -> Step:
    told = reading.figures(report, database=name, seed=place.seed, excluded=about.excluded)
    return Step(
        name,
        _status(told, about),
        detail=reading.detail(told),
        findings=reading.findings(report, document=str(place.document), url=url),
        command=f"CREDENTIALS='{about.settings}' make run",
        conformance=told,
    )


def _status(told: Conformance, about: Described) -> Status:
    if told.failures:
        return Status.FAILED
    if told.operations:
        return Status.PASSED
    return Status.TIMED_OUT if about.operations > len(about.placeholders) else Status.NOTHING


def _failed(place: _Place, name: str, detail: str, output: str) -> Step:
    return Step(name, Status.FAILED, detail=detail, output=_log(output))


def _log(output: str) -> str:
    return "\n".join(findings.lines_from(output))
