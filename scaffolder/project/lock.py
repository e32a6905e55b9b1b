"""`.scaffold/lock.json`: what was generated from what, as it stood after the last run.

Deterministic: sorted keys, hashes only, no times and no machine's paths, so that it can be committed and compared.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from json.encoder import encode_basestring_ascii as _quoted
from pathlib import Path
from typing import Any

from scaffolder.diagnostics import Diagnostic, ExitCode, Place, Rejected, Severity
from scaffolder.facts import NOTHING_RENAMED, ColumnFact, EntityFact, Renamed
from scaffolder.tree import RESERVED, Owner, Tree, TreeFile, check_path

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
    code: str = ""
    """Digest of the tool's own modules."""
    settings: str = ""
    """Digest of `scaffold.toml`; "": there is none."""
    beside: tuple[tuple[str, str], ...] = ()
    """Path, relative to the document's folder, and digest of each other file of it; sorted."""
    only: tuple[str, ...] = ()
    """The entities that the user named (`--only`)."""
    facts: tuple[EntityFact, ...] = ()
    """The entities, as far as the next run needs them to tell a rename."""
    renamed: Renamed = NOTHING_RENAMED
    """What the document renamed since the last run; not kept."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """By id, the body of each placeholder as it is generated unfilled, unindented, where the tree has fills."""
    folder: str = ""
    """Name of the folder that the document's title gives."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One generated file."""

    owner: Owner
    sha256: str
    """Of the content as generated, before any merge."""
    at: str = ""
    """Where the user moved it to; "": it stands where it was generated."""
    source: str = ""
    """`TreeFile.source`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A placeholder: its default, and what its body on disk was written for."""

    default: str
    """Digest of the body as it is generated unfilled."""
    body: str = ""
    """Digest of the body that stood there after the last run; "": the default."""
    asked: str = ""
    """Digest of what was asked (the function's head and docstring, as generated) when that body came."""


@dataclass(frozen=True, slots=True)
class Lock:
    """The record of one run."""

    origin: Origin
    files: Mapping[str, Entry] = field(default_factory=dict)
    placeholders: Mapping[str, Asked] = field(default_factory=dict)
    """By id."""

    def dump(self) -> bytes:
        """The file's bytes; a line for each file, entity and placeholder."""
        o = self.origin
        table = {
            "format": FORMAT,
            "scaffolder": o.scaffolder,
            "code": {"sha256": o.code},
            "document": {"sha256": o.document, "beside": dict(o.beside), "folder": o.folder},
            "settings": {"sha256": o.settings},
            "templates": {"sha256": o.templates},
            "only": sorted(o.only),
            "entities": sorted(o.entities),
        }
        many = {
            "model": {fact.name: json.dumps(_fact(fact)) for fact in sorted(o.facts, key=lambda f: f.name)},
            "files": {path: _flat(_dumped(entry)) for path, entry in sorted(self.files.items())},
            "placeholders": {id_: _flat(_placeholder(asked)) for id_, asked in sorted(self.placeholders.items())},
        }
        lines = [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in table.items()]
        lines += [f"  {json.dumps(name)}: {_by_line(entries)}" for name, entries in many.items()]
        return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _by_line(entries: Mapping[str, str]) -> str:
    lines = ",\n".join(f"    {_quoted(name)}: {entry}" for name, entry in entries.items())
    return f"{{\n{lines}\n  }}" if lines else "{}"


def _flat(texts: Mapping[str, str]) -> str:
    """JSON of an object of texts; one for every file of a project, so in a tenth of the encoder's time."""
    return f"{{{', '.join(f'{_quoted(name)}: {_quoted(text)}' for name, text in texts.items())}}}"


def _dumped(entry: Entry) -> dict[str, str]:
    more = {"at": entry.at} if entry.at else {}
    told = {**more, "owner": entry.owner.value, "sha256": entry.sha256}
    return {**told, "source": entry.source} if entry.source else told


def _placeholder(asked: Asked) -> dict[str, str]:
    answered = {"asked": asked.asked, "body": asked.body} if asked.body else {}
    return {**answered, "default": asked.default}


def _fact(fact: EntityFact) -> dict[str, Any]:
    return {"module": fact.module, "columns": {c.name: [c.json_name, c.kind] for c in fact.columns}}


NO_LOCK = Lock(Origin("", "", ""))


def lock_of(tree: Tree, origin: Origin, previous: Lock = NO_LOCK) -> Lock:
    """The record of a tree; `previous` knows the digests of texts that came out the same again."""
    return Lock(origin, {path: _entry(f, previous.files.get(path)) for path, f in tree.items()})


def _entry(file: TreeFile, before: Entry | None) -> Entry:
    same = before is not None and before.source == file.source and file.source and before.owner is file.owner
    return Entry(file.owner, before.sha256 if before and same else digest(file.data), source=file.source)


def is_project(root: Path) -> bool:
    """Whether the folder was made by this tool."""
    return (root / LOCK).is_file()


def generated(root: Path) -> frozenset[str]:
    """Paths of what earlier runs generated; none for a folder that no run wrote to. Rejected: the lock is damaged."""
    return frozenset(load(root).files)


def load(root: Path) -> Lock:
    """The lock of a project; `NO_LOCK` where it has none. Rejected: it is no lock that this version can read."""
    try:
        text = (root / LOCK).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return NO_LOCK
    try:
        return _parsed(text)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Rejected((_unreadable(root / LOCK),), ExitCode.USAGE) from error


@lru_cache(maxsize=2)
def _parsed(text: bytes) -> Lock:
    """A run asks several times."""
    return _parse(json.loads(text))


def _parse(table: dict[str, Any]) -> Lock:
    if table["format"] != FORMAT:
        raise ValueError("another format")
    files: dict[str, Entry] = {}
    for path, entry in table["files"].items():
        at = str(entry.get("at", ""))
        for place in (path, at) if at else (path,):
            check_path(place)
        files[path] = Entry(Owner(entry["owner"]), str(entry["sha256"]), at, str(entry.get("source", "")))
    asked = {id_: Asked(**values) for id_, values in table.get("placeholders", {}).items()}
    return Lock(_origin(table), files, asked)


def _origin(table: dict[str, Any]) -> Origin:
    """What older locks lack is empty, so that it counts as changed."""
    document = table.get("document", {})
    return Origin(
        scaffolder=str(table.get("scaffolder", "")),
        templates=str(table.get("templates", {}).get("sha256", "")),
        document=str(document.get("sha256", "")),
        entities=tuple(map(str, table["entities"])),
        code=str(table.get("code", {}).get("sha256", "")),
        settings=str(table.get("settings", {}).get("sha256", "")),
        beside=tuple((str(name), str(value)) for name, value in document.get("beside", {}).items()),
        only=tuple(map(str, table.get("only", ()))),
        facts=tuple(_known(str(name), fact) for name, fact in table.get("model", {}).items()),
        folder=str(document.get("folder", "")),
    )


def _known(name: str, fact: dict[str, Any]) -> EntityFact:
    columns = (ColumnFact(str(column), str(json), str(kind)) for column, (json, kind) in fact["columns"].items())
    return EntityFact(name, str(fact["module"]), tuple(columns))


def _unreadable(path: Path) -> Diagnostic:
    hint = "Restore it from version control, or use the version of scaffold that wrote it."
    return Diagnostic("P004", Severity.ERROR, "this is no lock that this version can read", Place(str(path)), hint)
