"""Entities from drafts: columns, links, foreign keys, uniques, indexes.

In: drafts, all operations' contracts. Out: `Entity`s (parents first), and where each written property goes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from scaffolder import names
from scaffolder.inference import envelopes
from scaffolder.inference.columns import kind_of
from scaffolder.inference.drafts import WRITES, Draft, Drafts
from scaffolder.inference.links import Embedded, embedded_fields, foreign_key_target
from scaffolder.inference.samples import Sampler
from scaffolder.inference.stored import ColumnBuilder, Stored
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import (
    Column,
    ColumnKind,
    ColumnRole,
    Decision,
    DeleteRule,
    Entity,
    ForeignKey,
    Generator,
    Kind,
    Link,
    ObjectSchema,
    PathKey,
    Secondary,
    Unique,
)
from scaffolder.names import ClassName, Identifier, TableName

_REFUSALS = frozenset({"404", "409", "4XX", "DEFAULT"})
"""Statuses by which a write can say that what it refers to is not there; 400 and 422 say that it is not well-formed."""


@dataclass(slots=True)
class Built:
    """An entity with what its operations need to know of how it was built."""

    draft: Draft
    entity: Entity
    inputs: dict[str, Identifier]
    """Written JSON name to column."""
    link_inputs: dict[str, Identifier]
    """Written JSON name (`genreIds`) to link."""


@dataclass(slots=True)
class Entities:
    """All entities as far as they are built, and what was decided on the way."""

    built: dict[ClassName, Built] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)


def build_entities(drafts: tuple[Draft, ...], types: TypeBuilder, sampler: Sampler) -> Entities:
    """All entities; a parent is built before the entities below its path."""
    entities = Entities()
    tables = names.Scope(frozenset(d.table for d in drafts) | names.SQL_RESERVED, fold=True)
    known = Drafts(drafts)
    shop = _Workshop(known, tables, types, sampler)
    for draft in drafts:
        _build(draft, entities, shop)
    held = _held(entities)
    for built in entities.built.values():
        entity = _with_foreign_keys(built, known, entities, types)
        built.entity = replace(entity, columns=tuple(_indexed(c, entity, held) for c in entity.columns))
    _break_cycles(entities)
    return entities


@dataclass(frozen=True, slots=True)
class _Workshop:
    """What building one entity takes beside its draft."""

    drafts: Drafts
    tables: names.Scope
    types: TypeBuilder
    sampler: Sampler


def _build(draft: Draft, entities: Entities, shop: _Workshop) -> None:
    tables, types, sampler = shop.tables, shop.types, shop.sampler
    embedded = embedded_fields(draft, shop.drafts, types)
    parent = entities.built[draft.parent.name].entity if draft.parent else None
    stored = ColumnBuilder(draft, answer_schemas(draft, types), types, sampler).build(
        embedded, parent.primary_key if parent else None
    )
    links = tuple(_link(e, draft, tables, types) for e in embedded)
    entity = Entity(
        name=draft.name,
        module=draft.module,
        table=draft.table,
        title=draft.title,
        columns=tuple(stored.columns),
        links=links,
        uniques=(),
        keys=_path_keys(draft, stored),
        description=draft.resource.schema.description,
        rules=(),
        reason=draft.resource.reason,
        renamed_from=_renamed(draft.resource.schema, types),
        origin=draft.resource.schema.origin,
    )
    entity = replace(entity, uniques=_uniques(entity, draft, types))
    draft.path_columns = {k.parameter: k.column for k in entity.keys if k.parent is None}
    link_inputs = {e.ids.json_name: e.field.name for e in embedded if e.ids}
    entities.built[draft.name] = Built(draft, entity, stored.inputs, link_inputs)
    entities.decisions += stored.decisions
    entities.decisions += [_explain(draft, link) for link in links]


def _renamed(schema: ObjectSchema, types: TypeBuilder) -> str:
    renamed = types.extensions(schema.origin).get("x-renamed-from")
    return renamed if isinstance(renamed, str) else ""


def answer_schemas(draft: Draft, types: TypeBuilder) -> tuple[ObjectSchema, ...]:
    """Every schema that some answer shows a row as; the read schema first."""
    found = [draft.resource.schema]
    for member in draft.resource.members:
        built = member.contract.success_type
        shape = member.shape
        if shape is None and member.kind in WRITES and built is not None:
            shape = envelopes.item_shape(built, types, draft.resource.nouns)
        schema = types.object_of(shape.inner) if shape else None
        if schema is not None and schema not in found:
            found.append(schema)
    return tuple(found)


def _link(embedded: Embedded, draft: Draft, tables: names.Scope, types: TypeBuilder) -> Link:
    secondary = None
    if embedded.ids:
        declared = types.extensions(embedded.field.origin).get("x-secondary")
        wanted = names.snake(declared) if isinstance(declared, str) and declared else ""
        table = tables.take(TableName(wanted or f"{draft.table}_{names.snake(embedded.field.json_name)}"))
        left, right = f"{names.snake(draft.name)}_id", f"{names.snake(embedded.target.name)}_id"
        secondary = Secondary(table, left, right if right != left else f"other_{right}")
    key = embedded.foreign_key
    return Link(
        name=embedded.field.name,
        json_name=embedded.field.json_name,
        target=embedded.target.name,
        many=embedded.many,
        secondary=secondary,
        column=key.name if key else None,
        ids_field=embedded.ids.name if embedded.ids else None,
        view=embedded.view.name,
        reason=f"linked by {embedded.ids.json_name if embedded.ids else key.json_name if key else ''}",
        origin=embedded.field.origin,
    )


def _explain(draft: Draft, link: Link) -> Decision:
    kind = "many-to-many" if link.secondary else "one-to-many" if link.many else "many-to-one"
    return Decision(f"{draft.name}.{link.json_name}", f"{kind} relationship to {link.target}", link.reason, link.origin)


def _path_keys(draft: Draft, stored: Stored) -> tuple[PathKey, ...]:
    by_role = {role: [c for c in stored.columns if c.role is role] for role in ColumnRole}
    keys = []
    if draft.parent:
        parameter = draft.resource.item.parameters[len(draft.parent.resource.item.parameters) - 1]
        keys.append(PathKey(parameter, by_role[ColumnRole.PARENT][0].name, draft.parent.name))
    scopes = zip(draft.scopes, by_role[ColumnRole.SCOPE], strict=True)
    keys += [PathKey(p.name, c.name, None) for p, c in scopes]
    if not draft.resource.single:
        keys.append(PathKey(draft.resource.item.parameters[-1], by_role[ColumnRole.KEY][0].name, None))
    return tuple(keys)


def _uniques(entity: Entity, draft: Draft, types: TypeBuilder) -> tuple[Unique, ...]:
    """The path identifies one item, so its columns are unique together; so are those of `x-composite-unique`."""
    found = [tuple(k.column for k in entity.keys)] if draft.surrogate and entity.keys else []
    found += _declared_uniques(entity, types)
    return tuple(Unique(f"uq_{entity.table}_{'_'.join(columns)}", columns) for columns in dict.fromkeys(found))


def _declared_uniques(entity: Entity, types: TypeBuilder) -> list[tuple[Identifier, ...]]:
    declared = types.extensions(entity.origin).get("x-composite-unique")
    groups = declared if isinstance(declared, list) else []
    if groups and all(isinstance(g, str) for g in groups):
        groups = [groups]
    by_json = {c.json_name: c.name for c in entity.columns if c.json_name and c.kind is not ColumnKind.JSON}
    known = ([by_json.get(str(name)) for name in group] for group in groups if isinstance(group, list))
    return [tuple(c for c in columns if c) for columns in known if columns and all(columns)]


# --- foreign keys -------------------------------------------------------------------------------------------------


def _with_foreign_keys(built: Built, drafts: Drafts, entities: Entities, types: TypeBuilder) -> Entity:
    columns = tuple(_with_foreign_key(c, built, drafts, entities, types) for c in built.entity.columns)
    return replace(built.entity, columns=columns)


def _with_foreign_key(column: Column, built: Built, drafts: Drafts, entities: Entities, types: TypeBuilder) -> Column:
    sent = column.role is ColumnRole.CLIENT and not column.primary_key and column.generator is not Generator.DEFAULT
    shown = column.role is ColumnRole.SERVER and column.nullable and column.default is None
    if column.foreign_key or not (sent or shown) or not column.json_name or column.kind is ColumnKind.JSON:
        return column
    target = _declared_target(column, entities, types) or foreign_key_target(
        column.json_name, column.type, built.draft, drafts, types
    )
    if target is None or target.surrogate:
        return column
    what = f"{built.entity.name}.{column.json_name}"
    if sent and not _may_refuse(built.draft):
        reason = "no write documents an answer for a key that does not exist, so it is indexed but not enforced"
        entities.decisions.append(Decision(what, f"names a {target.title}", reason, column.origin))
        return replace(column, index=True)
    key = entities.built[target.name].entity.primary_key
    rule = DeleteRule.SET_NULL if column.nullable and not _documents(target, "409") else DeleteRule.RESTRICT
    entities.decisions.append(
        Decision(
            what, f"foreign key to {target.table}.{key.name}, {rule.lower()} on delete", "by its name", column.origin
        )
    )
    return replace(
        column,
        foreign_key=ForeignKey(target.table, key.name, rule),
        index=True,
        kind=key.kind,
        length=key.length,
        samples=key.samples,
    )


def _declared_target(column: Column, entities: Entities, types: TypeBuilder) -> Draft | None:
    """`x-foreign-key: authors.id` as OpenAlchemy defines it."""
    declared = types.extensions(column.origin).get("x-foreign-key")
    if not isinstance(declared, str):
        return None
    table = declared.split(".")[0]
    found = [b.draft for b in entities.built.values() if b.entity.table == table]
    return found[0] if found and kind_of(column.type) is kind_of(found[0].key.type) else None


def _may_refuse(draft: Draft) -> bool:
    writes = [m.contract for m in draft.resource.members if m.kind in WRITES]
    return all(c.documented() & _REFUSALS for c in writes)


def _documents(draft: Draft, status: str) -> bool:
    member = draft.resource.member(Kind.DELETE)
    return member is not None and status in member.contract.documented()


def _held(entities: Entities) -> frozenset[tuple[ClassName, str | None]]:
    """Entity and column of each foreign key that makes a row one of another's many."""
    links = (link for built in entities.built.values() for link in built.entity.links)
    return frozenset((link.target, link.column) for link in links if link.many and not link.secondary)


def _indexed(column: Column, entity: Entity, held: frozenset[tuple[ClassName, str | None]]) -> Column:
    one_to_many = (entity.name, column.name) in held
    return replace(column, index=True) if one_to_many and not column.primary_key else column


def _break_cycles(entities: Entities) -> None:
    """Tables are created one after the other, so a foreign key that closes a circle is indexed but not enforced."""
    above = _parents(entities)
    for built in entities.built.values():
        columns = []
        for kept in built.entity.columns:
            column = kept
            key = column.foreign_key if column.role is not ColumnRole.PARENT else None
            if key and key.table != built.entity.table and built.entity.table in _reachable(key.table, above):
                what = f"{built.entity.name}.{column.json_name}"
                reason = "the tables name each other in a circle; it is indexed but not enforced"
                entities.decisions.append(Decision(what, f"names a row of {key.table}", reason, column.origin))
                column = replace(column, foreign_key=None)
            elif key:
                above.setdefault(built.entity.table, set()).add(key.table)
            columns.append(column)
        built.entity = replace(built.entity, columns=tuple(columns))


def _parents(entities: Entities) -> dict[str, set[str]]:
    """Tables that each table's path stands under; these keys are never given up."""
    return {
        b.entity.table: {c.foreign_key.table for c in b.entity.columns if c.foreign_key and c.role is ColumnRole.PARENT}
        for b in entities.built.values()
    }


def _reachable(table: str, above: dict[str, set[str]]) -> set[str]:
    found, waiting = {table}, [table]
    while waiting:
        new = above.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found
