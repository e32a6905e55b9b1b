"""Run by the tool's interpreter: drive a served application with schemathesis, from its document alone.

    python drive.py PLAN REPORT

PLAN is a JSON file: {document, url, credentials: {scheme: {…}}, excluded: [{method, path, operation_id}], seed,
seconds}. REPORT is written at the end: {operations, cases, answers: {status: count}, failures: [{check, operation,
title, message, curl}], errors: [{operation, message}]}. All checks, all phases. Imports nothing of the scaffolder.
"""

import json
import re
import sys
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schemathesis.config import SchemathesisConfig
    from schemathesis.core.failures import Failure as Complaint
    from schemathesis.core.transport import Response
    from schemathesis.engine.recorder import CheckNode, ScenarioRecorder
    from schemathesis.filters import HasAPIOperation
    from schemathesis.generation.case import Case
    from schemathesis.hooks import HookContext
    from schemathesis.schemas import BaseSchema

MARK = "x-refused-for-state"
_REQUEST_SECONDS = 30


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

    def take(self, recorder: "ScenarioRecorder") -> None:
        """Add what one scenario recorded."""
        self.cases += len(recorder.cases)
        for case_id, node in recorder.cases.items():
            self.operations.add(node.value.operation.label)
            for check in recorder.checks.get(case_id, ()):
                self._fail(node.value.operation.label, check)
        for interaction in recorder.interactions.values():
            if interaction.response is not None:
                self.answers[interaction.response.status_code] += 1

    def _fail(self, operation: str, check: "CheckNode") -> None:
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
        }


def configured(plan: dict[str, Any]) -> "SchemathesisConfig":
    """All checks, the seed, the time, the credentials; nothing read from or left in any folder."""
    from schemathesis.config import HealthCheck, SchemathesisConfig

    settings = {
        "seed": plan["seed"],
        "max-time": plan["seconds"],
        "base-url": plan["url"],
        "continue-on-failure": True,
        "request-timeout": _REQUEST_SECONDS,
        "cache": {"enabled": False},
        "generation": {"database": "none"},
        "output": {"sanitization": {"enabled": False}},
        "warnings": False,
    }
    if plan["credentials"]:
        settings["auth"] = {"openapi": plan["credentials"]}
    config = SchemathesisConfig.from_dict(settings)
    config.suppress_health_check = [HealthCheck.all]
    return config


def selected(schema: "BaseSchema", excluded: list[dict[str, str]]) -> "BaseSchema":
    """The schema without the operations that are not driven."""
    names = {(item["method"].lower(), _plain(item["path"])) for item in excluded}

    def is_excluded(context: "HasAPIOperation") -> bool:
        return (context.operation.method.lower(), _plain(context.operation.path)) in names

    return schema.exclude(is_excluded) if excluded else schema


def _plain(path: str) -> str:
    """A path template without the names of its parameters."""
    return re.sub(r"\{[^}]*\}", "{}", re.split(r"\?|#", path, maxsplit=1)[0])


def keep(context: "HookContext", failure: "Complaint", case: "Case[Any]", response: "Response") -> bool:
    """No document tells which of the valid requests what is stored or a rule of the business refuses."""
    return not (type(failure).__name__ == "RejectedPositiveData" and MARK in response.headers)


def drive(plan: dict[str, Any]) -> Report:
    """Run all phases once, each operation within its share of the time."""
    import schemathesis
    from schemathesis.engine import events, from_schema
    from schemathesis.engine.run import PhaseName

    schemathesis.hook("filter_failure")(keep)
    schema = schemathesis.openapi.from_path(plan["document"], config=configured(plan))
    report, fuzzed = Report(), 0
    stream = from_schema(selected(schema, plan["excluded"])).execute()
    for event in stream:
        if isinstance(event, events.PhaseStarted) and event.phase.name is PhaseName.FUZZING:
            fuzzed += 1
            if fuzzed > 1:  # the time that is left would go into more of the same
                stream.stop()
        elif isinstance(event, events.ScenarioFinished):
            report.take(event.recorder)
        elif isinstance(event, events.NonFatalError):
            report.errors[event.label, event.info.title] = f"{event.info.title}: {event.info.message}"
        elif isinstance(event, events.FatalError):
            raise event.exception
    return report


def main() -> None:
    """Drive, and write the report."""
    plan = json.loads(Path(sys.argv[1]).read_text())
    Path(sys.argv[2]).write_text(json.dumps(drive(plan).written()))


if __name__ == "__main__":
    main()
