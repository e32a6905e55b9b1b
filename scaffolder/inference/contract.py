"""Each operation with its types built, before anything is understood of it.

In: the document. Out: `Contract`s in document order. Names of functions and of inline schemas are decided here.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder import names, source
from scaffolder.inference import paths
from scaffolder.inference.compat import valid
from scaffolder.inference.media import Alternatives, choose_media, media_of
from scaffolder.inference.types import TypeBuilder
from scaffolder.media_types import is_json
from scaffolder.model import (
    Alternative,
    AnyType,
    Direction,
    EnumType,
    Header,
    Literal,
    Media,
    NullableType,
    Parameter,
    Place,
    Response,
    StringType,
    Type,
)
from scaffolder.names import Identifier

_PREFERENCE = {
    "post": ("201", "200", "202", "204"),
    "put": ("200", "201", "204", "202"),
    "delete": ("204", "200", "202"),
}
_DEFAULT_PREFERENCE = ("200", "201", "202", "204", "206")
_ARGUMENTS = frozenset(
    """db session window body caller call request response row found filters order values parent change before
    repository rules schemas shared models re by_cursor by_offset by_page sort_key utc_now""".split()
)
"""Names that endpoints and repository functions use themselves."""
_FUNCTIONS = _ARGUMENTS | frozenset(
    """absolute assign bindparam blank cache complete constant created date datetime defaulted delete etag form_body
    given insert integer_key json_response l loaded location matches merged or_ paged parameter patched read_page
    read_slice replaced requires response_header router select selectinload sent snapshot true unless update uuid
    uuid_key""".split()
)
"""Names that the modules in which an operation's function stands define or import."""
_ALLOWED_HEADERS = frozenset({"accept", "content-type", "authorization"})


@dataclass(frozen=True, slots=True)
class BodyContract:
    """A request body in the media type that was chosen, with its type."""

    media_type: str
    media: Media
    required: bool
    type: Type
    nullable: bool
    """Null stands for a body that is left out."""
    description: str
    pointer: str
    examples: tuple[Literal, ...]
    others: tuple[Alternative, ...]
    """The other media types that the document gives."""


@dataclass(frozen=True, slots=True)
class Contract:
    """An operation as the document has it, with types."""

    source: source.Operation
    operation_id: str
    identifier: Identifier
    parameters: tuple[Parameter, ...]
    body: BodyContract | None
    responses: tuple[Response, ...]
    status: int
    success: Response | None

    @property
    def template(self) -> paths.Template:
        """The path, taken apart."""
        return paths.template(self.source.path)

    @property
    def success_type(self) -> Type | None:
        """Type of the success answer's body; None where it has none."""
        return self.success.type if self.success and self.success.media_type else None

    @property
    def answers_json(self) -> bool:
        """The success answer is JSON."""
        return self.success is not None and is_json(self.success.media_type)

    def documented(self) -> frozenset[str]:
        """Statuses that the operation documents, in upper case."""
        return frozenset(r.status.upper() for r in self.responses)


def read_contracts(document: source.Document, types: TypeBuilder) -> tuple[Contract, ...]:
    """All operations, in document order."""
    identifiers, ids = names.Scope(_FUNCTIONS), names.Scope(words=False)
    kept = (o for o in document.operations if not _is_ignored(o))
    return tuple(_contract(operation, types, identifiers, ids) for operation in kept)


def _is_ignored(operation: source.Operation) -> bool:
    """`x-scaffold: {ignore: true}` leaves an operation out of the application."""
    overrides = (operation.extensions.get("x-scaffold"), operation.path_extensions.get("x-scaffold"))
    return any(isinstance(o, dict) and o.get("ignore") is True for o in overrides)


def _contract(operation: source.Operation, types: TypeBuilder, identifiers: names.Scope, ids: names.Scope) -> Contract:
    operation_id = ids.take(operation.operation_id or _made_up_id(operation), _made_up_id(operation))
    identifier = names.argument_name(identifiers, operation_id)
    hint = names.pascal(identifier)
    responses = tuple(_response(r, types, hint) for r in operation.responses)
    status, success = _success(operation.method, responses)
    return Contract(
        source=operation,
        operation_id=operation_id,
        identifier=identifier,
        parameters=_parameters(operation.parameters, types, hint),
        body=_body(operation.body, types, hint) if operation.body else None,
        responses=responses,
        status=status,
        success=success,
    )


def _made_up_id(operation: source.Operation) -> str:
    """`get_pets_by_pet_id`: method and path in words."""
    segments = paths.template(operation.path).segments
    parts = [f"by {' '.join(s.parameters)}" if s.parameters else s.text for s in segments]
    return names.snake(" ".join([operation.method, *parts]))


def _success(method: str, responses: tuple[Response, ...]) -> tuple[int, Response | None]:
    by_status = {r.status.upper(): r for r in responses}
    for status in (*_PREFERENCE.get(method, ()), *_DEFAULT_PREFERENCE):
        if status in by_status:
            return int(status), by_status[status]
    others = sorted(s for s in by_status if s.isdigit() and s[0] in "23")
    if others:
        return int(others[0]), by_status[others[0]]
    wide = by_status.get("2XX") or by_status.get("DEFAULT")
    return (201 if method == "post" and wide and wide.status.upper() == "2XX" else 200), wide


def _body(body: source.RequestBody, types: TypeBuilder, hint: str) -> BodyContract | None:
    media = choose_media(body.content)
    if media is None:
        return None
    built = types.build(media.schema, Direction.REQUEST, hint=f"{hint}Request") if media.schema else AnyType()
    return BodyContract(
        media_type=media.media_type,
        media=media_of(media.media_type),
        required=body.required,
        type=built.inner if isinstance(built, NullableType) else built,
        nullable=isinstance(built, NullableType),
        description=body.description or "",
        pointer=body.pointer,
        examples=_examples(media),
        others=Alternatives(types, Direction.REQUEST, f"{hint}Request").of(media, body.content),
    )


def _response(response: source.Response, types: TypeBuilder, hint: str) -> Response:
    media = choose_media(response.content)
    built = None
    others: tuple[Alternative, ...] = ()
    name = f"{hint}Response" if response.status.startswith("2") else f"{hint}{response.status.title()}Response"
    if media is not None:
        others = Alternatives(types, Direction.RESPONSE, name).of(media, response.content)
        built = types.build(media.schema, Direction.RESPONSE, hint=name) if media.schema else AnyType()
    return Response(
        status=response.status,
        description=response.description,
        media_type=media.media_type if media else None,
        type=built,
        headers=tuple(_header(h, types, hint) for h in response.headers),
        origin=response.pointer,
        examples=_examples(media) if media else (),
        others=others,
    )


def _examples(media: source.Media) -> tuple[Literal, ...]:
    return tuple(Literal.of(e) for e in media.examples)


def _header(header: source.Header, types: TypeBuilder, hint: str) -> Header:
    name = f"{hint}{names.pascal(header.name)}Header"
    built = types.build(header.schema, Direction.RESPONSE, hint=name) if header.schema else StringType()
    return Header(
        name=header.name,
        type=built,
        required=header.required,
        fact=None,
        location=header.name.lower() == "location",
        etag=header.name.lower() == "etag",
        sample=Literal.of(None),
        description=header.description or "",
    )


def _parameters(parameters: tuple[source.Parameter, ...], types: TypeBuilder, hint: str) -> tuple[Parameter, ...]:
    scope = names.Scope(_ARGUMENTS)
    kept = [p for p in parameters if p.place != "header" or p.name.lower() not in _ALLOWED_HEADERS]
    return tuple(_parameter(p, types, hint, scope) for p in kept)


def _default(schema: source.Schema, built: Type, types: TypeBuilder) -> Literal | None:
    """The documented default where the type admits it."""
    admitted = schema.has_default and valid(built, schema.default, types.definitions)
    return Literal.of(schema.default) if admitted else None


def _parameter(parameter: source.Parameter, types: TypeBuilder, hint: str, scope: names.Scope) -> Parameter:
    built = types.build(parameter.schema, Direction.REQUEST, hint=f"{hint}{names.pascal(parameter.name)}")
    underlying = types.scalar_of(built)
    built = underlying if isinstance(underlying, EnumType) else built
    return Parameter(
        name=parameter.name,
        identifier=names.argument_name(scope, parameter.name),
        place=Place(parameter.place),
        required=parameter.required,
        type=built,
        default=_default(parameter.schema, built, types),
        description=parameter.description or "",
        deprecated=parameter.deprecated,
        allow_empty=parameter.allow_empty and parameter.place == "query" and not valid(built, "", types.definitions),
        style=parameter.style,
        explode=parameter.explode,
        media_type=parameter.media_type or "",
        origin=parameter.pointer,
    )
