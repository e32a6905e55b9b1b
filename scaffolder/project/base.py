"""`.scaffold/base.jsonl`: the tree as generated last time, so that a three-way merge is possible.

One JSON object on each line, sorted by path, uncompressed: byte-identical on every platform (compressors differ between
library versions), and git, which compresses what it stores itself, keeps only the lines that a run changed and can
merge the runs of two branches line by line. An archive would be stored anew each time.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path

from scaffolder.diagnostics import Diagnostic, ExitCode, Place, Rejected, Severity
from scaffolder.tree import RESERVED, Owner, Tree

BASE = f"{RESERVED}/base.jsonl"


def dump(tree: Tree) -> bytes:
    """The base of a tree: its generated files; seeded ones are never merged."""
    return b"".join(_line(f.path, f.content) for f in tree.values() if f.owner is Owner.GENERATED)


def amended(root: Path, changed: Mapping[str, str]) -> bytes:
    """The base of a project with other texts for some of its files; all else stays as it is, to the byte."""
    lines = (root / BASE).read_bytes().splitlines(keepends=True)
    paths = (json.loads(line)["path"] for line in lines)
    return b"".join(_line(p, changed[p]) if p in changed else line for p, line in zip(paths, lines, strict=True))


def _line(path: str, content: str | bytes) -> bytes:
    kept = {"text": content} if isinstance(content, str) else {"base64": base64.b64encode(content).decode()}
    return (json.dumps({"path": path, **kept}, ensure_ascii=True) + "\n").encode()


def load(root: Path) -> Mapping[str, bytes]:
    """Contents by path; empty where there is no base. Rejected: the file is damaged."""
    try:
        lines = (root / BASE).read_bytes().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    found: dict[str, bytes] = {}
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
            found[record["path"]] = _content(record)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Rejected((_damaged(root / BASE, number),), ExitCode.USAGE) from error
    return found


def _content(record: dict[str, str]) -> bytes:
    return record["text"].encode() if "text" in record else base64.b64decode(record["base64"], validate=True)


def _damaged(path: Path, line: int) -> Diagnostic:
    hint = "Restore it from version control; where git left conflict markers in it, take either side."
    return Diagnostic(
        "P005", Severity.ERROR, "the record of the last generation is damaged", Place(str(path), line, 1), hint
    )
