"""The tools' output → findings at file:line:column."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from scaffolder.verdict import Finding

LIMIT = 100
"""Findings that are kept of one step; the output's end tells how many there were."""

_CONCISE = re.compile(r"^(?P<file>[^:\n]+):(?P<line>\d+):(?P<column>\d+): (?P<rest>.*)$", re.MULTILINE)
_RUFF = re.compile(r"^(?P<code>[A-Z]+[0-9]+|invalid-syntax):? (?:\[\*\] )?(?P<message>.*)$")
_MYPY = re.compile(r"^error: (?P<message>.*?)(?:  \[(?P<code>[a-z-]+)\])?$")
_REFORMAT = re.compile(r"^(?:Would reformat: (?P<old>.+)| *--> (?P<new>.+):(?P<line>\d+):\d+)$", re.MULTILINE)
_RAISED = re.compile(r"^(?P<file>[^\s:][^:\n]*\.py):(?P<line>\d+): ", re.MULTILINE)
_FRAME = re.compile(r'^  File "(?P<file>[^"]+)", line (?P<line>\d+)', re.MULTILINE)


def of_compiler(output: str) -> tuple[Finding, ...]:
    """Of `compile_all`."""
    return tuple(_finding(m, "syntax", m["rest"]) for m in _CONCISE.finditer(output))[:LIMIT]


def of_ruff(output: str) -> tuple[Finding, ...]:
    """Of `ruff check --output-format concise`."""
    found = ((m, _RUFF.match(m["rest"])) for m in _CONCISE.finditer(output))
    return tuple(_finding(m, r["code"], r["message"]) for m, r in found if r)[:LIMIT]


def of_format(output: str) -> tuple[Finding, ...]:
    """Of `ruff format --check`, as versions before and since 0.15 write it."""
    found = ((m["new"] or m["old"], int(m["line"] or 0)) for m in _REFORMAT.finditer(output))
    return tuple(Finding(file, line, 0, "format", "not formatted") for file, line in found)[:LIMIT]


def of_mypy(output: str) -> tuple[Finding, ...]:
    """Of `mypy --show-column-numbers`; its notes are left out."""
    found = ((m, _MYPY.match(m["rest"])) for m in _CONCISE.finditer(output))
    return tuple(_finding(m, r["code"] or "", r["message"]) for m, r in found if r)[:LIMIT]


def of_traceback(output: str, root: Path) -> tuple[Finding, ...]:
    """Of an uncaught exception: the innermost frame that stands in the project."""
    lines = [line for line in output.splitlines() if line.strip()]
    frames = [(Path(m["file"]), int(m["line"])) for m in _FRAME.finditer(output)]
    inner = [
        (f.relative_to(root).as_posix(), n) for f, n in frames if f.is_relative_to(root) and ".venv" not in f.parts
    ]
    return tuple(Finding(file, line, 0, "", lines[-1].strip()) for file, line in inner[-1:])


def of_pytest(report: Path) -> tuple[Finding, ...]:
    """Of a JUnit report (family xunit1): each failed test, at the line that failed."""
    cases = _cases(report)
    found = (_failure(case, bad) for case in cases for bad in case if bad.tag in {"failure", "error"})
    return tuple(found)[:LIMIT]


def counts_of_pytest(report: Path) -> str:
    """ "41 passed, 2 skipped", or "" where there is no report."""
    outcomes = [next((c.tag for c in case if c.tag in _OUTCOMES), "passed") for case in _cases(report)]
    names = {"failure": "failed", "error": "errors", "skipped": "skipped", "passed": "passed"}
    return ", ".join(f"{outcomes.count(tag)} {name}" for tag, name in names.items() if tag in outcomes)


def of_coverage(report: Path) -> float | None:
    """Percent of the whole, of coverage's JSON report; None where there is no report, or nothing to cover."""
    try:
        totals = json.loads(report.read_text(encoding="utf-8"))["totals"]
        return float(totals["percent_covered"]) if totals["num_statements"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


_OUTCOMES = ("failure", "error", "skipped")


def _cases(report: Path) -> list[ElementTree.Element]:
    try:
        return list(ElementTree.parse(report).iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return []


def _failure(case: ElementTree.Element, bad: ElementTree.Element) -> Finding:
    file, line = case.get("file", ""), int(case.get("line", "-1")) + 1
    places = [m for m in _RAISED.finditer(bad.text or "") if not m["file"].startswith(("/", ".."))]
    if places:
        file, line = places[-1]["file"], int(places[-1]["line"])
    message = (bad.get("message") or bad.tag).strip().splitlines()[:1]
    return Finding(file, line, 0, case.get("name", ""), message[0] if message else bad.tag)


def _finding(match: re.Match[str], code: str, message: str) -> Finding:
    return Finding(Path(match["file"]).as_posix(), int(match["line"]), int(match["column"]), code, message)


def lines_from(output: str) -> Iterator[str]:
    """The lines that a person needs: the output's end, blank lines at its ends left out."""
    return iter(output.strip("\n").splitlines()[-40:])
