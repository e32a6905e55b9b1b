"""Run by the project's interpreter: compile every Python file of the current folder without writing anything.

Prints `path:line:column: message` for each file that does not compile; exits with 1 if there is one. Imports only the
standard library, nothing of the scaffolder.
"""

import os
import sys
from collections.abc import Iterator


def sources(root: str) -> Iterator[str]:
    """Python files, sorted; hidden folders and virtual environments left out."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and not _foreign(os.path.join(folder, f)))
        yield from (os.path.relpath(os.path.join(folder, f), root) for f in sorted(files) if f.endswith(".py"))


def _foreign(folder: str) -> bool:
    return os.path.exists(os.path.join(folder, "pyvenv.cfg")) or os.path.basename(folder) == "node_modules"


def complaint(path: str) -> str:
    """What is wrong with a file, or ""."""
    try:
        with open(path, "rb") as stream:
            compile(stream.read(), path, "exec")
    except SyntaxError as error:
        return f"{path}:{error.lineno or 0}:{error.offset or 0}: {error.msg}"
    except ValueError as error:
        return f"{path}:0:0: {error}"
    return ""


def main() -> int:
    """Compile them all."""
    paths = list(sources(os.getcwd()))
    found = [c for c in map(complaint, paths) if c]
    print(*found, f"{len(paths)} files", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
