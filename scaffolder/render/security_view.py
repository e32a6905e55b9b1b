"""What `core/security.py` and its tests show: the security schemes of the document, as the application checks them.

In: the index of an API model. Out: `SecurityContext`.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder.model import SchemeKind, SecurityScheme
from scaffolder.render import security_document
from scaffolder.render.index import Index


@dataclass(frozen=True, slots=True)
class Scheme:
    """A security scheme as the application checks it."""

    name: str
    kind: str
    """"api_key", "basic", "bearer" or "other"."""
    place: str
    parameter: str
    challenge: str
    description: str
    scopes: tuple[str, ...]
    """All that the document names for it, declared or required."""
    example: str
    """A credential for tests."""


@dataclass(frozen=True, slots=True)
class SecurityContext:
    """All schemes."""

    schemes: tuple[Scheme, ...]
    documented: dict[str, dict[str, object]]
    """`components.securitySchemes`."""


_KINDS = {
    SchemeKind.API_KEY: "api_key",
    SchemeKind.BASIC: "basic",
    SchemeKind.BEARER: "bearer",
    SchemeKind.OAUTH2: "bearer",
    SchemeKind.OPENID: "bearer",
    SchemeKind.OTHER: "other",
}


def schemes(index: Index) -> tuple[Scheme, ...]:
    """All security schemes, in document order."""
    return tuple(_scheme(s, index) for s in index.model.security_schemes)


def _scheme(scheme: SecurityScheme, index: Index) -> Scheme:
    kind = _KINDS[scheme.kind]
    return Scheme(
        name=scheme.name,
        kind=kind,
        place=scheme.place.value,
        parameter=scheme.parameter,
        challenge=security_document.challenge(scheme, kind),
        description=scheme.description,
        scopes=tuple(_scopes(scheme, index)),
        example={"basic": "user:password", "bearer": "test-token"}.get(kind, f"test-{scheme.identifier}"),
    )


def _scopes(scheme: SecurityScheme, index: Index) -> list[str]:
    declared = [name for flow in scheme.flows for name, _ in flow.scopes]
    required = (
        scope
        for operation in index.model.operations
        for requirement in operation.security
        for identifier, scopes in requirement.schemes
        if identifier == scheme.identifier
        for scope in scopes
    )
    return sorted({*declared, *required})


def security_context(index: Index) -> SecurityContext:
    """`core/security.py`, its tests, and the fixtures."""
    documented = {s.name: security_document.described(s) for s in index.model.security_schemes}
    return SecurityContext(schemes(index), documented)
