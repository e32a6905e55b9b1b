"""Parameters that bound a list in time without naming a property: `startDate` and `endDate`, `from` and `to`.

In: a parameter's name and kind, the entity. Out: how it compares, and with which column.
"""

from __future__ import annotations

import re

from scaffolder.model import Column, ColumnKind, ColumnRole, Comparison, Entity

_FIRST = re.compile(r"(?:start|from|since|begin)(?:_(?:date|time|datetime|day|at))?|(?:date|time)_(?:from|start)")
_LAST = re.compile(r"(?:end|to|until|till)(?:_(?:date|time|datetime|day|at))?|(?:date|time)_(?:to|until|end)")
_MOMENTS = frozenset({"date", "day", "time", "timestamp", "datetime", "occurred_at", "recorded_at", "measured_at"})


def comparison_of(spelled: str) -> Comparison | None:
    """How a parameter of this snake-cased name compares; None where it is no end of a span."""
    if _FIRST.fullmatch(spelled):
        return Comparison.GE
    return Comparison.LE if _LAST.fullmatch(spelled) else None


def moment_of(entity: Entity, kind: ColumnKind) -> Column | None:
    """When what a row tells of was: its only date or time, or the only one called so, or else its creation."""
    if kind not in (ColumnKind.DATE, ColumnKind.DATETIME):
        return None
    shown = [c for c in entity.columns if c.kind is kind and c.json_name]
    own = [c for c in shown if c.role not in (ColumnRole.CREATED_AT, ColumnRole.UPDATED_AT)]
    called = [c for c in own if c.name in _MOMENTS]
    for found in (called, own, [c for c in shown if not own and c.role is ColumnRole.CREATED_AT]):
        if len(found) == 1:
            return found[0]
    return None
