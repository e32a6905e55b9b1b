"""Where tools run: which interpreter, which environment variables, which cache."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

APPLICATION = ("aiosqlite", "alembic", "fastapi", "pydantic", "sqlalchemy")
"""Modules without which the generated application cannot run."""
TOOLS = ("asyncpg", "mypy", "pytest", "ruff", "uvicorn")

_PASSED_ON = frozenset(
    """PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TMPDIR TEMP TMP LD_LIBRARY_PATH SSL_CERT_FILE MYPY_CACHE_DIR
    XDG_CACHE_HOME COLUMNS""".split()
)
"""All else stays outside: keys, tokens and database addresses have too many names to list."""

_PROBE = "import importlib.util as u, sys; print(*(n for n in sys.argv[1:] if u.find_spec(n)))"
_PROBE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python, and which of the modules we ask for it has."""

    path: str
    modules: frozenset[str]

    def missing(self, *modules: str) -> tuple[str, ...]:
        """Those of the modules that it does not have."""
        return tuple(m for m in modules if m not in self.modules)


def interpreter(root: Path) -> Interpreter:
    """The project's own environment where it is complete enough to run the application, else the tool's own."""
    own = root / ".venv" / "bin" / "python"
    candidates = [str(own)] * own.exists() + [sys.executable]
    found = [_probe(path, root) for path in candidates]
    return next((i for i in found if not i.missing(*APPLICATION, "pytest")), found[-1])


def surroundings(root: Path) -> tuple[str, dict[str, str]]:
    """The interpreter that runs the project's code, and all variables that it may see."""
    return interpreter(root).path, scrubbed()


def _probe(path: str, root: Path) -> Interpreter:
    command = [path, "-I", "-c", _PROBE, *APPLICATION, *TOOLS]
    try:
        ended = subprocess.run(
            command, capture_output=True, timeout=_PROBE_SECONDS, check=False, env=scrubbed(), cwd=root
        )
    except (OSError, subprocess.TimeoutExpired):
        return Interpreter(path, frozenset())
    return Interpreter(path, frozenset(ended.stdout.decode(errors="replace").split()))


def scrubbed(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables that tools may see: no secrets, no database, nothing that changes what they do."""
    return {k: v for k, v in environment.items() if k in _PASSED_ON or k.startswith("LC_")}


def variables() -> dict[str, str]:
    """What tools are given: they write no bytecode into the project, and read that of libraries where these keep it."""
    return scrubbed() | {"PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"}


def cache(root: Path) -> Path | None:
    """Where the type checker keeps what it learned of libraries; None where the user has no writable cache folder."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    folder = Path(base) / "scaffolder" / "mypy"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) and not folder.is_relative_to(root) else None
