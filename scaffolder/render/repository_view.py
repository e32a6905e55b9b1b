"""What a `repository.py` shows: the statements of an entity and a function for each CRUD operation.

In: an entity and its operations. Out: `RepositoryContext`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from scaffolder.model import (
    Column,
    ColumnRole,
    Entity,
    Operation,
    Parameter,
    Role,
    View,
)
from scaffolder.names import Identifier
from scaffolder.render.annotations import Annotations
from scaffolder.render.conditions import TEXTS, bindparam, bound, comparison, converted, narrowing, python_type
from scaffolder.render.index import Index
from scaffolder.render.needs import is_flat, needs_total, rules_of, shown_links, shows_row
from scaffolder.render.patches import merges
from scaffolder.render.writers import literal, text_literal


@dataclass(frozen=True, slots=True)
class Binding:
    """A value bound to a statement."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter by the name of its argument, and its condition."""

    name: str
    condition: str


@dataclass(frozen=True, slots=True)
class Order:
    """A value of the sort parameter, and the terms it orders by."""

    key: str
    terms: str


@dataclass(frozen=True, slots=True)
class LinkIds:
    """A field with keys that become a many-to-many relationship."""

    link: str
    field: str
    target: str


@dataclass(frozen=True, slots=True)
class Function:
    """One CRUD operation in the repository."""

    kind: str
    name: str
    constant: str
    arguments: tuple[str, ...]
    """Keys, with annotations."""
    bindings: tuple[Binding, ...]
    conditions: tuple[str, ...]
    parent_select: str
    """Statement that finds the parent's key; "" where the path has no parent."""
    parent_bindings: tuple[Binding, ...]
    parent_column: str
    scopes: tuple[Binding, ...]
    """Path values to store."""
    payload: str
    """Expression of the object whose fields are stored."""
    body: str
    """Annotation of the body."""
    fields: tuple[str, ...]
    renamed: tuple[Binding, ...]
    """Columns of another name than their field."""
    merges: tuple[str, ...]
    """Columns of objects that a change merges into."""
    patches: str
    """What the operations of a change apply to; "" for other bodies."""
    writable: tuple[str, ...]
    """Fields that they may change."""
    link_ids: tuple[LinkIds, ...]
    shown_links: tuple[str, ...]
    rules: tuple[str, ...]
    filters: tuple[Filter, ...]
    filter_arguments: tuple[str, ...]
    filter_bindings: tuple[Binding, ...]
    orders: tuple[Order, ...]
    default_order: str
    total: bool
    upsert: bool
    assumed: bool
    if_match: str
    must_match: bool
    """A change without `If-Match` is refused, as the document says (RFC 6585, section 3)."""
    expected_version: str
    shows_row: bool
    flat: bool
    """Each statement is a transaction of its own, and rows are dicts; else a session and ORM instances."""
    description: str


@dataclass(frozen=True, slots=True)
class RepositoryContext:
    """What the template of `repository.py` places."""

    title: str
    module: str
    class_name: str
    primary_key: str
    version: str
    functions: tuple[Function, ...]
    foreign_modules: tuple[str, ...]
    has_rules: bool


@dataclass(slots=True)
class RepositoryBuilder:
    """Builds one entity's repository."""

    entity: Entity
    index: Index
    _foreign: set[str] = field(default_factory=set)

    def context(self, operations: Iterable[Operation]) -> RepositoryContext:
        """The context for these operations, custom ones passed over."""
        crud = [o for o in operations if o.entity == self.entity.name]
        functions = tuple(self._function(o) for o in crud)
        return RepositoryContext(
            title=self.entity.title,
            module=self.entity.module,
            class_name=f"models.{self.entity.name}",
            primary_key=self.entity.primary_key.name,
            version=self.entity.version.name if self.entity.version else "",
            functions=functions,
            foreign_modules=tuple(sorted(self._foreign - {self.entity.module})),
            has_rules=any(f.rules for f in functions),
        )

    def _function(self, operation: Operation) -> Function:
        keys = self.index.keys(operation)
        above = [p for p in keys if p.owner != self.entity.name]
        parent = self._above(operation, above)
        links = tuple(link for link in self.entity.links if link.name in set(shown_links(operation.answer, self.index)))
        body = operation.body
        annotations = Annotations(self.index.definitions, None)
        return Function(
            kind=operation.kind.value,
            name=operation.identifier,
            constant=f"_{operation.identifier.upper()}",
            arguments=tuple(f"{p.identifier}: {python_type(p.type, self.index)}" for p in keys),
            bindings=tuple(self._binding(p) for p in keys),
            conditions=tuple(self._conditions(self.entity, keys, operation.via)),
            parent_select=self._parent_select(parent, above) if parent else "",
            parent_bindings=tuple(self._binding(p) for p in above),
            parent_column=(operation.via or self._parent_column().name) if parent else "",
            scopes=(*(self._path_value(p) for p in keys if p.owner == self.entity.name), *self._copied(above)),
            payload=".".join(["body", *(body.payload if body else ())]),
            body=annotations.body(body.type) if body else "",
            fields=tuple(s.field for s in operation.stores if s.column == s.field),
            renamed=tuple(Binding(s.column, s.field) for s in operation.stores if s.column and s.column != s.field),
            merges=merges(operation, self.entity),
            patches=self._patches(body.patches, annotations) if body and body.patches else "",
            writable=tuple(s.field for s in operation.stores),
            link_ids=tuple(self._link_ids(s.field, s.link) for s in operation.stores if s.link),
            shown_links=tuple(link.name for link in links),
            rules=tuple(r.identifier for r in rules_of(operation, self.entity)),
            filters=tuple(self._filter(p) for p in self._filtering(operation)),
            filter_arguments=tuple(self._filter_argument(p) for p in self._filtering(operation)),
            filter_bindings=tuple(Binding(p.identifier, narrowing(p)) for p in self._filtering(operation)),
            orders=self._orders(operation),
            default_order=self._default_order(),
            total=needs_total(operation),
            upsert=operation.upsert,
            assumed=operation.assumed,
            if_match=_identifier(operation, Role.IF_MATCH),
            must_match=any(r.status == "428" for r in operation.responses),
            expected_version=operation.expected_version or "",
            shows_row=shows_row(operation.answer),
            flat=is_flat(operation, self.entity, self.index),
            description=operation.summary or operation.description,
        )

    # --- conditions -------------------------------------------------------------------------------------------

    def model(self, entity: Entity) -> str:
        """The ORM class as this file spells it."""
        if entity.name == self.entity.name:
            return f"models.{entity.name}"
        self._foreign.add(entity.module)
        return f"{entity.module}_models.{entity.name}"

    def _conditions(self, entity: Entity, keys: Iterable[Parameter], via: Identifier | None = None) -> Iterator[str]:
        """Conditions on `entity` and, through its foreign key, on the entities that its path stands under."""
        keys = list(keys)
        above = [p for p in keys if p.owner != entity.name]
        column = via or next((k.column for k in entity.keys if k.parent), None)
        if above and column:
            yield self._parent_condition(entity, column, self._parent(entity, column), above)
        for parameter in keys:
            if parameter.owner == entity.name:
                value = bindparam(entity, parameter.column, bound(parameter))
                yield f"{self.model(entity)}.{parameter.column} == {value}"

    def _parent_condition(self, entity: Entity, column: str, parent: Entity, above: list[Parameter]) -> str:
        attribute = f"{self.model(entity)}.{column}"
        if len(above) == 1 and above[0].owner == parent.name and above[0].column == parent.primary_key.name:
            return f"{attribute} == {bindparam(entity, column, bound(above[0]))}"
        return f"{attribute} == {self._parent_select(parent, above)}.scalar_subquery()"

    def _parent_select(self, parent: Entity, above: list[Parameter]) -> str:
        conditions = ", ".join(self._conditions(parent, above))
        return f"select({self.model(parent)}.{parent.primary_key.name}).where({conditions})"

    def _above(self, operation: Operation, above: list[Parameter]) -> Entity | None:
        """The entity that an operation's path stands under."""
        column = operation.via or next((k.column for k in self.entity.keys if k.parent), None)
        return self._parent(self.entity, column) if above and column else None

    def _parent(self, entity: Entity, column: Identifier) -> Entity:
        key = entity.column(column).foreign_key
        assert key is not None
        return self.index.tables[key.table]

    def _parent_column(self) -> Column:
        return next(c for c in self.entity.columns if c.role is ColumnRole.PARENT)

    def _binding(self, parameter: Parameter) -> Binding:
        column = self.index.entity(parameter.owner).column(parameter.column or self.entity.key.name)
        return Binding(f"by_{parameter.identifier}", converted(parameter, column, self.index))

    def _path_value(self, parameter: Parameter) -> Binding:
        column = self.entity.column(parameter.column or self.entity.key.name)
        return Binding(column.name, converted(parameter, column, self.index))

    def _copied(self, above: list[Parameter]) -> Iterator[Binding]:
        """Keys of what the path stands under that the row keeps to show them."""
        for column in self.entity.columns:
            for parameter in above:
                copied = column.copied
                if copied and (copied.owner, copied.column) == (parameter.owner, parameter.column):
                    yield Binding(column.name, converted(parameter, column, self.index))

    def _link_ids(self, field_name: str, link_name: str) -> LinkIds:
        link = next(link for link in self.entity.links if link.name == link_name)
        return LinkIds(link.name, field_name, self.model(self.index.entities[link.target]))

    @staticmethod
    def _patches(view: View, annotations: Annotations) -> str:
        fixed = "".join(f", {f.name}={literal(f.value)}" for f in view.fixed)
        return f"{annotations.name(view.schema)}.of(row{fixed})"

    # --- lists ------------------------------------------------------------------------------------------------

    def _filtering(self, operation: Operation) -> list[Parameter]:
        return [p for p in operation.parameters if p.role in (Role.FILTER, Role.SEARCH)]

    def _filter_argument(self, parameter: Parameter) -> str:
        return f"{parameter.identifier}: {python_type(parameter.type, self.index)} | None"

    def _filter(self, parameter: Parameter) -> Filter:
        if parameter.role is Role.SEARCH:
            return Filter(parameter.identifier, self._search(parameter))
        attribute = f"{self.model(self.entity)}.{parameter.column}"
        return Filter(parameter.identifier, comparison(attribute, parameter, self.entity))

    def _search(self, parameter: Parameter) -> str:
        shown = [c for c in self.entity.columns if c.kind in TEXTS and c.json_name and not c.choices]
        bound = f"bindparam({text_literal(parameter.identifier)}, type_=Text)"
        terms = [f"{self.model(self.entity)}.{c.name}.icontains({bound}, autoescape=False)" for c in shown]
        return f"or_({', '.join(terms)})" if terms else "true()"

    def _orders(self, operation: Operation) -> tuple[Order, ...]:
        paging = operation.paging
        keys = (*paging.sort_keys, *paging.turned_keys) if paging else ()
        return tuple(Order(k.value, self._terms(k.column, descending=k.descending)) for k in keys)

    def _terms(self, column: str, *, descending: bool) -> str:
        direction = "desc" if descending else "asc"
        first = f"{self.model(self.entity)}.{column}.{direction}()"
        return f"[{first}]" if column == self.entity.primary_key.name else f"[{first}, {self._tie()}]"

    def _tie(self) -> str:
        return f"{self.model(self.entity)}.{self.entity.primary_key.name}.asc()"

    def _default_order(self) -> str:
        return f"[{self._tie()}]"


def _identifier(operation: Operation, role: Role) -> str:
    parameter = operation.parameter(role)
    return parameter.identifier if parameter else ""
