"""Operations whose paths say what they do: `POST /posts/create`, `PUT /posts/{id}/update`, `PATCH /posts/{id}/status`.

In: resources, contracts that belong to none of them. Out: the resources with these operations as members. The evidence:
without its verb the path is the resource's own, the verb and the method go together, and the schemas share properties;
or the path ends in the property that is sent, and the item or nothing is answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scaffolder import names
from scaffolder.inference import envelopes
from scaffolder.inference.contract import Contract
from scaffolder.inference.members import Member, listing, member_of, write
from scaffolder.inference.resources import Found, Resource
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import ArrayType, Kind, MapType, ObjectSchema

_ON_ITEMS = {
    ("read", "get"): Kind.READ,
    ("update", "put"): Kind.REPLACE,
    ("update", "patch"): Kind.PATCH,
    ("update", "post"): Kind.PATCH,
    ("delete", "delete"): Kind.DELETE,
    ("delete", "post"): Kind.DELETE,
}
_ON_COLLECTIONS = {("list", "get"): Kind.LIST, ("create", "post"): Kind.CREATE, ("create", "put"): Kind.CREATE}


def attach_verbs(found: Found, contracts: Iterable[Contract], types: TypeBuilder) -> None:
    """Put operations to the resources that they act on; each resource gets one of a kind."""
    taken = {m.contract.identifier for r in found.resources for m in r.members}
    loose = [c for c in contracts if c.identifier not in taken and c.template.action]
    for contract in loose:
        for position, resource in enumerate(found.resources):
            member = None if resource.single else _member(contract, resource, types)
            if member is not None and resource.member(member.kind) is None:
                found.resources[position] = replace(resource, members=(*resource.members, member))
                found.refusals.pop(contract.identifier, None)
                break


def attach_parts(found: Found, contracts: Iterable[Contract], types: TypeBuilder) -> None:
    """Put changes of one property, at a path of its own, to the resources that have it."""
    taken = {m.contract.identifier for r in found.resources for m in r.members}
    items = {r.item.bare: n for n, r in enumerate(found.resources) if not (r.single or r.listed)}
    for contract in contracts:
        position = items.get(contract.template.parent.bare)
        loose = contract.identifier not in taken and contract.source.method in ("put", "patch")
        if position is None or not loose or contract.template.ends_in_parameter:
            continue
        resource = found.resources[position]
        member = write(contract, Kind.PATCH, types, resource.nouns)
        if isinstance(member, Member) and _changes_part(member, resource, types):
            found.resources[position] = replace(resource, members=(*resource.members, member))
            found.refusals.pop(contract.identifier, None)


def _changes_part(member: Member, resource: Resource, types: TypeBuilder) -> bool:
    """All that is sent is one scalar, which is shown and which the path ends in; what is answered is the item."""
    sent = types.object_of(member.payload.inner) if member.payload else None
    if sent is None or len(sent.fields) != 1 or member.payload is None or member.payload.steps:
        return False
    (field,) = sent.fields
    if isinstance(types.scalar_of(field.type), ArrayType | MapType) or types.object_of(field.type) is not None:
        return False
    name, word = names.snake(field.json_name), names.snake(member.contract.template.segments[-1].text)
    shown = {names.snake(f.json_name) for f in resource.schema.fields}
    answer = member.contract.success_type
    shape = envelopes.item_shape(answer, types, resource.nouns) if answer is not None else None
    inner = types.object_of(shape.inner) if shape else None
    same = answer is None or (inner is not None and inner.origin == resource.schema.origin)
    return same and name in shown and word in (name, name.removesuffix("_id"))


def _member(contract: Contract, resource: Resource, types: TypeBuilder) -> Member | None:
    did = (contract.template.action, contract.source.method)
    if contract.template.bare == resource.item.bare:
        kind = _ON_ITEMS.get(did)
        made = member_of(contract, kind, types, resource.nouns) if kind else None
    elif contract.template.bare == resource.item.bare.rpartition("/")[0]:
        kind = _ON_COLLECTIONS.get(did)
        made = _on_collection(contract, kind, types, resource.nouns) if kind else None
    else:
        return None
    return made if isinstance(made, Member) and _about(made, resource.schema, types) else None


def _on_collection(contract: Contract, kind: Kind, types: TypeBuilder, nouns: tuple[str, ...]) -> Member | str:
    return listing(contract, types, nouns) if kind is Kind.LIST else write(contract, kind, types, nouns)


def _about(member: Member, schema: ObjectSchema, types: TypeBuilder) -> bool:
    """What is sent or shown shares properties with what items are read as."""
    if member.kind is Kind.DELETE:
        return True
    shape = member.payload or member.shape
    shown = types.object_of(shape.inner) if shape else None
    return shown is not None and bool({f.json_name for f in shown.fields} & {f.json_name for f in schema.fields})
