"""What one command came to: `flow.py` gives it, `report/` shows it, its exit code ends the process."""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.catalogue import TemplateEntry
from scaffolder.changes import Changes
from scaffolder.condition import Condition
from scaffolder.contract import Contract
from scaffolder.diagnostics import Diagnostic, ExitCode, Severity
from scaffolder.filling import Filling
from scaffolder.layout import Adoption
from scaffolder.model import ApiModel
from scaffolder.prose import Listed
from scaffolder.remarks import Review
from scaffolder.tree import Placeholder
from scaffolder.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """Later parts are None where the command ended before them, or does not have them."""

    diagnostics: tuple[Diagnostic, ...] = ()
    model: ApiModel | None = None
    sentences: tuple[Listed, ...] = ()
    """Of descriptions, that read like rules."""
    changes: Changes | None = None
    placeholders: tuple[Placeholder, ...] = ()
    """All of the output, in the order of files and lines."""
    verdict: Verdict | None = None
    filling: Filling | None = None
    page: str = ""
    """Path of the page, or of the copy, that was written."""
    templates: tuple[TemplateEntry, ...] = ()
    adoption: Adoption | None = None
    """What was found of an existing project, and what is used of it."""
    contract: Contract | None = None
    condition: Condition | None = None
    """How the project stands."""
    checked: bool = False
    """The question was whether the project is up to date: where it is not, that is a finding."""
    review: Review | None = None
    root: str = ""
    """The project's folder, as the user named it, where neither `changes` nor `condition` tells it."""

    @property
    def exit_code(self) -> ExitCode:
        """What the process returns."""
        if any(d.severity is Severity.ERROR for d in self.diagnostics):
            return ExitCode.INVALID_DOCUMENT
        if self.filling is not None and self.filling.unset:
            return ExitCode.USAGE
        conflicts = self.changes is not None and bool(self.changes.conflicts)
        conflicts |= self.condition is not None and bool(self.condition.conflicts)
        conflicts |= self.checked and self.changes is not None and bool(self.changes.touched)
        refuted = (self.verdict is not None and not self.verdict.ok) or (self.review is not None and not self.review.ok)
        unfilled = self.filling is not None and self.filling.incomplete
        return ExitCode.FINDINGS if conflicts or refuted or unfilled else ExitCode.SUCCESS
