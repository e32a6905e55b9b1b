"""Entities from drafts: columns, links, uniques; `foreign_keys` adds what leads from one to another.

In: drafts, all operations' contracts. Out: `Entity`s (parents first), and where each written property goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scaffolder import names
from scaffolder.inference import envelopes
from scaffolder.inference.built import Built, Entities
from scaffolder.inference.drafts import WRITES, Draft, Drafts, payload_schema
from scaffolder.inference.foreign_keys import add_foreign_keys
from scaffolder.inference.links import Embedded, embedded_fields
from scaffolder.inference.samples import Sampler
from scaffolder.inference.stored import ColumnBuilder, Stored
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import (
    ColumnKind,
    ColumnRole,
    Decision,
    Entity,
    Link,
    ObjectSchema,
    PathKey,
    Secondary,
    Unique,
)
from scaffolder.names import Identifier, TableName


def build_entities(drafts: tuple[Draft, ...], types: TypeBuilder, sampler: Sampler) -> Entities:
    """All entities; a parent is built before the entities below its path."""
    entities = Entities()
    tables = names.Scope(frozenset(d.table for d in drafts) | names.SQL_RESERVED, fold=True)
    known = Drafts(drafts)
    shop = _Workshop(known, tables, types, sampler)
    for draft in drafts:
        _build(draft, entities, shop)
    add_foreign_keys(entities, known, types)
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
    entities.decisions += _left_out(draft, types)


def _left_out(draft: Draft, types: TypeBuilder) -> Iterator[Decision]:
    """Bodies whose members must be there, while they need not."""
    for member in draft.resource.members:
        schema, contract = payload_schema(member, types), member.contract
        if (
            schema is None
            or contract.body is None
            or contract.body.required
            or not any(f.required for f in schema.fields)
            or member.told_by
        ):
            continue
        what = f"{contract.source.method.upper()} {contract.source.path}"
        reason = "the document does not say that the body is required"
        yield Decision(what, "its body may be left out: every value is then its default", reason, schema.origin)


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
