"""The review's own findings: each code with its weight and its reason, once; and how a check says one."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from scaffolder.diagnostics import Severity
from scaffolder.remarks import Remark
from scaffolder.review.sources import Source

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

CODES: dict[str, tuple[Severity, str]] = {
    "R101": (_E, "The document asks for credentials here; without the check anybody is let in."),
    "R102": (_E, "Text put together from values lets a caller write SQL of its own; bind the values."),
    "R103": (_E, "Whoever can read the code has the secret; take it from the environment."),
    "R104": (_E, "It shows tracebacks, statements or more to whoever asks."),
    "R105": (_W, "The time that an ordinary comparison takes tells how much of a secret was right."),
    "R106": (_E, "With credentials, any page of any origin can act as the user."),
    "R107": (_W, "Logs are read by many and kept for long."),
    "R108": (_W, "Callers learn what only those who run the application should."),
    "R109": (_W, "A caller can set fields that are not its to set."),
    "R201": (_E, "While it waits, no other request is served."),
    "R202": (_E, "The failure stays unseen, and what follows works on something that did not happen."),
    "R203": (_E, "It never runs."),
    "R204": (_E, "Rows of another parent, or of another tenant, are reached."),
    "R205": (_W, "The number of statements grows with the number of rows; ask once for all."),
    "R206": (_E, "A request is one transaction: what fails later is no longer undone."),
    "R207": (_E, "Python decides it once, before the database sees a row."),
    "R208": (_W, "Nothing checks, documents or trims what is answered."),
    "R209": (_W, "One request can ask for the whole table."),
    "R210": (_E, "Without it the documented statement changes every row."),
    "R301": (_N, "The safe default answers until then."),
    "R302": (_E, "The next generation cannot find the body, and would lose it or write beside it."),
    "R303": (_W, "Nobody notices when the rule no longer holds."),
    "R304": (_N, "It was left for later, and later is not planned."),
    "R305": (_E, "What it forbids happens."),
    "R401": (_W, "What it tested is no longer tested."),
    "R402": (_W, "It passes whatever the code does."),
    "R403": (_W, "It passes whatever the code does."),
    "R501": (_W, "What is stored there is lost, and a downgrade does not bring it back."),
    "R502": (_E, "Rows that are there have no value for it, so the migration fails on them."),
    "R503": (_W, "Writers wait for as long as it takes; on PostgreSQL it can be made without."),
    "R504": (_W, "PostgreSQL rewrites or scans the whole table while nobody else can use it."),
    "R505": (_W, "It changes every row in one transaction, and cannot be taken back."),
    "R506": (_W, "A release that goes wrong cannot be taken back."),
    "R507": (_W, "Instances of the former version still use the former name while the new one is rolled out."),
    "R508": (_E, "Alembic does not know which one is the last."),
    "R601": (_E, "A client that keeps to the document fails."),
    "R602": (_W, "No client fails, but the document no longer tells what is taken and answered."),
    "R701": (_W, "A model sees it in the code; look yourself before you change anything."),
}
"""Code → weight and reason."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a finding stands."""

    source: Source
    line: int
    column: int = 1

    @classmethod
    def of(cls, source: Source, node: ast.AST) -> Spot:
        """Where a node begins."""
        return cls(source, getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1)


def say(code: str, spot: Spot, message: str, patch: str = "") -> Remark:
    """The remark of a code at a place."""
    severity, reason = CODES[code]
    return Remark(spot.source.path, spot.line, spot.column, code, severity, message, reason, patch)
