"""`Tree` + project on disk → changes → disk: lock, base, three-way merge, atomic apply.

A project is a folder that holds `.scaffold/lock.json`. `update` brings one up to date, or makes it.
"""

from scaffolder.project.extending import Growing, Staged
from scaffolder.project.fills import write_fills
from scaffolder.project.lock import Origin, is_project
from scaffolder.project.results import keep_verdict, kept_verdict
from scaffolder.project.update import recover, update

__all__ = [
    "Growing",
    "Origin",
    "Staged",
    "is_project",
    "keep_verdict",
    "kept_verdict",
    "recover",
    "update",
    "write_fills",
]
