"""What a `router.py` shows: one route for each operation.

In: a module's operations. Out: `RouterContext`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from itertools import chain, count

from scaffolder.model import (
    AnyType,
    ArrayType,
    Body,
    Construct,
    Entity,
    Expression,
    Fact,
    Header,
    KeyOf,
    Kind,
    Literal,
    Media,
    Module,
    NullableType,
    ObjectSchema,
    OneRow,
    Operation,
    Parameter,
    Place,
    RefType,
    Requirement,
    Response,
    Role,
    Rows,
    Type,
    View,
)
from scaffolder.names import title
from scaffolder.render import media_view
from scaffolder.render.annotations import Annotations, annotate
from scaffolder.render.conditions import python_type
from scaffolder.render.index import Index
from scaffolder.render.media_view import is_json
from scaffolder.render.needs import is_flat, needs_total, rules_of, shows_row
from scaffolder.render.parameter_texts import readers
from scaffolder.render.writers import literal, text_literal

_PLACES = {Place.PATH: "Path", Place.QUERY: "Query", Place.HEADER: "Header", Place.COOKIE: "Cookie"}
_PAGE_FACTS = {
    Fact.TOTAL: "found.total",
    Fact.COUNT: "found.count",
    Fact.LIMIT: "found.limit",
    Fact.OFFSET: "found.offset",
    Fact.PAGE: "found.page",
    Fact.PAGES: "found.pages",
    Fact.HAS_MORE: "found.has_more",
    Fact.NEXT_CURSOR: "found.next_cursor",
    Fact.PREVIOUS_CURSOR: "found.previous_cursor",
    Fact.NEXT_LINK: "found.next_link",
    Fact.PREVIOUS_LINK: "found.previous_link",
    Fact.FIRST_LINK: "found.first_link",
    Fact.LAST_LINK: "found.last_link",
    Fact.SELF_LINK: "found.self_link",
}
_LINKS = frozenset({Fact.NEXT_LINK, Fact.PREVIOUS_LINK, Fact.FIRST_LINK, Fact.LAST_LINK, Fact.SELF_LINK})
_FORMS = frozenset({Media.FORM, Media.MULTIPART})
_RAW = {Media.BINARY: "raw_body", Media.TEXT: "text_body"}
_ABSENT = frozenset({Fact.NEXT_LINK, Fact.PREVIOUS_LINK, Fact.NEXT_CURSOR, Fact.PREVIOUS_CURSOR})
"""Facts that are not there on the first or last page."""
_BODILESS = frozenset({"204", "205", "304"})
"""Statuses whose answers have no body (RFC 9110, section 6.4.1)."""
_NOBODY = Requirement(())
"""No credentials are needed; who has some is known all the same."""
_WINDOWS = {Role.PAGE: "page", Role.CURSOR: "cursor", Role.OFFSET: "offset"}


@dataclass(frozen=True, slots=True)
class EndpointArgument:
    """One parameter of an endpoint."""

    name: str
    annotation: str
    default: str
    python: str
    """The plain Python type, for functions that the endpoint calls."""


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """A response header and the expression of its value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Route:
    """One operation in the router."""

    kind: str
    name: str
    method: str
    route: str
    decorator: tuple[str, ...]
    """Keyword arguments of the decorator."""
    arguments: tuple[EndpointArgument, ...]
    passed: tuple[str, ...]
    """Names handed on to the custom operation."""
    keys: tuple[str, ...]
    filters: tuple[str, ...]
    if_match: str
    body: str
    """Annotation of the body argument, "" without."""
    form: str
    """Schema of a form body, "" for others."""
    needed: str
    """Type of a body that may be left out but is stored, "" for others."""
    window: str
    order: str
    caller: str
    """Annotation of the caller where one is needed, else ""."""
    returns: str
    answer: str
    plain: bool
    """The answer is a value and no schema: the same for every row, or the row's key."""
    headers: tuple[HeaderLine, ...]
    location: str
    empty: bool
    """No body is answered, and the status is not 204."""
    status: int
    media_type: str
    docstring: str
    fallback: str
    uses_page: bool
    parameters: tuple[str, ...]
    """The endpoint's parameters behind its store, as they are written."""
    store: str
    """"db" for single statements, "session" for a transaction."""


@dataclass(frozen=True, slots=True)
class ResponseConstant:
    """A documented response that several routes share."""

    name: str
    status: str
    content: str


@dataclass(frozen=True, slots=True)
class SecurityConstant:
    """A requirement that several routes share."""

    name: str
    alternatives: str


@dataclass(frozen=True, slots=True)
class RouterContext:
    """What the template of `router.py` places."""

    title: str
    module: str
    tags: str
    """Those that all routes have; "" where they differ."""
    routes: tuple[Route, ...]
    responses: tuple[ResponseConstant, ...]
    securities: tuple[SecurityConstant, ...]
    has_repository: bool
    has_customs: bool
    has_needed: bool
    has_raw: bool
    negotiates: bool
    """Some route reads or writes several media types."""
    described: bool
    """Some answer has another shape in another media type."""


@dataclass(slots=True)
class RouteBuilder:
    """Builds the routes of one module."""

    module: Module
    index: Index
    _tags: tuple[str, ...] = ()
    """Those of every operation."""
    _responses: dict[tuple[str, str], ResponseConstant] = field(default_factory=dict)
    _securities: dict[tuple[Requirement, ...], SecurityConstant] = field(default_factory=dict)

    def context(self) -> RouterContext:
        """The context of the module's `router.py`."""
        operations = self.index.operations(self.module)
        self._tags = _shared_tags(operations) if any(o.tags for o in operations) else (self.module.title,)
        routes = tuple(self._route(o) for o in operations)
        return RouterContext(
            title=self.module.title,
            module=self.module.name,
            tags=literal(list(self._tags)) if self._tags else "",
            routes=routes,
            responses=tuple(self._responses.values()),
            securities=tuple(self._securities.values()),
            has_repository=any(o.entity for o in operations),
            has_customs=any(o.kind is Kind.CUSTOM for o in operations),
            has_needed=any(r.needed for r in routes),
            has_raw=any(o.custom and o.body and o.body.media in _RAW for o in operations),
            negotiates=any(map(media_view.negotiates, operations)),
            described=any(map(media_view.describes, operations)),
        )

    def _route(self, operation: Operation) -> Route:
        annotations = Annotations(self.index.definitions, None)
        entity = self.index.entities[operation.entity] if operation.entity else None
        body = operation.body
        is_form = bool(body and self._is_form(body))
        return Route(
            kind=operation.kind.value,
            name=operation.identifier,
            method=operation.method.lower(),
            route=operation.route,
            decorator=tuple(self._decorator(operation)),
            arguments=self.arguments(operation, annotations, body=False),
            passed=tuple(a.name for a in self.arguments(operation, annotations)),
            keys=tuple(p.identifier for p in self.index.keys(operation)),
            filters=tuple(p.identifier for p in operation.parameters if p.role in (Role.FILTER, Role.SEARCH)),
            if_match=next((p.identifier for p in operation.parameters if p.role is Role.IF_MATCH), ""),
            body="" if is_form else self._body(operation, annotations),
            form=annotations.body(body.type) if body and is_form else "",
            needed=annotations.body(body.type) if body and media_view.is_needed(operation, self.index) else "",
            window=self._window(operation),
            order=self._order(operation),
            caller=self._caller(operation, entity),
            returns=self.returns(operation),
            answer=self._answer(operation, annotations),
            plain=isinstance(operation.answer, Literal | KeyOf),
            headers=tuple(self._headers(operation, entity)),
            location=self._location(operation, entity),
            empty=operation.answer is None and str(operation.status) not in _BODILESS and not operation.custom,
            status=operation.status,
            media_type=self._media_type(operation),
            docstring=operation.description or operation.summary,
            fallback=title(operation.operation_id).capitalize(),
            uses_page=self._uses_page(operation),
            parameters=tuple(self._written(operation, entity, annotations)),
            store=self._store(operation, entity),
        )

    def _written(self, operation: Operation, entity: Entity | None, annotations: Annotations) -> Iterator[str]:
        for argument in self.arguments(operation, annotations, body=False):
            default = f" = {argument.default}" if argument.default else ""
            yield f"{argument.name}: {argument.annotation}{default}"
        if written := self._body(operation, annotations) or self._other_body(operation, annotations):
            yield f"body: {written}"
        if caller := self._caller(operation, entity):
            yield f"caller: Annotated[Caller, Depends({caller})]"
        location = self._location(operation, entity)
        if self._needs_request(operation) or location:
            yield "request: Request"
        if location or next(self._headers(operation, entity), None):
            yield "response: Response"

    def _store(self, operation: Operation, entity: Entity | None) -> str:
        reads = operation.kind in (Kind.LIST, Kind.READ)
        return "db" if entity and (reads or is_flat(operation, entity, self.index)) else "session"

    # --- arguments --------------------------------------------------------------------------------------------

    def arguments(
        self, operation: Operation, annotations: Annotations, *, body: bool = True
    ) -> tuple[EndpointArgument, ...]:
        """Parameters as endpoint arguments, the body last."""
        made = [self._argument(p, annotations, operation) for p in operation.parameters]
        if body and operation.body:
            written = self._body(operation, annotations) or self._other_body(operation, annotations)
            optional = "" if self._always(operation) or operation.body.media is not Media.JSON else " | None"
            python = self._taken(operation.body, annotations)
            made += [EndpointArgument("body", written, "", f"{python}{optional}")] if written else []
        return tuple(made)

    def _taken(self, body: Body, annotations: Annotations) -> str:
        """The plain Python type of a body."""
        return {Media.BINARY: "bytes", Media.TEXT: "str"}.get(body.media) or annotations.body(body.type)

    def _other_body(self, operation: Operation, annotations: Annotations) -> str:
        """A form, or a body that is taken as it comes."""
        body = operation.body
        if body is None:
            return ""
        optional = "" if body.required else ", required=False"
        if self._is_form(body):
            form = annotations.body(body.type)
            return f"Annotated[{form}, Depends(form_body({form}, {text_literal(_form_type(body))}{optional}))]"
        if body.media in _RAW and operation.custom:
            types = ", ".join(map(text_literal, (body.media_type, *(o.media_type for o in body.others))))
            return f"Annotated[{self._taken(body, annotations)}, Depends({_RAW[body.media]}({types}{optional}))]"
        return ""

    def _is_form(self, body: Body) -> bool:
        definition = self.index.definitions.get(body.type.name) if isinstance(body.type, RefType) else None
        return body.media in _FORMS and isinstance(definition, ObjectSchema)

    def _argument(self, parameter: Parameter, annotations: Annotations, operation: Operation) -> EndpointArgument:
        annotation = annotations.text(parameter.type)
        default = self._default(parameter)
        nullable = default == "None" or (parameter.allow_empty and not default)
        place = _PLACES[parameter.place]
        settings = [f"alias={text_literal(parameter.name)}"] if self._needs_alias(parameter, operation) else []
        settings += ["deprecated=True"] if parameter.deprecated else []
        read = readers(parameter, self.index, "" if nullable else default)
        optional = " | None" if nullable else ""
        written = annotate(f"{annotation}{optional}", *read, f"{place}({', '.join(settings)})")
        return EndpointArgument(
            parameter.identifier, written, default, f"{python_type(parameter.type, self.index)}{optional}"
        )

    def _needs_alias(self, parameter: Parameter, operation: Operation) -> bool:
        if parameter.place is Place.PATH:
            return "{" + parameter.name + "}" in operation.route and parameter.name != parameter.identifier
        return parameter.name != parameter.identifier or parameter.place is Place.HEADER

    def _default(self, parameter: Parameter) -> str:
        if parameter.required:
            return ""
        value = parameter.default.value if parameter.default else None
        plain = isinstance(value, str | int | float | bool) and python_type(parameter.type, self.index) in _PLAIN
        return literal(value) if plain and not isinstance(parameter.type, NullableType) else "None"

    def _body(self, operation: Operation, annotations: Annotations) -> str:
        body = operation.body
        if body is None or body.media is not Media.JSON or operation.method in ("GET", "HEAD"):
            return ""
        written = annotations.body(body.type)
        arguments = _other_type(body)
        if not body.required and media_view.may_be_empty(body, self.index):
            arguments = ", ".join(filter(None, (f"default_factory={written}", arguments)))
            return annotate(written, f"Body({arguments})")
        marker = f"Body({arguments})"
        if self._always(operation):
            return annotate(written, marker)
        optional = written if written == "AnyJson" else f"{written} | None"
        return f"Annotated[{optional}, NOT_NULL, {marker}] = None"

    def _always(self, operation: Operation) -> bool:
        """The body must be there: the document says so, or nothing could be stored without it."""
        body = operation.body
        stored = operation.kind not in (Kind.CUSTOM, Kind.DELETE) and not media_view.is_needed(operation, self.index)
        return body is not None and (body.required or stored)

    def _caller(self, operation: Operation, entity: Entity | None) -> str:
        needed = operation.custom or (entity is not None and rules_of(operation, entity))
        if not needed:
            return ""
        return self._security(operation.security or (_NOBODY,)).name

    # --- decorator --------------------------------------------------------------------------------------------

    def _decorator(self, operation: Operation) -> Iterator[str]:
        yield f"operation_id={text_literal(operation.operation_id)}"
        if operation.status != HTTPStatus.OK:
            yield f"status_code={operation.status}"
        if operation.summary:
            yield f"summary={text_literal(' '.join(operation.summary.split()))}"
        if operation.tags and operation.tags != self._tags:
            yield f"tags={literal(list(operation.tags))}"
        if operation.deprecated:
            yield "deprecated=True"
        if operation.success and operation.success.description not in ("", "OK"):
            yield f"response_description={text_literal(operation.success.description)}"
        yield from self._decorator_answers(operation)
        extra = [f"takes({', '.join(map(text_literal, beside))})"] if (beside := self._read_beside(operation)) else []
        if operation.security:
            name = self._security(operation.security).name
            yield f"dependencies=[Depends({name})]"
            extra.insert(0, f"{name}.documented")
        if extra:
            yield f"openapi_extra={' | '.join(extra)}"

    def _read_beside(self, operation: Operation) -> tuple[str, ...]:
        return media_view.read_beside(operation.body) if operation.method not in ("GET", "HEAD") else ()

    def _decorator_answers(self, operation: Operation) -> Iterator[str]:
        errors = [
            self._response(r)
            for r in operation.responses
            if r is not operation.success and r.status != str(operation.status)
        ]
        if (success := operation.success) and success.media_type and self.returns(operation) == "Response":
            errors.insert(0, self._response(success))
        elif success and self._beside(success, operation):
            errors.insert(0, self._beside(success, operation))
        if errors:
            yield f"responses={' | '.join(dict.fromkeys(errors))}"
        media_type = self._media_type(operation)
        if media_type:
            yield f"response_class=json_response({text_literal(media_type)})"
        elif self.returns(operation) == "Response":
            yield "response_class=Response"

    def _beside(self, success: Response, operation: Operation) -> str:
        """What a success answers in other media types than its own; those of another shape a person makes."""
        content = self._content(success, described=operation.custom)
        return self._constant(str(operation.status), f"{{{content}}}") if content else ""

    def _content(self, response: Response, *, described: bool) -> str:
        parts = [f"{text_literal(name)}: {{}}" for name in media_view.written_beside(response)]
        for other in media_view.described_beside(response) if described else ():
            model = Annotations(self.index.definitions, None).body(other.type or AnyType())
            parts.append(f"{text_literal(other.media_type)}: Described({model})")
        return f'"content": {{{", ".join(parts)}}}' if parts else ""

    def _response(self, response: Response) -> str:
        return self._constant(response.status, self._response_content(response))

    def _constant(self, status: str, content: str) -> str:
        key = (status, content)
        if key not in self._responses:
            taken = {c.name for c in self._responses.values()}
            base = _phrase(status)
            name = next(n for n in chain((base,), (f"{base}_{i}" for i in count(2))) if n not in taken)
            written = status if status.isdigit() else text_literal(status)
            self._responses[key] = ResponseConstant(name, written, content)
        return self._responses[key].name

    def _response_content(self, response: Response) -> str:
        description = text_literal(" ".join(response.description.split()))
        parts = [f'"description": {description}']
        if response.status in _BODILESS:
            return f"{{{', '.join(parts)}}}"
        if response.type is not None and is_json(response.media_type) and response.type != AnyType():
            parts.insert(0, f'"model": {Annotations(self.index.definitions, None).body(response.type)}')
            parts += filter(None, [self._content(response, described=True)])
        elif response.media_type:
            others = tuple(o.media_type for o in response.others)
            types = [
                response.media_type,
                *(media_view.written_beside(response) if is_json(response.media_type) else others),
            ]
            parts.append(f'"content": {{{", ".join(f"{text_literal(name)}: {{}}" for name in types)}}}')
        return f"{{{', '.join(parts)}}}"

    def _security(self, security: tuple[Requirement, ...]) -> SecurityConstant:
        if security not in self._securities:
            names = {s.identifier: s.name for s in self.index.model.security_schemes}
            alternatives = ", ".join(
                literal({names[scheme]: list(scopes) for scheme, scopes in r.schemes}) for r in security
            )
            number = len(self._securities) + 1
            name = "PUBLIC" if security == (_NOBODY,) else "SECURED" if number == 1 else f"SECURED_{number}"
            self._securities[security] = SecurityConstant(name, alternatives)
        return self._securities[security]

    # --- answers ----------------------------------------------------------------------------------------------

    def returns(self, operation: Operation) -> str:
        """Annotation of what the endpoint returns; it is also the response model."""
        success = operation.success
        if str(operation.status) in _BODILESS:
            return "None"
        if success and not success.media_type and not operation.custom:
            return "Response"
        if success is None or success.type is None or not is_json(success.media_type):
            return "Response"
        return Annotations(self.index.definitions, None).body(self._answered(operation, success.type))

    def _answered(self, operation: Operation, built: Type) -> Type:
        """The answer's type; lists may be empty whatever the document says."""
        plain = self.index.plain(built)
        listed = isinstance(operation.answer, Rows) and isinstance(plain, ArrayType) and plain.min_items
        return replace(plain, min_items=None) if listed and isinstance(plain, ArrayType) else built

    def _answer(self, operation: Operation, annotations: Annotations) -> str:
        if operation.answer is None or operation.custom or str(operation.status) in _BODILESS:
            return ""
        if isinstance(operation.answer, KeyOf):
            return f"row.{self.index.entity(operation.entity).key.name}"
        return self._expression(operation.answer, annotations)

    def _expression(self, expression: Expression, annotations: Annotations) -> str:
        if isinstance(expression, View):
            return self._view(expression, annotations)
        if isinstance(expression, Rows):
            return f"[{self._view(expression.view, annotations)} for row in found.rows]"
        if isinstance(expression, OneRow):
            return f"[{self._view(expression.view, annotations)}]"
        if isinstance(expression, Construct):
            return self._construct(expression, annotations)
        if isinstance(expression, Literal):
            return f"constant({literal(expression)})"
        return _PAGE_FACTS.get(expression, "None") if isinstance(expression, Fact) else "None"

    def _construct(self, construct: Construct, annotations: Annotations) -> str:
        """Links and cursors are absent at the ends, and rows where there are none but an empty array is not allowed.

        Where even then the array must be there, it is shown empty.
        """
        rows = self.index.rows_field(construct)
        empty = rows.name if rows and (rows.nullable or not rows.required) else None
        absent = rows is not None or any(a.value in _ABSENT for a in construct.arguments if isinstance(a.value, Fact))
        values = ((a.name, self._expression(a.value, annotations)) for a in construct.arguments)
        parts = (f"{name}={value}{' or None' if name == empty else ''}" for name, value in values)
        return f"{annotations.name(construct.schema)}{'.made' if absent else ''}({', '.join(parts)})"

    def _view(self, view: View, annotations: Annotations) -> str:
        fixed = "".join(f", {f.name}={literal(f.value)}" for f in view.fixed)
        return f"{annotations.name(view.schema)}.of(row{fixed})"

    def _media_type(self, operation: Operation) -> str:
        media_type = operation.success.media_type if operation.success else None
        if media_type is None or not is_json(media_type) or "*" in media_type:
            return ""
        plain = media_type.split(";")[0].strip()
        return "" if plain == "application/json" else media_type

    def _headers(self, operation: Operation, entity: Entity | None) -> Iterator[HeaderLine]:
        for header in operation.success.headers if operation.success else ():
            value = self._header(header, operation, entity)
            if value and not operation.custom:
                yield HeaderLine(header.name, value)

    def _header(self, header: Header, operation: Operation, entity: Entity | None) -> str:
        if header.fact is not None and operation.kind is Kind.LIST:
            return f"str({_PAGE_FACTS[header.fact]})"
        if header.etag and entity and entity.version and operation.kind not in (Kind.LIST, Kind.DELETE):
            return f"etag(row.{entity.version.name})"
        if header.required and not header.location and header.sample.value is not None:
            return literal(str(header.sample.value))
        return ""

    def _location(self, operation: Operation, entity: Entity | None) -> str:
        """Arguments of `location`: the item's path template and what fills it."""
        if entity is None or operation.kind is not Kind.CREATE or operation.status != HTTPStatus.CREATED:
            return ""
        item = self._item(entity)
        if item is None:
            return ""
        values = [self._location_value(p, operation, entity) for p in self.index.keys(item)]
        return ", ".join([text_literal(_blank(item)), *values]) if all(values) else ""

    def _item(self, entity: Entity) -> Operation | None:
        kinds = (Kind.READ, Kind.REPLACE, Kind.PATCH, Kind.DELETE)
        own = [o for o in self.index.operations(self.module) if o.entity == entity.name]
        return next((o for kind in kinds for o in own if o.kind is kind), None)

    def _location_value(self, key: Parameter, operation: Operation, entity: Entity) -> str:
        if key.owner == entity.name:
            return f"row.{key.column}"
        same = (p for p in self.index.keys(operation) if p.owner == key.owner and p.column == key.column)
        return next((p.identifier for p in same), "")

    # --- lists ------------------------------------------------------------------------------------------------

    def _window(self, operation: Operation) -> str:
        paging = operation.paging
        if paging is None:
            return ""
        found = {p.role: p for p in operation.parameters}
        limit = found[Role.LIMIT].identifier if Role.LIMIT in found else "None"
        request = ", request=request" if self._needs_request(operation) else ""
        rest = f"limit={limit}, default={paging.default_limit}, maximum={paging.max_limit}"
        for role, words in _WINDOWS.items():
            if role in found:
                name = f", name={text_literal(found[role].name)}" if found[role].name != words else ""
                first = f", first={paging.first_page}" if role is Role.PAGE else ""
                return f"by_{words}({words}={found[role].identifier}, {rest}{first}{name}{request})"
        return f"by_offset(offset=None, {rest}{request})"

    def _order(self, operation: Operation) -> str:
        sort = operation.parameter(Role.SORT)
        if sort is None or operation.paging is None or not operation.paging.sort_keys:
            return ""
        order = operation.parameter(Role.ORDER)
        value = f"sort_key({sort.identifier}" + (f", {order.identifier})" if order else ")")
        return value

    def _needs_request(self, operation: Operation) -> bool:
        return operation.kind is Kind.LIST and _mentions(operation.answer, _LINKS)

    def _uses_page(self, operation: Operation) -> bool:
        headers = operation.success.headers if operation.success else ()
        return needs_total(operation) or shows_row(operation.answer) or any(h.fact for h in headers)


_PLAIN = frozenset({"str", "int", "float", "bool"})


def _shared_tags(operations: Sequence[Operation]) -> tuple[str, ...]:
    different = {o.tags for o in operations}
    return different.pop() if len(different) == 1 else ()


def _mentions(answer: Expression | None, facts: frozenset[Fact]) -> bool:
    if isinstance(answer, Construct):
        return any(_mentions(a.value, facts) for a in answer.arguments)
    return isinstance(answer, Fact) and answer in facts


def _phrase(status: str) -> str:
    if status.isdigit() and int(status) in HTTPStatus._value2member_map_:
        return HTTPStatus(int(status)).name
    return {"default": "ANY_ERROR", "4XX": "CLIENT_ERROR", "5XX": "SERVER_ERROR"}.get(
        status, f"STATUS_{status.upper()}"
    )


def _form_type(body: Body) -> str:
    """The one of the two kinds of forms that is documented."""
    return "multipart/form-data" if body.media is Media.MULTIPART else "application/x-www-form-urlencoded"


def _other_type(body: Body) -> str:
    """The argument that names a body's media type, where it is none of those that stand for plain JSON."""
    plain = body.media_type.split(";")[0].strip()
    return "" if plain == "application/json" else f"media_type={text_literal(plain)}"


def _blank(item: Operation) -> str:
    path = item.path
    for parameter in item.parameters:
        if parameter.place is Place.PATH:
            path = path.replace("{" + parameter.name + "}", "{}")
    return path
