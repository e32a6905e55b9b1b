"""What a write stores: which property goes to which column, and whether a row can be made of what is sent.

In: a member of an entity with the roles of its parameters. Out: `Store`s, the version that is expected, and what is
missing for a creation.
"""

from __future__ import annotations

from scaffolder import names
from scaffolder.inference.built import Built
from scaffolder.inference.drafts import payload_schema
from scaffolder.inference.members import Member
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import ColumnRole, Generator, Kind, Parameter, Role, Store


def stores(
    built: Built, member: Member, parameters: tuple[Parameter, ...], *, via: names.Identifier | None, types: TypeBuilder
) -> tuple[Store, ...]:
    """Where each property of what is sent goes."""
    schema = payload_schema(member, types)
    if schema is None:
        return ()
    from_path = {p.column for p in parameters if p.role is Role.KEY and p.owner == built.entity.name} | {via}
    found = []
    for item in schema.fields:
        column, link = built.inputs.get(item.json_name), built.link_inputs.get(item.json_name)
        if link or (column and column not in from_path and not _fixed(built, column, member)):
            found.append(Store(item.name, None if link else column, link))
    return tuple(found)


def expected_version(built: Built, member: Member, types: TypeBuilder) -> names.Identifier | None:
    """The property of a change that says which version it means."""
    schema = payload_schema(member, types)
    version = built.entity.version
    if schema is None or version is None:
        return None
    return next((f.name for f in schema.fields if f.json_name == version.json_name), None)


def _fixed(built: Built, name: names.Identifier, member: Member) -> bool:
    """Columns that identify the row are not changed by an update."""
    role = built.entity.column(name).role
    return role is ColumnRole.PARENT or (role is ColumnRole.KEY and member.kind is not Kind.CREATE)


def missing(built: Built, member: Member, parameters: tuple[Parameter, ...], types: TypeBuilder) -> str:
    """What a creation is not told: it must learn every part of the row's identity from its path or body."""
    created = built.draft.resource.member(Kind.CREATE) is not None
    makes = member.kind is Kind.CREATE or (member.kind is Kind.REPLACE and not created)
    if not makes or member.told_by:
        return ""
    known = {p.column for p in parameters if p.role is Role.KEY and p.owner == built.entity.name}
    schema = payload_schema(member, types)
    sent = {built.inputs.get(f.json_name) for f in schema.fields if f.required} if schema else set()
    for column in built.entity.columns:
        if column.role is ColumnRole.PARENT and not _has_parent(built, parameters):
            return f"its path does not name the {column.name} that the item belongs to"
        unknown = column.name not in known | sent and column.generator is Generator.NONE
        if column.role in (ColumnRole.SCOPE, ColumnRole.KEY) and unknown:
            return f"neither its path nor its body says {column.json_name or column.name}"
    return ""


def creates(member: Member, built: Built) -> bool:
    """A change that stores a row where there is none."""
    if built.entity.single:
        return member.kind in (Kind.REPLACE, Kind.PATCH) and member.payload is not None
    created = built.draft.resource.member(Kind.CREATE) is not None
    return member.kind is Kind.REPLACE and not created and not member.told_by


def _has_parent(built: Built, parameters: tuple[Parameter, ...]) -> bool:
    parent = built.draft.parent
    return parent is not None and any(p.owner == parent.name for p in parameters)
