"""The templates that there are: `render/` gives them, `report/` shows them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class TemplateEntry:
    """One template and what it is for."""

    name: str
    """Its path in the folder of templates."""
    path: str
    """What it becomes, with `{module}` where there is one for each module."""
    context: str
    """The dataclass whose fields are its variables."""
    macros: tuple[str, ...] = ()
    """Those that can be overridden alone."""
    overridden: str = ""
    """"template", the names of the macros that are, or nothing."""
