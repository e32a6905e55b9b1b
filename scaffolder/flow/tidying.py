"""Merged modules are laid out as the project's formatter would, where they were so before: a person's own style stays.

In: what stood in each file and what was merged of it. Out: those of the merged that the formatter lays out otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scaffolder.project.compare import Tidy

_CONFIGURATIONS = ("pyproject.toml", "ruff.toml", ".ruff.toml")


def tidying(out: Path) -> Tidy:
    """For the project of a folder, configured as it is there."""

    def tidy(files: Mapping[str, tuple[bytes, bytes]]) -> Mapping[str, bytes]:
        from scaffolder.render.formatting import laid_out

        python = {path: texts for path, texts in files.items() if path.endswith(".py")}
        if not python:
            return {}
        configuration = {name: (out / name).read_bytes() for name in _CONFIGURATIONS if (out / name).is_file()}
        sides = [{path: texts[side] for path, texts in python.items()} for side in (0, 1)]
        before, after = (laid_out(side, configuration) for side in sides)
        return {path: after[path] for path, (stood, _) in python.items() if before.get(path) == stood and path in after}

    return tidy
