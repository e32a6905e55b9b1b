"""Generated files that the user moved: where they stand now, by what they hold."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from scaffolder.project import places
from scaffolder.project.lock import Entry, digest

_ALIKE = 0.5
"""Part of the lines that both have, as git takes a rename for one."""
_FEWEST = 5
"""Lines; shorter files are found again only where they are as they were."""
_LARGEST = 2**20
_SKIPPED = frozenset("__pycache__ node_modules venv build dist".split())


def find_moved(root: Path, files: Mapping[str, Entry], base_of: Callable[[str], bytes]) -> dict[str, str]:
    """Generated path → path where the file stands now, for those that are not where they were generated."""
    missing = [path for path in files if not os.path.lexists(f"{root}/{path}")]
    found = {path: files[path].at for path in missing if files[path].at and (root / files[path].at).is_file()}
    lost = [path for path in missing if path not in found]
    if lost:
        found |= _matched(lost, files, dict(_candidates(root, {*files, *found.values()})), base_of)
    return found


def _matched(
    lost: list[str], files: Mapping[str, Entry], candidates: dict[str, bytes], base_of: Callable[[str], bytes]
) -> dict[str, str]:
    """Each lost file's best candidate; those that are equal first, so that a copy never takes another's place."""
    found: dict[str, str] = {}
    by_digest = {digest(data): path for path, data in reversed(candidates.items())}
    for path in lost:
        same = by_digest.get(files[path].sha256, "")
        if same and same not in found.values() and candidates[same].count(b"\n") >= _FEWEST:
            found[path] = same
    for path in lost:
        if path not in found:
            left = {c: data for c, data in candidates.items() if c not in found.values()}
            if best := _most_alike(path, base_of(path), left):
                found[path] = best
    return found


def _most_alike(path: str, base: bytes, candidates: Mapping[str, bytes]) -> str:
    suffix, name = os.path.splitext(path)[1], os.path.basename(path)
    if base.count(b"\n") < _FEWEST:
        return ""
    rated = [
        (_likeness(base, data), os.path.basename(other) == name, other)
        for other, data in candidates.items()
        if os.path.splitext(other)[1] == suffix
    ]
    best = max(rated, default=(0.0, False, ""))
    return best[2] if best[0] >= _ALIKE else ""


def _likeness(one: bytes, other: bytes) -> float:
    """Part of the larger file's lines that the other has too; blank ones say nothing."""
    a, b = (Counter(line.strip() for line in data.splitlines() if line.strip()) for data in (one, other))
    return (a & b).total() / max(a.total(), b.total(), 1)


def _candidates(root: Path, known: set[str]) -> Iterator[tuple[str, bytes]]:
    """The user's own files: no records, no environments, nothing that is generated."""
    for folder, names, files in os.walk(root):
        if "pyvenv.cfg" in files:
            names.clear()
            continue
        names[:] = sorted(n for n in names if n not in _SKIPPED and not n.startswith("."))
        for name in sorted(files):
            path = Path(folder, name).relative_to(root).as_posix()
            real = root / path
            if path not in known and not real.is_symlink() and real.stat().st_size <= _LARGEST:
                data = places.read(root, path)
                if data is not None:
                    yield path, data
