"""What stands apart: entities that no `GET` of an item path shows, and creations under another entity's path.

In: resources, contracts that belong to none of them. Out: the resources with those found here. The evidence is an item
path that only changes or removes what paths elsewhere list or create (`PATCH /comments/{id}` beside
`POST /tickets/{id}/comments`). A creation belongs to an entity where it answers the same schema, or ends in the same
word and sends what is shown of it. Lists that stand alone are found last (`alone`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from scaffolder.inference import envelopes, paths
from scaffolder.inference.alone import add_lists
from scaffolder.inference.collections import ByShape
from scaffolder.inference.contract import Contract
from scaffolder.inference.members import Member, creation, item_members, property_names, sends_most
from scaffolder.inference.resources import Found, Resource, is_ignored, path_parameters, refuses_entity
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import (
    Kind,
    ObjectSchema,
)

_NEEDED = frozenset({"patch", "put", "delete"})


def add_apart(found: Found, contracts: tuple[Contract, ...], types: TypeBuilder) -> None:
    """Put what is found to the resources; items first, because lists elsewhere may be theirs."""
    taken = {m.contract.identifier for r in found.resources for m in r.members}
    by_shape: dict[str, dict[str, Contract]] = {}
    for contract in contracts:
        if contract.identifier not in taken and not is_ignored([contract]):
            by_shape.setdefault(contract.template.shape, {}).setdefault(contract.source.method, contract)
    _add_changed(found, by_shape, types)
    _attach_creations(found, by_shape, types)
    named = {c.template.parent.bare for c in contracts if c.template.ends_in_parameter}
    add_lists(found, by_shape, named, types)


def _add_changed(found: Found, by_shape: ByShape, types: TypeBuilder) -> None:
    for methods in by_shape.values():
        resource = _changed_item(methods, by_shape, found, types)
        if resource is not None:
            found.settle(resource)


# --- creations under another's path ---------------------------------------------------------------------------------


def _attach_creations(found: Found, by_shape: ByShape, types: TypeBuilder) -> None:
    """Give entities that nothing creates the creations under others' paths.

    A schema that several entities are read as, such as one envelope of everything, does not tell whose a creation is.
    """
    times = Counter(r.schema.origin for r in found.resources)
    items = {r.item.bare for r in found.resources if not r.single}
    posts = [methods["post"] for methods in by_shape.values() if "post" in methods]
    nested = [c for c in posts if c.template.parent.ends_in_parameter and c.template.parent.bare in items]
    for position, resource in enumerate(found.resources):
        if resource.single or resource.member(Kind.CREATE) or resource.item.parent.parameters:
            continue
        others = [c for c in nested if c.template.parent.bare != resource.item.bare]
        made = [m for c in others if (m := _creation_of(resource, c, times, types)) is not None]
        found.resources[position] = replace(resource, members=(*resource.members, *made))


def _creation_of(resource: Resource, contract: Contract, times: Mapping[str, int], types: TypeBuilder) -> Member | None:
    member = creation(contract, types, resource.nouns)
    if not isinstance(member, Member) or member.payload is None or contract.template.action:
        return None
    shown = _shown(contract, types, resource.nouns)
    same = shown is not None and shown.origin == resource.schema.origin and times[shown.origin] == 1
    words = [s.text.lower() for t in (contract.template, resource.item.parent) for s in t.segments[-1:]]
    spoken = len(words) > 1 and words[0] == words[1] and sends_most(member, resource.schema, types)
    return replace(member, under=True) if same or spoken else None


# --- items that are shown elsewhere ---------------------------------------------------------------------------------


def _changed_item(
    methods: Mapping[str, Contract], by_shape: ByShape, found: Found, types: TypeBuilder
) -> Resource | None:
    template = next(iter(methods.values())).template
    if not template.ends_in_parameter or not methods.keys() <= _NEEDED or template.parent.ends_in_parameter:
        return None
    nouns = paths.nouns(template, None)
    seen = _seen_elsewhere(template, by_shape, types, nouns)
    if seen is None or seen[0].origin in found.origins:
        return None
    schema, contract = seen
    members = item_members(methods, types, nouns, {})
    if len(members) < len(methods) or not all(_is_sent(m, schema, types) for m in members):
        return None
    reason = f"{contract.source.method.upper()} {contract.source.path} answers {schema.name}"
    return Resource(template, None, nouns, schema, tuple(members), path_parameters(template, methods), reason)


def _seen_elsewhere(
    item: paths.Template, by_shape: ByShape, types: TypeBuilder, nouns: tuple[str, ...]
) -> tuple[ObjectSchema, Contract] | None:
    """What a path of the same last word under something else lists or creates."""
    word = item.parent.segments[-1].text if item.parent.segments else ""
    for methods in by_shape.values():
        template = next(iter(methods.values())).template
        under = template.parent.ends_in_parameter and template.segments[-1].text == word
        for method in ("get", "post") if under else ():
            schema = _shown(methods[method], types, nouns) if method in methods else None
            if schema is not None and not refuses_entity(types.extensions(schema.origin)):
                return schema, methods[method]
    return None


def _shown(contract: Contract, types: TypeBuilder, nouns: tuple[str, ...]) -> ObjectSchema | None:
    """What a list or creation answers."""
    if contract.success_type is None or not contract.answers_json:
        return None
    find = envelopes.list_shape if contract.source.method == "get" else envelopes.item_shape
    shape = find(contract.success_type, types, nouns)
    schema = types.object_of(shape.inner) if shape else None
    return schema if schema and schema.fields else None


def _is_sent(member: Member, schema: ObjectSchema, types: TypeBuilder) -> bool:
    """A change sends something of what is shown."""
    sent = types.object_of(member.payload.inner) if member.payload else None
    return member.kind is Kind.DELETE or (sent is not None and bool(property_names(sent) & property_names(schema)))
