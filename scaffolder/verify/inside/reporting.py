"""pytest's reports → plain values, bounded in size."""

from __future__ import annotations

from typing import Any

import pytest

_TEXT, _OUTPUT = 6000, 2000
"""Characters kept of what a failure says and of what was printed."""
_MOST = 400
"""Reports kept."""


class Recorder:
    """A plugin that keeps what did not pass, and that something did."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []
        self.failures = 0

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that could not be imported, a test that is not there."""
        if report.failed:
            self._keep(report, "error", "collect")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test's call; its set-up and tear-down only where they fail or skip."""
        if report.when == "call" or report.outcome != "passed":
            outcome = "error" if report.failed and report.when != "call" else report.outcome
            self.failures += report.failed
            self._keep(report, outcome, report.when or "")

    def collected(self) -> str:
        """What went wrong while collecting; "" where nothing did."""
        return "\n".join(e["text"] for e in self.entries if e["when"] == "collect")[:_TEXT]

    def _keep(self, report: pytest.CollectReport | pytest.TestReport, outcome: str, when: str) -> None:
        if len(self.entries) >= _MOST:
            return
        crash = getattr(report.longrepr, "reprcrash", None)
        output = "" if outcome == "passed" else "".join(text for _, text in report.sections)
        self.entries.append(
            {
                "test": report.nodeid,
                "outcome": outcome,
                "when": when,
                "text": "" if outcome == "passed" else _end(report.longreprtext, _TEXT),
                "said": str(getattr(crash, "message", ""))[:_TEXT],
                "line": int(getattr(crash, "lineno", 0) or 0),
                "path": str(getattr(crash, "path", "")),
                "output": _end(output, _OUTPUT),
            }
        )


def _end(text: str, most: int) -> str:
    return text if len(text) <= most else "…" + text[-most:]
