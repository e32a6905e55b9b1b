"""`.scaffold/lock.json`: what was generated from what, as it stood after the last run.

Deterministic: sorted keys, hashes only, no times and no machine's paths, so that it can be committed and compared.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scaffolder.diagnostics import Diagnostic, ExitCode, Place, Rejected, Severity
from scaffolder.tree import RESERVED, Owner, Tree, check_path

LOCK = f"{RESERVED}/lock.json"
FORMAT = 1


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Origin:
    """What a tree was made from."""

    scaffolder: str
    """Version of the tool."""
    templates: str
    """Digest of the templates."""
    document: str
    """Digest of the document's bytes."""
    entities: tuple[str, ...] = ()
    """Those that the tree holds."""
    left_out: tuple[str, ...] = ()
    """Entities of the document that the user did not choose (`--only`)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One generated file."""

    owner: Owner
    sha256: str
    """Of the content as generated, before any merge."""


@dataclass(frozen=True, slots=True)
class Lock:
    """The record of one run."""

    origin: Origin
    files: Mapping[str, Entry] = field(default_factory=dict)

    def dump(self) -> bytes:
        """The file's bytes."""
        o = self.origin
        table = {
            "format": FORMAT,
            "scaffolder": o.scaffolder,
            "document": {"sha256": o.document},
            "templates": {"sha256": o.templates},
            "entities": sorted(o.entities),
            "files": {path: {"owner": e.owner.value, "sha256": e.sha256} for path, e in sorted(self.files.items())},
        }
        return (json.dumps(table, indent=2, ensure_ascii=True) + "\n").encode()


NO_LOCK = Lock(Origin("", "", ""))


def lock_of(tree: Tree, origin: Origin) -> Lock:
    """The record of a tree."""
    return Lock(origin, {path: Entry(file.owner, digest(file.data)) for path, file in tree.items()})


def is_project(root: Path) -> bool:
    """Whether the folder was made by this tool."""
    return (root / LOCK).is_file()


def load(root: Path) -> Lock:
    """The lock of a project; `NO_LOCK` where it has none. Rejected: it is no lock that this version can read."""
    try:
        text = (root / LOCK).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return NO_LOCK
    try:
        return _parse(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Rejected((_unreadable(root / LOCK),), ExitCode.USAGE) from error


def _parse(table: dict[str, object]) -> Lock:
    if table["format"] != FORMAT:
        raise ValueError("another format")
    files: dict[str, Entry] = {}
    for path, entry in dict(table["files"]).items():  # type: ignore[call-overload]
        check_path(path)
        files[path] = Entry(Owner(entry["owner"]), str(entry["sha256"]))
    return Lock(Origin("", "", "", entities=tuple(map(str, table["entities"]))), files)  # type: ignore[call-overload]


def _unreadable(path: Path) -> Diagnostic:
    hint = "Restore it from version control, or use the version of scaffold that wrote it."
    return Diagnostic("P004", Severity.ERROR, "this is no lock that this version can read", Place(str(path)), hint)
