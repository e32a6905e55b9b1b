"""`.scaffold/tables.jsonl`: the models and revisions that were last seen to agree, so that nothing runs while they do.

One line for each file with its digest, so that git merges the records of two branches line by line. Revisions that
stand as the tool wrote them are told from those that a person wrote or edited.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scaffolder.migrate.revision import FOLDER
from scaffolder.migrate.standing import Standing
from scaffolder.tree import RESERVED

RECORD = f"{RESERVED}/tables.jsonl"


@dataclass(frozen=True, slots=True)
class Record:
    """What was last seen to agree."""

    files: Mapping[str, str]
    """Digests by path."""
    own: frozenset[str] = frozenset()
    """Revisions that stand as the tool wrote them."""

    def grown(self, files: Mapping[str, str]) -> Record:
        """The same with revisions that the tool has just written."""
        return Record({**self.files, **files}, self.own | files.keys())

    def dump(self) -> bytes:
        """The record's bytes."""
        return "".join(json.dumps(self._entry(p)) + "\n" for p in sorted(self.files)).encode()

    def _entry(self, path: str) -> dict[str, str | bool]:
        entry: dict[str, str | bool] = {"path": path, "sha256": self.files[path]}
        return {**entry, "own": True} if path in self.own else entry


def seen(files: Mapping[str, str], known: Record | None) -> Record:
    """The record of files that agree now."""
    before, own = (known.files, known.own) if known else ({}, frozenset[str]())
    return Record(files, frozenset(p for p in own if p in files and files[p] == before[p]))


def first(files: Mapping[str, str]) -> Record:
    """The record of a new project: all revisions are the tool's."""
    return Record(files, frozenset(p for p in files if p.startswith(f"{FOLDER}/")))


def concerned(path: str) -> bool:
    """Whether a file has a say in what the tables are: models, their base, revisions."""
    if not path.endswith(".py"):
        return False
    own = path.startswith("app/") and path.endswith("/models.py")
    return own or path in {"app/tables.py", "app/core/database.py"} or path.startswith(f"{FOLDER}/")


def digests(standing: Standing) -> dict[str, str]:
    """Digests of all such files as they will stand."""
    return {path: digest(data) for path in _paths(standing) if (data := standing.read(path)) is not None}


def _paths(standing: Standing) -> Iterator[str]:
    found = {p for p in standing.writes if concerned(p)}
    found |= {f"app/{module}/models.py" for module in _names(standing.root / "app")}  # perhaps there is none
    found |= {"app/tables.py", "app/core/database.py"}
    found |= {f"{FOLDER}/{name}" for name in _names(standing.root / FOLDER) if name.endswith(".py")}
    yield from sorted(found)


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def load(root: Path) -> Record | None:
    """The record of the last run; None where there is none that can be read: then everything is looked at."""
    try:
        lines = (root / RECORD).read_text(encoding="utf-8").splitlines()
        return _loaded(map(json.loads, lines))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _loaded(entries: Iterable[Mapping[str, object]]) -> Record:
    kept = [(str(entry["path"]), str(entry["sha256"]), entry.get("own") is True) for entry in entries]
    return Record({path: digest for path, digest, _ in kept}, frozenset(path for path, _, own in kept if own))


def changed(standing: Standing, files: Mapping[str, str], known: Record) -> tuple[str, ...]:
    """Files by which tables may be others than the record says; words in comments and docstrings make none."""
    differing = sorted(p for p in {*files, *known.files} if files.get(p) != known.files.get(p))
    return tuple(p for p in differing if not _same(standing, p, known.files.get(p)))


def _same(standing: Standing, path: str, known: str | None) -> bool:
    """A file that the run changes, but only in what Python does not run."""
    before, after = standing.before(path), standing.read(path)
    if before is None or after is None or digest(before) != known:
        return False
    try:
        return _bare(before) == _bare(after)
    except (SyntaxError, ValueError):
        return False


def _bare(data: bytes) -> str:
    module = ast.parse(data)
    for node in ast.walk(module):
        body = getattr(node, "body", None)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and body and _is_docstring(body[0]):
            node.body = node.body[1:]
    return ast.dump(module)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
