"""Requests that tests send: an address, and what must go along with it.

In: an operation. Out: `Requests`, which writes calls of the client as expressions.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from scaffolder.model import Media, Parameter, Place, Role, Type
from scaffolder.render.testing.paths import Paths
from scaffolder.render.testing.values import asked, expression, scalar_of, spelled
from scaffolder.render.writers import text_literal

_VERSION = '"1"'
"""Entity tag of a row that was just made."""
_PAGING = frozenset({Role.LIMIT, Role.OFFSET, Role.PAGE, Role.CURSOR})


class Requests(Paths):
    """Writes the requests of one operation."""

    def call(self, url: str, *, body: str = "", params: str = "", headers: str = "", tag: str = _VERSION) -> str:
        """A call of the client; `params` and `headers` are added to what the operation asks for.

        `tag` is the version for `If-Match` where the operation takes one; "" leaves it out.
        """
        body = body or self._other_body()
        written = [
            url,
            *self._given("params", self.query, params),
            *self._given("headers", self.headers_sent(body, tag), headers),
            *([self._written(body)] if body else []),
        ]
        verb = self.operation.method.lower()
        if verb in ("post", "put", "patch") or (verb in ("get", "delete", "head", "options") and not body):
            return f"await client.{verb}({', '.join(written)})"
        return f"await client.request({', '.join([text_literal(self.operation.method), *written])})"

    def _written(self, body: str) -> str:
        if not self.form:
            return f"json={body}"
        return f"data=form({body})" if self._nested else f"data={body}"

    @cached_property
    def _nested(self) -> bool:
        """The valid body holds objects."""
        sample = self.operation.body.sample.value if self.operation.body else None
        values = sample.values() if isinstance(sample, dict) else ()
        lists = (v for v in values if isinstance(v, list))
        return any(isinstance(v, dict) for v in values) or any(isinstance(i, dict) for v in lists for i in v)

    @property
    def conditional(self) -> bool:
        """A change must name the version that it means (RFC 6585 section 3)."""
        return any(r.status == "428" for r in self.operation.responses)

    @property
    def form(self) -> bool:
        """The body is a form."""
        body = self.operation.body
        return body is not None and body.media in (Media.FORM, Media.MULTIPART)

    def _other_body(self) -> str:
        """A body that must be there although nothing of it is stored."""
        body = self.operation.body
        needed = body is not None and body.required and body.media is Media.JSON and body.payload_schema is None
        return expression(body.sample) if body and needed and self.operation.method not in ("GET", "HEAD") else ""

    @staticmethod
    def _given(name: str, always: Mapping[str, object], more: str) -> list[str]:
        if not always:
            return [f"{name}={more}"] if more else []
        return [f"{name}={expression(dict(always))}" + (f" | {more}" if more else "")]

    @cached_property
    def query(self) -> dict[str, object]:
        """Query parameters that must be there."""
        required = [p for p in self._asked if p.place is Place.QUERY]
        return {name: value for p in required for name, value in asked(p, self.paging_value(p)).items()}

    def paging_value(self, parameter: Parameter) -> object:
        """A value with which a list shows everything."""
        if parameter.role not in _PAGING:
            return parameter.sample.value
        first = self.operation.paging.first_page if self.operation.paging else 0
        wanted = {Role.LIMIT: 20, Role.OFFSET: 0, Role.PAGE: first}.get(parameter.role)
        return parameter.sample.value if wanted is None else within(wanted, scalar_of(parameter.type, self._index))

    def headers_sent(self, body: str, tag: str) -> dict[str, object]:
        """Headers that must be there, and the body's media type where httpx would not send it."""
        asked = [p for p in self._asked if p.place is Place.HEADER and not _unsendable(p)]
        found: dict[str, object] = {p.name: spelled(p, p.sample.value) for p in asked if p.role is not Role.IF_MATCH}
        conditional = next((p for p in self.operation.parameters if p.role is Role.IF_MATCH), None)
        if conditional and tag and (conditional in asked or tag != _VERSION):
            found[conditional.name] = tag
        cookies = [f"{p.name}={spelled(p, p.sample.value)}" for p in self._asked if p.place is Place.COOKIE]
        if cookies:
            found["Cookie"] = "; ".join(cookies)
        media_type = self.operation.body.media_type if body and self.operation.body else ""
        if media_type.endswith("+json") and "*" not in media_type:
            found["Content-Type"] = media_type
        return found

    @cached_property
    def _asked(self) -> tuple[Parameter, ...]:
        """Required parameters that the client does not send as credentials anyway."""
        named = {i for r in self.operation.security for i, _ in r.schemes}
        schemes = [s for s in self._index.model.security_schemes if s.identifier in named]
        sent = {(s.place, s.parameter.lower()) for s in schemes}
        sent |= {(Place.HEADER, "authorization")} if schemes else set()
        needed = {Role.IF_MATCH} if self.conditional else set()
        required = (p for p in self.operation.parameters if p.required or p.role in needed)
        return tuple(p for p in required if (p.place, p.name.lower()) not in sent)


def _unsendable(parameter: Parameter) -> bool:
    """Headers that say what httpx itself sends."""
    described = parameter.name.lower() == "content-type" and "/" not in str(parameter.sample.value)
    return described or parameter.name.lower() in ("content-length", "host", "transfer-encoding")


def within(wanted: int, built: Type) -> int:
    """The number nearest to the wanted one that a type's bounds allow."""
    low, high = getattr(built, "minimum", None), getattr(built, "maximum", None)
    value = wanted if high is None else min(wanted, int(high))
    return value if low is None else max(value, int(-(-low // 1)))
