"""How the document writes errors, and which status each operation answers for which problem.

In: contracts. Out: `ErrorForm`s (one for each distinct schema) and `Failure`s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scaffolder import names
from scaffolder.inference.compat import valid
from scaffolder.inference.contract import Contract
from scaffolder.inference.samples import Sampler
from scaffolder.inference.types import TypeBuilder
from scaffolder.media_types import is_json
from scaffolder.model import (
    AnyType,
    Argument,
    ArrayType,
    Construct,
    EnumType,
    ErrorForm,
    Expression,
    Fact,
    Failure,
    Field,
    IntegerType,
    Literal,
    NullableType,
    NumberType,
    ObjectSchema,
    Problem,
    Response,
    StringFormat,
    StringType,
    Type,
)
from scaffolder.names import Identifier

_CANDIDATES: dict[Problem, tuple[int, ...]] = {
    Problem.INVALID: (422, 400),
    Problem.NOT_FOUND: (404, 410),
    Problem.CONFLICT: (409, 422, 400, 404),
    Problem.UNAUTHORIZED: (401, 403),
    Problem.FORBIDDEN: (403, 401),
    Problem.UNSUPPORTED_MEDIA: (415, 400, 422),
    Problem.PRECONDITION_FAILED: (412, 409),
    Problem.NOT_IMPLEMENTED: (501,),
    Problem.METHOD_NOT_ALLOWED: (405,),
    Problem.UNAVAILABLE: (503,),
    Problem.INTERNAL: (500,),
}
"""Statuses by preference; the first stands where none is documented (RFC 9110 section 15.5, RFC 9457)."""

_MESSAGES = frozenset(
    """message detail description msg error_description error_message reason text summary user_message
    developer_message localized_message explanation more_info info title_text errormessage""".split()
)
_STATUSES = frozenset("status status_code code http_status http_status_code error_code http_code statuscode".split())
_CODES = frozenset("code error_code error type status name id reason_code slug key category".split())
_LISTS = frozenset(
    "errors details detail violations issues fields messages invalid_params error validation_errors".split()
)
_POINTERS = frozenset("field path pointer property parameter loc location param name attribute target".split())
_TEXT_FACTS = {
    "status": Fact.STATUS_TEXT,
    "status_code": Fact.STATUS_TEXT,
    "http_status": Fact.STATUS_TEXT,
    "title": Fact.TITLE,
    "instance": Fact.INSTANCE,
}
_DEPTH = 4


def failures(contract: Contract) -> tuple[Failure, ...]:
    """One status for each problem, documented ones first."""
    documented = contract.documented()
    return tuple(_failure(problem, documented) for problem in Problem)


def _failure(problem: Problem, documented: frozenset[str]) -> Failure:
    candidates = _CANDIDATES[problem]
    wide = f"{candidates[0] // 100}XX" in documented or "DEFAULT" in documented
    for status in candidates[:1] if wide and problem is Problem.NOT_FOUND else candidates:  # 410: it was there once
        if str(status) in documented:
            return Failure(problem, status, documented=True)
    return Failure(problem, candidates[0], documented=wide)


def error_forms(contracts: Iterable[Contract], types: TypeBuilder, sampler: Sampler) -> tuple[ErrorForm, ...]:
    """One form for each distinct error schema and media type, in order of first use."""
    uses: dict[tuple[Type, str], list[tuple[Identifier, str]]] = {}
    for contract in contracts:
        for response in contract.responses:
            is_error = response.status[:1] in "45" or (
                response.status == "default" and response is not contract.success
            )
            for key in _written(response) if is_error else ():
                uses.setdefault(key, []).append((contract.identifier, response.status))
    scope = names.Scope(frozenset({"problem"}))
    builder = _FormBuilder(types, sampler)
    forms = (builder.form(built, media, tuple(of), scope) for (built, media), of in uses.items())
    return tuple(f for f in forms if f is not None)


def _written(response: Response) -> Iterator[tuple[Type, str]]:
    """The JSON that tells the error, in each of its media types that has a shape of its own."""
    if response.type is not None and is_json(response.media_type):
        yield response.type, response.media_type or "application/json"
    yield from ((o.type, o.media_type) for o in response.others if o.type is not None and is_json(o.media_type))


class _FormBuilder:
    def __init__(self, types: TypeBuilder, sampler: Sampler) -> None:
        self._types = types
        self._sampler = sampler
        self._detail: Expression | None = None

    def form(
        self, built: Type, media_type: str, uses: tuple[tuple[Identifier, str], ...], scope: names.Scope
    ) -> ErrorForm | None:
        self._detail = None
        body = self._body(built)
        if body is None:
            return None
        name = body.schema if isinstance(body, Construct) else "text"
        plain = "application/json" if "*" in media_type else media_type
        return ErrorForm(scope.take(Identifier(names.snake(name))), plain, body, self._detail, uses)

    def _body(self, built: Type) -> Expression | None:
        schema = self._types.object_of(built)
        if schema is not None:
            return self._construct(schema, 0)
        underlying = self._types.scalar_of(built)
        if isinstance(underlying, StringType):
            return Fact.MESSAGE
        if isinstance(underlying, ArrayType):
            return self._sampler.sample(built, full=False)
        return None

    def _construct(self, schema: ObjectSchema, depth: int) -> Construct:
        texts = {names.snake(f.json_name) for f in schema.fields}
        values = [(f, self._value(f, texts, depth)) for f in schema.fields]
        return Construct(schema.name, tuple(Argument(f.name, f.json_name, v) for f, v in values if v is not None))

    def _value(self, field: Field, siblings: set[str], depth: int) -> Expression | None:
        fact = self._fact(field, siblings)
        if fact is not None:
            return fact
        nested = self._nested(field, depth)
        if nested is not None:
            return nested
        if not field.required:
            return None
        return Literal.of(None) if isinstance(field.type, NullableType) else self._sampler.neutral(field.type)

    def _fact(self, field: Field, siblings: set[str]) -> Fact | Literal | None:
        name = names.snake(field.json_name)
        underlying = self._types.scalar_of(field.type)
        if isinstance(underlying, IntegerType | NumberType):
            return Fact.STATUS if name in _STATUSES and self._admits(field, (400, 500)) else None
        if isinstance(underlying, StringType | AnyType):
            return self._text_fact(name, field, siblings)
        if isinstance(underlying, EnumType) and name in _CODES:
            fitting = [v for v in underlying.values if v.value in (400, "400", "error", "fail", "invalid")]
            return fitting[0] if fitting else None
        return None

    def _text_fact(self, name: str, field: Field, siblings: set[str]) -> Fact | None:
        if not self._admits(field, ("not_found", "Not found")):
            digits = name in _STATUSES and self._admits(field, ("404", "500"))
            return Fact.STATUS_TEXT if digits else None
        if name in _TEXT_FACTS:
            fact = _TEXT_FACTS[name]
            return None if fact is Fact.INSTANCE and self._is_uri(field) else fact
        if name == "type":
            return Fact.TYPE if self._is_uri(field) or "instance" in siblings else Fact.CODE
        if name in _MESSAGES or (name == "error" and not siblings & _MESSAGES):
            return Fact.MESSAGE
        return Fact.CODE if name in _CODES and name != "id" else None

    def _is_uri(self, field: Field) -> bool:
        underlying = self._types.scalar_of(field.type)
        return isinstance(underlying, StringType) and underlying.format is StringFormat.URI

    def _admits(self, field: Field, values: tuple[object, ...]) -> bool:
        underlying = self._types.scalar_of(field.type)
        if isinstance(underlying, StringType) and underlying.format in (StringFormat.URI, None):
            loose = StringType(None, None, underlying.min_length, underlying.max_length, underlying.pattern)
            return all(valid(loose, v, self._types.definitions) for v in values)
        return all(valid(field.type, v, self._types.definitions) for v in values)

    # --- lists and objects ------------------------------------------------------------------------------------

    def _nested(self, field: Field, depth: int) -> Expression | None:
        schema = self._types.object_of(field.type)
        if schema is not None:
            speaks = field.required or self._speaks(schema)
            return self._construct(schema, depth + 1) if speaks and depth < _DEPTH else None
        underlying = self._types.scalar_of(field.type)
        if isinstance(underlying, ArrayType) and names.snake(field.json_name) in _LISTS and self._short(underlying):
            return self._list(underlying)
        return None

    def _short(self, array: ArrayType) -> bool:
        return (array.min_items or 0) <= 1 and array.max_items != 0

    def _speaks(self, schema: ObjectSchema) -> bool:
        siblings = {names.snake(f.json_name) for f in schema.fields}
        return any(self._fact(f, siblings) is not None for f in schema.fields)

    def _list(self, array: ArrayType) -> Expression | None:
        item = self._types.scalar_of(array.item)
        if isinstance(item, StringType) and item.pattern is None and item.format is None and item.max_length is None:
            return Fact.MESSAGES
        schema = self._types.object_of(array.item)
        if schema is None or self._detail is not None:
            return None
        self._detail = self._finding(schema)
        return Fact.DETAILS

    def _finding(self, schema: ObjectSchema) -> Construct:
        siblings = {names.snake(f.json_name) for f in schema.fields}
        values = [(f, self._pointer(f) or self._value(f, siblings, _DEPTH)) for f in schema.fields]
        return Construct(schema.name, tuple(Argument(f.name, f.json_name, v) for f, v in values if v is not None))

    def _pointer(self, field: Field) -> Fact | None:
        if names.snake(field.json_name) not in _POINTERS:
            return None
        underlying = self._types.scalar_of(field.type)
        if isinstance(underlying, ArrayType):
            return Fact.POINTER_PARTS if valid(field.type, ["body", "name"], self._types.definitions) else None
        return Fact.POINTER if self._admits(field, ("", "body.name")) else None
