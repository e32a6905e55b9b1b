"""Items that a request names beside its path: in its query (`DELETE /pets?id=7`), or in what it sends (`PUT /pets`).

In: resources, contracts that belong to none of them. Out: the resources with these operations as members. The evidence
is a change on the path of many whose only required query parameter, or one of whose properties, is what the item is
known by; or a path whose `GET` answers one item for such a parameter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from scaffolder import names
from scaffolder.inference import envelopes, keys, paths
from scaffolder.inference.built import Built
from scaffolder.inference.columns import kind_of
from scaffolder.inference.contract import Contract
from scaffolder.inference.members import Member, creation, member_of, property_names, sends_most
from scaffolder.inference.resources import Found, Resource, path_parameters, refuses_entity
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import (
    ArrayType,
    ColumnKind,
    Field,
    Kind,
    MapType,
    Media,
    NullableType,
    ObjectSchema,
    Parameter,
    Place,
    Role,
)

_CHANGES = {"put": Kind.REPLACE, "patch": Kind.PATCH, "delete": Kind.DELETE}
_NUMBERS = frozenset({ColumnKind.INTEGER, ColumnKind.BIGINT})


def add_asked(found: Found, contracts: tuple[Contract, ...], types: TypeBuilder) -> None:
    """Put what a `GET` shows of one item by a query parameter to the resources, with the changes beside it."""
    taken = {m.contract.identifier for r in found.resources for m in r.members}
    named = {c.template.parent.bare for c in contracts if c.template.ends_in_parameter}
    by_shape: dict[str, dict[str, Contract]] = {}
    for contract in (c for c in contracts if c.identifier not in taken and c.template.bare not in named):
        by_shape.setdefault(contract.template.shape, {}).setdefault(contract.source.method, contract)
    for methods in by_shape.values():
        resource = _asked_item(methods, types) if "get" in methods and {"post", *_CHANGES} & methods.keys() else None
        if resource is not None and resource.schema.origin not in found.origins:
            found.settle(resource)


def _asked_item(methods: Mapping[str, Contract], types: TypeBuilder) -> Resource | None:
    get = methods["get"]
    template, parameter = get.template, _asked(get)
    if parameter is None or not template.segments or not template.segments[-1].static:
        return None
    nouns = paths.nouns(template, None)
    read = member_of(get, Kind.READ, types, nouns)
    schema = types.object_of(read.shape.inner) if isinstance(read, Member) and read.shape else None
    if not isinstance(read, Member) or schema is None or not schema.fields or _is_many(read, types, nouns):
        return None
    if refuses_entity(types.extensions(schema.origin)) or not _names_item(parameter, schema, nouns, types):
        return None
    members = [replace(read, told_by=parameter.name)]
    made = creation(methods["post"], types, nouns) if "post" in methods else ""
    members += [made] if isinstance(made, Member) and sends_most(made, schema, types) else []
    item = paths.template(f"{template.path.rstrip('/')}/{{{parameter.name}}}")
    reason = f"GET {template.path} answers {schema.name} for a {parameter.name}"
    above = path_parameters(template, methods)
    key = replace(parameter, place=Place.PATH)
    return Resource(item, template, nouns, schema, tuple(members), (*above, key), reason, listed=True)


def _is_many(read: Member, types: TypeBuilder, nouns: tuple[str, ...]) -> bool:
    built = read.contract.success_type
    shape = envelopes.list_shape(built, types, nouns) if built is not None else None
    rows = shape is not None and types.object_of(shape.inner) is not None
    return bool(read.shape and read.shape.many) or (rows and shape is not None and envelopes.is_list(shape))


def attach_told_beside(found: Found, contracts: Iterable[Contract], types: TypeBuilder) -> None:
    """Put changes on the paths of many to the resources whose items they name."""
    taken = {m.contract.identifier for r in found.resources for m in r.members}
    items = {r.item.parent.bare: n for n, r in reversed(list(enumerate(found.resources))) if not r.single}
    for contract in contracts:
        position, kind = items.get(contract.template.bare), _CHANGES.get(contract.source.method)
        if position is None or kind is None or contract.identifier in taken or contract.template.ends_in_parameter:
            continue
        resource = found.resources[position]
        member = _changing(contract, kind, resource, types)
        if member is not None:
            found.resources[position] = replace(resource, members=(*resource.members, member))
            found.refusals.pop(contract.identifier, None)


def _changing(contract: Contract, kind: Kind, resource: Resource, types: TypeBuilder) -> Member | None:
    member = member_of(contract, kind, types, resource.nouns)
    if not isinstance(member, Member) or (member.payload is None and kind is not Kind.DELETE):
        return None
    asked = _asked(contract)
    if asked is not None and _names_item(asked, resource.schema, resource.nouns, types, resource.parameters[-1]):
        return replace(member, told_by=asked.name)
    if kind is Kind.DELETE or not _is_item(member, resource, types):
        return None
    field = _key_sent(member, resource, types)
    return replace(member, told_by=field.json_name) if field else None


def _asked(contract: Contract) -> Parameter | None:
    """The only query parameter that must be there, of a kind that names one thing."""
    required = [p for p in contract.parameters if p.place is Place.QUERY and p.required]
    return required[0] if len(required) == 1 else None


def _names_item(
    asked: Parameter, schema: ObjectSchema, nouns: tuple[str, ...], types: TypeBuilder, known: Parameter | None = None
) -> bool:
    """The parameter is what the item is known by: as its path says, or as its id is called."""
    if isinstance(types.scalar_of(asked.type), ArrayType | MapType):
        return False
    own = keys.own_id(schema, nouns, types) if known is None else None
    field = keys.key_field(schema, known or asked, nouns, types, learnable=False)
    same = keys.key_field(schema, asked, nouns, types, learnable=True)
    if same is None:
        return known is not None and known.name == asked.name
    return same == field and (own is None or same == own)


def _is_item(member: Member, resource: Resource, types: TypeBuilder) -> bool:
    """What is sent is the item, in JSON: at least half of it is shown."""
    body = member.contract.body
    return body is not None and body.media is Media.JSON and sends_most(member, resource.schema, types)


def _key_sent(member: Member, resource: Resource, types: TypeBuilder) -> Field | None:
    """The property of what is sent that is the key of what is shown, spelled and typed the same."""
    sent = types.object_of(member.payload.inner) if member.payload else None
    parameter = resource.parameters[-1]
    if resource.listed:
        key = keys.own_id(resource.schema, resource.nouns, types)
    else:
        key = keys.key_field(resource.schema, parameter, resource.nouns, types, learnable=False)
    if sent is None or key is None or key.json_name not in property_names(sent):
        return None
    field = next(f for f in sent.fields if f.json_name == key.json_name)
    mine, shown = (kind_of(types.scalar_of(f.type)) for f in (field, key))
    return field if mine is shown or {mine, shown} <= _NUMBERS else None


def body_key(member: Member, built: Built, types: TypeBuilder) -> Parameter | None:
    """The property of the body that names the row, told as a parameter; None where the path or the query does."""
    sent = types.object_of(member.payload.inner) if member.payload else None
    field = next((f for f in sent.fields if f.json_name == member.told_by), None) if sent and member.told_by else None
    if field is None or any(p.name == member.told_by and p.place is Place.QUERY for p in member.contract.parameters):
        return None
    key = built.draft.resource.parameters[-1]
    return replace(
        key,
        name=field.json_name,
        identifier=names.argument_name(_arguments(member), built.entity.key.name),
        place=Place.BODY,
        required=field.required and not isinstance(field.type, NullableType),
        type=types.scalar_of(field.type),
        role=Role.KEY,
        owner=built.entity.name,
        column=built.entity.key.name,
    )


def _arguments(member: Member) -> names.Scope:
    """What a function that changes the item calls its other arguments."""
    return names.Scope(
        frozenset({"db", "session", "body", "caller", *(p.identifier for p in member.contract.parameters)})
    )
