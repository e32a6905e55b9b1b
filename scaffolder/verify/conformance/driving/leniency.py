"""Complaints about an answer → those that the application could have kept from arising."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from schemathesis.core.failures import Failure as Complaint
    from schemathesis.core.transport import Response
    from schemathesis.generation.case import Case
    from schemathesis.openapi.checks import JsonSchemaError

MARK = "x-refused-for-state"
_SEVERAL = "is valid under more than one of the schemas listed in the 'oneOf' keyword"
_EMPTY = frozenset({204, 205, 304})
"""Statuses of answers to which HTTP gives no content (RFC 9110, section 6.4.1), whatever is documented of it."""


@dataclass(slots=True)
class Leniency:
    """Which complaints speak of the document rather than of the application."""

    conventions: set[str] = field(default_factory=set)
    """Answers of a status that the document gives to no such case, and where it contradicts itself."""
    accepted: set[int] = field(default_factory=set)
    """Each value of a body that the document allows and the application took, with the name of its member, hashed."""

    def accept(self, case: Case[Any], response: Response) -> None:
        """Remember what a client has sent, if both sides hold it for valid."""
        from schemathesis.core.parameters import ParameterLocation

        if response.status_code < 300 and not case.meta.is_negative_at(ParameterLocation.BODY):
            self.accepted.update(_members(case.body))

    def keep(self, failure: Complaint, case: Case[Any], response: Response) -> bool:
        """Whether a complaint counts."""
        from schemathesis.core.failures import MalformedJson
        from schemathesis.openapi import checks

        match failure:
            case checks.RejectedPositiveData():
                return self._keep_rejection(case, response)
            case checks.MissingHeaderNotRejected() | checks.UndefinedStatusCode():
                return self._keep_status(failure, case, response.status_code)
            case (
                checks.JsonSchemaError() | checks.MissingContentType() | checks.UndefinedContentType() | MalformedJson()
            ):
                return response.status_code not in _EMPTY and self._keep_content(failure, case, response)
        return True

    def _keep_content(self, failure: Complaint, case: Case[Any], response: Response) -> bool:
        from schemathesis.openapi import checks

        match failure:
            case checks.JsonSchemaError():
                return self._keep_value(failure, case)
            case checks.UndefinedContentType():
                return _is_documented(response.status_code, case.operation.responses.status_codes)
            case checks.MissingContentType():
                return _needs_media_type(case, response)
        return True

    def _keep_rejection(self, case: Case[Any], response: Response) -> bool:
        """No document tells which of the valid requests what is stored, or a rule of the business, refuses."""
        if response.headers.get(MARK) == ["Unstorable"]:
            self.conventions.add(f"{case.operation.label}: refused what answers could not show")
        return MARK not in response.headers and not _beyond_limits(_sent(case)) and not _is_untellable(case)

    def _keep_value(self, failure: JsonSchemaError, case: Case[Any]) -> bool:
        """A value that the document lets clients write and not read: both cannot be held."""
        name = next((step for step in reversed(failure.instance_path) if isinstance(step, str)), "")
        if failure.schema_path[-1:] == ["oneOf"] and _SEVERAL in failure.message:
            self.conventions.add(f"{case.operation.label}: answers what several forms allow")
            return False
        if _hashed(name, failure.instance) in self.accepted:
            self.conventions.add(
                f"{case.operation.label}: answers what was sent, {'/'.join(map(str, failure.instance_path))}"
            )
            return False
        return True

    def _keep_status(self, failure: Complaint, case: Case[Any], status: int) -> bool:
        from schemathesis.openapi.checks import MissingHeaderNotRejected

        documented = case.operation.responses.status_codes
        if isinstance(failure, MissingHeaderNotRejected):
            if not _is_forbidden(status, documented):
                return True
            self.conventions.add(f"{case.operation.label}: 403 without credentials")
            return False
        if not _is_convention(status, documented):
            return True
        self.conventions.add(f"{case.operation.label}: {status}")
        return False


def _is_untellable(case: Case[Any]) -> bool:
    """OpenAPI gives null no spelling in a path."""
    return any(value is None for value in (case.path_parameters or {}).values())


def _needs_media_type(case: Case[Any], response: Response) -> bool:
    """`produces` of Swagger 2.0 is said of answers without body as well."""
    found = case.operation.responses.find_by_status_code(response.status_code)
    return bool(response.content) or found is None or bool({"schema", "content"} & found.definition.keys())


def _members(value: object, name: str = "") -> Iterator[int]:
    """All that is in a value under a name. Not null, which every absent member is answered with."""
    if name and value is not None:
        yield _hashed(name, value)
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _members(member, str(key))
    elif isinstance(value, list):
        for item in value:
            yield from _members(item, name)


def _hashed(name: str, value: object) -> int:
    return hash((name, json.dumps(value, sort_keys=True, default=str)))


def _sent(case: Case[Any]) -> list[Any]:
    return [case.path_parameters, case.query, dict(case.headers or {}), case.cookies, case.body]


def _beyond_limits(value: object) -> bool:
    """Whether a value holds what no database keeps: integers of more than 64 bits, NUL, half a surrogate pair."""
    if isinstance(value, dict):
        return any(_beyond_limits(key) or _beyond_limits(item) for key, item in value.items())
    if isinstance(value, list | tuple):
        return any(map(_beyond_limits, value))
    if isinstance(value, str):
        return bool(_UNSTORABLE.search(value)) or (value.lstrip("-").isdecimal() and len(value) > 19)
    return isinstance(value, int | float) and abs(value) >= 2**63


_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def _is_documented(status: int, documented: Iterable[str]) -> bool:
    return bool({str(status), f"{status // 100}XX", "DEFAULT"} & {code.upper() for code in documented})


def _is_forbidden(status: int, documented: Sequence[str]) -> bool:
    """Whether an unknown caller was told 403, where the operation documents no 401."""
    return status == 403 and "403" in documented and not _is_documented(401, documented)


def _is_convention(status: int, documented: Sequence[str]) -> bool:
    """Whether HTTP has this status for a case for which the operation documents none."""
    return status in _CASES and not any(_is_documented(other, documented) for other in _CASES[status])


_CASES = {
    400: (400, 422),
    401: (401, 403),
    403: (403, 401),
    404: (404, 410),
    405: (405,),
    406: (406,),
    409: (409, 422, 400),
    412: (412, 409),
    413: (413, 400, 422),
    414: (414,),
    415: (415, 400, 422),
    422: (422, 400),
    428: (428, 412, 400),
    431: (431,),
}
"""By the status that RFC 9110 or 6585 gives to a case, those that documents give to it."""
