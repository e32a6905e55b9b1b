"""The whole review: what is looked at, by which checks, and what is left of what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scaffolder.contract import Contract
from scaffolder.remarks import Remark, Review
from scaffolder.review import drift, former, linter
from scaffolder.review.checks import behaviour, conditions, endpoints, migrations, placeholders, security, testing
from scaffolder.review.sources import Source, load, python_files

_SAME = {"R201": "ASYNC", "R102": "S608", "R103": "S10", "R202": "B"}
"""Codes of the linter that say the same at the same line."""
_WHOLE = frozenset({"R601", "R602", "R508", "R303", "R305"})
"""Codes of remarks about a file, a revision or an endpoint as a whole."""
_GONE = ("R401", 1)
"""A test that is gone has no line of its own."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What others know of the project; each part may be missing."""

    contract: Contract | None = None
    secured: Mapping[str, bool] = field(default_factory=dict)
    """Operation to whether the document wants credentials."""
    base: Mapping[str, str] = field(default_factory=dict)
    """Files as they were generated."""
    changed: Mapping[str, frozenset[int]] | None = None
    """File to changed lines: nothing else is reviewed. None: everything is."""
    more: Sequence[Remark] = ()
    """What a reviewer beyond the checks says."""


def review(root: Path, knowledge: Knowledge, wanted: tuple[str, ...] = ()) -> Review:
    """Review a project, or the files and folders in it that `wanted` names."""
    every = {path: source for path in python_files(root) if (source := load(root, path)) is not None}
    chosen = set(python_files(root, wanted)) if wanted else set(every)
    if knowledge.changed is not None:
        chosen &= knowledge.changed.keys()
    files = sorted(chosen & every.keys())
    linted, why = linter.remarks(root, files)
    found = [*linted, *_own(every, files, knowledge), *knowledge.more]
    told = [r for r in found if r.file in chosen and _exists(r, every) and _is_changed(r, every[r.file], knowledge)]
    return Review(_distinct(told), len(files), (why,) if why else ())


def _own(every: Mapping[str, Source], files: Sequence[str], knowledge: Knowledge) -> Iterator[Remark]:
    for path in files:
        source = every[path]
        for check in (security, behaviour, conditions, migrations, testing, placeholders):
            yield from check.check(source)
        yield from endpoints.check(source, knowledge.secured)
    sources = tuple(every.values())
    yield from migrations.check_all(sources)
    yield from placeholders.check_all(sources)
    yield from placeholders.check_calls(sources)
    yield from former.remarks(every, knowledge.base)
    if knowledge.contract is not None:
        yield from drift.remarks(knowledge.contract, sources)


def _is_changed(remark: Remark, source: Source, knowledge: Knowledge) -> bool:
    """It is about something in which a line changed, or about the file or an endpoint as a whole."""
    if knowledge.changed is None or remark.code in _WHOLE or (remark.code, remark.line) == _GONE:
        return True
    lines = knowledge.changed.get(remark.file, frozenset())
    return any(line in lines for line in source.extent(remark.line))


def _exists(remark: Remark, every: Mapping[str, Source]) -> bool:
    return 1 <= remark.line <= max(1, len(every[remark.file].lines))


def _distinct(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """Each once; where two say the same of a line, the review's own."""
    own = {(r.file, r.line, _SAME.get(r.code, "")) for r in remarks}
    kept: dict[tuple[str, int, str], Remark] = {}
    for remark in remarks:
        said = any(
            start and remark.code.startswith(start) for f, n, start in own if (f, n) == (remark.file, remark.line)
        )
        if not said:
            kept.setdefault((remark.file, remark.line, remark.code), remark)
    return tuple(sorted(kept.values(), key=lambda r: (r.file, r.line, r.column, r.code)))
