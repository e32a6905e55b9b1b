"""How callers are known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scaffolder.model.parameters import Place
from scaffolder.names import Identifier


class SchemeKind(StrEnum):
    """How callers prove who they are (OpenAPI 3.1, section 4.8.27)."""

    API_KEY = "api_key"
    BASIC = "basic"
    BEARER = "bearer"
    OAUTH2 = "oauth2"
    OPENID = "openid"
    OTHER = "other"
    """HTTP schemes that we know by name only, and mutual TLS: nobody is let in until the check is written."""


@dataclass(frozen=True, slots=True)
class Flow:
    """An OAuth2 flow (OpenAPI 3.1, section 4.8.29)."""

    kind: str
    authorization_url: str
    token_url: str
    refresh_url: str
    scopes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """A declared way to prove who is calling."""

    name: str
    """As in the document."""
    identifier: Identifier
    kind: SchemeKind
    place: Place
    parameter: str
    """Header, query parameter or cookie that carries the credential."""
    http_scheme: str
    """http kind: "basic", "bearer", "digest", …"""
    flows: tuple[Flow, ...]
    openid_url: str
    description: str
    origin: str
