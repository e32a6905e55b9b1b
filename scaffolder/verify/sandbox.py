"""How untrusted code is kept in: bubblewrap, else namespaces, else limits and a filter, and the command for each."""

from __future__ import annotations

import mimetypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from scaffolder.verify.inside import landlock
from scaffolder.verify.libraries import Libraries, libraries

_INSIDE = Path(__file__).parent / "inside"
_SCRATCH_SIZE = 256 << 20
_USR = tuple(f"/usr/{n}" for n in "bin sbin lib lib32 lib64 libexec share local/bin local/lib local/lib64".split())
_SYSTEM = (*_USR, "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store")
"""Not the whole of /usr: people keep applications there."""
_SETTINGS = ("/etc/ld.so.cache", "/etc/localtime", "/etc/alternatives", "/etc/mime.types", "/etc/os-release")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/proc/self")


class Protection(StrEnum):
    """What keeps the code in, best first."""

    BUBBLEWRAP = "bubblewrap"
    NAMESPACES = "namespaces"
    LIMITS = "limits"
    NONE = "none"


_SENTENCES = {
    Protection.BUBBLEWRAP: "bubblewrap: no network, no secrets, a read-only disk, bounded time and memory",
    Protection.NAMESPACES: "namespaces: no network, no secrets in the environment, a read-only disk, bounded time and "
    "memory; your files are refused by {files}, which is less than hiding them: install bubblewrap",
    Protection.LIMITS: "limits: no sockets and processes, no secrets in the environment, bounded time and memory; what "
    "is not the copy's or a library's is refused by {files}: install bubblewrap for a real sandbox",
    Protection.NONE: "none, as you chose: what the model writes runs with your rights",
}
_KERNEL, _HOOK = "the kernel (Landlock)", "an audit hook, which native code gets past"


def sentence(protection: Protection) -> str:
    """For the user: how code is kept in."""
    return _SENTENCES[protection].format(files=_KERNEL if landlock.version() else _HOOK)


@dataclass(frozen=True, slots=True)
class Places:
    """Folders outside that belong to a worker."""

    root: Path
    """The project, which it does not see."""
    copy: Path
    scratch: Path
    """Empty."""
    inside: Path
    """What `install` made."""


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
    readable: tuple[str, ...]
    """All that a test may read, by its name inside."""
    hidden: tuple[str, ...]
    """Files below those that it may not."""


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


def enclosure(protection: Protection, python: str, places: Places) -> Enclosure:
    """Where a worker runs."""
    worker = (python, "-B", "-m", "scaffolder.verify.inside")
    known, copy = libraries(python, places.root), places.copy
    if protection is Protection.BUBBLEWRAP:
        environment = _environment("/inside", "/tmp", [f"/project/{s}" for s in known.sources])
        command = _wrapped(python, places, environment, worker)
        readable = (*_readable(known), "/inside", "/project", "/tmp")
        return Enclosure(command, copy, {"PATH": _path()}, False, "/tmp", True, readable, known.hidden)
    variables = _environment(str(places.inside), str(places.scratch), [str(copy / s) for s in known.sources])
    spaced = protection is Protection.NAMESPACES
    readable = (*_readable(known), str(places.inside), str(copy), str(places.scratch))
    return Enclosure(worker, copy, variables, spaced, str(places.scratch), spaced, readable, known.hidden)


def _readable(known: Libraries) -> tuple[str, ...]:
    """What code may read outside of its own folders."""
    return (*_SYSTEM, *_SETTINGS, *map(str, mimetypes.knownfiles), *_DEVICES, *known.folders)


_WALLS = ("--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--unshare-user")
_TRY_NAMESPACES = (
    f"import sys; sys.path.insert(0, {str(_INSIDE)!r})\n"
    "import tempfile\nfrom namespaces import enclose\n"
    "folder = tempfile.mkdtemp()\nsys.exit(enclose(True, folder))"
)


def _wrapped(python: str, places: Places, environment: dict[str, str], worker: tuple[str, ...]) -> tuple[str, ...]:
    """The command in bubblewrap."""
    variables = [word for name, value in environment.items() for word in ("--setenv", name, value)]
    return (
        *("bwrap", *_WALLS, "--uid", "65534", "--gid", "65534", "--hostname", "sandbox", "--clearenv"),
        *("--size", str(_SCRATCH_SIZE), "--tmpfs", "/tmp", "--proc", "/proc", "--dev", "/dev"),
        *("--size", str(_SCRATCH_SIZE), "--tmpfs", "/dev/shm", *_shown(python, places.root)),
        *("--ro-bind", str(places.inside), "/inside", "--ro-bind", str(places.copy), "/project"),
        *("--chdir", "/project", "--remount-ro", "/", *variables, "--", *worker),
    )


def _shown(python: str, root: Path) -> Iterator[str]:
    """What is mounted of the disk. Where the project lies below one of those folders it is covered first; what its own
    environment needs of it comes after.
    """
    known, system = libraries(python, root), (*_SYSTEM, *_SETTINGS)
    read = [*system, *(p for p in known.folders if not any(Path(p).is_relative_to(s) for s in system))]
    inner = [p for p in read if Path(p).is_relative_to(root)]
    for path in (p for p in read if p not in inner):
        yield from ("--ro-bind-try", path, path)
    if any(root.is_relative_to(p) for p in read):
        yield from ("--tmpfs", str(root))
    for path in inner:
        yield from ("--ro-bind-try", path, path)
    for path in known.hidden:
        yield from ("--ro-bind-try", os.devnull, path)
    if os.path.islink(python) and not any(Path(python).is_relative_to(p) for p in read):
        yield from ("--symlink", os.path.realpath(python), python)


def _environment(inside: str, scratch: str, sources: Sequence[str]) -> dict[str, str]:
    """All variables that the code sees."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": scratch,
        "TMPDIR": scratch,
        "USER": "nobody",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONPATH": os.pathsep.join([inside, *sources]),
        "PYTHONHASHSEED": "0",
    }


def _path() -> str:
    return os.environ.get("PATH", os.defpath)


def _works(command: tuple[str, ...]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
