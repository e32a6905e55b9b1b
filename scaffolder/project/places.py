"""Which places on disk a run may touch: those inside the project's folder, symbolic links followed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from scaffolder.diagnostics import Diagnostic, ExitCode, Place, Rejected, Severity
from scaffolder.project.lock import is_project
from scaffolder.tree import RESERVED

PENDING = f"{RESERVED}/pending"
UNDO = f"{RESERVED}/local/undo"


def inside(root: Path, path: str) -> Path:
    """Where a project's path really is. Rejected: a symbolic link leads it out of the folder. `root` is real."""
    below = path.split("/")
    if not {"", ".", ".."}.intersection(below) and not leads_away(root, below):
        return root.joinpath(path)
    real = Path(os.path.realpath(root / path))
    if not real.is_relative_to(root) or real == root:
        raise refusal(
            "P002", root / path, "a symbolic link leads out of the project", "Remove the link, then run again."
        )
    return real


def leads_away(root: Path, below: Sequence[str]) -> bool:
    """Whether a symbolic link stands on the way. Asked for every file of a project, so it looks below the root only."""
    place = str(root)
    for name in below:
        place = f"{place}{os.sep}{name}"
        if os.path.islink(place):
            return True
    return False


def read(root: Path, path: str) -> bytes | None:
    """A file's content; None where there is none. Rejected: it is a folder, or a file stands in its way."""
    real = inside(root, path)
    try:
        return real.read_bytes()
    except FileNotFoundError:
        return None
    except (IsADirectoryError, NotADirectoryError) as error:
        raise refusal("P003", root / path, "a file and a folder claim this place", "Move yours away.") from error


def accept(root: Path, shown: str) -> None:
    """Refuse (Rejected) a folder that is neither empty, nor absent, nor a project of this tool."""
    if root.exists() and not root.is_dir():
        raise refusal("P001", shown, "the output folder is a file", "Choose another folder with --out.")
    if root.is_dir() and not _ours(root):
        hint = "Choose an empty or new folder with --out; --into adds to a project that scaffold did not make."
        raise refusal("P001", shown, "the output folder is not empty, and scaffold did not make it", hint)


def _ours(root: Path) -> bool:
    if is_project(root) or (root / PENDING).is_dir():
        return True
    with os.scandir(root) as entries:
        return next(entries, None) is None


def refusal(code: str, path: Path | str, message: str, hint: str) -> Rejected:
    """The exception that ends a run before it touched anything."""
    return Rejected((Diagnostic(code, Severity.ERROR, message, Place(str(path)), hint),), ExitCode.USAGE)
