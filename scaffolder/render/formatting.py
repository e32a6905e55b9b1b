"""Formatting of a tree with ruff: imports pruned and sorted, then the whole formatted.

In: files by path. Out: the same files as `ruff check` and `ruff format` leave them, configured as the project is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from scaffolder.tree import Formatted

_FIXED = "F401,I001,RUF022,PIE790,UP034"
"""Unused imports (templates import a superset), their order, unneeded `pass` and parentheses."""
_SPREAD = ("lint.isort.split-on-trailing-comma=false", "format.skip-magic-trailing-comma=true")
"""A trailing comma spreads nothing over lines: templates write them without knowing how long the whole will be."""

_CONFIGURATION = "pyproject.toml"
_SHARED_MEMORY = "/dev/shm"


class FormattingError(RuntimeError):
    """Ruff could not parse a rendered file: a bug in a template."""


def formatted_again(files: Mapping[str, str], known: Formatted) -> dict[str, tuple[str, str]]:
    """Text and source (see `TreeFile`) of each file; those whose unformatted text is that of last time are taken from
    `known`, so that the cost is that of the others. Raises FormattingError.
    """
    how = f"{version('ruff')}\0{_FIXED}\0{_SPREAD}\0{files.get(_CONFIGURATION, '')}"
    python = {path: text for path, text in files.items() if path.endswith(".py")}
    kept = {
        path: known[path]
        for path, text in python.items()
        if path in known and _source(how, text, known[path][1]) == known[path][0]
    }
    fresh = {path: text for path, text in files.items() if path not in kept}
    if kept and not any(path in python for path in fresh):
        made = fresh
    else:
        made = formatted({**dict.fromkeys(kept, ""), **fresh})  # ruff takes for ours what it finds as a file
    told = {path: (made[path], _source(how, files[path], made[path]) if path in python else "") for path in fresh}
    return {path: (kept[path][1], kept[path][0]) if path in kept else told[path] for path in files}


def _source(how: str, before: str, after: str) -> str:
    return sha256(f"{how}\0{before}\0{after}".encode()).hexdigest()


def formatted(files: Mapping[str, str]) -> dict[str, str]:
    """Every Python file formatted; others as they are. Raises FormattingError."""
    python = {path: text for path, text in files.items() if path.endswith(".py")}
    seen = {path: text.encode() for path, text in files.items() if path in python or path == _CONFIGURATION}
    with TemporaryDirectory(prefix="scaffold-format-", dir=_memory(sum(map(len, seen.values())))) as folder:
        root = Path(folder)
        for parent in {(root / path).parent for path in seen}:
            parent.mkdir(parents=True, exist_ok=True)
        for path, data in seen.items():
            (root / path).write_bytes(data)
        _ruff(
            "check", "--fix-only", "--quiet", "--select", _FIXED, "--config", _SPREAD[0], "--no-cache", ".", folder=root
        )
        _ruff("format", "--quiet", "--config", _SPREAD[1], "--no-cache", ".", folder=root)
        return {path: (root / path).read_bytes().decode() if path in python else files[path] for path in files}


def laid_out(files: Mapping[str, bytes], configuration: Mapping[str, bytes]) -> dict[str, bytes]:
    """Python files as `ruff format` leaves them, no more, under the configuration files of their project; empty where
    ruff refuses one of these. A file that it cannot read stays as it is.
    """
    seen = {**files, **configuration}
    with TemporaryDirectory(prefix="scaffold-format-", dir=_memory(sum(map(len, seen.values())))) as folder:
        root = Path(folder)
        for path, data in seen.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        command = [_executable(), "format", "--quiet", "--no-cache", "."]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if "ruff failed" in done.stderr:
            return {}
        return {path: (root / path).read_bytes() for path in files}


def _memory(size: int) -> str | None:
    """The file system in memory where there is one with ample room for so many bytes: a disk takes longer to forget
    thousands of files than ruff to format them. None: the system's folder for temporary files.
    """
    try:
        free = shutil.disk_usage(_SHARED_MEMORY).free
    except OSError:
        return None
    return _SHARED_MEMORY if free > 4 * size + 2**24 and os.access(_SHARED_MEMORY, os.W_OK | os.X_OK) else None


def _ruff(*arguments: str, folder: Path) -> None:
    done = subprocess.run([_executable(), *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or "error: Failed" in done.stderr:
        raise FormattingError(done.stderr.strip() or done.stdout.strip())


def _executable() -> str:
    beside = Path(sysconfig.get_path("scripts")) / ("ruff.exe" if sys.platform == "win32" else "ruff")
    return str(beside) if beside.exists() else "ruff"
