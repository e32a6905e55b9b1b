"""A project on disk → the OpenAPI document that its application derives from its routes and schemas."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from scaffolder.verdict import Status, Step
from scaffolder.verify import environment, findings
from scaffolder.verify.contract import derive
from scaffolder.verify.processes import Processes, Result

NAME = "contract"
COMMAND = "scaffold verify --contract"


@dataclass(frozen=True, slots=True)
class Derived:
    """The document as JSON, or the step that tells why there is none."""

    text: bytes = b""
    failed: Step | None = None
    seconds: float = 0.0


def derived(folder: Path, *, timeout: float, app: str = "") -> Derived:
    """Import the application in a process of its own and let it tell. `timeout` is in seconds.

    `app` is where it stands in a project that is not ours, as "shop.main:create_app".
    """
    root = Path(os.path.realpath(folder))
    python = environment.interpreter(root)
    if missing := python.missing(*environment.APPLICATION):
        reason = f"{python.path} has no {', '.join(missing)}"
        return Derived(failed=Step(NAME, Status.SKIPPED, detail=reason, command=COMMAND))
    with tempfile.TemporaryDirectory(prefix="scaffold-contract-") as scratch:
        variables = environment.variables()
        processes = Processes(cwd=root, environment=variables, timeout=timeout)
        out = Path(scratch) / "openapi.json"
        url = f"sqlite+aiosqlite:///{scratch}/unused.db"
        result = processes.run(
            [python.path, "-P", str(Path(derive.__file__)), str(out), *filter(None, [app])], DATABASE_URL=url
        )
        if result.code == 0 and out.exists():
            return Derived(out.read_bytes(), seconds=result.seconds)
    return Derived(failed=_failed(result, root), seconds=result.seconds)


def _failed(result: Result, root: Path) -> Step:
    status = Status.TIMED_OUT if result.code is None else Status.FAILED
    detail = f"ended after {result.seconds:.0f} s" if result.code is None else "the application does not start"
    output = "\n".join(findings.lines_from(result.output))
    found = findings.of_traceback(result.output, root)
    return Step(NAME, status, result.seconds, detail, output, found, COMMAND)
