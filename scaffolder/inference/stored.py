"""The columns of an entity: every property that is read or written, the key, the path's parents and scopes.

In: drafts with their embedded fields. Out: `Column`s, and the `Store`s that say where each written property goes.

A property that clients write and read in different, incompatible types is stored twice: what is read keeps its name and
is the server's to fill, what was sent is kept beside it. A value that the answer requires but nobody must send gets a
default, so that every answer is valid.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from scaffolder import names
from scaffolder.inference import columns
from scaffolder.inference.compat import assignable, narrow
from scaffolder.inference.drafts import Draft, is_assumed
from scaffolder.inference.keys import GENERIC
from scaffolder.inference.links import Embedded
from scaffolder.inference.samples import Sampler
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import (
    Column,
    ColumnKind,
    ColumnRole,
    CopiedKey,
    Decision,
    DeleteRule,
    Field,
    ForeignKey,
    Generator,
    IntegerType,
    Kind,
    Literal,
    ObjectSchema,
    Parameter,
    Place,
    Type,
)
from scaffolder.names import Identifier

_NO_SAMPLE = Literal.of(None)


@dataclass(frozen=True, slots=True)
class Property:
    """One JSON name over all schemas of an entity."""

    json_name: str
    read: Field | None
    views: tuple[Field, ...]
    """The same property in every answer that shows the entity."""
    writes: tuple[tuple[Kind, Field], ...]


@dataclass(slots=True)
class Stored:
    """What an entity stores, while it is being collected."""

    columns: list[Column] = field(default_factory=list)
    inputs: dict[str, Identifier] = field(default_factory=dict)
    """Written JSON name to the column that takes it."""
    decisions: list[Decision] = field(default_factory=list)


def tells_versions(draft: Draft) -> bool:
    """Some operation takes `If-Match` or answers an `ETag`."""
    contracts = [m.contract for m in draft.resource.members]
    asked = any(p.place is Place.HEADER and p.name.lower() == "if-match" for c in contracts for p in c.parameters)
    return asked or any(h.etag for c in contracts if c.success for h in c.success.headers)


class ColumnBuilder:
    """Builds the columns of one entity."""

    def __init__(self, draft: Draft, views: tuple[ObjectSchema, ...], types: TypeBuilder, sampler: Sampler) -> None:
        self._draft = draft
        self._views = views
        self._types = types
        self._sampler = sampler
        self._fields = names.field_scope()
        self._stored = Stored()

    def build(self, embedded: tuple[Embedded, ...], parent_key: Column | None) -> Stored:
        """All columns: key first, then parent and scopes, then properties in the document's order."""
        skipped = {e.field.json_name for e in embedded} | {e.ids.json_name for e in embedded if e.ids}
        properties = [p for p in self._properties() if p.json_name not in skipped]
        for prop in properties:
            self._fields.take(self._own_name(prop))
        self._add_key(properties)
        self._add_path_columns(properties, parent_key)
        taken = {c.json_name for c in self._stored.columns}
        for prop in properties:
            if prop.json_name not in taken:
                self._add_property(prop)
        self._add_hidden_version()
        return self._stored

    def _add_hidden_version(self) -> None:
        """Entity tags need a version, also where no answer shows it (RFC 9110, section 8.8.3)."""
        shown = any(c.role is ColumnRole.VERSION for c in self._stored.columns)
        if shown or not tells_versions(self._draft):
            return
        column = self._column(
            self._fresh("version"), "", kind=ColumnKind.BIGINT, type_=IntegerType(), role=ColumnRole.VERSION
        )
        self._put(replace(column, generator=Generator.ONE))

    def _own_name(self, prop: Property) -> Identifier:
        return (prop.read or prop.writes[0][1]).name

    def _properties(self) -> list[Property]:
        """One for each name, spellings that differ in case or punctuation only taken as one."""
        read = {f.json_name: f for f in self._draft.resource.schema.fields}
        written = [(k, f) for k, s in self._draft.payloads.items() for f in s.fields]
        written += [(Kind.PATCH, f) for s in self._draft.parts for f in s.fields]
        spelled: dict[str, str] = {}
        for name in (*read, *(f.json_name for _, f in written)):
            spelled.setdefault(name if name in read else names.snake(name), name)
        shown = {names.snake(n): n for n in reversed(read)}
        merged: dict[str, list[tuple[Kind, Field]]] = {name: [] for name in read}
        for kind, item in written:
            known = item.json_name if item.json_name in read else shown.get(names.snake(item.json_name))
            merged.setdefault(known or spelled[names.snake(item.json_name)], []).append((kind, item))
        return [self._property(name, read.get(name), tuple(writes)) for name, writes in merged.items()]

    def _property(self, name: str, read: Field | None, writes: tuple[tuple[Kind, Field], ...]) -> Property:
        own = (read or writes[0][1]).name
        views = (f for v in self._views for f in v.fields if f.name == own)
        return Property(json_name=name, read=read, views=tuple(views), writes=writes)

    def _accept(self, prop: Property, column: Identifier) -> None:
        """Every spelling that is written goes to the column."""
        for _, item in prop.writes:
            self._stored.inputs[item.json_name] = column

    # --- the key and the path ---------------------------------------------------------------------------------

    def _add_key(self, properties: list[Property]) -> None:
        key = self._draft.key
        if self._draft.surrogate:
            self._add_surrogate()
        if key.parameter is None:
            return
        shown = key.field.json_name if key.field else key.name
        name = key.field.name if key.field else self._fresh(key.name)
        kind = columns.key_kind(key.type)
        if kind in (ColumnKind.INTEGER, ColumnKind.BIGINT):
            for schema in (self._draft.resource.schema, *self._views):
                self._types.count(schema.name, shown)
        column = self._column(name, shown, kind=kind, type_=key.type, role=ColumnRole.KEY)
        column = replace(
            column,
            generator=key.generator,
            primary_key=not self._draft.surrogate,
            description=key.field.description if key.field else key.parameter.description,
            origin=key.field.origin if key.field else key.parameter.origin,
        )
        self._put(column)
        for prop in properties:
            if prop.json_name == shown:
                self._accept(prop, column.name)

    def _add_surrogate(self) -> None:
        column = self._column(
            self._fresh("row_id"), "", kind=ColumnKind.BIGINT, type_=IntegerType(), role=ColumnRole.SURROGATE
        )
        alone = self._draft.resource.single and self._draft.parent is None
        generator, default = (Generator.DEFAULT, Literal.of(1)) if alone else (Generator.AUTOINCREMENT, None)
        self._put(replace(column, generator=generator, default=default, primary_key=True))

    def _add_path_columns(self, properties: list[Property], parent_key: Column | None) -> None:
        draft = self._draft
        if draft.parent and parent_key:
            self._put(self._parent_column(draft.parent, parent_key, properties))
        for parameter in draft.scopes:
            self._put(self._scope_column(parameter, properties))
        for parameter in draft.resource.parameters:
            self._add_copied(parameter, properties)

    def _add_copied(self, parameter: Parameter, properties: list[Property]) -> None:
        """Answers that show a key of something above in the path show what the path said."""
        owner = self._draft.owners.get(parameter.name)
        if owner is None or owner is self._draft or names.snake(parameter.name) in GENERIC:
            return
        kind = columns.key_kind(self._types.scalar_of(parameter.type))
        shown = self._shown((parameter.name, f"{owner.name}_{parameter.name}"), kind, properties)
        column = owner.path_columns.get(owner.resource.item.parameters[self._position(parameter)])
        if shown is None or shown.read is None or column is None:
            return
        type_ = self._types.scalar_of(shown.read.type)
        made = self._column(self._own_name(shown), shown.json_name, kind=kind, type_=type_, role=ColumnRole.SERVER)
        made = self._with_fallback(self._described(made, shown.read), shown.read, quiet=True)
        copied = CopiedKey(owner.name, column)
        self._put(replace(made, copied=copied, default=None, generator=Generator.NONE))

    def _position(self, parameter: Parameter) -> int:
        return self._draft.resource.item.parameters.index(parameter.name)

    def _parent_column(self, parent: Draft, parent_key: Column, properties: list[Property]) -> Column:
        spelled = (parent.key.name, f"{parent.name}_id", f"{parent.name}_{parent_key.json_name or 'id'}")
        wanted = tuple(w for w in spelled if names.snake(w) not in GENERIC)
        shown = self._shown(wanted, parent_key.kind, properties) if not parent.surrogate else None
        name = self._own_name(shown) if shown else self._fresh(f"{parent.name}_{parent_key.name}")
        type_ = self._types.scalar_of(shown.read.type) if shown and shown.read else parent_key.type
        column = self._column(
            name, shown.json_name if shown else "", kind=parent_key.kind, type_=type_, role=ColumnRole.PARENT
        )
        key = ForeignKey(parent.table, parent_key.name, DeleteRule.CASCADE)
        return replace(column, foreign_key=key, index=True, length=parent_key.length, samples=parent_key.samples)

    def _scope_column(self, parameter: Parameter, properties: list[Property]) -> Column:
        underlying = self._types.scalar_of(parameter.type)
        kind = columns.kind_of(underlying)
        shown = None if names.snake(parameter.name) in GENERIC else self._shown((parameter.name,), kind, properties)
        name = self._own_name(shown) if shown else self._fresh(parameter.name)
        column = self._column(
            name, shown.json_name if shown else "", kind=kind, type_=underlying, role=ColumnRole.SCOPE
        )
        if shown:
            self._accept(shown, column.name)
        return replace(column, index=True, description=parameter.description, origin=parameter.origin)

    def _shown(self, wanted: tuple[str, ...], kind: ColumnKind, properties: list[Property]) -> Property | None:
        spelled = [names.snake(w) for w in wanted]
        for prop in properties:
            if names.snake(prop.json_name) in spelled and prop.read and prop.json_name not in self._taken():
                return prop if columns.kind_of(self._types.scalar_of(prop.read.type)) is kind else None
        return None

    def _taken(self) -> set[str]:
        return {c.json_name for c in self._stored.columns}

    # --- properties -------------------------------------------------------------------------------------------

    def _add_property(self, prop: Property) -> None:
        base = prop.read or prop.writes[0][1]
        narrowed = self._narrowed(prop, self._types.scalar_of(base.type))
        if narrowed is None:
            self._add_twice(prop)
            return
        self._tell_narrower(prop, narrowed)
        if self._is_version(prop, narrowed):
            column = self._server_column(prop, narrowed)
        elif prop.writes:
            column = self._client_column(prop, narrowed)
            self._accept(prop, column.name)
        else:
            column = self._server_column(prop, narrowed)
        self._put(column)

    def _is_version(self, prop: Property, type_: Type) -> bool:
        """Updates send the version that they know, but nobody creates it: the server counts (optimistic locking)."""
        created = any(k is Kind.CREATE for k, _ in prop.writes)
        return prop.read is not None and not created and columns.server_role(prop.read, type_)[0] is ColumnRole.VERSION

    def _narrowed(self, prop: Property, read: Type) -> Type | None:
        """The type that both readers and writers agree on, or None."""
        result: Type | None = read
        for _, written in prop.writes:
            result = narrow(self._types.scalar_of(written.type), result, self._types.definitions) if result else None
        return result

    def _tell_narrower(self, prop: Property, narrowed: Type) -> None:
        """Say so where a value of another kind may be sent than can be read."""
        wider = (f for _, f in prop.writes if columns.is_parsed_only(self._types.scalar_of(f.type), narrowed))
        if prop.read is not None and (written := next(wider, None)):
            reason = "it is read in a narrower type than it is sent in"
            self._decide(prop.json_name, f"what is no {columns.kind_of(narrowed)} is refused", reason, written.origin)

    def _add_twice(self, prop: Property) -> None:
        """Read and written types contradict each other."""
        write = prop.writes[0][1]
        if prop.read is not None:
            self._put(self._server_column(replace(prop, writes=()), self._types.scalar_of(prop.read.type)))
        name = self._fresh(f"{prop.json_name}_input")
        column = self._column(
            name, "", kind=ColumnKind.JSON, type_=self._types.scalar_of(write.type), role=ColumnRole.CLIENT
        )
        self._put(replace(column, nullable=True, origin=write.origin, description=write.description))
        self._accept(prop, name)
        reason = "it is written and read in types that do not fit each other"
        self._decide(
            prop.json_name, f"what is sent is kept in {name}, what is read is the server's", reason, write.origin
        )

    def _client_column(self, prop: Property, type_: Type) -> Column:
        base = prop.read or prop.writes[0][1]
        whole = [f for k, f in prop.writes if k in (Kind.CREATE, Kind.REPLACE)]
        creates = Kind.CREATE in self._draft.payloads or Kind.REPLACE in self._draft.payloads
        creates = creates and not self._starts_blank
        always_sent = creates and bool(whole) and all(f.required for f in whole) and len(whole) == self._whole_writes()
        sent_null = any(f.nullable for _, f in prop.writes)
        default = next((d for d in (columns.default_of(f) for f in (*whole, base)) if d is not None), None)
        needed = self._needed(prop, type_)
        type_ = columns.admitting(type_, default)
        column = self._column(
            base.name, prop.json_name, kind=columns.kind_of(type_), type_=type_, role=ColumnRole.CLIENT
        )
        column = self._described(column, base)
        shown_null = any(f.nullable for f in prop.views)
        never_empty = (not sent_null and (always_sent or default is not None)) or (
            default is not None and bool(prop.views) and not shown_null
        )
        column = replace(column, nullable=not needed and not never_empty, default=default)
        if needed and default is None and not (always_sent and not sent_null):
            return self._with_fallback(column, base)
        return replace(column, generator=Generator.DEFAULT if default else Generator.NONE)

    @property
    def _starts_blank(self) -> bool:
        """A row is shown, or changed in part, before a whole one was sent."""
        resource = self._draft.resource
        return is_assumed(resource) or (resource.single and Kind.PATCH in self._draft.payloads)

    def _whole_writes(self) -> int:
        return len({Kind.CREATE, Kind.REPLACE} & set(self._draft.payloads))

    def _server_column(self, prop: Property, type_: Type) -> Column:
        base = prop.read or prop.writes[0][1]
        role, generator = columns.server_role(base, type_)
        column = self._column(base.name, prop.json_name, kind=columns.kind_of(type_), type_=type_, role=role)
        column = self._described(column, base)
        default = columns.default_of(base)
        if role is not ColumnRole.SERVER:
            return replace(column, generator=generator)
        if not self._needed(prop, type_):
            generator = Generator.DEFAULT if default else Generator.NONE
            return replace(column, nullable=default is None or base.nullable, default=default, generator=generator)
        return self._with_fallback(replace(column, default=default), base)

    def _with_fallback(self, column: Column, base: Field, *, quiet: bool = False) -> Column:
        """A value of the server's own where an answer needs one and nobody must send it."""
        role, generator = columns.server_role(base, column.type)
        if role is not ColumnRole.SERVER:
            return replace(column, generator=generator)
        if column.kind is ColumnKind.DATETIME and column.default is None:
            return replace(column, generator=Generator.NOW)
        default = column.default or self._sampler.neutral(column.type) or _NO_SAMPLE
        if column.default is None and not quiet:
            reason = "answers require it and no request must send it"
            self._decide(column.json_name, f"it starts as {default.text[:60]}", reason, base.origin)
        return replace(column, default=default, generator=Generator.DEFAULT)

    def _needed(self, prop: Property, type_: Type) -> bool:
        """Some answer cannot do without a value."""
        definitions = self._types.definitions
        return any(f.required and not f.nullable and assignable(type_, f.type, definitions) for f in prop.views)

    def _described(self, column: Column, base: Field) -> Column:
        extensions = self._types.extensions(base.origin)
        renamed = extensions.get("x-renamed-from")
        return replace(
            column,
            description=base.description,
            origin=base.origin,
            unique=extensions.get("x-unique") is True,
            index=extensions.get("x-index") is True,
            renamed_from=renamed if isinstance(renamed, str) else "",
            renamed_values=columns.renamed_values(extensions.get("x-renamed-values")),
        )

    # --- shared -----------------------------------------------------------------------------------------------

    def _column(self, name: Identifier, json_name: str, *, kind: ColumnKind, type_: Type, role: ColumnRole) -> Column:
        return Column(
            name=name,
            column_name=str(name),
            json_name=json_name,
            kind=kind,
            type=type_,
            length=columns.length_of(type_, kind),
            nullable=False,
            default=None,
            role=role,
            generator=Generator.NONE,
            primary_key=False,
            unique=False,
            index=False,
            foreign_key=None,
            copied=None,
            samples=self._samples(columns.counted(type_) if kind is ColumnKind.BIGINT else type_, role),
            description="",
            renamed_from="",
            origin="",
        )

    def _samples(self, type_: Type, role: ColumnRole) -> tuple[Literal, ...]:
        """Values for tests; what stands in a path is never empty."""
        found = self._sampler.samples(type_)
        in_path = role in (ColumnRole.KEY, ColumnRole.SCOPE)
        return tuple(s for s in found if not (in_path and s.value == "")) or (_NO_SAMPLE,)

    def _fresh(self, text: str) -> Identifier:
        return names.field_name(self._fields, text)

    def _put(self, column: Column) -> None:
        self._stored.columns.append(column)

    def _decide(self, what: str, decided: str, reason: str, origin: str) -> None:
        self._stored.decisions.append(Decision(f"{self._draft.name}.{what}", decided, reason, origin))
