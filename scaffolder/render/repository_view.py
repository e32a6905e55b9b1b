"""What a `repository.py` shows: the statements of an entity and a function for each CRUD operation.

In: an entity and its operations. Out: `RepositoryContext`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from scaffolder.model import Body, ColumnRole, Entity, Kind, NullableType, Operation, Parameter, Place, Role
from scaffolder.render.annotations import Annotations
from scaffolder.render.conditions import converted, narrowing, python_type
from scaffolder.render.constants import Constant, Constants
from scaffolder.render.index import Index
from scaffolder.render.listing import Filter, Order, cursor_key, default_order, filter_of, filtering, orders
from scaffolder.render.needs import by_cursor, is_flat, needs_total, rules_of, shown_links, shows_row
from scaffolder.render.patches import merges
from scaffolder.render.row_conditions import RowConditions
from scaffolder.render.writers import literal


@dataclass(frozen=True, slots=True)
class Binding:
    """A value bound to a statement."""

    name: str
    value: str


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
    where: str
    """Conditions on the rows, as arguments of `where()`; "" for all."""
    parent: str
    """Statement that finds the parent's key, where the operation looks for it; else ""."""
    parent_bindings: tuple[Binding, ...]
    parent_key: str
    """What the statement finds."""
    parent_column: str
    """Where it is kept."""
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
    """What the operations of a change apply to, and the operations; "" for other bodies."""
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
    by_cursor: bool
    """A cursor names the part of the list."""
    cursor_key: str
    """The column by which cursors name rows; "" where they are texts of our own."""
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
    constants: tuple[Constant, ...]
    """Conditions and statements that several functions share."""
    functions: tuple[Function, ...]
    foreign_modules: tuple[str, ...]
    has_rules: bool


@dataclass(slots=True)
class RepositoryBuilder:
    """Builds one entity's repository."""

    entity: Entity
    index: Index
    _conditions: RowConditions = field(init=False)
    _constants: Constants = field(init=False)
    _shared: frozenset[tuple[str, ...]] = frozenset()
    """Conditions that more than one statement has."""

    def __post_init__(self) -> None:
        self._conditions = RowConditions(self.entity, self.index)

    def context(self, operations: Iterable[Operation]) -> RepositoryContext:
        """The context for these operations, custom ones passed over."""
        crud = [o for o in operations if o.entity == self.entity.name]
        uses = Counter(self._conditions.of(o) for o in crud if o.kind is not Kind.CREATE)
        self._shared = frozenset(c for c, times in uses.items() if times > 1 and len(c) > 1)
        self._constants = Constants({f"{_constant(o)}{end}" for o in crud for end in _ENDS})
        functions = tuple(self._function(o) for o in crud)
        return RepositoryContext(
            title=self.entity.title,
            module=self.entity.module,
            class_name=f"models.{self.entity.name}",
            primary_key=self.entity.primary_key.name,
            version=self.entity.version.name if self.entity.version else "",
            constants=self._constants.all(),
            functions=functions,
            foreign_modules=tuple(sorted(self._conditions.foreign - {self.entity.module})),
            has_rules=any(f.rules for f in functions),
        )

    def _function(self, operation: Operation) -> Function:
        keys = self.index.keys(operation)
        above = [p for p in keys if p.owner != self.entity.name]
        links = tuple(link for link in self.entity.links if link.name in set(shown_links(operation.answer, self.index)))
        body = operation.body
        annotations = Annotations(self.index.definitions, None)
        parent = self._conditions.above(operation) if _looks_above(operation) else None
        return Function(
            kind=operation.kind.value,
            name=operation.identifier,
            constant=_constant(operation),
            arguments=tuple(f"{p.identifier}: {self._key_type(p)}" for p in keys),
            bindings=tuple(self._binding(p) for p in keys),
            where=self._where(operation, keys) if operation.kind is not Kind.CREATE else "",
            parent=self._constants.name(self._conditions.parent(operation), "_PARENT") if parent else "",
            parent_bindings=tuple(self._binding(p) for p in above),
            parent_key=parent[0].primary_key.name if parent else "",
            parent_column=self._parent_column(operation) if parent else "",
            scopes=(*(self._path_value(p) for p in keys if p.owner == self.entity.name), *self._copied(above)),
            payload=".".join(["body", *(body.payload if body else ())]),
            body=annotations.body(body.type) if body else "",
            fields=tuple(s.field for s in operation.stores if s.column == s.field),
            renamed=tuple(Binding(s.column, s.field) for s in operation.stores if s.column and s.column != s.field),
            merges=merges(operation, self.entity),
            patches=self._patches(body, annotations) if body else "",
            writable=tuple(s.field for s in operation.stores),
            link_ids=tuple(self._link_ids(s.field, s.link) for s in operation.stores if s.link),
            shown_links=tuple(link.name for link in links),
            rules=tuple(r.identifier for r in rules_of(operation, self.entity)),
            filters=tuple(filter_of(p, self.entity) for p in filtering(operation)),
            filter_arguments=tuple(self._filter_argument(p) for p in filtering(operation)),
            filter_bindings=tuple(Binding(p.identifier, narrowing(p)) for p in filtering(operation)),
            orders=orders(operation, self.entity),
            default_order=default_order(self.entity),
            by_cursor=by_cursor(operation),
            cursor_key=cursor_key(operation, self.entity),
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

    def _key_type(self, parameter: Parameter) -> str:
        """The type of an argument; a body may leave out the key, which then names no row."""
        optional = " | None" if parameter.place is Place.BODY and not parameter.required else ""
        return f"{python_type(parameter.type, self.index)}{optional}"

    def _where(self, operation: Operation, keys: Sequence[Parameter]) -> str:
        conditions = self._conditions.of(operation)
        written = ", ".join(conditions)
        if conditions not in self._shared:
            return written
        return f"*{self._constants.name(f'({written})', f'_BY_{keys[-1].identifier.upper()}')}"

    def _parent_column(self, operation: Operation) -> str:
        return operation.via or next(c.name for c in self.entity.columns if c.role is ColumnRole.PARENT)

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
        return LinkIds(link.name, field_name, self._conditions.model(self.index.entities[link.target]))

    @staticmethod
    def _patches(body: Body, annotations: Annotations) -> str:
        if body.patches is None:
            return ""
        fixed = "".join(f", {f.name}={literal(f.value)}" for f in body.patches.fixed)
        operations = "body or ()" if isinstance(body.type, NullableType) else "body"
        return f"{annotations.name(body.patches.schema)}.of(row{fixed}), {operations}"

    def _filter_argument(self, parameter: Parameter) -> str:
        return f"{parameter.identifier}: {python_type(parameter.type, self.index)} | None"


def _constant(operation: Operation) -> str:
    return f"_{operation.identifier.upper()}"


_ENDS = ("", "_FILTERS", "_ORDERS", "_FIELDS")
"""What the names of an operation's own constants end in."""


def _looks_above(operation: Operation) -> bool:
    """What the path stands under is looked for: to store something there, or as nothing was found under it."""
    return operation.kind in (Kind.CREATE, Kind.LIST) or operation.upsert or operation.assumed


def _identifier(operation: Operation, role: Role) -> str:
    parameter = operation.parameter(role)
    return parameter.identifier if parameter else ""
