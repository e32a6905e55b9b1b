"""Which entities: collection and item paths that belong together, and the operations on them.

In: contracts. Out: `Resource`s in document order. The evidence is an item path whose GET answers an object (or that can
be written to and shares its schema with the collection), and, where there is one, a collection path. What is no part
of a resource stays a custom operation; `refusals` says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

from scaffolder import names
from scaffolder.inference import collections, envelopes, paths
from scaffolder.inference.collections import ByShape
from scaffolder.inference.contract import Contract
from scaffolder.inference.members import (
    Member,
    collection_members,
    item_members,
    listing,
    member_of,
    of_one_item,
    write,
)
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import ArrayType, Kind, MapType, ObjectSchema, Parameter, Place
from scaffolder.source import JsonValue

_CALLER = frozenset({"me", "myself", "whoami"})
"""Words of paths whose one thing is another one for each caller."""


@dataclass(frozen=True, slots=True)
class Resource:
    """An entity in the making."""

    item: paths.Template
    collection: paths.Template | None
    nouns: tuple[str, ...]
    """What the thing is called: the path's noun, singular and plural, and its schema's name."""
    schema: ObjectSchema
    """The read schema."""
    members: tuple[Member, ...]
    parameters: tuple[Parameter, ...]
    """Path parameters of the item path, in its order."""
    reason: str
    single: bool = False
    """The path names no item: there is one only, or one for each item that the path stands under."""
    listed: bool = False
    """No path names an item: `item` and its last parameter are what such a path would be."""

    @property
    def named_by_path(self) -> bool:
        """Clients choose the key: the path of a creation says it."""
        made = self.member(Kind.CREATE) or self.member(Kind.REPLACE)
        return made is not None and made.contract.template.bare == self.item.bare

    def member(self, kind: Kind) -> Member | None:
        """The first member of a kind; None where there is none."""
        return next((m for m in self.members if m.kind is kind), None)


@dataclass(slots=True)
class Found:
    """Resources, and why other operations are none of theirs (by operation identifier)."""

    resources: list[Resource] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    """Identifiers of the resources' operations."""
    paths: set[str] = field(default_factory=set)
    """Bare item paths of the resources."""

    def add(self, resource: Resource) -> None:
        """One more resource."""
        self.resources.append(resource)
        self.paths.add(resource.item.bare)
        self.taken.update(m.contract.identifier for m in resource.members)

    def settle(self, resource: Resource) -> None:
        """One more resource, of operations that were refused before."""
        self.add(resource)
        for member in resource.members:
            self.refusals.pop(member.contract.identifier, None)

    @property
    def origins(self) -> set[str]:
        """Schemas that resources are read as."""
        return {r.schema.origin for r in self.resources}


def find_resources(contracts: tuple[Contract, ...], types: TypeBuilder) -> Found:
    """Group operations by item path; deterministic in document order."""
    by_shape: dict[str, dict[str, Contract]] = {}
    for contract in contracts:
        by_shape.setdefault(contract.template.shape, {}).setdefault(contract.source.method, contract)
    found = Found()
    wide = collections.with_parameter(by_shape, types)
    for shape, methods in by_shape.items():
        first = next(iter(methods.values()))
        plain = first.template.bare == shape or first.template.bare not in by_shape
        one = first.template.ends_in_parameter and plain and shape not in wide
        if one and not is_ignored(methods.values()):
            _add_resource(found, shape, by_shape, types)
    for shape, methods in by_shape.items():
        if _CALLER & set(next(iter(methods.values())).template.static_words):
            reason = "it is about whoever calls, which only the application's sign-in tells"
            found.refusals.update({c.identifier: reason for c in methods.values()})
            continue
        resource = _single(shape, by_shape, types, taken=found.taken)
        if resource is not None:
            found.add(resource)
    return found


def is_ignored(contracts: Iterable[Contract]) -> bool:
    """The document says of the path or of one of its operations that it is no entity."""
    sources = [c.source for c in contracts]
    return any(refuses_entity(e) for s in sources for e in (s.extensions, s.path_extensions))


def refuses_entity(extensions: Mapping[str, JsonValue]) -> bool:
    """`x-scaffold` with `ignore: true` or `entity: false`."""
    override = extensions.get("x-scaffold")
    return isinstance(override, dict) and (override.get("ignore") is True or override.get("entity") is False)


def _add_resource(found: Found, shape: str, by_shape: ByShape, types: TypeBuilder) -> None:
    methods = by_shape[shape]
    template = next(iter(methods.values())).template
    collection = collections.of(template, by_shape, types)
    nouns = paths.nouns(template, collection)
    parameters = path_parameters(template, methods)
    beside = _list_beside(collection, by_shape, types, nouns) if collection else []
    above = by_shape[collection.shape] if collection else None
    above = {**above, "get": beside[0].contract} if above and beside else above
    evidence = _several(parameters, types) or _evidence(methods, above, types, nouns)
    if isinstance(evidence, str):
        found.refusals.update({c.identifier: evidence for c in methods.values()})
        return
    schema, reason = evidence
    if template.bare in found.paths:
        return
    if refuses_entity(types.extensions(schema.origin)):
        refused: dict[str, str] = {
            c.identifier: f"x-scaffold says that {schema.name} is no entity" for c in methods.values()
        }
        found.refusals.update(refused)
        return
    nouns = (*nouns, schema.title) if schema.title else nouns
    own = of_one_item(methods, schema, types, nouns, found.refusals)
    members = [*item_members(own, types, nouns, found.refusals)]
    if collection is not None:
        members += collection_members(by_shape[collection.shape], types, nouns, found.refusals, taken=found.taken)
        members += beside
    found.add(Resource(template, collection, nouns, schema, tuple(members), parameters, reason))


def _several(parameters: tuple[Parameter, ...], types: TypeBuilder) -> str:
    """Why the path names no single row, "" where it does."""
    listed = next((p.name for p in parameters if isinstance(types.scalar_of(p.type), ArrayType | MapType)), "")
    return f"its path parameter {listed} is a list" if listed else ""


def _single(shape: str, by_shape: ByShape, types: TypeBuilder, *, taken: Set[str]) -> Resource | None:
    """What there is one of only: its path has no parameter of its own, and its GET answers what a write takes."""
    methods = {m: c for m, c in by_shape[shape].items() if c.identifier not in taken}
    if "get" not in methods or not {"put", "patch"} & set(methods) or f"{shape}/{{}}" in by_shape:
        return None
    template = methods["get"].template
    asked = any(p.required and p.place is Place.QUERY for p in methods["get"].parameters)
    if asked or template.ends_in_parameter or not template.segments or is_ignored(methods.values()):
        return None
    nouns = paths.nouns(template, None)
    read = member_of(methods["get"], Kind.READ, types, nouns)
    schema = types.object_of(read.shape.inner) if isinstance(read, Member) and read.shape else None
    several = isinstance(read, Member) and read.shape is not None and read.shape.many
    if not isinstance(read, Member) or schema is None or several or _answers_rows(methods["get"], types, nouns):
        return None
    members = [read, *_single_writes(methods, schema, types, nouns)]
    if len(members) == 1 or refuses_entity(types.extensions(schema.origin)):
        return None
    if "delete" in methods:
        members.append(Member(methods["delete"], Kind.DELETE, None, None))
    reason = f"GET {template.path} answers {schema.name}, of which there is one"
    return Resource(
        template, None, nouns, schema, tuple(members), path_parameters(template, methods), reason, single=True
    )


def _single_writes(
    methods: Mapping[str, Contract], schema: ObjectSchema, types: TypeBuilder, nouns: tuple[str, ...]
) -> list[Member]:
    """Writes of at least one property that is read."""
    shown = {f.json_name for f in schema.fields}
    found = []
    for method, kind in (("put", Kind.REPLACE), ("patch", Kind.PATCH)):
        member = write(methods[method], kind, types, nouns) if method in methods else ""
        sent = types.object_of(member.payload.inner) if isinstance(member, Member) and member.payload else None
        if isinstance(member, Member) and sent is not None and shown & {f.json_name for f in sent.fields}:
            found.append(member)
    return found


def path_parameters(template: paths.Template, methods: Mapping[str, Contract]) -> tuple[Parameter, ...]:
    """Parameters of a path, in its order."""
    contract = next(c for c in methods.values() if c.template.parameters == template.parameters)
    by_name = {p.name: p for p in contract.parameters if p.place is Place.PATH}
    return tuple(by_name[name] for name in template.parameters)


def _evidence(
    item: Mapping[str, Contract], collection: Mapping[str, Contract] | None, types: TypeBuilder, nouns: tuple[str, ...]
) -> tuple[ObjectSchema, str] | str:
    """The read schema and where it was seen, or why there is none."""
    if collection is None and "get" in item and _answers_rows(item["get"], types, nouns):
        return "its GET answers a list, and no collection path belongs to it"
    for method, contract in _sources(item, collection):
        if not contract.answers_json or contract.success_type is None:
            continue
        find = envelopes.list_shape if method == "list" else envelopes.item_shape
        shape = find(contract.success_type, types, nouns)
        schema = types.object_of(shape.inner) if shape else None
        if schema is not None and schema.fields:
            return schema, f"{method.upper()} {contract.source.path} answers {schema.name}"
    if "get" in item:
        return "its GET answers no object with properties, so nothing is known that could be stored"
    return "no GET on the item, and no operation that answers it"


def _answers_rows(contract: Contract, types: TypeBuilder, nouns: tuple[str, ...]) -> bool:
    built = contract.success_type
    shape = envelopes.list_shape(built, types, nouns) if built is not None else None
    return shape is not None and types.object_of(shape.inner) is not None and _counts(shape)


def _counts(shape: envelopes.Shape) -> bool:
    """Beside the rows stands how many there are, or where the next ones are."""
    beside = {names.snake(f.json_name) for schema in shape.outer for f in schema.fields}
    return bool(beside & {"total", "total_count", "count", "next", "next_cursor", "pagination", "paging", "has_more"})


def _sources(item: Mapping[str, Contract], collection: Mapping[str, Contract] | None) -> list[tuple[str, Contract]]:
    """Operations that may show the item, most telling first. Without a GET on the item a collection must exist."""
    if "get" in item:
        return [("get", item["get"])]
    if collection is None:
        return []
    writes = [(m, item[m]) for m in ("put", "patch") if m in item]
    wide = [("list" if m == "get" else m, collection[m]) for m in ("get", "post") if m in collection]
    return [*writes, *wide]


def _list_beside(
    collection: paths.Template, by_shape: ByShape, types: TypeBuilder, nouns: tuple[str, ...]
) -> list[Member]:
    """`/pets/list` and the like, or `/pets` beside `/pet`, where the collection itself has no GET."""
    if "get" in by_shape[collection.shape]:
        return []
    for shape in (f"{collection.shape}/list", f"{collection.shape}/all", *_plurals(collection, by_shape)):
        contract = by_shape.get(shape, {}).get("get")
        member = listing(contract, types, nouns) if contract else ""
        if isinstance(member, Member):
            return [member]
    return []


def _plurals(collection: paths.Template, by_shape: ByShape) -> list[str]:
    """Shapes of the same path in plural that have no items of their own."""
    last = collection.segments[-1] if collection.segments else None
    above = collection.parent.shape.rstrip("/")
    shapes = [f"{above}/{plural}" for plural in paths.plurals(last.text)] if last and last.static else []
    return [shape for shape in shapes if f"{shape}/{{}}" not in by_shape]
