"""The whole flow, top to bottom: document → API model → tree → project → verdict.

Each stage is one function of one room. Rooms are imported when their stage begins, so that no command pays for those
that it does not use. Input never raises: findings end the flow early and stand in the outcome. `Rejected` (a choice of
the user that cannot be followed) and `Outside` (the disk refuses) go to the caller.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from scaffolder import __version__
from scaffolder.diagnostics import Diagnostic, ExitCode, Place, Rejected, Severity
from scaffolder.events import Listener, StageStarted, ignore
from scaffolder.facts import NOTHING_RENAMED, Renamed
from scaffolder.flow.migrating import Migrating
from scaffolder.outcome import Outcome
from scaffolder.tree import RESERVED

if TYPE_CHECKING:
    from scaffolder.changes import Changes
    from scaffolder.condition import Filled
    from scaffolder.model import ApiModel
    from scaffolder.project import Origin
    from scaffolder.settings import Settings
    from scaffolder.source import Document
    from scaffolder.tree import Placeholder, Tree
    from scaffolder.verdict import Verdict


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


def plan(request: Request, notify: Listener = ignore) -> Outcome:
    """What would be generated, and why: the document's model, and the sentences in it that read like rules."""
    from scaffolder.prose import listed

    known = understood(request, notify)
    if known.model is None or known.document is None:
        return known.outcome
    return replace(known.outcome, sentences=listed(known.document, known.settings.rules))


def generate(request: Request, notify: Listener = ignore) -> Outcome:
    """Make or update the project of a document, and verify it."""
    from scaffolder.flow.again import again

    request, out, outcome = again(request)
    if outcome is None:
        out, outcome = _generated(request, notify)
    conflicts = outcome.changes is not None and bool(outcome.changes.conflicts)
    if outcome.changes is None or request.dry_run or not request.verify or conflicts:
        return outcome
    if load_settings(out)[0].into:  # a project that has checks of its own
        return outcome
    return replace(outcome, verdict=verify(out, request.timeout, notify).verdict)


def _generated(request: Request, notify: Listener) -> tuple[Path, Outcome]:
    from scaffolder.flow.again import remember
    from scaffolder.flow.renaming import announced

    known = understood(request, notify)
    if known.model is None:
        return known.out, known.outcome
    if known.settings.into:
        from scaffolder.flow.into import adopt_known

        return known.out, adopt_known(known, request, notify)
    read, known = known.outcome.diagnostics, announced(known)
    assert known.model is not None
    notify(StageStarted("rendering"))
    plain = _render(known)
    tree, unfilled = _filled(plain, known.out)
    notify(StageStarted("writing", str(known.out)))
    origin = _origin(known, plain)
    migrating = Migrating(known.model, tree, request.allow_data_loss, request.require_pending, notify)
    changes = _write(known.out, tree, origin, request, migrating)
    remember(request, known.out, read)
    found = unfilled if request.dry_run else _to_fill(known.out, plain)
    findings = (*known.outcome.diagnostics, *migrating.findings)
    return known.out, replace(known.outcome, diagnostics=findings, changes=changes, placeholders=found)


def _origin(known: Understood, plain: Tree) -> Origin:
    """Of a tree that may hold fills, with the bodies as they are without."""
    from scaffolder.bodies import bodies_in

    defaults = (bodies_in(file.path, file.content) for file in plain.values())
    return replace(known.origin(), defaults={id_: body for found in defaults for id_, body in found.items()})


def to_fill(out: Path) -> tuple[Placeholder, ...]:
    """The placeholders of a project that are unfilled, or were filled for something else than they now ask."""
    from scaffolder import project

    return _asking(project.condition(out).placeholders)


def _to_fill(out: Path, tree: Tree) -> tuple[Placeholder, ...]:
    """The same for a project that was just made of a tree: no other files are looked at."""
    from scaffolder import project

    return _asking(project.bodies(out, {p.path for p in tree.placeholders()}))


def _asking(found: tuple[Filled, ...]) -> tuple[Placeholder, ...]:
    from scaffolder.condition import Body
    from scaffolder.tree import Placeholder

    return tuple(Placeholder(p.id, p.path, p.line) for p in found if p.body in {Body.UNFILLED, Body.STALE})


def verify(folder: Path, timeout: float | None = None, notify: Listener = ignore) -> Outcome:
    """The verdict on a project as it stands on disk. `timeout` is in seconds, for each step."""
    from scaffolder import project
    from scaffolder import verify as room
    from scaffolder.settings import FILE_NAME, load

    project.recover(folder)
    if not project.is_project(folder):
        raise no_project(folder)
    settings, findings = load(folder / FILE_NAME)
    notify(StageStarted("verifying", str(folder)))
    verdict = room.check(folder, timeout=timeout or settings.timeout, notify=notify)
    if settings.into:
        from scaffolder.flow.into import about_ours

        verdict = about_ours(verdict, project.generated(folder))
    return replace(remembered(folder, verdict), diagnostics=findings)


def remembered(folder: Path, verdict: Verdict) -> Outcome:
    """The outcome of a verification, which the project's page can show later."""
    from scaffolder import project

    project.keep_verdict(folder, verdict, datetime.now(UTC))
    return Outcome(verdict=verdict, root=str(folder))


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


def _render(known: Understood) -> Tree:
    from scaffolder import project
    from scaffolder.render import render

    assert known.model is not None
    before = project.known_texts(known.out) if known.templates is None else {}
    return render(known.model, known.templates, before)


def _filled(tree: Tree, out: Path) -> tuple[Tree, tuple[Placeholder, ...]]:
    """The tree with the fills that the project records, and the placeholders that have none."""
    if not (out / RESERVED / "fills").is_dir():
        return tree, tree.placeholders()
    from scaffolder.flow.placeholders import reproduced

    return reproduced(tree, out)


def _write(out: Path, tree: Tree, origin: Origin, request: Request, migrating: Migrating) -> Changes:
    from scaffolder.flow.tidying import tidying
    from scaffolder.project import Growing, update

    return update(out, Growing(tree, migrating, tidy=tidying(out)), origin, dry_run=request.dry_run)


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
