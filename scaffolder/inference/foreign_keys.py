"""Foreign keys: columns that hold keys of other entities, by declaration, by name, or by the path of their creation.

In: entities whose own columns and links are settled. Out: the same with foreign keys, and with indexes on them; the
tables can be created one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scaffolder import names
from scaffolder.inference.built import Built, Entities
from scaffolder.inference.columns import kind_of
from scaffolder.inference.drafts import WRITES, Draft, Drafts
from scaffolder.inference.links import foreign_key_target
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import Column, ColumnKind, ColumnRole, Decision, DeleteRule, Entity, ForeignKey, Generator, Kind
from scaffolder.names import ClassName

_REFUSALS = frozenset({"404", "409", "4XX", "DEFAULT"})
"""Statuses by which a write can say that what it refers to is not there; 400 and 422 say that it is not well-formed."""


def add_foreign_keys(entities: Entities, drafts: Drafts, types: TypeBuilder) -> None:
    """Put them to every entity, in place; what would close a circle of tables is left out."""
    held = _held(entities)
    items = {b.draft.resource.item.bare: b.draft for b in entities.built.values() if not b.draft.resource.single}
    finder = _Finder(entities, drafts, types)
    for built in entities.built.values():
        above = _owner(built.draft, items)
        columns = tuple(finder.keyed(c, built, above) for c in built.entity.columns)
        entity = replace(built.entity, columns=columns)
        entity = _with_owner(entity, entities.built[above.name].entity) if above else entity
        built.entity = replace(entity, columns=tuple(_indexed(c, entity, held) for c in entity.columns))
    _break_cycles(entities)


def _owner(draft: Draft, items: Mapping[str, Draft]) -> Draft | None:
    """Whose item path the only creation of an entity stands under, where that is not its own path's parent."""
    above = {m.contract.template.parent.bare for m in draft.resource.members if m.under}
    found = items.get(above.pop()) if len(above) == 1 else None
    return found if found is not None and not found.surrogate else None


def _with_owner(entity: Entity, above: Entity) -> Entity:
    """Its rows know to which row above they belong, also where no property shows it."""
    key = above.primary_key
    if any(c.foreign_key and c.foreign_key.table == above.table for c in entity.columns):
        return entity
    name = names.field_name(names.Scope(frozenset(c.name for c in entity.columns)), f"{above.name}_{key.name}")
    column = replace(
        key,
        name=name,
        column_name=str(name),
        json_name="",
        role=ColumnRole.SERVER,
        generator=Generator.NONE,
        primary_key=False,
        index=True,
        foreign_key=ForeignKey(above.table, key.name, DeleteRule.CASCADE),
        description="",
        renamed_from="",
    )
    return replace(entity, columns=(*entity.columns, column))


@dataclass(frozen=True, slots=True)
class _Finder:
    """Finds what columns refer to."""

    entities: Entities
    drafts: Drafts
    types: TypeBuilder

    def keyed(self, column: Column, built: Built, above: Draft | None) -> Column:
        """The column with its foreign key; `above`: what its rows belong to, by the path that creates them."""
        sent = column.role is ColumnRole.CLIENT and not column.primary_key and column.generator is not Generator.DEFAULT
        server = column.role is ColumnRole.SERVER
        shown = server and column.nullable and column.default is None
        possible = sent or shown or (server and above is not None)
        if column.foreign_key or not possible or not column.json_name or column.kind is ColumnKind.JSON:
            return column
        target = self._target(column, built.draft)
        if target is None or target.surrogate or not (sent or shown or target is above):
            return column
        if sent and not _may_refuse(built.draft):
            reason = "no write documents an answer for a key that does not exist, so it is indexed but not enforced"
            self._decide(column, built, f"names a {target.title}", reason)
            return replace(column, index=True)
        if not (sent or shown):  # the path of its creation says it, so that it starts as nothing else
            what = f"{built.entity.name}.{column.json_name}"
            self.entities.decisions[:] = [d for d in self.entities.decisions if d.subject != what]
            column = replace(column, default=None, generator=Generator.NONE, nullable=False)
        return self._referring(column, built, target, _delete_rule(column, target, above))

    def _referring(self, column: Column, built: Built, target: Draft, rule: DeleteRule) -> Column:
        key = self.entities.built[target.name].entity.primary_key
        self._decide(
            column, built, f"foreign key to {target.table}.{key.name}, {rule.lower()} on delete", "by its name"
        )
        return replace(
            column,
            foreign_key=ForeignKey(target.table, key.name, rule),
            index=True,
            kind=key.kind,
            length=key.length,
            samples=key.samples,
        )

    def _target(self, column: Column, draft: Draft) -> Draft | None:
        declared = self._declared(column)
        return declared or foreign_key_target(column.json_name, column.type, draft, self.drafts, self.types)

    def _declared(self, column: Column) -> Draft | None:
        """`x-foreign-key: authors.id` as OpenAlchemy defines it."""
        declared = self.types.extensions(column.origin).get("x-foreign-key")
        if not isinstance(declared, str):
            return None
        table = declared.split(".")[0]
        found = [b.draft for b in self.entities.built.values() if b.entity.table == table]
        return found[0] if found and kind_of(column.type) is kind_of(found[0].key.type) else None

    def _decide(self, column: Column, built: Built, decided: str, reason: str) -> None:
        what = f"{built.entity.name}.{column.json_name}"
        self.entities.decisions.append(Decision(what, decided, reason, column.origin))


def _delete_rule(column: Column, target: Draft, above: Draft | None) -> DeleteRule:
    """What becomes of rows whose row above is deleted: refused where the document says so, else they let go or fall."""
    if _documents(target, "409"):
        return DeleteRule.RESTRICT
    alone = DeleteRule.CASCADE if target is above else DeleteRule.RESTRICT
    return DeleteRule.SET_NULL if column.nullable else alone


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
