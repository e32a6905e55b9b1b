"""`Tree` + project on disk → changes → disk: lock, base, three-way merge, atomic apply, undo.

A project is a folder that holds `.scaffold/lock.json`. `update` brings one up to date, or makes it.
"""

from scaffolder.project.condition import bodies, condition
from scaffolder.project.extending import Growing, Staged
from scaffolder.project.fills import write_fills
from scaffolder.project.lock import Origin, generated, is_project
from scaffolder.project.resolve import Side, resolve
from scaffolder.project.results import (
    keep_findings,
    keep_review,
    keep_verdict,
    kept_findings,
    kept_review,
    kept_verdict,
)
from scaffolder.project.unchanged import default_place, unchanged
from scaffolder.project.undo import replaced, undo
from scaffolder.project.update import generated_from, known_facts, known_texts, recover, update

__all__ = [
    "Growing",
    "Origin",
    "Side",
    "Staged",
    "bodies",
    "condition",
    "default_place",
    "generated",
    "generated_from",
    "is_project",
    "keep_findings",
    "keep_review",
    "keep_verdict",
    "kept_findings",
    "kept_review",
    "kept_verdict",
    "known_facts",
    "known_texts",
    "recover",
    "replaced",
    "resolve",
    "unchanged",
    "undo",
    "update",
    "write_fills",
]
