"""What was found in the tree, by pointer; turned into diagnostics with places at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from scaffolder.diagnostics import Diagnostic, Severity
from scaffolder.document.files import Files
from scaffolder.document.text import diagnose

_longest_shown = 30

_found = {dict: "a mapping", list: "a list", str: "a text", bool: "true or false", type(None): "empty"}


def describe(value: object) -> str:
    """What a value is, in the user's words."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"the number {value!r:.30}"
    if isinstance(value, str) and len(value) <= _longest_shown:
        return f"the text `{value}`"
    return _found.get(type(value), "a text")


class Findings:
    """Collects findings; each is kept once for each place."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._diagnostics: dict[tuple[str, str, str], Diagnostic] = {}
        self._lenient = False

    @contextmanager
    def lenient(self) -> Iterator[None]:
        """Errors inside become warnings: for parts that no operation uses."""
        before, self._lenient = self._lenient, True
        try:
            yield
        finally:
            self._lenient = before

    def add(self, code: str, pointer: str, **values: object) -> None:
        """Report a finding at the node of a pointer."""
        place = self._files.locate(pointer)
        finding = diagnose(code, place, source_line=self._files.line(pointer, place), **values)
        if self._lenient and finding.severity is Severity.ERROR:
            finding = replace(finding, severity=Severity.WARNING)
        self._diagnostics.setdefault((code, pointer, finding.message), finding)

    def take(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Add findings that already have their places."""
        for finding in diagnostics:
            self._diagnostics.setdefault((finding.code, str(finding.place), finding.message), finding)

    def line(self, pointer: str) -> int:
        """The line of a node, for messages that name a second place."""
        return self._files.locate(pointer).line

    @property
    def failed(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.severity is Severity.ERROR for finding in self._diagnostics.values())

    def all(self) -> tuple[Diagnostic, ...]:
        """Every finding, by place."""
        return tuple(sorted(self._diagnostics.values(), key=lambda found: (found.place, found.code, found.message)))
