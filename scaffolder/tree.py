"""The rendered output in memory: `render/` makes it, `verify/` and `project/` read it.

A tree is an immutable mapping from relative POSIX paths to files, sorted by path, so that whoever walks it does so in
the same order on every machine. It holds no path that could leave the folder it is written to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

RESERVED = ".scaffold"
"""Folder of the project that belongs to the tool's own records; no rendered file stands there."""

_BEGIN = re.compile(r"^\s*# scaffold: begin (?P<id>[A-Za-z0-9._-]+)\s*$")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\:]")


class Owner(StrEnum):
    """Who may write a file after its first generation."""

    GENERATED = "generated"
    """Every run brings it up to date; a person's edits are merged in."""
    SEEDED = "seeded"
    """Written once, then the user's."""


@dataclass(frozen=True, slots=True)
class TreeFile:
    """One file of the output."""

    path: str
    """Relative, "/" between its parts."""
    content: str | bytes
    """Text is written as UTF-8 with the newlines it has."""
    owner: Owner = Owner.GENERATED
    source: str = ""
    """Digest of the text before and after it was formatted, and of what formats it; "": not known."""

    @property
    def data(self) -> bytes:
        """The bytes that go to disk."""
        return self.content.encode() if isinstance(self.content, str) else self.content


Formatted = Mapping[str, tuple[str, str]]
"""By path, `TreeFile.source` and the text of what was formatted before."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A marked function body in the output that only business knowledge can write."""

    id: str
    path: str
    line: int
    """Line of the marker, from 1."""


class Tree(Mapping[str, TreeFile]):
    """Files by path, sorted. Raises ValueError for a path that no rendering may produce."""

    __slots__ = ("_files",)

    def __init__(self, files: Iterable[TreeFile] = ()) -> None:
        self._files: dict[str, TreeFile] = {}
        for file in sorted(files, key=lambda f: f.path):
            self._add(file)

    def _add(self, file: TreeFile) -> None:
        check_path(file.path)
        if file.path.split("/", 1)[0] == RESERVED:
            raise ValueError(f"{file.path}: {RESERVED}/ belongs to the tool's own records")
        if file.path in self._files:
            raise ValueError(f"{file.path}: rendered twice")
        if any(parent in self._files for parent in _parents(file.path)):
            raise ValueError(f"{file.path}: stands under a file")
        self._files[file.path] = file

    def __getitem__(self, path: str) -> TreeFile:
        return self._files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __repr__(self) -> str:
        return f"Tree({len(self)} files)"

    def with_files(self, files: Iterable[TreeFile]) -> Tree:
        """A new tree in which the given files replace those of the same path, or are added."""
        return Tree({**self._files, **{f.path: f for f in files}}.values())

    def placeholders(self) -> tuple[Placeholder, ...]:
        """Every placeholder, in the order of paths and lines."""
        return tuple(p for file in self._files.values() for p in placeholders(file.path, file.content))


def placeholders(path: str, content: str | bytes) -> Iterator[Placeholder]:
    """The placeholders of one file, found by their begin markers."""
    if isinstance(content, bytes) or not path.endswith(".py"):
        return
    for number, line in enumerate(content.splitlines(), 1):
        if match := _BEGIN.match(line):
            yield Placeholder(match["id"], path, number)


def check_path(path: str) -> None:
    """Refuse (ValueError) what is not a plain relative path: absolute, "..", empty parts, control characters."""
    if _FORBIDDEN.search(path) or any(part in {"", ".", ".."} for part in path.split("/")):
        raise ValueError(f"{path!r} is no plain relative path")


def _parents(path: str) -> Iterator[str]:
    parts = path.split("/")
    return ("/".join(parts[:n]) for n in range(1, len(parts)))
