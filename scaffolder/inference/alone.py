"""Lists whose rows no path names.

In: resources, contracts that belong to none of them. Out: the resources with those found here. The evidence is a list
and a creation on one path that share most of what is sent (`GET` and `POST /clients/{id}/notes`, no path below), or a
list alone under a plural (`GET /positions`) of rows with an id, which nothing else shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from scaffolder import names
from scaffolder.inference import keys, paths
from scaffolder.inference.collections import ByShape
from scaffolder.inference.contract import Contract
from scaffolder.inference.members import Member, creation, listing, sends_most
from scaffolder.inference.resources import Found, Resource, path_parameters, refuses_entity
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import IntegerType, ObjectSchema, Parameter, Place
from scaffolder.names import Identifier

_KEY = "id"


def add_lists(found: Found, by_shape: ByShape, named: Set[str], types: TypeBuilder) -> None:
    """Put what is found to the resources: first what is created, then, short paths first, what is only listed.

    `named`: bare paths of the collections whose items have paths.
    """
    lists = [m for m in by_shape.values() if "get" in m and _is_collection(_template(m), named)]
    for methods in lists:
        resource = _list_alone(methods, found, types) if "post" in methods else None
        if resource is not None:
            found.settle(resource)
    known = _Known.of(found, types)
    for methods in sorted(lists, key=lambda methods: len(_template(methods).segments)):
        resource = _list_read_only(methods, found, known, types) if "post" not in methods else None
        if resource is not None:
            found.settle(resource)
            known.add(resource, types)


@dataclass(frozen=True, slots=True)
class _Known:
    """What resources show, and what their collections are called."""

    origins: set[str]
    words: set[str]

    @classmethod
    def of(cls, found: Found, types: TypeBuilder) -> _Known:
        known = cls(set(), set())
        for resource in found.resources:
            known.add(resource, types)
        return known

    def add(self, resource: Resource, types: TypeBuilder) -> None:
        """One more resource."""
        shapes = (m.shape for m in resource.members)
        shown = (types.object_of(shape.inner) for shape in shapes if shape is not None)
        self.origins.update(schema.origin for schema in (resource.schema, *shown) if schema is not None)
        self.words.update(s.text for s in resource.item.parent.segments[-1:])


def _template(methods: Mapping[str, Contract]) -> paths.Template:
    return next(iter(methods.values())).template


def _list_alone(methods: Mapping[str, Contract], found: Found, types: TypeBuilder) -> Resource | None:
    template = _template(methods)
    nouns = paths.nouns(template, None)
    members = [listing(methods["get"], types, nouns), creation(methods["post"], types, nouns)]
    schema = _rows(members, types)
    if schema is None or schema.origin in found.origins or refuses_entity(types.extensions(schema.origin)):
        return None
    kept = tuple(m for m in members if isinstance(m, Member))
    what = f"GET {template.path} lists {schema.name}, POST creates it"
    return _listed(template, methods, (schema, kept, f"{what}, and no path names a single one"), types)


def _list_read_only(
    methods: Mapping[str, Contract], found: Found, known: _Known, types: TypeBuilder
) -> Resource | None:
    """Rows with an id of their own, called by a plural, that nothing but their list tells of."""
    template = _template(methods)
    nouns = paths.nouns(template, None)
    member = listing(methods["get"], types, nouns)
    schema = types.object_of(member.shape.inner) if isinstance(member, Member) and member.shape else None
    if not isinstance(member, Member) or schema is None or not _stands_alone(schema, template, known, types):
        return None
    if not _is_placed(template, found) or not _asks_little(methods["get"], schema):
        return None
    reason = f"GET {template.path} lists {schema.name} by an id of their own, and no path names a single one"
    return _listed(template, methods, (schema, (member,), reason), types)


def _stands_alone(schema: ObjectSchema, template: paths.Template, known: _Known, types: TypeBuilder) -> bool:
    """It is what no other resource shows, it has an id, and the path is called what many of it are called."""
    word = template.segments[-1].text
    plural = names.singular_of(word) != " ".join(names.words(word))
    shown = word in known.words or schema.origin in known.origins or refuses_entity(types.extensions(schema.origin))
    return plural and not shown and keys.own_id(schema, paths.nouns(template, None), types) is not None


def _is_placed(template: paths.Template, found: Found) -> bool:
    """All parameters of its path are those of an item that is stored."""
    above = template.parent
    while above.segments and not above.ends_in_parameter:
        above = above.parent
    return not template.parameters or above.bare in found.paths


def _asks_little(contract: Contract, schema: ObjectSchema) -> bool:
    """All that must be asked for is a property of the rows; else the answer is a search's."""
    shown = {names.snake(f.json_name) for f in schema.fields}
    return all(names.snake(p.name) in shown for p in contract.parameters if p.place is Place.QUERY and p.required)


def _listed(
    template: paths.Template,
    methods: Mapping[str, Contract],
    what: tuple[ObjectSchema, tuple[Member, ...], str],
    types: TypeBuilder,
) -> Resource:
    """What stands on a collection path alone: its schema, its operations, and the reason."""
    schema, members, reason = what
    nouns = paths.nouns(template, None)
    key = _key(schema, nouns, types, template.parameters)
    item = paths.template(f"{template.path.rstrip('/')}/{{{key.name}}}")
    above = path_parameters(template, methods)
    return Resource(item, template, nouns, schema, members, (*above, key), reason, listed=True)


def _is_collection(template: paths.Template, named: Set[str]) -> bool:
    """A path of many, that no item path belongs to."""
    last = template.segments[-1] if template.segments else None
    if last is None or not last.static or template.action or last.text.lower() in paths.LIST_WORDS:
        return False
    return template.bare not in named


def _rows(members: list[Member | str], types: TypeBuilder) -> ObjectSchema | None:
    """What is listed, where most of what a creation sends is part of it."""
    shown, sent = members
    if not isinstance(shown, Member) or not isinstance(sent, Member) or not shown.shape or not sent.payload:
        return None
    schema = types.object_of(shown.shape.inner)
    return schema if schema is not None and sends_most(sent, schema, types) else None


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
