"""A project's folder and what its `scaffold.toml` says of it → `Adoption`: what was found, and what will be used."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from scaffolder.adopt import finding
from scaffolder.adopt.arranging import Cut, cut
from scaffolder.adopt.endpoints import served
from scaffolder.adopt.finding import Candidate
from scaffolder.adopt.revisions import revisions
from scaffolder.adopt.sources import Source, source_folder, sources
from scaffolder.diagnostics import Diagnostic, Place, Severity
from scaffolder.layout import Adoption, Arrangement, Layout

_T = TypeVar("_T")
_Seen = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Essentials:
    """What a project must have for anything to fit in."""

    base: Candidate
    session: finding.SessionSource
    app: finding.Application


def survey(
    root: Path, chosen: Mapping[str, str | bool], ours: Collection[str]
) -> tuple[Adoption | None, tuple[Diagnostic, ...]]:
    """`chosen` wins over what is found; `ours` are paths that earlier runs generated. None: something is missing."""
    found = sources(root)
    theirs = [s for s in found if s.path not in ours]
    essentials, missing = _essentials(root, theirs, chosen)
    alembic, findings = revisions(root, found, ours)
    if essentials is None or findings:
        return None, (*missing, *findings)
    how = _cut(theirs, essentials, chosen)
    settings = next(iter(finding.settings_classes(theirs)), None)
    core = str(chosen.get("core", f"{how.root}.core" if not _packaged(essentials) else f"{how.root}.api_core"))
    layout = Layout(
        arrangement=how.arrangement,
        root=how.root,
        source=source_folder(root),
        base=essentials.base.symbol,
        session=essentials.session.candidate.symbol,
        sync=essentials.session.sync,
        app=essentials.app.candidate.symbol,
        factory=essentials.app.factory,
        core=core,
        tests=str(chosen.get("tests", "tests/api")),
        names=how.names,
        singular=how.singular,
        env_prefix=settings.env_prefix if settings else "",
        env_file=settings.env_file if settings else ".env",
        revisions=alembic,
        served=served(theirs),
        taken=frozenset(s.path for s in theirs),
        configuration=_configuration(root),
    )
    return Adoption(layout, tuple(_seen(layout, essentials, settings, how))), ()


def _packaged(essentials: _Essentials) -> bool:
    return "." in essentials.app.candidate.symbol.module


def _cut(found: Sequence[Source], essentials: _Essentials, chosen: Mapping[str, str | bool]) -> Cut:
    how = cut(found, essentials.app.candidate.symbol.module)
    arrangement = Arrangement(str(chosen.get("layout", how.arrangement)))
    names = dict(how.names) if arrangement is how.arrangement else {}
    if arrangement is Arrangement.LAYER and not names:
        names = {"router": "routers", "repository": "repositories"}
    root = str(chosen.get("package", how.root))
    return Cut(arrangement, root, tuple(names.items()), singular=how.singular, why=how.why)


def _configuration(root: Path) -> str:
    try:
        return (root / "pyproject.toml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _essentials(
    root: Path, found: Sequence[Source], chosen: Mapping[str, str | bool]
) -> tuple[_Essentials | None, tuple[Diagnostic, ...]]:
    base = _picked(chosen.get("base"), finding.bases(found), lambda b: b.symbol)
    session = _picked(chosen.get("session"), finding.session_sources(found), lambda s: s.candidate.symbol)
    app = _picked(chosen.get("app"), finding.applications(found), lambda a: a.candidate.symbol)
    if base is not None and session is not None and app is not None:
        if "sync" in chosen:
            session = finding.SessionSource(session.candidate, sync=bool(chosen["sync"]))
        return _Essentials(base, session, app), ()
    told = {"base": base, "session": session, "app": app}
    return None, tuple(_missing(root, key, chosen.get(key)) for key, value in told.items() if value is None)


def _picked(chosen: str | bool | None, found: Sequence[_T], symbol: object) -> _T | None:
    wanted = [f for f in found if chosen is None or str(symbol(f)) == chosen]  # type: ignore[operator]
    return wanted[0] if wanted else None


_SUBJECTS = {
    "base": ("declarative base", "a class of DeclarativeBase, or declarative_base()"),
    "session": ("session dependency", "a generator with a return type that yields a Session or an AsyncSession"),
    "app": ("application", "FastAPI(...) in a module, or in a function"),
}


def _missing(root: Path, key: str, chosen: str | bool | None) -> Diagnostic:
    subject, looked = _SUBJECTS[key]
    named = f"[into] {key} names {chosen}, which is not there" if chosen else f"the project has no {subject}: {looked}"
    hint = f'Name it in scaffold.toml: [into] {key} = "package.module:name".' if not chosen else "Correct it."
    return Diagnostic("A001", Severity.ERROR, named, Place(str(root)), hint)


def _seen(layout: Layout, essentials: _Essentials, settings: finding.SettingsClass | None, how: Cut) -> Iterator[_Seen]:
    """What is told to the user: subject, what is used, where or why."""
    kind = "sync" if layout.sync else "async"
    yield "declarative base", str(layout.base), str(essentials.base.spot)
    yield f"{kind} session", str(layout.session), str(essentials.session.candidate.spot)
    yield "application", f"{layout.app}{'()' if layout.factory else ''}", str(essentials.app.candidate.spot)
    if settings:
        prefix = f", prefix {settings.env_prefix}" if settings.env_prefix else ""
        yield "settings", f"{settings.candidate.symbol}{prefix}", str(settings.candidate.spot)
    if layout.revisions:
        yield "migrations", layout.revisions.folder, f"head {layout.revisions.head or '-'}"
    else:
        yield "migrations", "none", "no Alembic environment: make the new tables as you make yours"
    yield "layout", f"by {layout.arrangement} in {layout.root}", how.why
    yield "shared code", layout.core, "errors, paging, schemas: none of yours is replaced"
    yield "tests", layout.tests, ""
