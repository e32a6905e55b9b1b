"""Tests of conditional changes: the entity tag that a request names must be the row's.

In: the writes of an operation. Out: `ConditionTests`.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model import Kind, Problem, Role
from scaffolder.render.testing.writes import Writes

_OTHER = '"999"'
_CONDITIONAL = frozenset({Kind.REPLACE, Kind.PATCH, Kind.DELETE})


@dataclass(frozen=True, slots=True)
class ConditionTests:
    """A change of a row with a tag that is not its own, and without any."""

    statements: tuple[str, ...]
    mismatch_call: str
    mismatch_status: int
    untagged_call: str
    """"" where a tag may be left out."""


def condition_tests(writes: Writes) -> ConditionTests | None:
    """The tests; None where the operation takes no tag."""
    requests, operation = writes.requests, writes.operation
    own, above = requests.own, requests.above
    sent = writes.body_tests.sent if writes.body_tests else ""
    unread = writes.body is not None and not sent
    conditional = operation.parameter(Role.IF_MATCH) is not None and operation.kind in _CONDITIONAL
    if own is None or above is None or unread or not conditional or not requests.sendable:
        return None
    variable = writes.facts.variable(requests.entity)
    assigned = "" if requests.lists else f"{variable} = "
    url = requests.row_url(variable)
    return ConditionTests(
        statements=(*above.statements, f"{assigned}{writes.facts.call(requests.entity, **own)}"),
        mismatch_call=requests.call(url, body=sent, tag=_OTHER),
        mismatch_status=operation.failure(Problem.PRECONDITION_FAILED),
        untagged_call=requests.call(url, body=sent, tag="") if requests.conditional else "",
    )
