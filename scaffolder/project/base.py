"""The tree as generated last time, so that a three-way merge is possible: `.scaffold/base.jsonl` and `.scaffold/base/`.

One file for all folders of one name (`app/pets` and `tests/pets`), so that a run writes the parts that it changed and
no more; the files of the project's own folder are in `base.jsonl`. In each, one JSON object on each line, sorted by
path, uncompressed: byte-identical on every platform (compressors differ between library versions), and git, which
compresses what it stores itself, keeps only the lines that a run changed and can merge the runs of two branches line
by line. An archive would be stored anew each time.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from scaffolder.diagnostics import Diagnostic, ExitCode, Place, Rejected, Severity
from scaffolder.tree import RESERVED, TreeFile

BASE = f"{RESERVED}/base.jsonl"
FOLDER = f"{RESERVED}/base"


def part_of(path: str) -> str:
    """Which file of the base holds a generated file."""
    folder = path.rpartition("/")[0].rpartition("/")[2].lower()  # some disks tell no cases apart
    return f"{FOLDER}/{folder}.jsonl" if folder else BASE


def parts_of(paths: Iterable[str]) -> dict[str, list[str]]:
    """The files of the base, with what each holds, in the given order."""
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(part_of(path), []).append(path)
    return found


def dump(files: Iterable[TreeFile]) -> bytes:
    """A file of the base that holds these."""
    return b"".join(_line(f.path, f.content) for f in files)


def amended(root: Path, changed: Mapping[str, str]) -> dict[str, bytes]:
    """The files of the base with other texts for some of what they hold; all else stays as it is, to the byte."""
    found: dict[str, bytes] = {}
    for part in _parts(root):
        lines = (root / part).read_bytes().splitlines(keepends=True)
        paths = [json.loads(line)["path"] for line in lines]
        if changed.keys() & {*paths}:
            made = (_line(p, changed[p]) if p in changed else line for p, line in zip(paths, lines, strict=True))
            found[part] = b"".join(made)
    return found


def _line(path: str, content: str | bytes) -> bytes:
    kept = {"text": content} if isinstance(content, str) else {"base64": base64.b64encode(content).decode()}
    return (json.dumps({"path": path, **kept}, ensure_ascii=True) + "\n").encode()


def load(root: Path) -> Mapping[str, bytes]:
    """Contents by path; empty where there is no base. Rejected: a file of it is damaged."""
    found: dict[str, bytes] = {}
    for part in _parts(root):
        found |= load_part(root, part)
    return found


def _parts(root: Path) -> Iterator[str]:
    """All files of the base that are there; what older versions wrote stands in the first alone."""
    if (root / BASE).is_file():
        yield BASE
    folder = root / FOLDER
    yield from sorted(f"{FOLDER}/{f.name}" for f in folder.glob("*.jsonl")) if folder.is_dir() else ()


def load_part(root: Path, part: str) -> Mapping[str, bytes]:
    """What one file of the base holds; likewise."""
    try:
        lines = (root / part).read_bytes().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    found: dict[str, bytes] = {}
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
            found[record["path"]] = _content(record)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Rejected((_damaged(root / part, number),), ExitCode.USAGE) from error
    return found


class Bases:
    """The base, of which only those files are read for which a merge asks."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._parts: dict[str, Mapping[str, bytes]] = {}

    def get(self, path: str) -> bytes:
        """What was generated there last time; empty for nothing."""
        part = part_of(path)
        found = self._part(part).get(path)
        return found if found is not None else self._part(BASE).get(path, b"")  # older versions had one file

    def _part(self, part: str) -> Mapping[str, bytes]:
        if part not in self._parts:
            self._parts[part] = load_part(self._root, part)
        return self._parts[part]


def _content(record: dict[str, str]) -> bytes:
    return record["text"].encode() if "text" in record else base64.b64decode(record["base64"], validate=True)


def _damaged(path: Path, line: int) -> Diagnostic:
    hint = "Restore it from version control; where git left conflict markers in it, take either side."
    return Diagnostic(
        "P005", Severity.ERROR, "the record of the last generation is damaged", Place(str(path), line, 1), hint
    )
