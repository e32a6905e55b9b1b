"""A folder of own templates → what there is, or one more copy in it."""

from __future__ import annotations

from pathlib import Path

from scaffolder.diagnostics import Diagnostic, Outside
from scaffolder.outcome import Outcome
from scaffolder.settings import FILE_NAME, load

DEFAULT = Path("templates")
"""Where copies go when nothing is configured."""


def listing(own: Path | None) -> Outcome:
    """Every template, and which are overridden."""
    from scaffolder.render import ejecting, examine

    folder, findings = _folder(own)
    wrong = examine(folder) if folder else ()
    return Outcome((*findings, *wrong), templates=ejecting.catalogue(folder))


def eject(name: str, macro: str, own: Path | None) -> Outcome:
    """Copy one template, or one macro of it, to begin from. Rejected: no such one, or theirs would be replaced."""
    from scaffolder.render import ejecting

    folder, findings = _folder(own)
    path, text = ejecting.copied(name, macro, folder or DEFAULT)
    if not macro and path.exists():
        raise ejecting.refusal_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Outside(f"{path}: {error.strerror or error}") from error
    return Outcome(findings, page=str(path))


def _folder(own: Path | None) -> tuple[Path | None, tuple[Diagnostic, ...]]:
    settings, findings = load(Path(FILE_NAME))
    return own or settings.templates, findings
