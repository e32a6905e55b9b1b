"""What stands apart: entities that no `GET` of an item path shows, and creations under another entity's path.

In: resources, contracts that belong to none of them. Out: the resources with those found here. The evidence is a list
and a creation on one path that share most of what is sent (`GET` and `POST /clients/{id}/notes`, no path below), or an
item path that only changes or removes what paths elsewhere list or create (`PATCH /comments/{id}` beside
`POST /tickets/{id}/comments`). A creation belongs to an entity where it answers the same schema, or ends in the same
word and sends what is shown of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from scaffolder import names
from scaffolder.inference import envelopes, keys, paths
from scaffolder.inference.collections import ByShape
from scaffolder.inference.contract import Contract
from scaffolder.inference.members import Member, creation, item_members, listing
from scaffolder.inference.resources import Found, Resource, is_ignored, path_parameters, refuses_entity
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import (
    IntegerType,
    Kind,
    ObjectSchema,
    Parameter,
    Place,
)
from scaffolder.names import Identifier

_Find = Callable[[Mapping[str, Contract], ByShape, Found, TypeBuilder], Resource | None]
_KEY = "id"
_NEEDED = frozenset({"patch", "put", "delete"})


def add_apart(found: Found, contracts: Iterable[Contract], types: TypeBuilder) -> None:
    """Put what is found to the resources; items first, because lists elsewhere may be theirs."""
    taken = {m.contract.identifier for r in found.resources for m in r.members}
    by_shape: dict[str, dict[str, Contract]] = {}
    for contract in contracts:
        if contract.identifier not in taken and not is_ignored([contract]):
            by_shape.setdefault(contract.template.shape, {}).setdefault(contract.source.method, contract)
    _add(found, _changed_item, by_shape, types)
    _attach_creations(found, by_shape, types)
    _add(found, _list_alone, by_shape, types)


def _add(found: Found, find: _Find, by_shape: ByShape, types: TypeBuilder) -> None:
    for methods in by_shape.values():
        resource = find(methods, by_shape, found, types)
        if resource is not None:
            found.add(resource)
            for member in resource.members:
                found.refusals.pop(member.contract.identifier, None)


# --- creations under another's path ---------------------------------------------------------------------------------


def _attach_creations(found: Found, by_shape: ByShape, types: TypeBuilder) -> None:
    """Give entities that nothing creates the creations under others' paths."""
    items = {r.item.bare for r in found.resources if not r.single}
    posts = [methods["post"] for methods in by_shape.values() if "post" in methods]
    nested = [c for c in posts if c.template.parent.ends_in_parameter and c.template.parent.bare in items]
    for position, resource in enumerate(found.resources):
        if resource.single or resource.member(Kind.CREATE) or resource.item.parent.parameters:
            continue
        others = [c for c in nested if c.template.parent.bare != resource.item.bare]
        made = [m for c in others if (m := _creation_of(resource, c, types)) is not None]
        found.resources[position] = replace(resource, members=(*resource.members, *made))


def _creation_of(resource: Resource, contract: Contract, types: TypeBuilder) -> Member | None:
    member = creation(contract, types, resource.nouns)
    if not isinstance(member, Member) or member.payload is None or contract.template.action:
        return None
    shown = _shown(contract, types, resource.nouns)
    same = shown is not None and shown.origin == resource.schema.origin
    words = [s.text.lower() for t in (contract.template, resource.item.parent) for s in t.segments[-1:]]
    spoken = len(words) > 1 and words[0] == words[1] and _sends_most(member, resource.schema, types)
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
    if seen is None or seen[0].origin in _origins(found):
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
    return member.kind is Kind.DELETE or (sent is not None and bool(_names(sent) & _names(schema)))


# --- lists without item paths ---------------------------------------------------------------------------------------


def _list_alone(
    methods: Mapping[str, Contract], by_shape: ByShape, found: Found, types: TypeBuilder
) -> Resource | None:
    template = next(iter(methods.values())).template
    if not {"get", "post"} <= methods.keys() or not _is_collection(template, by_shape, found):
        return None
    nouns = paths.nouns(template, None)
    members = [listing(methods["get"], types, nouns), creation(methods["post"], types, nouns)]
    schema = _rows(members, types)
    if schema is None or schema.origin in _origins(found) or refuses_entity(types.extensions(schema.origin)):
        return None
    key = _key(schema, nouns, types, template.parameters)
    item = paths.template(f"{template.path.rstrip('/')}/{{{key.name}}}")
    reason = f"GET {template.path} lists {schema.name}, POST creates it, and no path names a single one"
    kept = tuple(m for m in members if isinstance(m, Member))
    above = path_parameters(template, methods)
    return Resource(item, template, nouns, schema, kept, (*above, key), reason, listed=True)


def _is_collection(template: paths.Template, by_shape: ByShape, found: Found) -> bool:
    """A path of many, that no item path belongs to."""
    last = template.segments[-1] if template.segments else None
    if last is None or not last.static or template.action or last.text.lower() in paths.LIST_WORDS:
        return False
    below = (t for methods in by_shape.values() for t in (next(iter(methods.values())).template,))
    items = (t.parent.bare for t in (*below, *(r.item for r in found.resources)) if t.ends_in_parameter)
    return template.bare not in items


def _rows(members: list[Member | str], types: TypeBuilder) -> ObjectSchema | None:
    """What is listed, where most of what a creation sends is part of it."""
    shown, sent = members
    if not isinstance(shown, Member) or not isinstance(sent, Member) or not shown.shape or not sent.payload:
        return None
    schema = types.object_of(shown.shape.inner)
    return schema if schema is not None and _sends_most(sent, schema, types) else None


def _sends_most(member: Member, schema: ObjectSchema, types: TypeBuilder) -> bool:
    """At least half of what a creation sends is shown."""
    sent = types.object_of(member.payload.inner) if member.payload else None
    return sent is not None and 0 < len(sent.fields) <= 2 * len(_names(sent) & _names(schema))


def _key(schema: ObjectSchema, nouns: tuple[str, ...], types: TypeBuilder, taken: tuple[str, ...]) -> Parameter:
    """The parameter that an item path would have: the rows' id, else one that nobody is shown."""
    own = keys.own_id(schema, nouns, types)
    name, built = (own.json_name, types.scalar_of(own.type)) if own else (_KEY, IntegerType())
    name = f"{names.snake(nouns[-1])}_{name}" if name in taken else name
    return Parameter(
        name=name,
        identifier=Identifier(names.snake(name)),
        place=Place.PATH,
        required=True,
        type=built,
        default=None,
        description="",
        deprecated=False,
        allow_empty=False,
        style="simple",
        explode=False,
        origin=own.origin if own else schema.origin,
    )


def _names(schema: ObjectSchema) -> set[str]:
    return {f.json_name for f in schema.fields}


def _origins(found: Found) -> set[str]:
    """Schemas that other resources are read as."""
    return {r.schema.origin for r in found.resources}
