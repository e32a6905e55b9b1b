"""What the generated tests show: factories for rows, and for each module its CRUD operations and placeholders.

In: the index. Out: contexts, and `ROWS` and `MODULE_ROWS`, the plan's rows for these files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scaffolder.model import Kind, Module, Operation, Parameter, Place, Problem, Requirement
from scaffolder.render.index import Index
from scaffolder.render.rows import ModuleRow, ProjectRow
from scaffolder.render.static_view import empty_context
from scaffolder.render.tests_answers import ErrorChecks
from scaffolder.render.tests_factories import factories_context
from scaffolder.render.tests_lists import ListTests, ListView
from scaffolder.render.tests_requests import Requests
from scaffolder.render.tests_rows import RowFacts, row_facts
from scaffolder.render.tests_rules import rules_tests_context
from scaffolder.render.tests_values import expression
from scaffolder.render.tests_writes import BodyTests, CreateTests, DeleteTests, ReadTests, UpdateTests, WriteView

_MOST = 25
"""Wrong values of parameters that an operation is tested with."""

Main = ListTests | CreateTests | ReadTests | UpdateTests | DeleteTests


@dataclass(frozen=True, slots=True)
class WrongParameter:
    """A value that a parameter does not take; for path parameters, the whole address."""

    label: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ParameterTests:
    """Wrong values of the parameters in one place."""

    place: str
    cases: tuple[WrongParameter, ...]
    call: str


@dataclass(frozen=True, slots=True)
class ElsewhereTests:
    """A row is not found under a parent that is not its own."""

    statements: tuple[str, ...]
    call: str


@dataclass(frozen=True, slots=True)
class OperationTests:
    """Everything that is tested of one CRUD operation."""

    name: str
    heading: str
    body: BodyTests | None
    main: Main | None
    missing_call: str
    """A call for a row that does not exist; "" where none is asked for."""
    missing_status: int
    missing_error: str
    elsewhere: ElsewhereTests | None
    parameters: tuple[ParameterTests, ...]
    invalid_status: int
    invalid_error: str


@dataclass(frozen=True, slots=True)
class Secured:
    """A request that needs credentials."""

    label: str
    method: str
    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Credentials:
    """Credentials that nobody has, as arguments of a request."""

    headers: str
    params: str


@dataclass(frozen=True, slots=True)
class CrudTestsContext:
    title: str
    module: str
    operations: tuple[OperationTests, ...]
    secured: tuple[Secured, ...]
    wrong: Credentials | None
    has_entity: bool
    factories: tuple[str, ...]
    foreign_modules: tuple[str, ...]
    """Modules whose rows bodies refer to."""


def crud_context(module: Module, index: Index) -> CrudTestsContext | None:
    """The tests of a module's CRUD operations, and of who may call any of its operations; None where there are none."""
    facts, errors = row_facts(index), ErrorChecks(index)
    operations = index.operations(module)
    crud = tuple(_operation(o, facts, errors) for o in operations if o.kind is not Kind.CUSTOM)
    secured = tuple(_secured(o, facts) for o in operations if _needs_credentials(o))
    if not crud and not secured:
        return None
    return CrudTestsContext(
        title=module.title,
        module=module.name,
        operations=crud,
        secured=secured,
        wrong=_wrong_credentials(operations, index) if secured else None,
        has_entity=module.entity is not None,
        foreign_modules=tuple(sorted({m for o in crud if o.body for m in o.body.modules})),
        factories=tuple(sorted(facts.factory(e) for e in index.model.entities if facts.makeable(e))),
    )


def _operation(operation: Operation, facts: RowFacts, errors: ErrorChecks) -> OperationTests:
    requests = Requests(operation, facts)
    view = WriteView(requests, errors)
    main = _main(operation, requests, view)
    body = main.body if isinstance(main, CreateTests | UpdateTests) else view.body_tests()
    return OperationTests(
        name=operation.identifier,
        heading=f"{operation.method} {operation.path}",
        body=body,
        main=main,
        missing_call=_missing_call(requests, body),
        missing_status=operation.failure(Problem.NOT_FOUND),
        missing_error=errors.check(operation, Problem.NOT_FOUND),
        elsewhere=_elsewhere(requests, body),
        parameters=tuple(_parameter_tests(requests, body)) if requests.sendable else (),
        invalid_status=operation.failure(Problem.INVALID),
        invalid_error=errors.check(operation, Problem.INVALID),
    )


def _main(operation: Operation, requests: Requests, view: WriteView) -> Main | None:
    if operation.kind is Kind.LIST:
        return ListView(requests).build()
    builders = {Kind.CREATE: view.create, Kind.READ: view.read, Kind.DELETE: view.delete}
    return builders.get(operation.kind, view.update)()


def _missing_call(requests: Requests, body: BodyTests | None) -> str:
    """A request whose path names nothing that is stored."""
    operation = requests.operation
    creates = operation.upsert and not requests.outer
    named = requests.keys if operation.kind not in (Kind.LIST, Kind.CREATE) else requests.outer
    unsendable = operation.body is not None and body is None and operation.body.payload_schema is not None
    if not named or creates or not requests.sendable or unsendable:
        return ""
    return requests.call(requests.address(), body=body.sent if body else "", form=bool(body and body.form))


def _elsewhere(requests: Requests, body: BodyTests | None) -> ElsewhereTests | None:
    """A request for a row under a parent that is not its own."""
    operation, other = requests.operation, requests.elsewhere
    unsendable = operation.body is not None and body is None and operation.body.payload_schema is not None
    if requests.lists or operation.upsert or other is None or unsendable or not requests.sendable:
        return None
    own, above = requests.own, requests.above
    if own is None or above is None:
        return None
    variable = requests.facts.variable(requests.entity)
    made = f"{variable} = {requests.facts.call(requests.entity, **own)}"
    url = requests.row_url(variable, **{other.entity: "other"})
    call = requests.call(url, body=body.sent if body else "", form=bool(body and body.form))
    return ElsewhereTests((*above.statements, made, other.statement), call)


def _parameter_tests(requests: Requests, body: BodyTests | None) -> Iterator[ParameterTests]:
    operation = requests.operation
    if operation.body is not None and operation.body.payload_schema is not None and body is None:
        return
    url = requests.address()
    sent, form = body.sent if body else "", bool(body and body.form)
    calls = {
        Place.PATH: requests.call("url", body=sent, form=form),
        Place.QUERY: requests.call(url, body=sent, params="{name: value}", form=form),
        Place.HEADER: requests.call(url, body=sent, headers="{name: value}", form=form),
        Place.COOKIE: requests.call(url, body=sent, headers='{"Cookie": f"{name}={value}"}', form=form),
    }
    for place, call in calls.items():
        mine = [p for p in operation.parameters if p.place is place]
        cases = [_wrong_parameter(requests, p, str(v.value)) for p in mine for v in p.broken]
        if cases:
            yield ParameterTests(place.value, tuple(cases[:_MOST]), call)


def _wrong_parameter(requests: Requests, parameter: Parameter, text: str) -> WrongParameter:
    label = f"{parameter.name}={text[:20]}"
    if parameter.place is Place.PATH:
        return WrongParameter(label, parameter.name, requests.address(**{parameter.identifier: text}))
    return WrongParameter(label, parameter.name, expression(text))


# --- credentials ------------------------------------------------------------------------------------------------------


def _needs_credentials(operation: Operation) -> bool:
    return bool(operation.security) and all(r.schemes for r in operation.security)


def _secured(operation: Operation, facts: RowFacts) -> Secured:
    requests = Requests(operation, facts)
    status = operation.failure(Problem.UNAUTHORIZED)
    return Secured(operation.identifier, operation.method, requests.address(), status)


def _wrong_credentials(operations: tuple[Operation, ...], index: Index) -> Credentials:
    requirements: list[Requirement] = [r for o in operations for r in o.security]
    named = {identifier for r in requirements for identifier, _ in r.schemes}
    headers: dict[str, object] = {"Authorization": "Bearer wrong"}
    params: dict[str, object] = {}
    cookies: list[str] = []
    for scheme in index.model.security_schemes:
        if scheme.identifier not in named or scheme.kind.value != "api_key":
            continue
        if scheme.place is Place.QUERY:
            params[scheme.parameter] = "wrong"
        elif scheme.place is Place.COOKIE:
            cookies.append(f"{scheme.parameter}=wrong")
        else:
            headers[scheme.parameter] = "wrong"
    if cookies:
        headers["Cookie"] = "; ".join(cookies)
    return Credentials(expression(headers), expression(params))


# --- the plan's rows --------------------------------------------------------------------------------------------------

ROWS: tuple[ProjectRow, ...] = (
    ProjectRow("tests/checks.py.jinja", "tests/checks.py", empty_context),
    ProjectRow("tests/factories.py.jinja", "tests/factories.py", factories_context),
)

MODULE_ROWS: tuple[ModuleRow, ...] = (
    ModuleRow("tests/[module]/test_crud.py.jinja", "tests/{module}/test_crud.py", crud_context),
    ModuleRow("tests/[module]/test_rules.py.jinja", "tests/{module}/test_rules.py", rules_tests_context),
)
