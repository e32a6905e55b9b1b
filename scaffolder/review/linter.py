"""Ruff's findings on security, bugs and asynchronous code, whatever the project itself has switched on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scaffolder.diagnostics import Severity
from scaffolder.remarks import Remark
from scaffolder.review.patches import patch

_RULES = "F,E711,E712,E721,E722,S,B,ASYNC,DTZ003,DTZ004,DTZ005,PLE,RUF006,T10,T20,PT015,PLW0127"
_NOT_IN_TESTS = ("S", "T20", "B011")
_LEFT_OUT = "S311,S101,B008,S110,E722,S112,S608"
"""Said by the review's own checks, or a matter of taste."""
_SECONDS = 120
_ERRORS = ("F821", "F82", "PLE", "S1", "S3", "S5", "S6", "S7", "B0", "ASYNC", "invalid")
_REASONS = {
    "S": "It is a known way into applications.",
    "ASYNC": "While it waits, no other request is served.",
    "B": "It is a known source of bugs.",
    "F": "The code does not mean what it says.",
    "DTZ": "A time without a zone means another moment on another machine.",
    "T": "It was left from a search for a bug.",
}


def remarks(root: Path, files: Sequence[str]) -> tuple[tuple[Remark, ...], str]:
    """What ruff says of the files; and why it could not, or ""."""
    if not files:
        return (), ""
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--output-format", "json"]
    choice = ["--select", _RULES, "--ignore", _LEFT_OUT, "--target-version", "py311", "--exit-zero"]
    tests = [f"--per-file-ignores=tests/**:{rule}" for rule in _NOT_IN_TESTS]
    try:
        ended = subprocess.run(
            [*command, *choice, *tests, *files], cwd=root, capture_output=True, timeout=_SECONDS, check=False
        )
        found = json.loads(ended.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return (), "ruff did not run"
    return tuple(_remarks(root.resolve(), found)), ""


def _remarks(root: Path, found: list[dict[str, Any]]) -> Iterator[Remark]:
    for each in found:
        path = Path(each["filename"]).relative_to(root).as_posix()
        code, start = each["code"] or "invalid-syntax", each["location"]
        severity = Severity.ERROR if code.startswith(_ERRORS) else Severity.WARNING
        reason = next((text for start_, text in _REASONS.items() if code.startswith(start_)), "")
        message = f"{each['message'].rstrip('.')}."
        mended = _patch(root, path, each["fix"])
        yield Remark(path, start["row"], start["column"], code, severity, message, reason, mended)


def _patch(root: Path, path: str, fix: dict[str, Any] | None) -> str:
    if not fix or fix["applicability"] != "safe":
        return ""
    before = (root / path).read_text(encoding="utf-8")
    after = before
    for edit in sorted(fix["edits"], key=lambda e: (e["location"]["row"], e["location"]["column"]), reverse=True):
        start, end = (_offset(before, edit[key]) for key in ("location", "end_location"))
        after = after[:start] + edit["content"] + after[end:]
    return patch(path, before, after)


def _offset(text: str, place: dict[str, int]) -> int:
    lines = text.splitlines(keepends=True)
    return sum(map(len, lines[: place["row"] - 1])) + place["column"] - 1
