"""Remarks → SARIF 2.1.0 (OASIS Standard, Static Analysis Results Interchange Format)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import quote

from scaffolder import __version__
from scaffolder.diagnostics import Severity
from scaffolder.remarks import Remark

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}

_Json = dict[str, object]


def text(remarks: Sequence[Remark], *, exit_code: int) -> str:
    """One run with all remarks as results."""
    rules = {r.code: r for r in reversed(remarks)}
    names = sorted(rules)
    driver = {
        "name": "scaffold",
        "version": __version__,
        "rules": [_rule(rules[name]) for name in names],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": exit_code in {0, 1}, "exitCode": exit_code}],
        "results": [_result(r, names.index(r.code)) for r in remarks],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(remark: Remark) -> _Json:
    rule: _Json = {"id": remark.code, "defaultConfiguration": {"level": _LEVELS[remark.severity]}}
    return rule | ({"fullDescription": {"text": remark.reason}} if remark.reason else {})


def _result(remark: Remark, index: int) -> _Json:
    message = f"{remark.message} {remark.reason}".strip()
    result: _Json = {
        "ruleId": remark.code,
        "ruleIndex": index,
        "level": _LEVELS[remark.severity],
        "message": {"text": message},
    }
    return result | ({"locations": [_location(remark)]} if remark.file else {})


def _location(remark: Remark) -> _Json:
    region = {"startLine": remark.line, "startColumn": remark.column}
    return {"physicalLocation": {"artifactLocation": {"uri": quote(remark.file, safe="/")}, "region": region}}
