"""Document and existing project → modules that fit in: survey, matching, rendering, includes, merge.

The checks of `scaffold verify` look at what was generated there; the rest of the project has its own.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scaffolder.diagnostics import Diagnostic, Severity
from scaffolder.events import Listener, StageStarted, ignore
from scaffolder.flow.understanding import Request, understood
from scaffolder.outcome import Outcome
from scaffolder.tree import TreeFile
from scaffolder.verdict import Status, Step, Verdict

if TYPE_CHECKING:
    from scaffolder.flow.adopted_tables import Further
    from scaffolder.flow.understanding import Understood
    from scaffolder.layout import Adoption, Layout
    from scaffolder.model import ApiModel

_STATIC = frozenset({"lint", "format", "types"})
"""Checks that find what they find in single files."""


def adopt(request: Request, notify: Listener = ignore) -> Outcome:
    """Add the modules of a document to the project at `request.out`, or bring them along."""
    from scaffolder import project

    root = request.out or Path()
    project.recover(root)
    return adopt_known(understood(replace(request, out=root), notify), request, notify)


def adopt_known(known: Understood, request: Request, notify: Listener) -> Outcome:
    """The same for a document that is understood."""
    from scaffolder import project
    from scaffolder.flow.adopted_tables import without_new
    from scaffolder.render import render_into

    if known.model is None or known.document is None:
        return known.outcome
    notify(StageStarted("surveying", str(known.out)))
    model, adoption, findings = _fitted(known.out, known, known.model)
    outcome = replace(known.outcome, diagnostics=known.outcome.diagnostics + findings, adoption=adoption)
    if adoption is None or any(f.severity is Severity.ERROR for f in findings):
        return outcome
    notify(StageStarted("rendering"))
    revised = _revised(replace(known, model=model), request, adoption.layout, notify)
    outcome = replace(outcome, diagnostics=outcome.diagnostics + revised.findings)
    tree = render_into(model, without_new(adoption.layout, model), known.templates).with_files(revised.files)
    notify(StageStarted("writing", str(known.out)))
    included = [TreeFile(i.path, i.data) for i in adoption.includes]
    growing = project.Growing(tree, lambda _: included, adopted=True)
    changes = project.update(known.out, growing, known.origin(), dry_run=request.dry_run)
    return replace(outcome, placeholders=tree.placeholders(), changes=changes)


def _revised(known: Understood, request: Request, layout: Layout, notify: Listener) -> Further:
    """What tables that earlier runs added need by now."""
    from scaffolder import project
    from scaffolder.flow.adopted_tables import Further, Wanted, further
    from scaffolder.migrate import Machine
    from scaffolder.verify import surroundings

    assert known.model is not None
    if layout.revisions is None or not layout.revisions.ours:
        return Further()
    notify(StageStarted("migrating"))
    edited = frozenset(project.condition(known.out).edited)
    machine = Machine(*surroundings(known.out))
    lose, require = request.allow_data_loss, request.require_pending
    return further(Wanted(known.model, known.templates, machine, edited, lose, require), layout)


def _fitted(root: Path, known: Understood, model: ApiModel) -> tuple[ApiModel, Adoption | None, tuple[Diagnostic, ...]]:
    """What is left to generate, and how it fits in."""
    from scaffolder import adopt as room
    from scaffolder import project

    ours = project.generated(root)
    adoption, findings = room.survey(root, known.settings.into, ours)
    if adoption is None:
        return model, None, findings
    left, matched, more = room.matched(root, adoption, model, ours)
    included = replace(matched, includes=room.includes(root, matched.layout))
    return left, included, findings + more


def about_ours(verdict: Verdict, ours: frozenset[str]) -> Verdict:
    """The verdict on the generated files alone: what tools say of others is not for us to judge."""
    return Verdict(tuple(_about_ours(step, ours) for step in verdict.steps))


def _about_ours(step: Step, ours: frozenset[str]) -> Step:
    if step.name not in _STATIC or step.status is not Status.FAILED or not step.findings:
        return step
    left = tuple(f for f in step.findings if f.file in ours)
    if left:
        return replace(step, findings=left)
    return replace(step, status=Status.PASSED, findings=(), output="", detail="nothing in generated files")
