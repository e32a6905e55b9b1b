"""How untrusted code is kept in: bubblewrap, else namespaces, else limits and a filter, and the command for each."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

_INSIDE = Path(__file__).parent / "inside"
_SCRATCH_SIZE = 256 << 20
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt/local", "/nix/store")
_SETTINGS = ("/etc/ld.so.cache", "/etc/localtime", "/etc/alternatives", "/etc/mime.types")
_PROBE = "import json, sys, sysconfig; print(json.dumps([*sys.path, sys.prefix, sys.base_prefix, sys.exec_prefix]))"


class Protection(StrEnum):
    """What keeps the code in, best first."""

    BUBBLEWRAP = "bubblewrap"
    NAMESPACES = "namespaces"
    LIMITS = "limits"
    NONE = "none"


SENTENCES = {
    Protection.BUBBLEWRAP: "bubblewrap: no network, no secrets, a read-only disk, bounded time and memory",
    Protection.NAMESPACES: "namespaces: no network, no secrets in the environment, a read-only disk, bounded time and "
    "memory; install bubblewrap to hide your files as well",
    Protection.LIMITS: "limits: no sockets and processes, no secrets in the environment, bounded time and memory; your "
    "files can be read: install bubblewrap for a real sandbox",
    Protection.NONE: "none, as you chose: what the model writes runs with your rights",
}
"""For the user."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One running worker's place: the command that starts it, its folders, and what it is told."""

    command: tuple[str, ...]
    folder: Path
    environment: dict[str, str]
    namespaces: bool
    scratch: str
    """The only folder that it may write to, by its name inside."""
    alone: bool
    """It sees no processes but its own."""


@cache
def best() -> Protection:
    """What this machine offers; found out by trying."""
    if sys.platform == "linux" and shutil.which("bwrap") and _works(("bwrap", *_WALLS, "--ro-bind", "/", "/", "true")):
        return Protection.BUBBLEWRAP
    if sys.platform == "linux" and _works((sys.executable, "-I", "-c", _TRY_NAMESPACES)):
        return Protection.NAMESPACES
    return Protection.LIMITS


def install(folder: Path) -> Path:
    """Copy the part that runs inside to a folder, as a package with nothing else in it."""
    parents = folder / "scaffolder" / "verify"
    shutil.copytree(_INSIDE, parents / "inside", ignore=shutil.ignore_patterns("__pycache__"))
    for package in (parents.parent, parents):
        (package / "__init__.py").touch()
    return folder


def enclosure(protection: Protection, python: str, *, copy: Path, scratch: Path, inside: Path) -> Enclosure:
    """Where a worker runs: the project's copy, an empty folder of ours, what `install` made."""
    worker = (python, "-B", "-m", "scaffolder.verify.inside")
    if protection is Protection.BUBBLEWRAP:
        environment = _environment("/inside", "/tmp")
        command = _wrapped(python, {"/inside": inside, "/project": copy}, environment, worker)
        return Enclosure(command, copy, {"PATH": _path()}, False, "/tmp", True)
    variables = _environment(str(inside), str(scratch))
    spaced = protection is Protection.NAMESPACES
    return Enclosure(worker, copy, variables, spaced, str(scratch), spaced)


_WALLS = ("--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--unshare-user")
_TRY_NAMESPACES = (
    f"import sys; sys.path.insert(0, {str(_INSIDE)!r})\n"
    "import tempfile\nfrom namespaces import enclose\n"
    "folder = tempfile.mkdtemp()\nsys.exit(enclose(True, folder))"
)


def _wrapped(
    python: str, own: dict[str, Path], environment: dict[str, str], worker: tuple[str, ...]
) -> tuple[str, ...]:
    """The command in bubblewrap; `own` are further folders by their names inside."""
    known = (*_SYSTEM, *_SETTINGS)
    read = [*known, *(p for p in _libraries(python) if not any(Path(p).is_relative_to(k) for k in known))]
    binds = [word for path in read for word in ("--ro-bind-try", path, path)]
    variables = [word for name, value in environment.items() for word in ("--setenv", name, value)]
    return (
        *("bwrap", *_WALLS, "--uid", "65534", "--gid", "65534", "--hostname", "sandbox", "--clearenv"),
        *("--size", str(_SCRATCH_SIZE), "--tmpfs", "/tmp", "--proc", "/proc", "--dev", "/dev"),
        *("--size", str(_SCRATCH_SIZE), "--tmpfs", "/dev/shm", *binds),
        *(word for there, folder in own.items() for word in ("--ro-bind", str(folder), there)),
        *("--chdir", "/project", "--remount-ro", "/", *variables, "--", *worker),
    )


def _environment(inside: str, scratch: str) -> dict[str, str]:
    """All variables that the code sees."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": scratch,
        "TMPDIR": scratch,
        "USER": "nobody",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONPATH": inside,
        "PYTHONHASHSEED": "0",
    }


def _path() -> str:
    return os.environ.get("PATH", os.defpath)


@cache
def _libraries(python: str) -> tuple[str, ...]:
    """Folders that an interpreter imports from, without those that hold the user's own things."""
    said = subprocess.run([python, "-I", "-c", _PROBE], capture_output=True, check=False, timeout=30).stdout
    own = Path.home()
    found = [Path(p) for p in json.loads(said or "[]") if p]
    real = [Path(os.path.realpath(python)).parent, *found]
    kept = (p for p in (*real, *(Path(os.path.realpath(p)) for p in found)) if p.exists() and p != Path("/"))
    return tuple(dict.fromkeys(str(p) for p in kept if not own.is_relative_to(p)))


def _works(command: tuple[str, ...]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
