"""Columns and tables of which revisions say more than the models do, while a plan is made.

*Parked* is what no model has and the database keeps. *Pending* is a column that must have a value by its model and may
be empty in the database, until every row has one. In: both as the revisions that are there leave them. Out: what the
next revision says of them.
"""

from __future__ import annotations

from collections.abc import Iterator


class Marks:
    """The names of one kind ("table" or "table.column"): those that stand, and how a plan changes them."""

    def __init__(self, standing: frozenset[str]) -> None:
        self._before = standing
        self._now = set(standing)

    def __contains__(self, name: str) -> bool:
        return name in self._now

    def put(self, name: str) -> None:
        """It stands from now on."""
        self._now.add(name)

    def take(self, name: str) -> None:
        """It stands no longer, if it did."""
        self._now.discard(name)

    def move(self, old: str, new: str) -> None:
        """It is called differently, if it stands."""
        if old in self._now:
            self.take(old)
            self.put(new)

    def move_table(self, old: str, new: str) -> None:
        """Its table is called differently."""
        for column in self.columns(old):
            self.move(f"{old}.{column}", f"{new}.{column}")

    def columns(self, table: str) -> frozenset[str]:
        """The columns of a table that stand."""
        return frozenset(n.split(".", 1)[1] for n in self._now if n.startswith(f"{table}."))

    def of(self, table: str) -> Iterator[str]:
        """The table itself and its columns, as far as they stand."""
        yield from sorted(n for n in self._now if n.split(".")[0] == table)

    @property
    def fresh(self) -> tuple[str, ...]:
        """What stands now and did not before."""
        return tuple(sorted(self._now - self._before))

    @property
    def gone(self) -> tuple[str, ...]:
        """What stood before and does not now."""
        return tuple(sorted(self._before - self._now))
