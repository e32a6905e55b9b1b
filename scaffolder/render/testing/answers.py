"""Where in an answer the rows, a row or a fact stand, and which schema an error has.

In: operations. Out: subscripts of `answer.json()`, and expressions that validate an error.
"""

from __future__ import annotations

from collections.abc import Iterator

from scaffolder.model import (
    Construct,
    Expression,
    Fact,
    ObjectSchema,
    OneRow,
    Operation,
    Problem,
    RefType,
    Response,
    Rows,
    View,
)
from scaffolder.names import Identifier
from scaffolder.render.annotations import Annotations
from scaffolder.render.index import Index
from scaffolder.render.testing.values import scalar_of
from scaffolder.render.writers import text_literal


def find(answer: Expression | None, wanted: type[Rows | View | OneRow] | Fact) -> str | None:
    """Subscripts that lead to a part of an answer ("" for the whole); None where it has no such part."""
    return next(_found(answer, wanted, ""), None)


def _found(answer: Expression | None, wanted: type[Rows | View | OneRow] | Fact, place: str) -> Iterator[str]:
    if isinstance(answer, Construct):
        for argument in answer.arguments:
            yield from _found(argument.value, wanted, f"{place}[{text_literal(argument.json_name)}]")
    elif answer is wanted or (isinstance(wanted, type) and isinstance(answer, wanted)):
        yield place


def rows_shown(operation: Operation, index: Index, place: str) -> str:
    """Where the answer's rows are, as a list also where nothing stands in place of an empty one."""
    omitting = any(index.rows_field(c) for c in _constructs(operation.answer))
    return f"({optional(f'answer.json(){place}')} or [])" if omitting else f"answer.json(){place}"


def optional(place: str) -> str:
    """Subscripts of which the last may lead nowhere."""
    head, _, last = place.rpartition("[")
    return f"{head}.get({last.removesuffix(']')})"


def _constructs(answer: Expression | None) -> Iterator[Construct]:
    if isinstance(answer, Construct):
        yield answer
        for argument in answer.arguments:
            yield from _constructs(argument.value)


def views(answer: Expression | None) -> Iterator[View]:
    """The views that an answer shows."""
    if isinstance(answer, View):
        yield answer
    elif isinstance(answer, Rows | OneRow):
        yield answer.view
    elif isinstance(answer, Construct):
        for argument in answer.arguments:
            yield from views(argument.value)


def item_place(answer: Expression | None) -> str | None:
    """Subscripts that lead to the one row that an answer shows."""
    single, alone = find(answer, View), find(answer, OneRow)
    return single if single is not None else f"{alone}[0]" if alone is not None else None


def shown_columns(operation: Operation, index: Index) -> dict[Identifier, str]:
    """Names of the row's attributes that an answer shows, with their JSON names."""
    view = next(views(operation.answer), None)
    schema = index.definitions.get(view.schema) if view else None
    if view is None or not isinstance(schema, ObjectSchema):
        return {}
    fixed = {f.name for f in view.fixed}
    return {f.name: f.json_name for f in schema.fields if f.name not in fixed}


class ErrorChecks:
    """Checks that an error is told as the document says."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._forms = {f.body.schema for f in index.model.errors if isinstance(f.body, Construct)}

    def check(self, operation: Operation, problem: Problem) -> str:
        """An expression that fails for an error of another form; "" where the document gives none."""
        status = operation.failure(problem)
        response = _response(operation, status)
        if operation.method == "HEAD" or response is None or response.type is None:
            return ""
        built = scalar_of(response.type, self._index)
        definition = self._index.definitions.get(built.name) if isinstance(built, RefType) else None
        if not isinstance(definition, ObjectSchema) or definition.name not in self._forms:
            return ""
        return f"{Annotations(self._index.definitions, None).name(definition.name)}.model_validate(answer.json())"


def _response(operation: Operation, status: int) -> Response | None:
    """The documented response for a status, exactly or among others."""
    found = {r.status.upper(): r for r in operation.responses}
    keys = (str(status), f"{status // 100}XX", "DEFAULT")
    return next((found[k] for k in keys if k in found), None)
