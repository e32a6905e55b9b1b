"""What a `router.py` shows: one route for each operation.

In: a module's operations. Out: `RouterContext`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from scaffolder.model import (
    Entity,
    KeyOf,
    Kind,
    Literal,
    Module,
    Operation,
    Requirement,
    Role,
)
from scaffolder.render import media_view
from scaffolder.render.annotations import Annotations
from scaffolder.render.endpoint_answers import BODILESS, Answers, HeaderLine
from scaffolder.render.endpoint_arguments import RAW, Arguments, EndpointArgument
from scaffolder.render.endpoint_windows import order, window
from scaffolder.render.index import Index
from scaffolder.render.needs import is_flat, rules_of
from scaffolder.render.purposes import act
from scaffolder.render.responses_view import ResponseConstant, Responses
from scaffolder.render.writers import literal, text_literal

_NOBODY = Requirement(())
"""No credentials are needed; who has some is known all the same."""


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
    absent: str
    """Annotation of a body that may be left out although members of it must be there, else ""."""
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
    _constants: Responses = field(init=False)
    _tags: tuple[str, ...] = ()
    """Those of every operation."""
    _securities: dict[tuple[Requirement, ...], SecurityConstant] = field(default_factory=dict)

    @property
    def _arguments(self) -> Arguments:
        return Arguments(self.index)

    @property
    def _answers(self) -> Answers:
        return Answers(self.module, self.index)

    def __post_init__(self) -> None:
        self._constants = Responses(self.index)

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
            responses=self._constants.all,
            securities=tuple(self._securities.values()),
            has_repository=any(o.entity for o in operations),
            has_customs=any(o.kind is Kind.CUSTOM for o in operations),
            has_needed=any(r.needed for r in routes),
            has_raw=any(o.custom and o.body and o.body.media in RAW for o in operations),
            negotiates=any(map(media_view.negotiates, operations)),
            described=any(map(media_view.describes, operations)),
        )

    def _route(self, operation: Operation) -> Route:
        annotations = Annotations(self.index.definitions, None)
        entity = self.index.entities[operation.entity] if operation.entity else None
        body = operation.body
        answer = self._answers.answer(operation, annotations)
        is_form = bool(body and self._arguments.is_form(body))
        return Route(
            kind=operation.kind.value,
            name=operation.identifier,
            method=operation.method.lower(),
            route=operation.route,
            decorator=tuple(self._decorator(operation)),
            arguments=self._arguments.arguments(operation, annotations, body=False),
            passed=tuple(a.name for a in self._arguments.arguments(operation, annotations)),
            keys=tuple(self._arguments.value(p, operation) for p in self.index.keys(operation)),
            filters=tuple(p.identifier for p in operation.parameters if p.role in (Role.FILTER, Role.SEARCH)),
            if_match=next((p.identifier for p in operation.parameters if p.role is Role.IF_MATCH), ""),
            body="" if is_form else self._arguments.body(operation, annotations),
            form=annotations.body(body.type) if body and is_form else "",
            needed=annotations.body(body.type) if body and media_view.is_needed(operation, self.index) else "",
            absent=annotations.body(body.type) if body and media_view.may_be_absent(operation, self.index) else "",
            window=window(operation, self.index, linked=self._answers.needs_request(operation)),
            order=order(operation),
            caller=self._caller(operation, entity),
            returns=self._answers.returns(operation),
            answer=answer,
            plain=bool(answer) and isinstance(operation.answer, Literal | KeyOf),
            headers=tuple(self._answers.headers(operation, entity)),
            location=self._answers.location(operation, entity),
            empty=operation.answer is None and str(operation.status) not in BODILESS and not operation.custom,
            status=operation.status,
            media_type=self._answers.media_type(operation),
            docstring=operation.description or operation.summary,
            fallback=act(operation, entity),
            uses_page=self._answers.uses_page(operation),
            parameters=tuple(self._written(operation, entity, annotations)),
            store=self._store(operation, entity),
        )

    def _written(self, operation: Operation, entity: Entity | None, annotations: Annotations) -> Iterator[str]:
        for argument in self._arguments.arguments(operation, annotations, body=False):
            default = f" = {argument.default}" if argument.default else ""
            yield f"{argument.name}: {argument.annotation}{default}"
        if written := self._arguments.any_body(operation, annotations):
            yield f"body: {written}"
        if caller := self._caller(operation, entity):
            yield f"caller: Annotated[Caller, Depends({caller})]"
        location = self._answers.location(operation, entity)
        if self._answers.needs_request(operation) or location:
            yield "request: Request"
        if location or next(self._answers.headers(operation, entity), None):
            yield "response: Response"

    def _store(self, operation: Operation, entity: Entity | None) -> str:
        reads = operation.kind in (Kind.LIST, Kind.READ)
        return "db" if entity and (reads or is_flat(operation, entity, self.index)) else "session"

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
        success = operation.success
        own = {str(operation.status), *([success.status] if success and success.status.upper() == "2XX" else [])}
        told = [self._constants.of(r) for r in operation.responses if r is not success and r.status not in own]
        if success and success.media_type and self._answers.returns(operation) == "Response":
            told.insert(0, self._constants.whole(success, operation.status))
        elif success and (beside := self._constants.beside(success, operation.status)):
            told.insert(0, beside)
        if told:
            yield f"responses={' | '.join(dict.fromkeys(told))}"
        media_type = self._answers.media_type(operation)
        if media_type:
            yield f"response_class=json_response({text_literal(media_type)})"
        elif self._answers.returns(operation) == "Response" or str(operation.status) in BODILESS:
            yield "response_class=Response"  # FastAPI's own names a media type, also of nothing

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


def _shared_tags(operations: Sequence[Operation]) -> tuple[str, ...]:
    different = {o.tags for o in operations}
    return different.pop() if len(different) == 1 else ()
