"""What an endpoint answers: its return type, the expression of its body, its headers.

In: an operation of a module. Out: Python.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus

from scaffolder.media_types import is_json, named
from scaffolder.model import (
    ArrayType,
    Construct,
    Entity,
    Expression,
    Fact,
    Header,
    KeyOf,
    Kind,
    Literal,
    Module,
    OneRow,
    Operation,
    Parameter,
    Place,
    Role,
    Rows,
    StringFormat,
    StringType,
    Type,
    View,
)
from scaffolder.render.annotations import Annotations
from scaffolder.render.index import Index
from scaffolder.render.needs import needs_total, shows_row
from scaffolder.render.writers import literal, text_literal

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
    Fact.LINKS: "found.links",
}

_LINKS = frozenset({Fact.NEXT_LINK, Fact.PREVIOUS_LINK, Fact.FIRST_LINK, Fact.LAST_LINK, Fact.SELF_LINK})

_ABSENT = frozenset({Fact.NEXT_LINK, Fact.PREVIOUS_LINK, Fact.NEXT_CURSOR, Fact.PREVIOUS_CURSOR})
"""Facts that are not there on the first or last page."""

BODILESS = frozenset({"204", "205", "304"})
"""Statuses whose answers have no body (RFC 9110, section 6.4.1)."""


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """A response header and the expression of its value."""

    name: str
    value: str
    optional: bool = False
    """The value may be None, and the header is left out then."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Writes what the endpoints of one module answer."""

    module: Module
    index: Index

    def returns(self, operation: Operation) -> str:
        """Annotation of what the endpoint returns; it is also the response model."""
        success = operation.success
        if str(operation.status) in BODILESS:
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

    def answer(self, operation: Operation, annotations: Annotations) -> str:
        """The expression of the body; "" where there is none, or a person writes it."""
        if operation.answer is None or operation.custom or str(operation.status) in BODILESS:
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

    def media_type(self, operation: Operation) -> str:
        """The media type of a JSON answer that is not called application/json, else ""."""
        media_type = operation.success.media_type if operation.success else None
        if media_type is None or not is_json(media_type) or "*" in media_type:
            return ""
        return "" if named(media_type) == "application/json" else media_type

    def headers(self, operation: Operation, entity: Entity | None) -> Iterator[HeaderLine]:
        """The headers that have a value here."""
        for header in operation.success.headers if operation.success else ():
            value = self._header(header, operation, entity)
            if value and not operation.custom:
                told = header.fact is not None and operation.kind is Kind.LIST
                yield HeaderLine(header.name, value, optional=told and header.fact in _ABSENT)

    def _header(self, header: Header, operation: Operation, entity: Entity | None) -> str:
        if header.fact is not None and operation.kind is Kind.LIST:
            return self._told(header.fact, operation)
        if header.etag and entity and entity.version and operation.kind not in (Kind.LIST, Kind.DELETE):
            return f"etag(row.{entity.version.name})"
        if header.required and not header.location and header.sample.value is not None:
            return literal(_text(header.sample.value))
        return ""

    def _told(self, fact: Fact, operation: Operation) -> str:
        """What a page says in a header; a list without pages has no other to lead to."""
        value = _PAGE_FACTS[fact]
        if fact is Fact.LINKS:
            return value if operation.paging else ""
        if fact is Fact.NEXT_CURSOR:
            return value if operation.paging and operation.parameter(Role.CURSOR) else ""
        return f"str({value})"

    def location(self, operation: Operation, entity: Entity | None) -> str:
        """Where a created item is: its path template and what fills it; a whole URI where the document says so."""
        if entity is None or operation.kind is not Kind.CREATE or operation.status != HTTPStatus.CREATED:
            return ""
        item = self._item(entity)
        if item is None:
            return ""
        values = [self._location_value(p, operation, entity) for p in self.index.keys(item)]
        if not all(values):
            return ""
        path = f"location({', '.join(['request', text_literal(_blank(item)), *values])})"
        return f"absolute(request, {path})" if _is_whole(operation) else path

    def _item(self, entity: Entity) -> Operation | None:
        kinds = (Kind.READ, Kind.REPLACE, Kind.PATCH, Kind.DELETE)
        own = [o for o in self.index.operations(self.module) if o.entity == entity.name]
        return next((o for kind in kinds for o in own if o.kind is kind), None)

    def _location_value(self, key: Parameter, operation: Operation, entity: Entity) -> str:
        if key.owner == entity.name:
            return f"row.{key.column}"
        same = (p for p in self.index.keys(operation) if p.owner == key.owner and p.column == key.column)
        return next((p.identifier for p in same), "")

    def needs_request(self, operation: Operation) -> bool:
        """Links to other pages are told from the request."""
        headers = operation.success.headers if operation.success else ()
        linked = operation.paging is not None and any(h.fact is Fact.LINKS for h in headers)
        return operation.kind is Kind.LIST and (linked or _mentions(operation.answer, _LINKS))

    def uses_page(self, operation: Operation) -> bool:
        """Something of the page that was read is shown."""
        headers = operation.success.headers if operation.success else ()
        return needs_total(operation) or shows_row(operation.answer) or any(h.fact for h in headers)


def _is_whole(operation: Operation) -> bool:
    """Whether `Location` is documented as a URI; a path is none (RFC 3986, section 4.2)."""
    headers = operation.success.headers if operation.success else ()
    types = (header.type for header in headers if header.location)
    return any(isinstance(kind, StringType) and kind.format is StringFormat.URI for kind in types)


def _text(value: object) -> str:
    """A value as a header says it: numbers and flags as in JSON."""
    return value if isinstance(value, str) else json.dumps(value)


def _mentions(answer: Expression | None, facts: frozenset[Fact]) -> bool:
    if isinstance(answer, Construct):
        return any(_mentions(a.value, facts) for a in answer.arguments)
    return isinstance(answer, Fact) and answer in facts


def _blank(item: Operation) -> str:
    path = item.path
    for parameter in item.parameters:
        if parameter.place is Place.PATH:
            path = path.replace("{" + parameter.name + "}", "{}")
    return path
