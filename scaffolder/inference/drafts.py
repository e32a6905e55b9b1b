"""Names, parents and keys of entities, before their columns are known.

In: resources. Out: `Draft`s, parents before children. A path's parameters belong to the nearest entity whose item path
they complete; parameters that complete none are scopes of the entity below them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from scaffolder import names
from scaffolder.inference import columns, keys, paths
from scaffolder.inference.compat import valid
from scaffolder.inference.members import Member
from scaffolder.inference.naming import Scopes, naming
from scaffolder.inference.resources import Resource
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import Field, Generator, IntegerType, Kind, ObjectSchema, Parameter, StringType, Type
from scaffolder.names import ClassName, Identifier, ModuleName, TableName

_UUID_LENGTH = 36
_WORD = "a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d"
_LEADS = frozenset({"links", "link", "href", "self", "url", "uri"})
"""Snake-cased names of properties that show where an item is found."""
WRITES = (Kind.CREATE, Kind.REPLACE, Kind.PATCH)


@dataclass(frozen=True, slots=True)
class Key:
    """The item's own key."""

    parameter: Parameter | None
    """None for what there is one of only."""
    field: Field | None
    """Where the read schema shows it; None: it is in the path only."""
    type: Type
    generator: Generator

    @property
    def name(self) -> str:
        """The path parameter's; "" for what there is one of only."""
        return self.parameter.name if self.parameter else ""


@dataclass(slots=True)
class Draft:
    """An entity in the making."""

    resource: Resource
    name: ClassName
    module: ModuleName
    table: TableName
    title: str
    parent: Draft | None
    key: Key
    scopes: tuple[Parameter, ...]
    """Parameters of the item path that belong to this entity beside its key."""
    payloads: dict[Kind, ObjectSchema]
    parts: tuple[ObjectSchema, ...]
    """What further writes of the same kinds send, such as changes of one property at a path of its own."""
    surrogate: bool
    """The key is unique within its parent only."""
    owners: dict[str, Draft] = field(default_factory=dict)
    """Item path parameter to the draft that owns it, ancestors included."""
    path_columns: dict[str, Identifier] = field(default_factory=dict)
    """Own item path parameter (key or scope) to its column; known once the columns are."""

    @property
    def ancestors(self) -> tuple[Draft, ...]:
        """Nearest first."""
        return (self.parent, *self.parent.ancestors) if self.parent else ()


def draft_entities(resources: list[Resource], types: TypeBuilder) -> tuple[Draft, ...]:
    """One draft for each resource; short paths first, so that they get the plain names.

    What there is one of only comes last; it is none where its path holds parameters that belong to no other entity.
    """
    ranked = sorted(enumerate(resources), key=lambda pair: (len(pair[1].item.segments), pair[0]))
    scopes = Scopes()
    drafts: dict[str, Draft] = {}
    for _, resource in ranked:
        if not resource.single:
            drafts[resource.item.bare] = _draft(resource, drafts, scopes, types)
    single = [r for _, r in ranked if r.single and _is_placed(r, drafts)]
    return (*drafts.values(), *(_draft(r, drafts, scopes, types) for r in single))


def _is_placed(resource: Resource, drafts: dict[str, Draft]) -> bool:
    """Its path names what it stands under and nothing else, and it is not just another view of that."""
    parent = _parent(resource.item, drafts)
    if parent is None:
        return not resource.parameters
    again = parent.resource.schema.origin == resource.schema.origin
    return len(resource.parameters) == len(parent.resource.parameters) and not again


def is_assumed(resource: Resource) -> bool:
    """There is one of it from the beginning: nothing says that there may be none, by a 404 or a way to delete it."""
    read = resource.member(Kind.READ)
    lost = resource.member(Kind.DELETE) is not None or (read is not None and "404" in read.contract.documented())
    return resource.single and not lost


def _draft(resource: Resource, drafts: dict[str, Draft], scopes: Scopes, types: TypeBuilder) -> Draft:
    parent = _parent(resource.item, drafts)
    payloads = _payloads(resource, types)
    key = _key(resource, payloads, types)
    owned = resource.item.parameters[len(parent.resource.item.parameters) if parent else 0 : -1]
    owned = () if resource.single else owned
    by_name = {p.name: p for p in resource.parameters}
    name, module, table = naming(resource, scopes, types)
    draft = Draft(
        resource=resource,
        name=name,
        module=module,
        table=table,
        title=names.title(name),
        parent=parent,
        key=key,
        scopes=tuple(by_name[p] for p in owned if p in by_name),
        payloads=payloads,
        parts=_parts(resource, payloads, types),
        surrogate=resource.single or (bool(parent or owned) and _is_local(resource, key)),
    )
    draft.owners = _owners(draft)
    return draft


def _is_local(resource: Resource, key: Key) -> bool:
    """The key is unique under the rest of its path only: clients choose it, or it is a name that nothing here makes."""
    name = names.snake(key.field.json_name) if key.field else ""
    named = isinstance(key.type, StringType) and name in keys.SPOKEN and resource.member(Kind.CREATE) is None
    return key.generator is Generator.NONE or named


def _parent(item: paths.Template, drafts: dict[str, Draft]) -> Draft | None:
    base = item.parent
    while base.segments:
        if base.bare in drafts:
            return drafts[base.bare]
        base = base.parent
    return None


def _owners(draft: Draft) -> dict[str, Draft]:
    """The n-th parameter of this path belongs to whom the n-th parameter of the parent's path belongs to."""
    owners: dict[str, Draft] = {}
    if draft.parent:
        above = draft.parent.resource.item.parameters
        mine = draft.resource.item.parameters[: len(above)]
        owners = {m: draft.parent.owners[a] for m, a in zip(mine, above, strict=True) if a in draft.parent.owners}
    owners.update({p.name: draft for p in draft.scopes})
    if not draft.resource.single:
        owners[draft.resource.item.parameters[-1]] = draft
    return owners


def _payloads(resource: Resource, types: TypeBuilder) -> dict[Kind, ObjectSchema]:
    found: dict[Kind, ObjectSchema] = {}
    for member in resource.members:
        schema = payload_schema(member, types)
        if schema is not None:
            found.setdefault(member.kind, schema if _is_sent(member) else _unasked(schema))
    return found


def _parts(resource: Resource, payloads: dict[Kind, ObjectSchema], types: TypeBuilder) -> tuple[ObjectSchema, ...]:
    sent = ((m.kind, payload_schema(m, types)) for m in resource.members)
    return tuple(schema for kind, schema in sent if schema is not None and schema.name != payloads[kind].name)


def _is_sent(member: Member) -> bool:
    body = member.contract.body
    return body is not None and body.required


def _unasked(schema: ObjectSchema) -> ObjectSchema:
    """What a body holds that may be left out: clients need not send any of it."""
    return replace(schema, fields=tuple(replace(f, required=False) for f in schema.fields))


def payload_schema(member: Member, types: TypeBuilder) -> ObjectSchema | None:
    """The object schema of what a write sends; None where it sends none."""
    return types.object_of(member.payload.inner) if member.payload else None


def _key(resource: Resource, payloads: dict[Kind, ObjectSchema], types: TypeBuilder) -> Key:
    if resource.single:
        return Key(None, None, IntegerType(), Generator.DEFAULT)
    parameter = resource.parameters[-1]
    name = parameter.name
    learnable = _learnable(resource, payloads, names.snake(name))
    if resource.listed:
        field = keys.own_id(resource.schema, resource.nouns, types)
    else:
        field = keys.key_field(resource.schema, parameter, resource.nouns, types, learnable=learnable)
    field = field or _sent_key(parameter, resource.nouns, payloads, types)
    underlying = types.scalar_of(field.type if field else parameter.type)
    create = payloads.get(Kind.CREATE)
    sent = (
        next((f for f in create.fields if f.json_name == (field.json_name if field else name)), None)
        if create
        else None
    )
    generator = columns.key_generator(underlying, sent=sent is not None, required=bool(sent and sent.required))
    if generator is Generator.TOKEN:
        generator = _text_generator((underlying, types.scalar_of(parameter.type)), types)
    if field and types.extensions(field.origin).get("x-autoincrement") is True and sent is None:
        generator = Generator.AUTOINCREMENT
    if resource.named_by_path:
        generator = Generator.NONE
    return Key(parameter, field, underlying, generator)


def _sent_key(
    parameter: Parameter, nouns: tuple[str, ...], payloads: dict[Kind, ObjectSchema], types: TypeBuilder
) -> Field | None:
    """The key where no answer shows it, but clients may choose it in what they send."""
    for kind in (Kind.CREATE, Kind.REPLACE):
        found = keys.key_field(payloads[kind], parameter, nouns, types, learnable=True) if kind in payloads else None
        if found is not None and names.snake(found.json_name) in (names.snake(parameter.name), "id"):
            return found
    return None


def _learnable(resource: Resource, payloads: dict[Kind, ObjectSchema], parameter: str) -> bool:
    """Answers lead to the item by links or by a header, or clients choose its key in what they send."""
    shown = {names.snake(f.json_name) for f in resource.schema.fields}
    sent = {names.snake(f.json_name) for schema in payloads.values() for f in schema.fields}
    create = resource.member(Kind.CREATE)
    success = create.contract.success if create else None
    headers = {h.name.lower() for h in success.headers} if success else set()
    return bool(shown & _LEADS or sent & {parameter, "id"} or "location" in headers)


def _text_generator(built: tuple[Type, ...], types: TypeBuilder) -> Generator:
    """How a key of our making fits the property and the path parameter: a UUID or word, digits, or not at all."""
    lengths = [t.max_length for t in built if isinstance(t, StringType) and t.max_length is not None]
    room = min(lengths, default=_UUID_LENGTH)
    word = _WORD if room >= _UUID_LENGTH else _WORD.replace("-", "")[:room]
    for text, generator in ((word, Generator.TOKEN), ("482915730164920587", Generator.DIGITS)):
        if all(valid(t, text, types.definitions) for t in built):
            return generator
    return Generator.NONE


class Drafts:
    """All drafts whose rows others may refer to, by what names them.

    What is only listed is none of them: no client could make the row that a key would have to name.
    """

    def __init__(self, drafts: Iterable[Draft]) -> None:
        self.by_name: dict[str, list[Draft]] = {}
        """By their names as they stand in the names of properties."""
        self.by_origin: dict[str, list[Draft]] = {}
        """By where their schemas stand."""
        for draft in (d for d in drafts if not (d.resource.listed and d.resource.member(Kind.CREATE) is None)):
            self.by_name.setdefault(names.snake(draft.name), []).append(draft)
            self.by_origin.setdefault(draft.resource.schema.origin, []).append(draft)

    def ending(self, stem: str) -> list[Draft]:
        """Those with whose name a longer one ends: `main_author` with `author`."""
        tails = (stem[n + 1 :] for n, letter in enumerate(stem) if letter == "_")
        return [draft for tail in tails for draft in self.by_name.get(tail, ())]


class Owners:
    """Owners of the parameters of any path: those of the longest item path that it starts with."""

    def __init__(self, drafts: tuple[Draft, ...]) -> None:
        self._items = {d.resource.item.bare: d for d in drafts if not d.resource.single}

    def of(self, template: paths.Template, draft: Draft) -> dict[str, Draft]:
        """Parameter name in a path of `draft` to the draft whose key or scope it is."""
        item = draft.resource.item
        if item.bare.startswith(f"{template.bare}/"):
            pairs = zip(template.parameters, item.parameters, strict=False)
            return {mine: draft.owners[theirs] for mine, theirs in pairs if theirs in draft.owners}
        return self.above(template)

    def above(self, template: paths.Template) -> dict[str, Draft]:
        """The same for any path, by the longest item path that it starts with."""
        base = template
        while base.segments:
            draft = self._items.get(base.bare)
            if draft is not None:
                pairs = zip(base.parameters, draft.resource.item.parameters, strict=True)
                return {mine: draft.owners[theirs] for mine, theirs in pairs if theirs in draft.owners}
            base = base.parent
        return {}
