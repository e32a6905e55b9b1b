"""Business rules: `x-business-rules` of schemas and operations.

In: extension values. Out: `Rule`s with stable ids. A rule is a sentence or an object with `id`, `on`, `text`, `status`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from scaffolder import names
from scaffolder.model import Kind, Moment, Rule
from scaffolder.names import Identifier
from scaffolder.source import JsonValue

_MOMENTS: dict[Kind, tuple[Moment, ...]] = {
    Kind.CREATE: (Moment.CREATE,),
    Kind.REPLACE: (Moment.UPDATE,),
    Kind.PATCH: (Moment.UPDATE,),
    Kind.DELETE: (Moment.DELETE,),
    Kind.READ: (Moment.READ,),
    Kind.LIST: (Moment.READ,),
}
_WRITES = (Moment.CREATE, Moment.UPDATE)


class RuleReader:
    """Reads rules; ids are unique over the whole model, function names over a module."""

    def __init__(self, taken: frozenset[str]) -> None:
        """`taken` holds ids of other placeholders."""
        self._ids = names.Scope(taken)

    def read(
        self,
        value: JsonValue,
        *,
        pointer: str,
        functions: names.Scope,
        operation: Identifier | None = None,
        kind: Kind | None = None,
    ) -> tuple[Rule, ...]:
        """The rules of one `x-business-rules`; what is neither text nor object with a text is passed over."""
        entries = value if isinstance(value, list) else [value]
        rules = (
            self._rule(entry, f"{pointer}/x-business-rules/{n}", functions, operation, kind)
            for n, entry in enumerate(entries)
        )
        return tuple(r for r in rules if r is not None)

    def _rule(
        self, entry: JsonValue, pointer: str, functions: names.Scope, operation: Identifier | None, kind: Kind | None
    ) -> Rule | None:
        parts = entry if isinstance(entry, dict) else {"text": entry}
        text = parts.get("text") or parts.get("description")
        if not isinstance(text, str) or not text.strip():
            return None
        given = parts.get("id")
        wanted = _safe_id(given) if isinstance(given, str) and given.strip() else _id_of(text)
        rule_id = self._ids.take(wanted)
        status = parts.get("status")
        return Rule(
            id=rule_id,
            identifier=functions.take(Identifier(names.snake(rule_id))),
            text=text.strip(),
            on=_moments(parts.get("on")) or (_MOMENTS.get(kind, ()) if kind else _WRITES),
            status=int(status) if isinstance(status, int) and 400 <= status < 500 else None,
            operation=operation,
            origin=pointer,
        )


def _safe_id(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", text).strip("-.")[:80] or _id_of(text)


def _id_of(text: str) -> str:
    """First words and a digest: stable as long as the sentence is."""
    head = "-".join(names.words(text)[:6])[:48]
    return f"{head}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"


def _moments(value: JsonValue) -> tuple[Moment, ...]:
    listed: Iterable[JsonValue] = value if isinstance(value, list) else [value]
    spelled = {"create": Moment.CREATE, "update": Moment.UPDATE, "delete": Moment.DELETE, "read": Moment.READ}
    spelled |= {"replace": Moment.UPDATE, "patch": Moment.UPDATE, "list": Moment.READ}
    found = (spelled.get(v.lower()) for v in listed if isinstance(v, str))
    return tuple(dict.fromkeys(m for m in found if m is not None))
