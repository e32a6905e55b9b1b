"""What a run reports → the step of a verdict: figures, and each failure with a line that reproduces it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scaffolder.verdict import Conformance, Finding

LIMIT = 100
"""Failures that are kept of one run."""
SERVED = "http://127.0.0.1:8000"
"""Where `make run` serves."""


def figures(report: Mapping[str, Any], *, database: str, seed: int, excluded: tuple[str, ...]) -> Conformance:
    """The numbers of one run."""
    return Conformance(
        database=database,
        seed=seed,
        operations=report["operations"],
        cases=report["cases"],
        failures=len(report["failures"]),
        answers=tuple((int(status), count) for status, count in report["answers"].items()),
        excluded=excluded,
        conventions=tuple(report["conventions"]),
        undriven=tuple(f"{e['operation']}: {_line(e['message'])}" for e in report["errors"]),
    )


def findings(report: Mapping[str, Any], *, document: str, url: str) -> tuple[Finding, ...]:
    """Each failure; its curl line is for the address of `make run`."""
    origin = "/".join(url.split("/")[:3])
    return tuple(
        Finding(
            Path(document).name,
            0,
            0,
            failure["check"],
            f"{failure['operation']}: {failure['title']}: {_line(failure['message'])}",
            failure["curl"].replace(origin, SERVED),
        )
        for failure in report["failures"][:LIMIT]
    )


def detail(told: Conformance) -> str:
    """One line for a person."""
    parts = [f"{told.operations} operations", f"{told.cases} cases", f"{told.failures} failures"]
    parts += [f"{len(told.excluded)} placeholders excluded"] * bool(told.excluded)
    parts += [f"{told.server_errors} server errors"] * bool(told.server_errors)
    parts += [f"{len(told.undriven)} not driven"] * bool(told.undriven)
    return ", ".join((*parts, f"seed {told.seed}"))


def _line(text: str) -> str:
    return " ".join(text.split())[:300]
