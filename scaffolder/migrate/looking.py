"""Have the project's own interpreter look at its revisions and models: a process of its own, bounded, without secrets.

In: how the project will stand, and the interpreter. Out: both schemas, or what kept it from seeing them.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scaffolder.diagnostics import Diagnostic, Place, Severity
from scaffolder.migrate.facts import Schema, schema_of
from scaffolder.migrate.standing import Standing

_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Machine:
    """What runs the project's code."""

    python: str
    environment: Mapping[str, str]
    """All that the process may see."""
    seconds: float = _SECONDS


@dataclass(frozen=True, slots=True)
class Seen:
    """The database at the head of the revisions, and the models."""

    head: Schema
    models: Schema


@dataclass(frozen=True, slots=True)
class Part:
    """Modules whose tables changed, as they are called in Python."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def see(standing: Standing, machine: Machine) -> Seen | Diagnostic:
    """Look at both."""
    found, output = _looked(standing, machine)
    if found is None:
        return _finding("M006", f"the project's models and revisions cannot be run: {_last(output)}", Place("app"))
    if "failed" in found:
        return _failure(found, standing.root)
    return Seen(schema_of(found["head"]), schema_of(found["models"]))


def see_part(standing: Standing, machine: Machine, part: Part) -> Seen | None:
    """What some modules said of their tables, in place of the database, and say now; None: that cannot be told."""
    found, _ = _looked(standing, machine, ",".join(part.before), ",".join(part.after))
    if found is None or "failed" in found:
        return None
    return Seen(schema_of(found["head"]), schema_of(found["models"]))


def _looked(standing: Standing, machine: Machine, *modules: str) -> tuple[dict[str, Any] | None, str]:
    """What `look.py` found, if anything, and what it printed."""
    with tempfile.TemporaryDirectory(prefix="scaffold-migrate-") as scratch:
        overlay, result = Path(scratch) / "overlay", Path(scratch) / "result.json"
        _lay(standing, overlay)
        command = [machine.python, "-P", str(Path(__file__).with_name("look.py")), str(overlay), str(result), *modules]
        output = _run(command, standing.root, machine)
        try:
            return json.loads(result.read_bytes()), output
        except (OSError, ValueError):
            return None, output


def _lay(standing: Standing, overlay: Path) -> None:
    overlay.mkdir()
    for path, data in standing.writes.items():
        if data is not None and path.endswith(".py") and path.split("/")[0] in {"app", "migrations"}:
            (overlay / path).parent.mkdir(parents=True, exist_ok=True)
            (overlay / path).write_bytes(data)


def _run(command: Sequence[str], root: Path, machine: Machine) -> str:
    environment = {**machine.environment, "PYTHONDONTWRITEBYTECODE": "1"}  # libraries are read as they were compiled
    with subprocess.Popen(
        command,
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        try:
            return process.communicate(timeout=machine.seconds)[0].decode(errors="replace")
        except subprocess.TimeoutExpired:
            return f"ended after {machine.seconds:.0f} s"
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)


def _last(output: str) -> str:
    lines = [line for line in output.splitlines() if line.strip()]
    return " ".join(lines[-1].split())[:300] if lines else "the process ended without a word"


def _failure(found: dict[str, object], root: Path) -> Diagnostic:
    file, line = found["place"] if isinstance(found["place"], list) else ("", 0)
    inside = Path(str(file)).is_relative_to(root)
    shown = str(Path(str(file)).relative_to(root)) if inside else "migrations" if found["failed"] == "head" else "app"
    place = Place(shown, int(line) if inside else 0, int(inside))
    error = " ".join(str(found["error"]).split())[:300]
    if found["failed"] == "models":
        return _finding("M005", f"the models cannot be imported: {error}", place)
    return _finding("M006", f"the revisions do not run on an empty SQLite database: {error}", place)


def _finding(code: str, message: str, place: Place) -> Diagnostic:
    hint = "No revision was written for this run. Mend it and run again: the difference is found then."
    return Diagnostic(code, Severity.WARNING, message, place, hint)
