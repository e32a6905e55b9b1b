"""Collections of an entity under another one's path: `/members/{memberId}/bookings` beside `/bookings/{id}`.

In: contracts that belong to no resource, entities with their foreign keys. Out: further members of those entities, each
with the column that leads to the row above. The evidence: the same schema, or the path that creates such rows, and
exactly one foreign key to that row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scaffolder.inference import envelopes
from scaffolder.inference.built import Built, Entities
from scaffolder.inference.contract import Contract
from scaffolder.inference.drafts import Draft, Owners
from scaffolder.inference.members import Member, creation, listing
from scaffolder.inference.types import TypeBuilder
from scaffolder.names import Identifier


@dataclass(frozen=True, slots=True)
class Byway:
    """A member of an entity whose path stands under another entity."""

    built: Built
    member: Member
    above: Draft
    column: Identifier
    """Foreign key of the entity to `above`."""


def find_byways(
    contracts: Iterable[Contract], owners: Owners, entities: Entities, types: TypeBuilder
) -> dict[str, Byway]:
    """By operation identifier; only contracts that no resource has taken should be given."""
    by_schema: dict[str, list[Built]] = {}
    by_path: dict[str, list[Built]] = {}
    for built in (b for b in entities.built.values() if not b.draft.resource.single):
        by_schema.setdefault(built.draft.resource.schema.origin, []).append(built)
        for path in (m.contract.template.shape for m in built.draft.resource.members if m.under):
            by_path.setdefault(path, []).append(built)
    found = ((c, by_path.get(c.template.shape) or by_schema.get(_shown(c, types), [])) for c in contracts)
    byways = ((c, _byway(c, owners, candidates, types)) for c, candidates in found)
    return {c.identifier: b for c, b in byways if b is not None}


def _byway(contract: Contract, owners: Owners, candidates: list[Built], types: TypeBuilder) -> Byway | None:
    template = contract.template
    above = owners.above(template)
    if template.ends_in_parameter or not above or set(above) != set(template.parameters):
        return None
    nearest = above[template.parameters[-1]]
    if template.parent.bare != nearest.resource.item.bare:
        return None
    for built in candidates:
        column = _foreign_key(built, nearest)
        member = _member(contract, built, types) if column else None
        if column and member:
            return Byway(built, member, nearest, column)
    return None


def _shown(contract: Contract, types: TypeBuilder) -> str:
    """Origin of the schema that a list or creation answers."""
    if contract.success_type is None:
        return ""
    if contract.source.method == "get":
        shape = envelopes.list_shape(contract.success_type, types, ())
    else:
        shape = envelopes.item_shape(contract.success_type, types, ())
    schema = types.object_of(shape.inner) if shape else None
    return schema.origin if schema else ""


def _foreign_key(built: Built, above: Draft) -> Identifier | None:
    if built.draft.parent is not None or above.surrogate:
        return None
    found = [c.name for c in built.entity.columns if c.foreign_key and c.foreign_key.table == above.table]
    return found[0] if len(found) == 1 else None


def _member(contract: Contract, built: Built, types: TypeBuilder) -> Member | None:
    nouns = built.draft.resource.nouns
    made = None
    if contract.source.method == "get":
        made = listing(contract, types, nouns)
    elif contract.source.method == "post" and contract.body is not None:
        made = creation(contract, types, nouns)
    return made if isinstance(made, Member) else None
