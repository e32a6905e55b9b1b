"""A file as a candidate has it → what the linter says of its body, by the project's own rules."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from scaffolder.bodies import region
from scaffolder.verify.environment import scrubbed

_SECONDS = 30
_FORMATTING = frozenset(["E501", "W291", "W293", "I001", "F401"])
"""What is put right when the fill is placed."""


def lint(text: str, path: str, placeholder: str, root: Path) -> tuple[str, ...]:
    """Findings inside the placeholder, each with its line of code: numbers change where imports move to the head."""
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--no-cache",
        "--output-format=json",
        f"--stdin-filename={path}",
        "-",
    ]
    try:
        done = subprocess.run(
            command, input=text.encode(), capture_output=True, check=False, cwd=root, env=scrubbed(), timeout=_SECONDS
        )
    except subprocess.TimeoutExpired:
        return ("the linter does not come to an end with this body",)
    first, last = lines_of(text, placeholder)
    found = json.loads(done.stdout or b"[]")
    return tuple(
        f"{quoted(text, f['location']['row'])}: {f['code'] or 'syntax'} {f['message']}"
        for f in found
        if first <= f["location"]["row"] <= last and f["code"] not in _FORMATTING
    )


def quoted(text: str, line: int) -> str:
    """A line of a file, to be found again in the fill that it came from."""
    return f"`{text.splitlines()[line - 1].strip()[:120]}`"


def lines_of(text: str, placeholder: str) -> tuple[int, int]:
    """The first and the last line of a placeholder's body in a file."""
    where = region(text, placeholder)
    return text.count("\n", 0, where.start) + 1, text.count("\n", 0, where.end)
