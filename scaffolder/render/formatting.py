"""Formatting of a tree with ruff: imports pruned and sorted, then the whole formatted.

In: files by path. Out: the same files as `ruff check` and `ruff format` leave them, with the project's own configuration.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

_FIXED = "F401,I001,RUF022,PIE790"
"""Unused imports (templates import a superset), their order, unneeded `pass`."""


class FormattingError(RuntimeError):
    """Ruff could not parse a rendered file: a bug in a template."""


def formatted(files: Mapping[str, str]) -> dict[str, str]:
    """Every Python file formatted; others as they are. Raises FormattingError."""
    with TemporaryDirectory(prefix="scaffold-format-") as folder:
        root = Path(folder)
        for path, text in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        _ruff("check", "--fix-only", "--quiet", "--select", _FIXED, "--no-cache", ".", folder=root)
        _ruff("format", "--quiet", "--no-cache", ".", folder=root)
        return {path: (root / path).read_bytes().decode("utf-8") for path in files}


def _ruff(*arguments: str, folder: Path) -> None:
    done = subprocess.run([_executable(), *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or "error: Failed" in done.stderr:
        raise FormattingError(done.stderr.strip() or done.stdout.strip())


def _executable() -> str:
    beside = Path(sysconfig.get_path("scripts")) / ("ruff.exe" if sys.platform == "win32" else "ruff")
    return str(beside) if beside.exists() else "ruff"
