"""Prepared security schemes and requirements in, their normalised form out."""

from __future__ import annotations

from collections.abc import Iterator

from scaffolder.document import pointers
from scaffolder.document.bodies import Parts, text
from scaffolder.document.findings import Findings
from scaffolder.document.moved import at
from scaffolder.source import Flow, JsonValue, SecurityRequirement, SecurityScheme

_Dict = dict[str, JsonValue]

_kinds = {kind.lower(): kind for kind in ("apiKey", "http", "oauth2", "openIdConnect", "mutualTLS")}


class Security:
    """Reads security; a scheme that is not defined or not understood is kept as a bearer token, never as none."""

    def __init__(self, parts: Parts, findings: Findings) -> None:
        self._parts = parts
        self._findings = findings
        self._schemes: dict[str, SecurityScheme] = {}

    @property
    def schemes(self) -> tuple[SecurityScheme, ...]:
        """All schemes: defined ones in document order, then those only used."""
        return tuple(self._schemes.values())

    def define(self, components: _Dict, pointer: str) -> None:
        """Read the schemes of the components."""
        for name, node, place in self._parts.members(components, pointer, "securitySchemes"):
            found = self._parts.follow(node, place, "security scheme")
            self._schemes[name] = self._scheme(name, *found) if found else _bearer(name, place)

    def _scheme(self, name: str, node: _Dict, pointer: str) -> SecurityScheme:
        kind = _kinds.get((text(node, "type") or "").lower())
        complete = {
            "apiKey": bool(text(node, "name")) and text(node, "in") in ("header", "query", "cookie"),
            "http": bool(text(node, "scheme")),
        }
        if kind is None or not complete.get(kind, True):
            return self._refuse(name, node, pointer, is_known=kind is not None)
        scheme = text(node, "scheme")
        return SecurityScheme(
            pointer,
            name,
            kind,
            place=text(node, "in"),
            parameter=text(node, "name"),
            scheme=scheme.lower() if scheme else None,
            description=text(node, "description"),
            flows=tuple(self._flows(node, pointer)),
            openid_url=text(node, "openIdConnectUrl"),
        )

    def _refuse(self, name: str, node: _Dict, pointer: str, *, is_known: bool) -> SecurityScheme:
        part, value = ("the scheme", "without its name or place") if is_known else ("`type`", text(node, "type"))
        effect, hint = "it is taken as a bearer token", "See section 4.8.27 of OpenAPI 3.1."
        self._findings.add("D124", pointer, part=part, value=value or "empty", effect=effect, hint=hint)
        return _bearer(name, pointer)

    def _flows(self, node: _Dict, pointer: str) -> Iterator[Flow]:
        for kind, flow, _ in self._parts.members(node, pointer, "flows"):
            if isinstance(flow, dict) and not kind.startswith("x-"):
                scopes = flow.get("scopes")
                yield Flow(
                    kind,
                    text(flow, "authorizationUrl"),
                    text(flow, "tokenUrl"),
                    text(flow, "refreshUrl"),
                    {key: str(value) for key, value in scopes.items()} if isinstance(scopes, dict) else {},
                )

    def requirements(self, node: _Dict, pointer: str) -> tuple[SecurityRequirement, ...]:
        """The alternatives of a `security` list; an entry without schemes means "no credentials needed"."""
        listed = node.get("security")
        place = pointers.child(pointer, "security")
        return tuple(
            self._requirement(entry, pointers.child(place, index))
            for index, entry in enumerate(listed if isinstance(listed, list) else ())
            if isinstance(entry, dict)
        )

    def _requirement(self, node: _Dict, pointer: str) -> SecurityRequirement:
        pointer = at(node, pointer)
        for name in node:
            if name not in self._schemes:
                place = pointers.child(pointer, name)
                self._findings.add("D147", place, name=f"`{name}`")
                self._schemes[name] = _bearer(name, place)
        return tuple(
            (name, tuple(map(str, scopes)) if isinstance(scopes, list) else ()) for name, scopes in node.items()
        )


def _bearer(name: str, pointer: str) -> SecurityScheme:
    return SecurityScheme(pointer, name, "http", scheme="bearer")
