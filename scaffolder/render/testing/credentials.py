"""Tests of who may call: nobody without credentials, nobody with wrong ones.

In: a module's operations. Out: `CredentialsTests`.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model import Operation, Place, Problem, SchemeKind
from scaffolder.render.index import Index
from scaffolder.render.testing.answers import ErrorChecks
from scaffolder.render.testing.requests import Requests
from scaffolder.render.testing.rows import RowFacts
from scaffolder.render.testing.values import expression


@dataclass(frozen=True, slots=True)
class SecuredRequest:
    """A request that needs credentials."""

    label: str
    method: str
    url: str
    status: int


@dataclass(frozen=True, slots=True)
class CredentialsTests:
    """What is tested of a module's secured operations."""

    requests: tuple[SecuredRequest, ...]
    error: str
    """Checks the error's form, where all operations have the same one."""
    wrong_headers: str
    wrong_params: str
    """"" where no credential is a query parameter."""


def credentials_tests(
    operations: tuple[Operation, ...], facts: RowFacts, errors: ErrorChecks
) -> CredentialsTests | None:
    """The tests; None where everybody may call everything."""
    secured = tuple(o for o in operations if o.security and all(r.schemes for r in o.security))
    if not secured:
        return None
    checks = {errors.check(o, Problem.UNAUTHORIZED) for o in secured}
    headers, params = _wrong(secured, facts.index)
    return CredentialsTests(
        requests=tuple(_request(o, facts) for o in secured),
        error=next(iter(checks)) if len(checks) == 1 else "",
        wrong_headers=expression(headers),
        wrong_params=expression(params) if params else "",
    )


def _request(operation: Operation, facts: RowFacts) -> SecuredRequest:
    address = Requests(operation, facts).address()
    return SecuredRequest(operation.identifier, operation.method, address, operation.failure(Problem.UNAUTHORIZED))


def _wrong(operations: tuple[Operation, ...], index: Index) -> tuple[dict[str, str], dict[str, str]]:
    """Headers and query parameters with credentials that nobody has, for every scheme that the operations name."""
    named = {identifier for o in operations for r in o.security for identifier, _ in r.schemes}
    keys = [s for s in index.model.security_schemes if s.identifier in named and s.kind is SchemeKind.API_KEY]
    headers = {"Authorization": "Bearer wrong"} | {s.parameter: "wrong" for s in keys if s.place is Place.HEADER}
    cookies = [f"{s.parameter}=wrong" for s in keys if s.place is Place.COOKIE]
    if cookies:
        headers["Cookie"] = "; ".join(cookies)
    return headers, {s.parameter: "wrong" for s in keys if s.place is Place.QUERY}
