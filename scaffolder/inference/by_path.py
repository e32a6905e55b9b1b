"""Items whose paths say all there is to say of them: `PUT /users/{id}/follows/{show}` without a body.

In: resources that nothing creates, all contracts. Out: the resources with these operations as members. A `PUT` without
a body stores the item where it is not there, and so does a `POST` without a body where a `DELETE` takes it back, as
long as little else is shown of it. A `POST` with a body that answers 201 creates the item under its path's name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from scaffolder import names
from scaffolder.inference.contract import Contract
from scaffolder.inference.members import Member, write
from scaffolder.inference.resources import Found, Resource
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import Kind, Place, StringFormat, StringType, Type

_CREATED = 201
_TIMES = frozenset({StringFormat.DATE, StringFormat.DATETIME})


def attach_told(found: Found, contracts: Iterable[Contract], types: TypeBuilder) -> None:
    """Put these operations to their resources."""
    by_bare: dict[str, dict[str, Contract]] = {}
    for contract in (c for c in contracts if c.template.ends_in_parameter and not c.template.action):
        by_bare.setdefault(contract.template.bare, {}).setdefault(contract.source.method, contract)
    schemas = Counter(r.schema.origin for r in found.resources)
    for position, resource in enumerate(found.resources):
        methods = by_bare.get(resource.item.bare, {})
        if resource.single or resource.listed or resource.member(Kind.CREATE) or not {"put", "post"} & methods.keys():
            continue
        made = _made(resource, methods, types, alone=schemas[resource.schema.origin] == 1)
        if made is not None:
            others = tuple(m for m in resource.members if m.contract is not made.contract)
            found.resources[position] = replace(resource, members=(*others, made))
            found.refusals.pop(made.contract.identifier, None)


def _made(resource: Resource, methods: Mapping[str, Contract], types: TypeBuilder, *, alone: bool) -> Member | None:
    """The operation that stores the item; `alone`: no other path shows the same things."""
    put, post = methods.get("put"), methods.get("post")
    told = alone and _says_little(resource, types)
    if put is not None and _says_nothing(put):
        return Member(put, Kind.REPLACE, None, None) if told else None
    if post is None:
        return None
    if post.body is None:
        member = resource.member(Kind.READ) and resource.member(Kind.DELETE)
        return Member(post, Kind.CREATE, None, None) if told and member and _says_nothing(post) else None
    made = write(post, Kind.CREATE, types, resource.nouns) if _is_created(post) else None
    return made if isinstance(made, Member) else None


def _is_created(post: Contract) -> bool:
    """It answers 201 without saying where else the item is."""
    elsewhere = post.success is not None and any(h.location for h in post.success.headers)
    return post.status == _CREATED and "200" not in post.documented() and not elsewhere


def _says_nothing(contract: Contract) -> bool:
    """Nothing but its path says anything: no body, no query."""
    return contract.body is None and not any(p.place is Place.QUERY for p in contract.parameters)


def _says_little(resource: Resource, types: TypeBuilder) -> bool:
    """No text must be shown of the item but what the path says of it; others would be empty for ever."""
    path = {names.snake(w) for p in resource.item.parameters for w in (p, "id", *names.words(p))}
    needed = (f for f in resource.schema.fields if f.required and not f.nullable and f.default is None)
    texts = {names.snake(f.json_name) for f in needed if _is_text(types.scalar_of(f.type))}
    return texts <= path


def _is_text(built: Type) -> bool:
    return isinstance(built, StringType) and built.format not in _TIMES
