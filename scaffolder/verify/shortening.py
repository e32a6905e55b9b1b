"""What tests said → the sentences from which a writer can mend a body: failing assertion, line, output, input."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scaffolder.verify.workers import Report, Tried

_MOST_TESTS = 3
_MOST_LINES, _LONGEST = 14, 240
_TELLING = re.compile(r"^(E  |>  )")
_ENDS = {
    "time": "it takes too long: the tests were ended",
    "size": "it prints too much: the tests were ended",
    "SIGXCPU": "it takes too much processor time: the tests were ended",
    "SIGKILL": "it takes too much time or memory: the tests were ended",
    "SIGSYS": "it does what the sandbox forbids: the tests were ended",
}


def shortened(tried: Tried) -> tuple[str, ...]:
    """The first few failures; how the run ended where it did not come to its end."""
    if tried.ended:
        return (_ENDS.get(tried.ended, f"the tests did not come to their end: {tried.ended}"),)
    if not tried.reports:
        return ("no test was run",)
    bad = _distinct(tried.bad)
    more = (f"… and {len(bad) - _MOST_TESTS} more tests fail",) if len(bad) > _MOST_TESTS else ()
    return (*(_told(report) for report in bad[:_MOST_TESTS]), *more)


def _distinct(reports: Sequence[Report]) -> tuple[Report, ...]:
    """One of each test: repetitions say the same."""
    return tuple({re.sub(r"[\[-]\d+\]$", "", r.test) + r.when: r for r in reversed(reports)}.values())[::-1]


def _told(report: Report) -> str:
    head = f"{report.test or 'the tests'} {'failed' if report.outcome == 'failed' else f'broke at {report.when}'}"
    lines = [head, *(line[:_LONGEST] for line in _essence(report.text))]
    if report.output.strip():
        lines += ["printed:", *(line[:_LONGEST] for line in report.output.strip().splitlines()[-6:])]
    return "\n".join(lines)


def _essence(text: str) -> Iterator[str]:
    """The lines that pytest marks, and where they stand; all of a short text."""
    lines = text.strip().splitlines()
    telling = [line for line in lines if _TELLING.match(line) or re.match(r"^\S+\.py:\d+: ", line)]
    chosen = telling if telling else lines[-_MOST_LINES:]
    yield from chosen if len(chosen) <= _MOST_LINES else [*chosen[: _MOST_LINES - 4], "…", *chosen[-3:]]
