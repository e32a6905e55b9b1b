"""Security schemes and what each operation requires.

In: the document. Out: `SecurityScheme`s and `Requirement`s (OpenAPI 3.1 sections 4.8.27 and 4.8.30).
"""

from __future__ import annotations

from collections.abc import Mapping

from scaffolder import names, source
from scaffolder.model import Flow, Place, Requirement, SchemeKind, SecurityScheme
from scaffolder.names import Identifier

_HTTP = {"basic": SchemeKind.BASIC, "bearer": SchemeKind.BEARER}
_KINDS = {"apiKey": SchemeKind.API_KEY, "oauth2": SchemeKind.OAUTH2, "openIdConnect": SchemeKind.OPENID}


def security_schemes(document: source.Document) -> tuple[SecurityScheme, ...]:
    """All declared schemes, used or not, in document order."""
    scope = names.Scope()
    return tuple(_scheme(s, scope) for s in document.security_schemes)


def _scheme(scheme: source.SecurityScheme, scope: names.Scope) -> SecurityScheme:
    kind = _KINDS.get(scheme.kind) or _HTTP.get((scheme.scheme or "").lower(), SchemeKind.OTHER)
    return SecurityScheme(
        name=scheme.name,
        identifier=scope.take(Identifier(names.snake(scheme.name))),
        kind=kind,
        place=Place(scheme.place) if kind is SchemeKind.API_KEY and scheme.place else Place.HEADER,
        parameter=scheme.parameter or "Authorization",
        http_scheme=(scheme.scheme or "bearer").lower(),
        flows=tuple(_flow(f) for f in scheme.flows),
        openid_url=scheme.openid_url or "",
        description=scheme.description or "",
        origin=scheme.pointer,
    )


def _flow(flow: source.Flow) -> Flow:
    return Flow(
        kind=flow.kind,
        authorization_url=flow.authorization_url or "",
        token_url=flow.token_url or "",
        refresh_url=flow.refresh_url or "",
        scopes=tuple(flow.scopes.items()),
    )


def requirements(operation: source.Operation, identifiers: Mapping[str, Identifier]) -> tuple[Requirement, ...]:
    """Alternatives in document order; schemes by the identifiers of `security_schemes`."""
    return tuple(
        Requirement(tuple((identifiers[name], scopes) for name, scopes in alternative if name in identifiers))
        for alternative in operation.security
    )
