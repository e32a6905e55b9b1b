"""A project's text files as the model may see them: what is confined, what is left out, what is hidden.

In: the project's folder. Out: `Code`, paths to texts, all read at once, bounded. Nothing outside the folder, no hidden
files but the style guide, no secrets (`.env`), no environment.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scaffolder.bodies import Misplaced, with_body
from scaffolder.fills import Fill

STYLE_GUIDE = ".codestyle.md"
_SUFFIXES = (".py", ".md", ".toml", ".yaml", ".yml", ".json")
_SKIPPED = frozenset({"node_modules", "build", "dist", "__pycache__", "htmlcov", "venv", "env"})
_LARGEST = 512 * 1024
_MOST = 20_000
"""Files."""
_SECRET = re.compile(r"(^|[/._-])(env|secrets?|credentials?|id_rsa|key)([._-]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Code(Mapping[str, str]):
    """Texts by relative path, "/" between its parts."""

    files: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, path: str) -> str:
        return self.files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)

    def hiding(self, placeholder: str, path: str) -> Code:
        """The same with one placeholder's body not shown, as whoever writes its counterpart may see it."""
        try:
            hidden = with_body(self.files[path], Fill(placeholder, path, "...  # written separately"))
        except (KeyError, Misplaced):
            return self
        return Code({**self.files, path: hidden})


def read(root: Path) -> Code:
    """The texts of a project."""
    return Code(dict(_texts(root)))


def _texts(root: Path) -> Iterator[tuple[str, str]]:
    real = Path(os.path.realpath(root))
    for number, path in enumerate(_paths(real)):
        if number >= _MOST:
            return
        try:
            if path.stat().st_size <= _LARGEST:
                yield path.relative_to(real).as_posix(), path.read_text("utf-8").replace("\r\n", "\n")
        except (OSError, UnicodeDecodeError):
            continue


def _paths(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in _SKIPPED and not f.startswith("."))
        for name in sorted(files):
            path = Path(folder, name)
            shown = not name.startswith(".") or (name == STYLE_GUIDE and Path(folder) == root)
            if shown and name.endswith(_SUFFIXES) and not path.is_symlink() and not _SECRET.search(name):
                yield path
