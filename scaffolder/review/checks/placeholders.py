"""Placeholders that are unfilled, damaged, or filled without a test; and what was left for later."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from scaffolder.remarks import Remark
from scaffolder.review.findings import Spot, say
from scaffolder.review.sources import Source

_MARK = re.compile(r"^\s*# scaffold: (?P<side>begin|end) (?P<id>[A-Za-z0-9._-]+)\s*$")
_LATER = re.compile(r"#\s*(TODO|FIXME|XXX|HACK)\b")
_UNFILLED = re.compile(r"^\s*(raise (NotImplementedYet|NotAcceptable|UnsupportedMediaType)\(|pytest\.skip\()")
"""How the safe defaults begin: of operations, of media types to write and to read, of tests."""


def spans(source: Source) -> tuple[range, ...]:
    """Lines between the markers of each placeholder, the markers themselves included."""
    return tuple(lines for _, lines in _found(source))


def _found(source: Source) -> Iterator[tuple[str, range]]:
    opened: tuple[str, int] | None = None
    for number, line in enumerate(source.lines, 1):
        match = _MARK.match(line)
        if match and match["side"] == "begin":
            opened = (match["id"], number)
        elif match and opened and opened[0] == match["id"]:
            yield match["id"], range(opened[1], number + 1)
            opened = None


def check(source: Source) -> Iterator[Remark]:
    """One file."""
    found = dict(_found(source))
    for number, line in enumerate(source.lines, 1):
        match = _MARK.match(line)
        if match and not any(number in span for span in found.values()):
            yield say("R302", Spot(source, number), f"The {match['side']} of {match['id']} has no partner.")
        if _LATER.search(line) and not line.strip().startswith(('"', "'")):
            yield say("R304", Spot(source, number, line.index("#") + 1), line.strip()[:100])
    if not source.is_test:
        for name, span in found.items():
            if not _is_filled(source, span):
                yield say("R301", Spot(source, span.start), f"{name} is not filled yet.")


def check_all(sources: Sequence[Source]) -> Iterator[Remark]:
    """Rules that are filled while their test is not, or is gone."""
    tests = {name: _is_filled(s, span) for s in sources if s.is_test for name, span in _found(s)}
    written = "\n".join(s.text for s in sources if s.is_test)
    for source in (s for s in sources if not s.is_test):
        for name, span in _found(source):
            own = f"test_{name}"
            named = own in written or own.replace("-", "_") in written
            if _is_filled(source, span) and not tests.get(own, named):
                yield say("R303", Spot(source, span.start), f"{name} is filled, its test is not.")


def check_calls(sources: Sequence[Source]) -> Iterator[Remark]:
    """Rules and custom operations that nothing calls."""
    mentioned: Counter[str] = Counter()
    for source in sources:
        if not source.is_test:
            mentioned.update({n.attr for n in ast.walk(source.tree) if isinstance(n, ast.Attribute)})
    for source in (s for s in sources if s.path.endswith("/rules.py") and not s.path.startswith("app/core/")):
        for function in source.functions():
            marked = any(span.start in range(function.lineno, (function.end_lineno or 0) + 2) for span in spans(source))
            if marked and not mentioned[function.name]:
                yield say("R305", Spot.of(source, function), f"{function.name} is never called.")


def _is_filled(source: Source, span: range) -> bool:
    body = [line for line in source.lines[span.start : span.stop - 2] if line.strip()]
    code = [line for line in body if not line.strip().startswith("#")]
    if source.is_test:
        return bool(code) and not any(_UNFILLED.match(line) for line in code)
    return bool(code) and not _UNFILLED.match(code[0])
