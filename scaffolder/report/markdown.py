"""Remarks → Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scaffolder.diagnostics import Severity
from scaffolder.remarks import Remark

_TITLES = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.NOTE: "Notes"}


def lines(remarks: Sequence[Remark]) -> Iterator[str]:
    """A heading for each weight, a line for each remark, its patch folded away under it."""
    if not remarks:
        yield "Nothing found."
    for severity, title in _TITLES.items():
        told = [r for r in remarks if r.severity is severity]
        if told:
            yield from (f"### {title} ({len(told)})", "")
            for remark in told:
                yield from _lines(remark)
            yield ""


def _lines(remark: Remark) -> Iterator[str]:
    place = f"`{remark.file}:{remark.line}` " if remark.file else ""
    yield f"- {place}**{remark.code}** {_plain(f'{remark.message} {remark.reason}'.strip())}"
    if remark.patch:
        fence = "`" * max(3, _longest_run(remark.patch) + 1)
        yield from ("", "  <details><summary>Patch</summary>", "", f"  {fence}diff")
        yield from (f"  {line}" for line in remark.patch.splitlines())
        yield from (f"  {fence}", "", "  </details>", "")


def _plain(text: str) -> str:
    """The text without a meaning in Markdown or HTML."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#|!~@" else c for c in " ".join(text.split()))


def _longest_run(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return longest
