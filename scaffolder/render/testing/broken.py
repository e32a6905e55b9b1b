"""What breaks a body: wrong values of its fields, and bodies that are wrong as a whole.

In: an operation's body with what is valid of it. Out: `BrokenBodies`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from scaffolder.model import Broken
from scaffolder.render.testing.bodies import BodyFacts
from scaffolder.render.testing.values import expression, too_many

_MOST = 25
"""Wrong values that an operation is tested with."""
_KIND = re.compile(
    r"(null|wrong_type|bad_format|too_short|too_long|no_match|not_whole|too_small|too_large|not_multiple|not_in_enum"
    r"|too_few|too_many|not_unique|extra_field)$"
)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A value that makes a body invalid."""

    label: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class WrongBody:
    """A body that is wrong as a whole, or in a place that is not a field's own."""

    label: str
    body: str


class BrokenBodies:
    """Chooses what an operation must refuse; a wrong field takes its place in the valid payload."""

    def __init__(self, facts: BodyFacts, *, form: bool) -> None:
        self._facts = facts
        self._form = form
        self._prefix = "".join(f"{f.name}_" for f in facts.steps)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """JSON names without which it is refused."""
        labels = {b.label for b in self._facts.body.broken}
        required = (f for f in self._facts.fields.values() if f.required)
        return tuple(f.json_name for f in required if f"missing_{self._prefix}{f.name}" in labels)

    @property
    def values(self) -> tuple[Wrong, ...]:
        """Wrong values of fields."""
        return tuple(c for c in self._chosen if isinstance(c, Wrong))

    @property
    def bodies(self) -> tuple[WrongBody, ...]:
        """Other wrong bodies."""
        return tuple(c for c in self._chosen if isinstance(c, WrongBody))

    @cached_property
    def _chosen(self) -> tuple[Wrong | WrongBody, ...]:
        """A bounded choice with every kind of fault, in the order of the fields."""
        rounds: Counter[str] = Counter()
        ranked = []
        for position, (kind, case) in enumerate(self._cases()):
            rounds[kind] += 1
            ranked.append((rounds[kind], position, case))
        chosen = sorted(ranked, key=lambda r: r[:2])[:_MOST]
        return tuple(case for _, _, case in sorted(chosen, key=lambda r: r[1]))

    def _cases(self) -> Iterator[tuple[str, Wrong | WrongBody]]:
        """Every fault but those of `missing`, with its kind."""
        for broken in self._facts.body.broken:
            case = self._case(broken)
            if case is not None and (not self._form or self._is_wrong_text(case)):
                match = _KIND.search(broken.label)
                yield match.group(1) if match else "missing", case

    def _case(self, broken: Broken) -> Wrong | WrongBody | None:
        label = broken.label.removeprefix("missing_")
        rest = label.removeprefix(self._prefix)
        within = label.startswith(self._prefix)
        if within and rest in self._facts.fields and label != broken.label:
            return None
        payload = self._facts.dug(broken.body.value)
        name = self._field(rest) if within and self._facts.payload is not None else None
        if payload is not None and name in payload:
            return Wrong(broken.label, name, _value(broken.label, payload[name]))
        return None if broken.body.value is None else WrongBody(broken.label, expression(broken.body))

    def _is_wrong_text(self, case: Wrong | WrongBody) -> bool:
        """Forms carry texts only, empty ones are as good as none, and one text makes a list."""
        if not isinstance(case, Wrong) or not case.value.startswith('"') or case.value == '""':
            return False
        listed = (f.json_name for f in self._facts.fields.values() if self._facts.is_list(f))
        return case.name not in listed

    def _field(self, rest: str) -> str:
        """JSON name of the payload's field that a fault's label begins with."""
        if rest == "extra_field":
            return "unexpected_property"
        found = [f for f in self._facts.fields.values() if rest.startswith(f"{f.name}_")]
        return max(found, key=lambda f: len(f.name)).json_name if found else ""


def _value(label: str, value: object) -> str:
    return too_many(value) if label.endswith("too_many") and isinstance(value, list) else expression(value)
