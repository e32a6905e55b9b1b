"""Which changes of a column's type keep every value by themselves, which need a check, and which keep the old aside."""

from __future__ import annotations

from enum import StrEnum

from scaffolder.migrate.facts import Kind


class Conversion(StrEnum):
    """How a column gets from one type to another."""

    SAME = "same"
    """No database tells the types apart."""
    DIRECT = "direct"
    """Every value fits, or those that do not are found before anything changes."""
    ASIDE = "aside"
    """Some values may not fit: the old column stays, and the new one takes those that do."""


_TEXTS = frozenset({"string", "text"})
_TEXT_LENGTHS = {"integer": 11, "bigint": 20, "boolean": 5, "uuid": 36, "date": 10, "time": 15, "datetime": 32}
"""Characters that any value of a kind takes as text."""
_WIDER = frozenset(
    {
        ("integer", "bigint"),
        ("bigint", "integer"),
        ("integer", "float"),
        ("integer", "numeric"),
        ("date", "datetime"),
        ("boolean", "integer"),
        ("boolean", "bigint"),
    }
)
"""Pairs between which values are kept, or refused for their size before anything changes."""
_AS_JSON = _TEXTS | {"integer", "bigint", "float", "boolean", "uuid", "date", "datetime", "time"}


def conversion(old: Kind, new: Kind) -> Conversion:
    """How to get from one type to the other."""
    if old.same_as == new.same_as:
        return Conversion.SAME
    return Conversion.DIRECT if _direct(old, new) else Conversion.ASIDE


def _direct(old: Kind, new: Kind) -> bool:
    if old.family in _TEXTS and new.family in _TEXTS:
        return True
    if new.family in _TEXTS:
        needed = _TEXT_LENGTHS.get(old.family)
        return needed is not None and (new.length is None or new.length >= needed)
    if new.family == "json":
        return old.family in _AS_JSON
    if old.family == new.family == "numeric":
        return True
    return (old.family, new.family) in _WIDER
