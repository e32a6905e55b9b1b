"""A plan → one run of schemathesis over a served application, all checks and phases, within its time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scaffolder.verify.conformance.driving.leniency import Leniency
from scaffolder.verify.conformance.driving.meant import meant
from scaffolder.verify.conformance.driving.reported import Report

if TYPE_CHECKING:
    from schemathesis.config import SchemathesisConfig
    from schemathesis.core.failures import Failure as Complaint
    from schemathesis.core.transport import Response
    from schemathesis.filters import HasAPIOperation
    from schemathesis.generation.case import Case
    from schemathesis.hooks import HookContext
    from schemathesis.schemas import BaseSchema

_REQUEST_SECONDS = 30


def drive(plan: dict[str, Any]) -> Report:
    """Run all phases once, each operation within its share of the time."""
    import schemathesis
    from schemathesis.engine import events, from_schema
    from schemathesis.engine.run import PhaseName

    leniency = Leniency()

    def filter_failure(context: HookContext, failure: Complaint, case: Case[Any], response: Response) -> bool:
        return leniency.keep(failure, case, response)

    def after_call(context: HookContext, case: Case[Any], response: Response) -> None:
        leniency.accept(case, response)

    schemathesis.hook(filter_failure)
    schemathesis.hook(after_call)
    document = Path(plan["document"])
    schema = schemathesis.openapi.from_dict(meant(loaded(document)), config=configured(plan))
    schema.location = document.absolute().as_uri()
    report, fuzzed = Report(conventions=leniency.conventions), 0
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


def loaded(path: Path) -> dict[str, Any]:
    """The document's root."""
    from schemathesis.openapi.loaders import detect_content_type, load_content

    return dict(load_content(path.read_text(encoding="utf-8"), detect_content_type(headers=None, path=str(path))))


def configured(plan: dict[str, Any]) -> SchemathesisConfig:
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


def selected(schema: BaseSchema, excluded: list[dict[str, str]]) -> BaseSchema:
    """The schema without the operations that are not driven."""
    names = {(item["method"].lower(), _plain(item["path"])) for item in excluded}

    def is_excluded(context: HasAPIOperation) -> bool:
        return (context.operation.method.lower(), _plain(context.operation.path)) in names

    return schema.exclude(is_excluded) if excluded else schema


def _plain(path: str) -> str:
    """A path template without the names of its parameters."""
    return re.sub(r"\{[^}]*\}", "{}", re.split(r"\?|#", path, maxsplit=1)[0])
