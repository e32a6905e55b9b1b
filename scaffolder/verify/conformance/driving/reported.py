"""What schemathesis recorded → a report: counts, and the shortest reproduction of each failure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schemathesis.engine.recorder import CheckNode, ScenarioRecorder


@dataclass(frozen=True, slots=True)
class Failure:
    """A promise that was not kept."""

    check: str
    operation: str
    title: str
    message: str
    curl: str


@dataclass(slots=True)
class Report:
    """What the run came to."""

    operations: set[str] = field(default_factory=set)
    cases: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    failures: dict[tuple[str, str, str], Failure] = field(default_factory=dict)
    errors: dict[tuple[str, str], str] = field(default_factory=dict)
    conventions: set[str] = field(default_factory=set)

    def take(self, recorder: ScenarioRecorder) -> None:
        """Add what one scenario recorded."""
        self.cases += len(recorder.cases)
        for case_id, node in recorder.cases.items():
            self.operations.add(node.value.operation.label)
            for check in recorder.checks.get(case_id, ()):
                self._fail(node.value.operation.label, check)
        for interaction in recorder.interactions.values():
            if interaction.response is not None:
                self.answers[interaction.response.status_code] += 1

    def _fail(self, operation: str, check: CheckNode) -> None:
        """Keep the shortest reproduction of each failure."""
        info = check.failure_info
        if info is None:
            return
        made = Failure(check.name, operation, info.failure.title, str(info.failure.message), info.code_sample)
        key = (operation, check.name, re.sub(r"\d+", "0", made.message)[:80])
        known = self.failures.get(key)
        if known is None or len(made.curl) < len(known.curl):
            self.failures[key] = made

    def written(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "operations": len(self.operations),
            "cases": self.cases,
            "answers": {str(status): count for status, count in sorted(self.answers.items())},
            "failures": [asdict(failure) for _, failure in sorted(self.failures.items())],
            "errors": [{"operation": label, "message": text} for (label, _), text in sorted(self.errors.items())],
            "conventions": sorted(self.conventions),
        }
