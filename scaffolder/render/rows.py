"""The rows of the plan: which template becomes which file, and who owns it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scaffolder.model import Module
from scaffolder.render.index import Index
from scaffolder.tree import Owner


def _always(_: Index) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One file for the whole project."""

    template: str
    path: str
    context: Callable[[Index], object]
    owner: Owner = Owner.GENERATED
    condition: Callable[[Index], bool] = _always


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """One file for each module that has something to put there (a context that is not None)."""

    template: str
    path: str
    """With `{module}`."""
    context: Callable[[Module, Index], object | None]
    owner: Owner = Owner.GENERATED
