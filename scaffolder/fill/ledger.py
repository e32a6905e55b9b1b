"""What a run has spent, and whether the user's limits leave room for another call.

Room is set aside before a call and what it took is booked after it, so that parallel calls together keep the limits.
Costs are counted here: no library's own budget has been found to stop calls.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.fill.talk import LimitReached
from scaffolder.filling import Usage


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a token sent, one that the provider had cached, and one received."""

    prompt: float
    answer: float
    cached: float

    def of(self, usage: Usage) -> float:
        """What a call cost."""
        fresh = usage.prompt - usage.cached
        return fresh * self.prompt + usage.cached * self.cached + usage.answer * self.answer


class Ledger:
    """Keeps count for one run."""

    def __init__(self, *, max_cost: float | None = None, max_tokens: int | None = None) -> None:
        self._max_cost, self._max_tokens = max_cost, max_tokens
        self._held_cost, self._held_tokens = 0.0, 0
        self.open = 0
        """Calls that room is set aside for."""
        self.spent = Usage()

    def hold(self, expected: Usage) -> None:
        """Set aside room for a call. Raises LimitReached."""
        tokens = self.spent.tokens + self._held_tokens + expected.tokens
        if self._max_tokens is not None and tokens > self._max_tokens:
            raise LimitReached(f"--max-tokens {self._max_tokens} leaves no room for another call")
        if self._max_cost is not None:
            self._check_cost(expected, self._max_cost)
        self.open += 1
        self._held_tokens += expected.tokens
        self._held_cost += expected.cost or 0.0

    def _check_cost(self, expected: Usage, limit: float) -> None:
        if expected.cost is None:
            raise LimitReached(
                "--max-cost cannot be kept: the model's price is not known; "
                "set input_price and output_price (dollars for a million tokens) under [fill] in scaffold.toml"
            )
        if (self.spent.cost or 0.0) + self._held_cost + expected.cost > limit:
            raise LimitReached(f"--max-cost {limit:g} leaves no room for another call")

    def book(self, expected: Usage, taken: Usage) -> None:
        """Give back the room and count what the call took."""
        self.open -= 1
        self._held_tokens -= expected.tokens
        self._held_cost -= expected.cost or 0.0
        self.spent += taken
