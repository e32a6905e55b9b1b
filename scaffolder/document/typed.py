"""The prepared tree in, openapi-pydantic's typed object out; what it refuses is taken out with a warning.

The model of 3.1 serves all versions: what 3.0 adds to it, it takes as extensions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from scaffolder.document import pointers
from scaffolder.document.findings import Findings
from scaffolder.document.limits import max_rounds
from scaffolder.document.moved import Moved, at
from scaffolder.document.references import Removed
from scaffolder.source import JsonValue

if TYPE_CHECKING:
    from openapi_pydantic.v3.v3_1 import OpenAPI
    from pydantic import ValidationError

_Location = tuple[int | str, ...]


class _Step(NamedTuple):
    """One step down the tree."""

    container: JsonValue
    key: int | str
    pointer: str
    """Of what stands under the key."""


_needed = ("openapi", "info", "title", "version", "paths")


def type_document(root: dict[str, JsonValue], findings: Findings, removed: Removed) -> OpenAPI | None:
    """Type the document, in a bounded number of rounds; None, with an error, where what is left cannot be typed."""
    from openapi_pydantic.v3.v3_1 import OpenAPI
    from pydantic import ValidationError

    reason = ""
    for _ in range(max_rounds):
        try:
            return OpenAPI.model_validate({**root, "openapi": "3.1.0"})
        except ValidationError as error:
            reason = _first_reason(error)
            if not _take_out(error, root, findings, removed):
                break
    findings.add("D128", "", reason=reason)
    return None


def _first_reason(error: ValidationError) -> str:
    return str(error.errors(include_url=False, include_input=False, include_context=False)[0]["msg"])


def _take_out(error: ValidationError, root: dict[str, JsonValue], findings: Findings, removed: Removed) -> bool:
    """Take out what each complaint names; whether anything could be.

    What stands above or below a part that was just taken out may be in order now: the next round tells.
    """
    above: set[str] = set()
    gone: set[str] = set()
    for location, reason in _complaints(error):
        steps = _walk(root, location)
        while steps and steps[-1].key in _needed:
            steps.pop()
        places = [step.pointer for step in steps]
        if not steps or places[-1] in above or not gone.isdisjoint(places):
            continue
        findings.add("D127", places[-1], reason=reason)
        above.update(places)
        gone.add(places[-1])
        _remove(steps[-1], removed)
    return bool(gone)


def _complaints(error: ValidationError) -> list[tuple[_Location, str]]:
    """Locations and messages, deepest first; those about the `$ref` of what is no reference say nothing."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    telling = [entry for entry in found if entry["loc"][-2:] != ("Reference", "$ref")] or found
    complaints = [(entry["loc"], str(entry["msg"])) for entry in telling]
    return sorted(complaints, key=lambda complaint: -len(complaint[0]))


def _walk(root: JsonValue, location: Sequence[int | str]) -> list[_Step]:
    """The steps from the root as far as the location leads; names of union members are no steps."""
    steps: list[_Step] = []
    node, pointer = root, ""
    for token in location:
        following = _child(node, token)
        if isinstance(following, pointers.Missing):
            continue
        pointer = at(following, pointers.child(pointer, token))
        steps.append(_Step(node, token, pointer))
        node = following
    return steps


def _child(node: JsonValue, token: int | str) -> JsonValue | pointers.Missing:
    if isinstance(node, dict):
        return node.get(str(token), pointers.missing)
    if isinstance(node, list) and isinstance(token, int) and 0 <= token < len(node):
        return node[token]
    return pointers.missing


def _remove(step: _Step, removed: Removed) -> None:
    """Take out a member or an item; items that move up remember where they stood."""
    if isinstance(step.container, dict):
        removed.keep(step.container, str(step.key))
        del step.container[str(step.key)]
    elif isinstance(step.container, list) and isinstance(step.key, int):
        above = step.pointer.rpartition("/")[0]
        for index in range(step.key + 1, len(step.container)):
            item = step.container[index]
            if type(item) is dict:
                step.container[index] = Moved(pointers.child(above, index), item)
        del step.container[step.key]
