"""`.scaffold/local/`: what the last runs on this machine found. Ignored by git, never part of what is generated."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from scaffolder.tree import RESERVED
from scaffolder.verdict import Finding, Status, Step, Verdict

LOCAL = f"{RESERVED}/local"
_VERDICT = f"{LOCAL}/verdict.json"


def keep_verdict(root: Path, verdict: Verdict, when: datetime) -> None:
    """Remember what a verification found. A disk that refuses is no reason to fail: the verdict itself was told."""
    text = json.dumps({"when": when.isoformat(timespec="seconds"), **asdict(verdict)})
    try:
        (root / LOCAL).mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=root / LOCAL, delete=False, encoding="utf-8") as file:
            file.write(text)
        os.replace(file.name, root / _VERDICT)
    except OSError:
        return


def kept_verdict(root: Path) -> tuple[Verdict, str] | None:
    """The last verdict and when it was, ISO 8601; None where there is none that can be read."""
    try:
        kept = json.loads((root / _VERDICT).read_text(encoding="utf-8"))
        return Verdict(tuple(_step(s) for s in kept["steps"])), str(kept["when"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _step(kept: dict[str, object]) -> Step:
    findings = kept.pop("findings")
    status = Status(str(kept.pop("status")))
    return Step(status=status, findings=tuple(Finding(**f) for f in findings), **kept)  # type: ignore[arg-type,attr-defined]
