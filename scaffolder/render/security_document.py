"""Security schemes as OpenAPI writes them, and what a refusal asks for.

In: `SecurityScheme`s. Out: JSON values, and `WWW-Authenticate` challenges.
"""

from __future__ import annotations

import re

from scaffolder.model import Flow, SchemeKind, SecurityScheme

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""RFC 9110 section 5.6.2."""


def described(scheme: SecurityScheme) -> dict[str, object]:
    """A Security Scheme Object (OpenAPI 3.1 section 4.8.27)."""
    told: dict[str, object] = {"description": scheme.description} if scheme.description else {}
    return told | _DESCRIBERS[scheme.kind](scheme)


def challenge(scheme: SecurityScheme, kind: str) -> str:
    """The challenge of a 401 (RFC 9110 section 11.6.1, RFC 6750, RFC 7617)."""
    if kind == "basic":
        return 'Basic realm="api", charset="UTF-8"'
    if kind == "other" and _TOKEN.fullmatch(scheme.http_scheme) and scheme.http_scheme != "bearer":
        return scheme.http_scheme.capitalize()
    return "ApiKey" if kind == "api_key" else "Bearer"


def _api_key(scheme: SecurityScheme) -> dict[str, object]:
    return {"type": "apiKey", "in": scheme.place.value, "name": scheme.parameter}


def _http(scheme: SecurityScheme) -> dict[str, object]:
    return {"type": "http", "scheme": scheme.http_scheme}


def _openid(scheme: SecurityScheme) -> dict[str, object]:
    return {"type": "openIdConnect", "openIdConnectUrl": scheme.openid_url}


def _oauth2(scheme: SecurityScheme) -> dict[str, object]:
    return {"type": "oauth2", "flows": {flow.kind: _flow(flow) for flow in scheme.flows}}


def _flow(flow: Flow) -> dict[str, object]:
    urls = {
        "authorizationUrl": flow.authorization_url,
        "tokenUrl": flow.token_url,
        "refreshUrl": flow.refresh_url,
    }
    return {name: url for name, url in urls.items() if url} | {"scopes": dict(flow.scopes)}


_DESCRIBERS = {
    SchemeKind.API_KEY: _api_key,
    SchemeKind.BASIC: _http,
    SchemeKind.BEARER: _http,
    SchemeKind.OAUTH2: _oauth2,
    SchemeKind.OPENID: _openid,
    SchemeKind.OTHER: _http,
}
