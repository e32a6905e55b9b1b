"""`.scaffold/local/`: what the last runs on this machine found. Ignored by git, never part of what is generated."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from scaffolder.diagnostics import Diagnostic, Place, Severity
from scaffolder.remarks import Remark, Review
from scaffolder.tree import RESERVED
from scaffolder.verdict import Finding, Status, Step, Verdict

LOCAL = f"{RESERVED}/local"
_VERDICT = f"{LOCAL}/verdict.json"
_FINDINGS = f"{LOCAL}/findings.json"
_REVIEW = f"{LOCAL}/review.json"


def keep_verdict(root: Path, verdict: Verdict, when: datetime) -> None:
    """Remember what a verification found; steps that were not among its own stay as they were.

    A disk that refuses is no reason to fail: the verdict itself was told.
    """
    before = kept_verdict(root)
    names = {step.name for step in verdict.steps}
    others = tuple(step for step in before[0].steps if step.name not in names) if before else ()
    _put(root, _VERDICT, {"when": when.isoformat(timespec="seconds"), **asdict(Verdict(others + verdict.steps))})


def keep_review(root: Path, review: Review) -> None:
    """Remember what a review of the whole project found; likewise."""
    _put(root, _REVIEW, asdict(review))


def kept_verdict(root: Path) -> tuple[Verdict, str] | None:
    """The last verdict and when it was, ISO 8601; None where there is none that can be read."""
    try:
        kept = json.loads((root / _VERDICT).read_text(encoding="utf-8"))
        return Verdict(tuple(_step(s) for s in kept["steps"])), str(kept["when"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_findings(root: Path, of: str, findings: Iterable[Diagnostic]) -> None:
    """Remember what reading and understanding a document found; `of` says which document, read how."""
    _put(root, _FINDINGS, {"of": of, "findings": [asdict(finding) for finding in findings]})


def kept_findings(root: Path, of: str) -> tuple[Diagnostic, ...] | None:
    """What was found in that very document, read that way; None where that is not known."""
    try:
        kept = json.loads((root / _FINDINGS).read_text(encoding="utf-8"))
        return tuple(map(_finding, kept["findings"])) if kept["of"] == of else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def kept_review(root: Path) -> Review | None:
    """The last review of the whole project; None where there is none that can be read."""
    try:
        kept = json.loads((root / _REVIEW).read_text(encoding="utf-8"))
        remarks = tuple(Remark(**{**r, "severity": Severity(r["severity"])}) for r in kept["remarks"])
        return Review(remarks, int(kept["files"]), tuple(map(str, kept["skipped"])))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _put(root: Path, path: str, content: Mapping[str, object]) -> None:
    try:
        (root / LOCAL).mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=root / LOCAL, delete=False, encoding="utf-8") as file:
            file.write(json.dumps(content))
        os.replace(file.name, root / path)
    except OSError:
        return


def _finding(kept: dict[str, Any]) -> Diagnostic:
    return Diagnostic(**{**kept, "severity": Severity(kept["severity"]), "place": Place(**kept["place"])})


def _step(kept: dict[str, Any]) -> Step:
    return Step(
        name=str(kept["name"]),
        status=Status(kept["status"]),
        seconds=float(kept["seconds"]),
        detail=str(kept["detail"]),
        output=str(kept["output"]),
        findings=tuple(Finding(**finding) for finding in kept["findings"]),
        command=str(kept["command"]),
        coverage=None if kept.get("coverage") is None else float(kept["coverage"]),
    )
