"""Values for tests and examples: a type in, JSON values that match it, or bodies and texts that do not, out.

Everything is deterministic, plain ASCII, and small: optional parts of deep or recursive objects are left out.
"""

from __future__ import annotations

from scaffolder.inference.samples.broken import broken_bodies
from scaffolder.inference.samples.neutral import neutral
from scaffolder.inference.samples.texts import broken_texts
from scaffolder.inference.samples.values import NOTHING, Draw
from scaffolder.inference.validity import Definitions
from scaffolder.model import Broken, Literal, Type


class Sampler:
    """Makes values of types whose named schemas are in `definitions`, which may still grow."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions

    def sample(self, type: Type, *, variant: int = 0, full: bool = True) -> Literal | None:
        """A valid value, another one for each `variant` as far as the type has them; None: none was found.

        Objects have their optional properties too where `full`.
        """
        value = Draw(self._definitions, full=full).value(type, variant)
        return None if value is NOTHING else Literal.of(value)

    def samples(self, type: Type, count: int = 3) -> tuple[Literal, ...]:
        """Up to `count` different valid values."""
        found: dict[Literal, None] = {}
        for variant in range(count * 3):
            value = self.sample(type, variant=variant)
            if value is not None and len(found) < count:
                found[value] = None
        return tuple(found)

    def neutral(self, type: Type) -> Literal | None:
        """A valid value that says as little as possible: nothing, zero, false or empty where the type has it."""
        value = neutral(type, self._definitions)
        return self.sample(type, full=False) if value is NOTHING else Literal.of(value)

    def broken(self, type: Type) -> tuple[Broken, ...]:
        """Whole bodies of a type with one fault each."""
        return broken_bodies(type, self._definitions)

    def broken_text(self, type: Type) -> tuple[Literal, ...]:
        """Texts that a parameter of a type must refuse; none where it takes any."""
        return broken_texts(type, self._definitions)
