"""Where the files that the distribution carries are: in the package when installed, at the checkout's top otherwise."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@lru_cache(maxsize=1)
def templates() -> Path:
    """The folder of templates, which mirrors the generated application's tree."""
    installed = _PACKAGE / "templates"
    return installed if installed.is_dir() else _PACKAGE.parent / "templates"


def templates_digest(own: Path | None = None) -> str:
    """SHA-256 over the names and contents of all templates, in the order of names; then over a team's own."""
    return hashlib.sha256(f"{_ours()}{_digest(own)}".encode()).hexdigest() if own else _ours()


@lru_cache(maxsize=1)
def _ours() -> str:
    return _digest(templates())


@lru_cache(maxsize=1)
def code_digest() -> str:
    """The same over the tool's own modules: a change of them regenerates as a change of its version does."""
    return _digest(_PACKAGE, "*.py")


def _digest(root: Path, pattern: str = "*") -> str:
    digest = hashlib.sha256()
    files = (p for p in root.rglob(pattern) if p.is_file() and "__pycache__" not in p.parts)
    for name in sorted(p.relative_to(root).as_posix() for p in files):
        content = (root / name).read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
