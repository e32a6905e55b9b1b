"""Project on disk → its application's own document → how it stands to the project's contract."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from scaffolder.contract import Contract, Difference
from scaffolder.events import Listener, StageStarted, ignore
from scaffolder.flow import remembered
from scaffolder.flow.pages import document_of
from scaffolder.flow.understanding import no_project
from scaffolder.outcome import Outcome
from scaffolder.verdict import Finding, Status, Step, Verdict


def compare(folder: Path, timeout: float | None = None, notify: Listener = ignore) -> Outcome:
    """Compare the contract of a project with what its application says of itself. `timeout` is in seconds."""
    from scaffolder import project
    from scaffolder.document import read
    from scaffolder.settings import FILE_NAME, load
    from scaffolder.verify import contract as room

    project.recover(folder)
    if not project.is_project(folder):
        raise no_project(folder)
    settings, findings = load(folder / FILE_NAME)
    document, more = read(document_of(folder))
    if document is None:
        return Outcome(findings + more)
    notify(StageStarted("comparing", str(folder)))
    app = str(settings.into.get("app", ""))
    told = room.derived(folder, timeout=timeout or settings.timeout, app=app)
    if told.failed is not None:
        return Outcome(findings, verdict=Verdict((told.failed,)))
    derived, broken = read("-", stdin=io.BytesIO(told.text))
    if derived is None:
        return Outcome(findings + broken)
    contract = room.compare(document, derived)
    outcome = remembered(folder, Verdict((_step(contract, told.seconds),)))
    return replace(outcome, diagnostics=findings, contract=contract)


def _step(contract: Contract, seconds: float) -> Step:
    """Passed where no client that keeps to the document can fail."""
    breaking = [d for d in contract.differences if d.breaking]
    status = Status.FAILED if breaking else Status.PASSED
    differences = "1 breaking difference" if len(breaking) == 1 else f"{len(breaking)} breaking differences"
    detail = f"{contract.kept} of {len(contract.operations)} operations as documented, {differences}"
    return Step("contract", status, seconds, detail, findings=tuple(map(_finding, breaking)), command=_COMMAND)


_COMMAND = "scaffold verify --contract"


def _finding(difference: Difference) -> Finding:
    place = difference.place
    where = " ".join(filter(None, (difference.subject, difference.inner)))
    message = f"{where}: {difference.message}"
    return Finding(Path(place.file).name, place.line, place.column, difference.relation, message)
