"""The documented responses of a router's operations: constants, each once.

In: responses. Out: their names, and `ResponseConstant`s.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import chain, count

from scaffolder.media_types import is_json
from scaffolder.model import AnyType, Response
from scaffolder.render import media_view
from scaffolder.render.annotations import Annotations
from scaffolder.render.endpoint_answers import BODILESS
from scaffolder.render.index import Index
from scaffolder.render.writers import text_literal


@dataclass(frozen=True, slots=True)
class ResponseConstant:
    """A documented response that several routes share."""

    name: str
    status: str
    content: str


@dataclass(slots=True)
class Responses:
    """Makes the constants of one module."""

    index: Index
    _found: dict[tuple[str, str], ResponseConstant] = field(default_factory=dict)

    @property
    def all(self) -> tuple[ResponseConstant, ...]:
        """Those that were asked for, in that order."""
        return tuple(self._found.values())

    def of(self, response: Response) -> str:
        """The name of the constant that tells a response."""
        return self._constant(response.status, self._told(response))

    def whole(self, success: Response, status: int) -> str:
        """That of a success whose body is made by who answers, under the status that is answered."""
        return self._constant(str(status), self._told(success))

    def beside(self, success: Response, status: int) -> str:
        """What a success answers in other media types than its own, and its headers; "" for nothing."""
        parts = [p for p in (self._content(success), self._headers(success)) if p]
        return self._constant(str(status), f"{{{', '.join(parts)}}}") if parts else ""

    def _headers(self, response: Response) -> str:
        """The documented headers with their types."""
        annotations, told = Annotations(self.index.definitions, None), []
        for header in media_view.headers_of(response):
            needed = ", required=True" if header.required else ""
            told.append(f"{text_literal(header.name)}: response_header({annotations.text(header.type)}{needed})")
        return f'"headers": {{{", ".join(told)}}}' if told else ""

    def _content(self, response: Response) -> str:
        parts = [f"{text_literal(name)}: {{}}" for name in media_view.written_beside(response)]
        for other in media_view.described_beside(response):
            model = Annotations(self.index.definitions, None).body(other.type or AnyType())
            parts.append(f"{text_literal(other.media_type)}: Described({model})")
        return f'"content": {{{", ".join(parts)}}}' if parts else ""

    def _constant(self, status: str, content: str) -> str:
        key = (status, content)
        if key not in self._found:
            taken = {c.name for c in self._found.values()}
            base = _phrase(status)
            name = next(n for n in chain((base,), (f"{base}_{i}" for i in count(2))) if n not in taken)
            written = status if status.isdigit() else text_literal(status)
            self._found[key] = ResponseConstant(name, written, content)
        return self._found[key].name

    def _told(self, response: Response) -> str:
        description = text_literal(" ".join(response.description.split()))
        parts = [f'"description": {description}', *filter(None, [self._headers(response)])]
        if response.status in BODILESS:
            return f"{{{', '.join(parts)}}}"
        if response.type is not None and is_json(response.media_type) and response.type != AnyType():
            parts.insert(0, f'"model": {Annotations(self.index.definitions, None).body(response.type)}')
            parts += filter(None, [self._content(response)])
        elif response.media_type:
            others = tuple(o.media_type for o in response.others)
            types = [
                response.media_type,
                *(media_view.written_beside(response) if is_json(response.media_type) else others),
            ]
            parts.append(f'"content": {{{", ".join(f"{text_literal(name)}: {{}}" for name in types)}}}')
        return f"{{{', '.join(parts)}}}"


def _phrase(status: str) -> str:
    if status.isdigit() and int(status) in HTTPStatus._value2member_map_:
        return HTTPStatus(int(status)).name
    return {"default": "ANY_ERROR", "4XX": "CLIENT_ERROR", "5XX": "SERVER_ERROR"}.get(
        status, f"STATUS_{status.upper()}"
    )
