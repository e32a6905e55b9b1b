"""Run by the tool's interpreter: drive a served application with schemathesis, from its document alone.

    python drive.py PLAN REPORT

PLAN is a JSON file: {document, url, credentials: {scheme: {…}}, excluded: [{method, path, operation_id}], seed,
seconds}. REPORT is written at the end: {operations, cases, answers: {status: count}, failures: [{check, operation,
title, message, curl}], errors: [{operation, message}], conventions: ["GET /x: 401"]}.

All checks, all phases. Imports nothing of the scaffolder.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
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
    conventions: set[str] = field(default_factory=set)

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
            "conventions": sorted(self.conventions),
        }


def loaded(path: Path) -> dict[str, Any]:
    """The document's root."""
    from schemathesis.openapi.loaders import detect_content_type, load_content

    return dict(load_content(path.read_text(encoding="utf-8"), detect_content_type(headers=None, path=str(path))))


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


_MAPS = frozenset({"properties", "patternProperties", "definitions", "schemas", "dependentSchemas", "$defs"})
_VALUES = frozenset({"example", "examples", "default", "enum", "const"})


def clarified(node: object, *, named: bool = False) -> object:
    """The document with `type: object` where a schema has properties and no type, which is what people mean by it.

    `named`: the keys of the node are names, not keywords.
    """
    if isinstance(node, list):
        return [clarified(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {
        key: value if key in _VALUES and not named else clarified(value, named=key in _MAPS and not named)
        for key, value in node.items()
    }
    return made | {"type": "object"} if not named and _is_plain_object(node) else made


def joined(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the operations of `/x#y` and `/x?y` under `/x`, which is where clients send them."""
    paths: dict[str, Any] = {}
    for path, item in document.get("paths", {}).items():
        plain = re.sub(r"[?#][^{}]*$", "", path)
        paths[plain] = {**item, **paths.get(plain, {})} if isinstance(item, dict) else item
    return {**document, "paths": paths}


def _is_plain_object(node: dict[str, Any]) -> bool:
    return isinstance(node.get("properties"), dict) and not {"type", "$ref", "allOf", "oneOf", "anyOf"} & node.keys()


def selected(schema: "BaseSchema", excluded: list[dict[str, str]]) -> "BaseSchema":
    """The schema without the operations that are not driven."""
    names = {(item["method"].lower(), _plain(item["path"])) for item in excluded}

    def is_excluded(context: "HasAPIOperation") -> bool:
        return (context.operation.method.lower(), _plain(context.operation.path)) in names

    return schema.exclude(is_excluded) if excluded else schema


def _plain(path: str) -> str:
    """A path template without the names of its parameters."""
    return re.sub(r"\{[^}]*\}", "{}", re.split(r"\?|#", path, maxsplit=1)[0])


@dataclass(slots=True)
class Leniency:
    """Which complaints speak of the document rather than of the application."""

    conventions: set[str] = field(default_factory=set)
    """Answers of a status that the document gives to no such case."""

    def keep(self, context: "HookContext", failure: "Complaint", case: "Case[Any]", response: "Response") -> bool:
        """Whether a complaint counts."""
        from schemathesis.openapi.checks import (
            MissingContentType,
            MissingHeaderNotRejected,
            RejectedPositiveData,
            UndefinedContentType,
            UndefinedStatusCode,
        )

        if isinstance(failure, RejectedPositiveData):
            # no document tells which of the valid requests what is stored, or a rule of the business, refuses
            if response.headers.get(MARK) == ["Unstorable"]:
                self.conventions.add(f"{case.operation.label}: refused what answers could not show")
            return MARK not in response.headers and not _beyond_limits(_sent(case))
        documented = case.operation.responses.status_codes
        if isinstance(failure, UndefinedContentType):
            return _is_documented(response.status_code, documented)
        if isinstance(failure, MissingContentType):  # `produces` of Swagger 2.0 is said of answers without body as well
            found = case.operation.responses.find_by_status_code(response.status_code)
            return bool(response.content) or found is None or bool({"schema", "content"} & found.definition.keys())
        if isinstance(failure, MissingHeaderNotRejected) and _is_forbidden(response.status_code, documented):
            self.conventions.add(f"{case.operation.label}: 403 without credentials")
            return False
        if isinstance(failure, UndefinedStatusCode) and _is_convention(response.status_code, documented):
            self.conventions.add(f"{case.operation.label}: {response.status_code}")
            return False
        return True


def _sent(case: "Case[Any]") -> list[Any]:
    return [case.path_parameters, case.query, dict(case.headers or {}), case.cookies, case.body]


def _beyond_limits(value: object) -> bool:
    """Whether a value holds what no database keeps: integers of more than 64 bits, NUL, half a surrogate pair."""
    if isinstance(value, dict):
        return any(_beyond_limits(key) or _beyond_limits(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return any(map(_beyond_limits, value))
    if isinstance(value, str):
        return bool(_UNSTORABLE.search(value)) or (value.lstrip("-").isdecimal() and len(value) > 19)
    return isinstance(value, int | float) and abs(value) >= 2**63


_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def _is_documented(status: int, documented: Iterable[str]) -> bool:
    return bool({str(status), f"{status // 100}XX", "DEFAULT"} & {code.upper() for code in documented})


def _is_forbidden(status: int, documented: Sequence[str]) -> bool:
    """Whether an unknown caller was told 403, where the operation documents no 401."""
    return status == 403 and "403" in documented and not _is_documented(401, documented)


def _is_convention(status: int, documented: Sequence[str]) -> bool:
    """Whether HTTP has this status for a case for which the operation documents none."""
    return status in _CASES and not any(_is_documented(other, documented) for other in _CASES[status])


_CASES = {
    400: (400, 422),
    401: (401, 403),
    403: (403, 401),
    404: (404, 410),
    405: (405,),
    406: (406,),
    409: (409, 422, 400),
    412: (412, 409),
    413: (413, 400, 422),
    414: (414,),
    415: (415, 400, 422),
    422: (422, 400),
    428: (428, 412, 400),
    431: (431,),
}
"""By the status that RFC 9110 or 6585 gives to a case, those that documents give to it."""


def drive(plan: dict[str, Any]) -> Report:
    """Run all phases once, each operation within its share of the time."""
    import schemathesis
    from schemathesis.engine import events, from_schema
    from schemathesis.engine.run import PhaseName

    leniency = Leniency()

    def keep(context: "HookContext", failure: "Complaint", case: "Case[Any]", response: "Response") -> bool:
        return leniency.keep(context, failure, case, response)

    schemathesis.hook("filter_failure")(keep)
    document = Path(plan["document"])
    schema = schemathesis.openapi.from_dict(clarified(joined(loaded(document))), config=configured(plan))
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


def main() -> None:
    """Drive, and write the report."""
    plan = json.loads(Path(sys.argv[1]).read_text())
    Path(sys.argv[2]).write_text(json.dumps(drive(plan).written()))


if __name__ == "__main__":
    main()
