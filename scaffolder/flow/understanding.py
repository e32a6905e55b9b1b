"""What the user asked for, and the document read and understood for it with the settings of its project.

In: a `Request`. Out: `Understood`, how far that came; findings stand in its outcome.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from scaffolder import __version__
from scaffolder.diagnostics import Diagnostic, ExitCode, Place, Rejected, Severity
from scaffolder.events import Listener, StageStarted, ignore
from scaffolder.facts import NOTHING_RENAMED, Renamed
from scaffolder.outcome import Outcome

if TYPE_CHECKING:
    from scaffolder.model import ApiModel
    from scaffolder.project import Origin
    from scaffolder.settings import Settings
    from scaffolder.source import Document


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for."""

    source: str
    """Path of the document, or "-"."""
    stdin: BinaryIO | None = None
    text: bytes | None = None
    """What the document's file holds in an editor, in place of what is on disk."""
    out: Path | None = None
    """None: the project that the current folder is, else a folder named after the API."""
    only: tuple[str, ...] = ()
    dry_run: bool = False
    allow_data_loss: bool = False
    """What no model has any more may be dropped from the database."""
    require_pending: bool = False
    """Every row has a value in the columns that were left empty until it has."""
    verify: bool = True
    timeout: float | None = None
    """Seconds for each check; None: the settings'."""
    templates: Path | None = None
    """A folder of templates that stand before ours; None: the settings'."""


@dataclass(frozen=True, slots=True)
class Understood:
    """How far reading and understanding came."""

    outcome: Outcome
    out: Path
    settings: Settings
    document: Document | None = None
    model: ApiModel | None = None
    """What is to be generated: the whole model, or the entities chosen from it."""
    left_out: tuple[str, ...] = ()
    templates: Path | None = None
    only: tuple[str, ...] = ()
    renamed: Renamed = NOTHING_RENAMED

    def origin(self) -> Origin:
        """What is to be kept of all this beside the tree."""
        from scaffolder.renames import facts_of

        assert self.document is not None
        assert self.model is not None
        beside = tuple((name, hashlib.sha256(data).hexdigest()) for name, data in self.document.beside)
        return replace(
            digests(self.document.text, self.out, self.only, self.templates),
            entities=tuple(e.name for e in self.model.entities),
            left_out=self.left_out,
            beside=beside,
            facts=facts_of(self.model),
            renamed=self.renamed,
            folder=folder_name(self.document.title),
        )


def digests(document: bytes, out: Path, only: tuple[str, ...], templates: Path | None) -> Origin:
    """What a generation depends on, as it is now, but for the files beside the document."""
    from scaffolder.project import Origin
    from scaffolder.resources import code_digest, templates_digest

    settings = _settings_path(out)
    return Origin(
        __version__,
        templates_digest(templates),
        hashlib.sha256(document).hexdigest(),
        code=code_digest(),
        settings=hashlib.sha256(settings.read_bytes()).hexdigest() if settings.is_file() else "",
        only=only,
    )


def understood(request: Request, notify: Listener = ignore) -> Understood:
    """Read and understand the document with the settings of the project that it is for."""
    from scaffolder.document import read
    from scaffolder.settings import Settings

    notify(StageStarted("reading", request.source))
    document, findings = read(request.source, stdin=request.stdin, text=request.text)
    if document is None or _failed(findings):
        return Understood(Outcome(findings), Path(), Settings())
    out = request.out or default_folder(document.title)
    settings, more = load_settings(out)
    templates = request.templates or settings.templates
    findings += more + _examined(templates)
    if _failed(findings):
        return Understood(Outcome(findings), out, settings)
    notify(StageStarted("understanding", document.title))
    return _choose(request, document, Understood(Outcome(findings), out, settings, document, templates=templates))


def _choose(request: Request, document: Document, known: Understood) -> Understood:
    from scaffolder import prose
    from scaffolder.inference import understand
    from scaffolder.overrides import override
    from scaffolder.selection import select

    document, unused = override(document, known.settings)
    confirmed = known.settings.rules
    document, unknown = prose.with_rules(document, confirmed)
    model, more = understand(document)
    taken = {
        r.id for rules in (*(e.rules for e in model.entities), *(o.rules for o in model.operations)) for r in rules
    }
    homeless = tuple(prose.homeless(document, confirmed, taken)) if confirmed else ()
    findings = known.outcome.diagnostics + unused + unknown + more + homeless
    if _failed(findings):
        return replace(known, outcome=Outcome(findings))
    chosen = select(model, request.only, document.file) if request.only else model
    left_out = tuple(sorted({e.name for e in model.entities} - {e.name for e in chosen.entities}))
    outcome = Outcome(findings, model=chosen)
    return replace(known, outcome=outcome, model=chosen, left_out=left_out, only=request.only)


def _examined(templates: Path | None) -> tuple[Diagnostic, ...]:
    if templates is None:
        return ()
    from scaffolder.render import examine

    return examine(templates)


def default_folder(title: str) -> Path:
    """The project that the current folder is, or a folder in it named after the API."""
    from scaffolder.project import is_project

    here = Path()
    return here if is_project(here) else Path(folder_name(title))


def folder_name(title: str) -> str:
    """The name that a title gives a new project's folder."""
    from scaffolder.names import words

    return "-".join(words(title))[:60].rstrip("-") or "api"


def load_settings(out: Path) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """Those of the project, else those of the current folder."""
    from scaffolder.settings import load

    return load(_settings_path(out))


def _settings_path(out: Path) -> Path:
    from scaffolder.settings import FILE_NAME

    own = out / FILE_NAME
    return own if os.path.lexists(own) else Path(FILE_NAME)


def no_project(folder: Path) -> Rejected:
    """What to raise for a folder that scaffold did not make."""
    hint = "Name the folder that `scaffold from` wrote to."
    finding = Diagnostic("F002", Severity.ERROR, "this is no project that scaffold made", Place(str(folder)), hint)
    return Rejected((finding,), ExitCode.USAGE)


def _failed(findings: tuple[Diagnostic, ...]) -> bool:
    return any(d.severity is Severity.ERROR for d in findings)
