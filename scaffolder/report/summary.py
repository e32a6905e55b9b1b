"""Outcome → the lines that end a run: what was written, what the checks say, what is left to fill, what to do next."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from scaffolder.changes import WRITING, Action, Change, Changes
from scaffolder.outcome import Outcome
from scaffolder.report import adoption
from scaffolder.report.paint import Paint
from scaffolder.report.visible import counted, visible, visible_lines
from scaffolder.tree import Placeholder
from scaffolder.verdict import Finding, Status, Step, Verdict

_LISTED = 12
"""Items of each list that are shown."""
_FINDINGS = 20
_NOTED = {
    Action.CONFLICT: "Both you and the document changed the same lines; look for the markers         then = "run your tests" if outcome.adoption else f"scaffold verify {folder}"
        yield f"Next: resolve the conflicts (edit them, or scaffold resolve), then {then}"
    elif outcome.adoption is not None:
        yield "Next: your own checks and tests; those of the new modules run with them"
    elif outcome.verdict is None:
        yield f"Next: scaffold verify {folder}"
    elif changes.first and outcome.verdict.ok:
        yield f"Next: cd {folder}, then make bootstrap run; the README there tells the rest"
