"""Members: which operation of a path does what to the entity that the path names, or why none.

In: contracts of one path, the entity's nouns. Out: `Member`s; reasons for the others go to `refusals`.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from scaffolder.inference import envelopes
from scaffolder.inference.changes import is_operations, widen_values, wraps_operations
from scaffolder.inference.contract import Contract
from scaffolder.inference.types import TypeBuilder
from scaffolder.media_types import is_json
from scaffolder.model import Kind, Media, ObjectSchema, UnionType

_WRITABLE = frozenset({Media.JSON, Media.FORM, Media.MULTIPART})


@dataclass(frozen=True, slots=True)
class Member:
    """One operation of a resource."""

    contract: Contract
    kind: Kind
    shape: envelopes.Shape | None
    """READ and LIST: where the thing stands in the success answer."""
    payload: envelopes.Shape | None
    """Writes: where the thing stands in the request body."""
    under: bool = False
    """CREATE: its path stands under another entity's items, to one of which the new row belongs."""
    told_by: str = ""
    """Name of what names the item in place of the path: a query parameter, or a property of what is sent."""


def of_one_item(
    methods: Mapping[str, Contract],
    schema: ObjectSchema,
    types: TypeBuilder,
    nouns: tuple[str, ...],
    refusals: dict[str, str],
) -> dict[str, Contract]:
    """Without changes of something else whose path differs in its parameter's name only (`/{name}`, `/{book}`)."""
    kept = {}
    for method, contract in methods.items():
        built, read = contract.success_type, methods.get("get", contract)
        shape = envelopes.item_shape(built, types, nouns) if built is not None else None
        shown = types.object_of(shape.inner) if shape else None
        other = shown is not None and shown.origin != schema.origin
        if other and contract.template.parameters != read.template.parameters and method != "delete":
            refusals[contract.identifier] = f"it answers {shown.name if shown else ''}, not {schema.name}"
        else:
            kept[method] = contract
    return kept


def item_members(
    methods: Mapping[str, Contract], types: TypeBuilder, nouns: tuple[str, ...], refusals: dict[str, str]
) -> list[Member]:
    """The operations on an item path."""
    kinds = {"get": Kind.READ, "put": Kind.REPLACE, "patch": Kind.PATCH, "delete": Kind.DELETE}
    if not {"put", "patch"} & set(methods):
        kinds["post"] = Kind.PATCH
    members = []
    for method, contract in methods.items():
        member = member_of(contract, kinds.get(method), types, nouns)
        if isinstance(member, str):
            refusals[contract.identifier] = member
        else:
            members.append(member)
    return members


def member_of(contract: Contract, kind: Kind | None, types: TypeBuilder, nouns: tuple[str, ...]) -> Member | str:
    """One operation as a member of a kind, or why it is none."""
    if kind is None:
        return f"{contract.source.method.upper()} on an item has no conventional meaning here"
    if kind is Kind.DELETE:
        return Member(contract, kind, None, None)
    if kind is Kind.READ:
        shape = envelopes.item_shape(contract.success_type, types, nouns) if contract.success_type else None
        return Member(contract, kind, shape, None) if shape else "it answers no object"
    return write(contract, kind, types, nouns)


def write(contract: Contract, kind: Kind, types: TypeBuilder, nouns: tuple[str, ...]) -> Member | str:
    """A write with its payload, or why it stores nothing."""
    body = contract.body
    if body is None:
        return "it has no request body" if kind is not Kind.CREATE else Member(contract, kind, None, None)
    if body.media not in _WRITABLE:
        return f"its request body is {body.media_type}, which is not stored"
    if kind is Kind.PATCH and is_operations(body.type, types):
        widen_values(body.type, types)
        return Member(contract, kind, None, None)
    if kind is Kind.PATCH and wraps_operations(body.type, types):
        return "its request body holds operations in a form of its own"
    several = isinstance(types.scalar_of(body.type), UnionType)  # of which each may say more than the others
    payload = None if several else envelopes.item_shape(body.type, types, nouns, sent=True)
    if payload is None or payload.many:
        what = "an array" if payload else "no object with known properties"
        return f"its request body is {what}"
    return Member(contract, kind, None, payload)


def collection_members(
    methods: Mapping[str, Contract],
    types: TypeBuilder,
    nouns: tuple[str, ...],
    refusals: dict[str, str],
    *,
    taken: Set[str],
) -> list[Member]:
    """The operations on a collection path that no other entity has taken."""
    members = []
    for method, contract in methods.items():
        if contract.identifier in taken:
            continue
        member = _collection_member(method, contract, types, nouns)
        if isinstance(member, str):
            refusals[contract.identifier] = member
        else:
            members.append(member)
    return members


def _collection_member(method: str, contract: Contract, types: TypeBuilder, nouns: tuple[str, ...]) -> Member | str:
    if method == "get":
        return listing(contract, types, nouns)
    if method == "post":
        return creation(contract, types, nouns)
    return f"{method.upper()} on a collection has no conventional meaning"


def creation(contract: Contract, types: TypeBuilder, nouns: tuple[str, ...]) -> Member | str:
    """A POST as the creation of an item, or why it is none."""
    return write(contract, Kind.CREATE, types, nouns)


def listing(contract: Contract, types: TypeBuilder, nouns: tuple[str, ...]) -> Member | str:
    """A GET as the list of a collection, or why it is none."""
    if contract.success_type is None or not is_json(contract.success.media_type if contract.success else None):
        return "it documents no JSON answer"
    shape = envelopes.list_shape(contract.success_type, types, nouns)
    if shape is None:
        return "its answer holds no array of items"
    if types.object_of(shape.inner) is None:
        return "its answer is an array of something that is no object"
    return Member(contract, Kind.LIST, shape, None)


def sends_most(member: Member, schema: ObjectSchema, types: TypeBuilder) -> bool:
    """At least half of what a creation sends is shown."""
    sent = types.object_of(member.payload.inner) if member.payload else None
    return sent is not None and 0 < len(sent.fields) <= 2 * len(property_names(sent) & property_names(schema))


def property_names(schema: ObjectSchema) -> set[str]:
    """JSON names of all properties."""
    return {f.json_name for f in schema.fields}
