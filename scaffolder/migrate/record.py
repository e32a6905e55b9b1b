"""`.scaffold/tables.jsonl`: the models and revisions that were last seen to agree, so that nothing runs while they do.

One line for each file with its digest, so that git merges the records of two branches line by line.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from scaffolder.migrate.revision import FOLDER
from scaffolder.migrate.standing import Standing
from scaffolder.tree import RESERVED

RECORD = f"{RESERVED}/tables.jsonl"


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
    app = standing.root / "app"
    found |= {f.relative_to(standing.root).as_posix() for f in app.glob("*/models.py")} if app.is_dir() else set()
    found |= {"app/tables.py", "app/core/database.py"}
    found |= {f"{FOLDER}/{f.name}" for f in (standing.root / FOLDER).glob("*.py")}
    yield from sorted(found)


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def dump(files: Mapping[str, str]) -> bytes:
    """The record's bytes."""
    return "".join(json.dumps({"path": p, "sha256": d}) + "\n" for p, d in sorted(files.items())).encode()


def load(root: Path) -> Mapping[str, str] | None:
    """The record of the last run; None where there is none that can be read: then everything is looked at."""
    try:
        lines = (root / RECORD).read_text(encoding="utf-8").splitlines()
        return {entry["path"]: entry["sha256"] for entry in map(json.loads, lines)}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def changed(standing: Standing, files: Mapping[str, str], known: Mapping[str, str] | None) -> bool:
    """Whether tables may be others than the record says; words in comments and docstrings make none."""
    if known is None:
        return True
    for path in sorted({*files, *known}):
        if files.get(path) != known.get(path) and not _same(standing, path, known.get(path)):
            return True
    return False


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
