"""Project on disk → what is known of it → review, and its patches written where that is wished."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from scaffolder.diagnostics import Outside
from scaffolder.events import Listener, StageStarted, ignore
from scaffolder.outcome import Outcome

if TYPE_CHECKING:
    from scaffolder.contract import Contract
    from scaffolder.source import Document

_HUNK = re.compile(r"^@@ -\S+ \+(?P<start>\d+)(?:,(?P<count>\d+))? @@")
_FILE = re.compile(r"^\+\+\+ (?:new/(?P<path>.*?)|/dev/null)\t?$")
_PLAIN = ("-c", "core.quotePath=false", "diff", "-U0", "--no-color", "--no-ext-diff", "--no-renames")
"""A diff that no setting of the user changes the form of."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asked for."""

    folder: Path
    paths: tuple[str, ...] = ()
    """Files and folders in it; none: all."""
    revision: str = ""
    """Only lines that changed since."""
    apply: bool = False
    contract: bool = True
    """Start the application's code to compare its contract."""
    model: str = ""
    """The model that reviews too; "" for none."""


def review(wish: Wish, notify: Listener = ignore) -> Outcome:
    """Review a project. Outside: a path is not there, or git refuses the revision."""
    from scaffolder import project
    from scaffolder import review as room

    wish = located(wish)
    notify(StageStarted("reviewing", str(wish.folder)))
    changed = changed_lines(wish.folder, wish.revision) if wish.revision else None
    document = _document(wish.folder)
    contract, why = _contract(wish.folder, document) if wish.contract else (None, "")
    knowledge = room.Knowledge(
        contract=contract,
        secured=_secured(document),
        base=_base(wish.folder),
        changed=changed,
    )
    found = room.review(wish.folder, knowledge, wish.paths)
    found = replace(found, skipped=(*found.skipped, f"the contract: {why}")) if why else found
    if wish.model:
        from scaffolder.flow.opinions import heard

        notify(StageStarted("asking", wish.model))
        found = heard(wish.folder, found, wish.model, document, changed)
    if wish.apply:
        patches = [(r.file, r.patch) for r in found.remarks if r.patch]
        found = replace(found, applied=room.apply(wish.folder, patches))
    if not wish.paths and not wish.revision and project.is_project(wish.folder):
        project.keep_review(wish.folder, found)
    return Outcome(review=found, root=str(wish.folder))


def located(wish: Wish) -> Wish:
    """The same with its paths below the project that they are of: they are typed from there, or from where one is."""
    from scaffolder import project

    if not wish.paths:
        return wish
    places = [_place(wish.folder, path) for path in wish.paths]
    root = wish.folder.resolve()
    if not project.is_project(root):
        owners = {next(filter(project.is_project, (place, *place.parents)), root) for place in places}
        root = owners.pop() if len(owners) == 1 else root
    for path, place in zip(wish.paths, places, strict=True):
        if not place.is_relative_to(root):
            raise Outside(f"{path} is not in {root}; --project says in which folder to review")
    inner = tuple(place.relative_to(root).as_posix() for place in places)
    folder = wish.folder if root == wish.folder.resolve() else root
    return replace(wish, folder=folder, paths=() if root in places else inner)


def _place(folder: Path, path: str) -> Path:
    found = next((place for place in (folder / path, Path(path)) if place.exists()), None)
    if found is None:
        raise Outside(f"{path} is not there")
    return found.resolve()


def _document(folder: Path) -> Document | None:
    from scaffolder.document import read
    from scaffolder.flow.pages import document_of

    path = document_of(folder)
    return read(path)[0] if path.exists() else None


def _secured(document: Document | None) -> Mapping[str, bool]:
    """Operations of the document that want credentials, by their names."""
    operations = document.operations if document is not None else ()
    named = {o.operation_id: o for o in operations if o.operation_id}
    return {name: bool(o.security) and all(o.security) for name, o in named.items()}


def _contract(folder: Path, document: Document | None) -> tuple[Contract | None, str]:
    """None where there is no application that could tell; and why one that is there does not, or ""."""
    from scaffolder import project
    from scaffolder.flow import contracts

    if document is None or not project.is_project(folder):
        return None, ""
    compared = contracts.compare(folder)
    steps = compared.verdict.steps if compared.verdict is not None and compared.contract is None else ()
    return compared.contract, next((s.detail for s in steps), "")


def _base(folder: Path) -> Mapping[str, str]:
    from scaffolder.project import base

    found = base.load(folder)
    return {path: data.decode(errors="replace") for path, data in found.items()}


def changed_lines(folder: Path, revision: str) -> Mapping[str, frozenset[int]]:
    """File to the lines that are new since a revision; files that git does not know are new as a whole."""
    if revision.startswith("-"):
        raise Outside(f"{revision!r} is no revision")
    prefixes = ("--relative", "--src-prefix=old/", "--dst-prefix=new/")
    found = _added(_git(folder, *_PLAIN, *prefixes, revision, "--", "."))
    for new in filter(None, _git(folder, "ls-files", "--others", "--exclude-standard", "-z").split("\0")):
        found[new] = set(range(1, 1_000_000))
    return {name: frozenset(lines) for name, lines in found.items()}


def _added(diff: str) -> dict[str, set[int]]:
    """New lines by file; where lines are only gone, those around the gap."""
    found: dict[str, set[int]] = {}
    path = ""
    for line in diff.split("\n"):
        if match := _FILE.match(line):
            path = match["path"] or ""
        elif (match := _HUNK.match(line)) and path:
            start, count = int(match["start"]), int(match["count"] or 1)
            found.setdefault(path, set()).update(range(start, start + (count or 2)))
    return found


def _git(folder: Path, *arguments: str) -> str:
    try:
        ended = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Outside(f"git does not answer: {error}") from error
    if ended.returncode != 0:
        raise Outside(f"git: {ended.stderr.strip()}")
    return ended.stdout
