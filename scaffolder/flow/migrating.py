"""How the project will stand → revisions for its database, in the same run as the code.

In: the model that is generated. Out: a function that `project.update` calls once it knows what it is going to write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scaffolder.diagnostics import Diagnostic
from scaffolder.events import Listener, StageStarted, ignore
from scaffolder.model import ApiModel
from scaffolder.tree import Tree, TreeFile

if TYPE_CHECKING:
    from pathlib import Path

    from scaffolder.migrate import Machine, Revised
    from scaffolder.project import Staged

_CONFIGURATION = "pyproject.toml"


@dataclass(slots=True)
class Migrating:
    """Adds revisions to a run, and keeps what it found for the run's outcome."""

    model: ApiModel
    tree: Tree
    lose: bool = False
    """The person allows that what no model has any more goes."""
    require: bool = False
    """The person says that every row has a value in the pending columns."""
    notify: Listener = ignore
    findings: list[Diagnostic] = field(default_factory=list)

    def __call__(self, staged: Staged) -> Iterable[TreeFile]:
        """The further files of the run."""
        from scaffolder import migrate

        standing = migrate.Standing(staged.root, staged.writes, staged.conflicts)
        revised = migrate.revise(
            standing, self.model, lambda: self._machine(staged.root), lose=self.lose, require=self.require
        )
        self.findings += revised.diagnostics
        return list(self._files(revised))

    def _machine(self, root: Path) -> Machine:
        """Found only when something is to be run."""
        from scaffolder.migrate import Machine
        from scaffolder.verify import surroundings

        self.notify(StageStarted("migrating"))
        return Machine(*surroundings(root))

    def _files(self, revised: Revised) -> Iterator[TreeFile]:
        from scaffolder.migrate.record import RECORD, digest

        made = self._formatted({r.path: r.text for r in revised.revisions})
        yield from (TreeFile(path, text) for path, text in made.items())
        if revised.record is not None:
            record = revised.record.grown({path: digest(text.encode()) for path, text in made.items()})
            yield TreeFile(RECORD, record.dump().decode())

    def _formatted(self, files: dict[str, str]) -> dict[str, str]:
        configuration = self.tree.get(_CONFIGURATION)
        if not files or configuration is None or isinstance(configuration.content, bytes):
            return files
        from scaffolder.render.formatting import formatted

        made = formatted({**files, _CONFIGURATION: configuration.content})
        return {path: made[path] for path in files}
