"""Remarks → workflow commands of GitHub Actions, which shows them beside the lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scaffolder.diagnostics import Severity
from scaffolder.remarks import Remark

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def lines(remarks: Sequence[Remark]) -> Iterator[str]:
    """ "::error file=app/main.py,line=3,col=1,title=R104::…"."""
    for remark in remarks:
        place: dict[str, object] = (
            {"file": remark.file, "line": remark.line, "col": remark.column} if remark.file else {}
        )
        place["title"] = remark.code
        told = ",".join(f"{name}={_property(str(value))}" for name, value in place.items() if value)
        yield f"::{_COMMANDS[remark.severity]} {told}::{_data(f'{remark.message} {remark.reason}'.strip())}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
