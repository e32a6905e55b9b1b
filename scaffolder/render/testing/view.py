"""What the generated tests show: factories for rows, and for each module its CRUD operations and placeholders.

In: the index. Out: contexts, and `ROWS` and `MODULE_ROWS`, the plan's rows for these files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scaffolder.model import Kind, Module, Operation, Problem
from scaffolder.render.index import Index
from scaffolder.render.rows import ModuleRow, ProjectRow
from scaffolder.render.rules_view import enforced_rules
from scaffolder.render.static_view import empty_context
from scaffolder.render.testing.answers import ErrorChecks
from scaffolder.render.testing.conditions import ConditionTests, condition_tests
from scaffolder.render.testing.creates import CreateTests, create_tests
from scaffolder.render.testing.credentials import CredentialsTests, credentials_tests
from scaffolder.render.testing.factories import factories_context
from scaffolder.render.testing.lists import ListTests, list_tests
from scaffolder.render.testing.parameters import ParameterTests, parameter_tests
from scaffolder.render.testing.patches import OperationsTests, operations_tests
from scaffolder.render.testing.reads import DeleteTests, ReadTests, delete_tests, read_tests
from scaffolder.render.testing.requests import Requests
from scaffolder.render.testing.rows import RowFacts, row_facts
from scaffolder.render.testing.rules import rules_tests_context
from scaffolder.render.testing.updates import UpdateTests, update_tests
from scaffolder.render.testing.writes import BodyTests, Writes

_FACTORY = re.compile(r"\bmake_\w+")

Main = ListTests | CreateTests | ReadTests | UpdateTests | OperationsTests | DeleteTests


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
    condition: ConditionTests | None
    parameters: tuple[ParameterTests, ...]
    invalid_status: int
    invalid_error: str


@dataclass(frozen=True, slots=True)
class CrudTestsContext:
    """A module's `test_crud.py`."""

    title: str
    module: str
    operations: tuple[OperationTests, ...]
    credentials: CredentialsTests | None
    has_entity: bool
    factories: tuple[str, ...]
    """What the module imports of `tests/factories.py`; a superset of what it uses, far from all that there are."""
    foreign_modules: tuple[str, ...]
    """Modules whose rows bodies refer to."""
    rules: tuple[str, ...]
    """Functions that enforce rules when the operations write."""


def crud_context(module: Module, index: Index) -> CrudTestsContext | None:
    """The tests of a module's CRUD operations, and of who may call any of its operations; None where there are none."""
    facts, errors = row_facts(index), ErrorChecks(index)
    operations = index.operations(module)
    entity = index.entities[module.entity] if module.entity else None
    crud = tuple(_operation(o, facts, errors) for o in operations if o.kind is not Kind.CUSTOM)
    credentials = credentials_tests(operations, facts, errors)
    if not crud and credentials is None:
        return None
    return CrudTestsContext(
        title=module.title,
        module=module.name,
        operations=crud,
        credentials=credentials,
        has_entity=module.entity is not None,
        factories=_factories((crud, credentials), facts),
        foreign_modules=tuple(sorted({m for o in crud if o.body for m in o.body.modules})),
        rules=tuple(r.identifier for r in enforced_rules(entity, operations)),
    )


def _factories(shown: object, facts: RowFacts) -> tuple[str, ...]:
    """Those whose names stand anywhere in what the module shows."""
    if not facts.factories:
        return ()
    return ("any_row", *sorted(facts.factories & set(_FACTORY.findall(repr(shown)))))


def _operation(operation: Operation, facts: RowFacts, errors: ErrorChecks) -> OperationTests:
    writes = Writes(Requests(operation, facts), errors)
    return OperationTests(
        name=operation.identifier,
        heading=f"{operation.method} {operation.path}",
        body=writes.body_tests,
        main=_main(operation, writes),
        missing_call=_missing_call(writes),
        missing_status=operation.failure(Problem.NOT_FOUND),
        missing_error=errors.check(operation, Problem.NOT_FOUND),
        elsewhere=_elsewhere(writes),
        condition=condition_tests(writes),
        parameters=tuple(parameter_tests(writes)),
        invalid_status=operation.failure(Problem.INVALID),
        invalid_error=errors.check(operation, Problem.INVALID),
    )


def _main(operation: Operation, writes: Writes) -> Main | None:
    match operation.kind:
        case Kind.LIST:
            return list_tests(writes.requests)
        case Kind.CREATE:
            return create_tests(writes)
        case Kind.READ:
            return read_tests(writes.requests)
        case Kind.DELETE:
            return delete_tests(writes.requests, writes.errors)
        case _:
            return operations_tests(writes) if operation.body and operation.body.patches else update_tests(writes)


def _is_written(writes: Writes) -> bool:
    """A valid request can be made without any row."""
    return writes.requests.sendable and (writes.body is None or writes.body_tests is not None)


def _sent(writes: Writes) -> str:
    return writes.body_tests.sent if writes.body_tests else ""


def _missing_call(writes: Writes) -> str:
    """A request whose path names nothing that is stored."""
    operation, requests = writes.operation, writes.requests
    outside = operation.kind in (Kind.LIST, Kind.CREATE) or operation.upsert or operation.assumed
    named = requests.outer if outside else requests.keys or requests.told
    return requests.call(requests.address(), body=_sent(writes)) if named and _is_written(writes) else ""


def _elsewhere(writes: Writes) -> ElsewhereTests | None:
    requests = writes.requests
    own, above, other = requests.own, requests.above, requests.elsewhere
    if requests.lists or _is_made(writes) or own is None or above is None or other is None:
        return None
    if not _is_written(writes):
        return None
    variable = requests.facts.variable(requests.entity)
    call = requests.facts.call(requests.entity, **own)
    made = f"{variable} = {call}" if requests.named else call
    url = requests.row_url(variable, **{other.entity: "other"})
    return ElsewhereTests((*above.statements, made, other.statement), requests.call(url, body=_sent(writes)))


def _is_made(writes: Writes) -> bool:
    """A row that is not there is stored, under the key of the path."""
    operation, entity = writes.operation, writes.requests.entity
    return operation.upsert or (
        operation.kind is Kind.CREATE and any(k.owner == entity.name for k in writes.requests.keys)
    )


ROWS: tuple[ProjectRow, ...] = (
    ProjectRow("tests/checks.py.jinja", "tests/checks.py", empty_context),
    ProjectRow("tests/factories.py.jinja", "tests/factories.py", factories_context),
)

MODULE_ROWS: tuple[ModuleRow, ...] = (
    ModuleRow("tests/[module]/test_crud.py.jinja", "tests/{module}/test_crud.py", crud_context),
    ModuleRow("tests/[module]/test_rules.py.jinja", "tests/{module}/test_rules.py", rules_tests_context),
)
