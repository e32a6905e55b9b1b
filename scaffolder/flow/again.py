"""The same command on the same document: what can be said without reading, understanding or rendering anything."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from scaffolder import migrate, project
from scaffolder.diagnostics import Diagnostic
from scaffolder.flow import to_fill
from scaffolder.flow.understanding import Request, digests, load_settings, understood
from scaffolder.outcome import Outcome
from scaffolder.project import Origin


def again(request: Request) -> tuple[Request, Path, Outcome | None]:
    """The request (its standard input readable again), the project, and what came of it where nothing is new."""
    nothing = Path(), None
    if request.source == "-":
        data = request.stdin.read() if request.stdin else b""
        request = replace(request, stdin=BytesIO(data))
    else:
        try:
            data = Path(request.source).read_bytes()
        except OSError:
            return request, *nothing
    out = request.out or _place(data, request)
    if out is None or not project.is_project(out):
        return request, *nothing
    beside = None if request.source == "-" else Path(request.source).resolve().parent
    changes = project.unchanged(out, _digests(data, out, request), beside, dry_run=request.dry_run)
    dropping = request.allow_data_loss and migrate.parked(out)
    requiring = request.require_pending and migrate.pending(out)
    if changes is None or dropping or requiring or not migrate.agreed(out):
        return request, *nothing
    return request, out, Outcome(_findings(request, out), changes=changes, placeholders=to_fill(out))


def _findings(request: Request, out: Path) -> tuple[Diagnostic, ...]:
    """What the first run found in the document, told again; the document is read where this machine does not know."""
    kept = project.kept_findings(out, _identity(request, out))
    if kept is not None:
        return kept
    found = understood(request).outcome.diagnostics
    remember(request, out, found)
    return found


def remember(request: Request, out: Path, findings: tuple[Diagnostic, ...]) -> None:
    """Keep what was found in the document that a project was just made of."""
    if not request.dry_run:
        project.keep_findings(out, _identity(request, out), findings)


def _identity(request: Request, out: Path) -> str:
    """A digest of all that findings come of; a generated project's lock knows it, save how its document is called."""
    told = (request.source, project.generated_from(out))
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _place(data: bytes, request: Request) -> Path | None:
    here = Path()
    return here if project.is_project(here) else project.default_place(digests(data, here, (), None), here)


def _digests(data: bytes, out: Path, request: Request) -> Origin:
    settings, _ = load_settings(out)
    return digests(data, out, request.only, request.templates or settings.templates)
