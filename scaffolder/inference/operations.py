"""Operations: CRUD kinds on entities with everything they need, or custom with the reason.

In: contracts, entities. Out: `Operation`s in document order. An operation that is not fully understood is custom: a
placeholder that says so is better than an answer that is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from scaffolder import names
from scaffolder.inference import envelopes, told
from scaffolder.inference.answers import AnswerBuilder
from scaffolder.inference.bodies import BodyWriter, plain_body
from scaffolder.inference.built import Built, Entities
from scaffolder.inference.byways import Byway, find_byways
from scaffolder.inference.compat import valid
from scaffolder.inference.contract import Contract
from scaffolder.inference.drafts import Draft, Owners, is_assumed, payload_schema
from scaffolder.inference.errors import failures
from scaffolder.inference.members import Member
from scaffolder.inference.paging import paging_of
from scaffolder.inference.parameters import RoleFinder
from scaffolder.inference.samples import Sampler
from scaffolder.inference.types import TypeBuilder
from scaffolder.media_types import is_json
from scaffolder.model import (
    Column,
    ColumnRole,
    Entity,
    Expression,
    Fact,
    Generator,
    Header,
    Kind,
    Literal,
    Operation,
    Paging,
    Parameter,
    Place,
    Requirement,
    Response,
    Role,
    Rule,
    Store,
)
from scaffolder.names import ModuleName

_HEADER_FACTS = {
    "x_total_count": Fact.TOTAL,
    "x_total": Fact.TOTAL,
    "total_count": Fact.TOTAL,
    "x_pagination_total_count": Fact.TOTAL,
    "total": Fact.TOTAL,
    "x_pagination_total": Fact.TOTAL,
    "x_total_pages": Fact.PAGES,
    "x_pagination_total_pages": Fact.PAGES,
    "x_page_count": Fact.PAGES,
    "x_page": Fact.PAGE,
    "x_pagination_page": Fact.PAGE,
    "x_per_page": Fact.LIMIT,
    "x_pagination_per_page": Fact.LIMIT,
    "x_limit": Fact.LIMIT,
    "x_offset": Fact.OFFSET,
    "link": Fact.LINKS,
    "next_cursor": Fact.NEXT_CURSOR,
    "x_next_cursor": Fact.NEXT_CURSOR,
    "next_page_token": Fact.NEXT_CURSOR,
    "x_next_page_token": Fact.NEXT_CURSOR,
}
"""What a list can say in its headers, by their names."""
_LATER = ModuleName("")
"""Modules are assigned once all operations are known."""


@dataclass(slots=True)
class OperationBuilder:
    """Builds operations one by one."""

    drafts: tuple[Draft, ...]
    entities: Entities
    types: TypeBuilder
    sampler: Sampler
    security: Mapping[str, tuple[Requirement, ...]]
    """By operation identifier."""
    rules: Mapping[str, tuple[Rule, ...]]
    """By operation identifier."""
    refusals: Mapping[str, str]
    _members: dict[str, tuple[Draft, Member]] = field(default_factory=dict)
    _owners: Owners = field(init=False)
    _byways: dict[str, Byway] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._owners = Owners(self.drafts)

    def build(self, contracts: tuple[Contract, ...]) -> tuple[Operation, ...]:
        """All operations, in document order."""
        for draft in self.drafts:
            for member in (m for m in draft.resource.members if not m.under):
                self._members.setdefault(member.contract.identifier, (draft, member))
        loose = [c for c in contracts if c.identifier not in self._members]
        self._byways = find_byways(loose, self._owners, self.entities, self.types)
        return tuple(self._operation(c) for c in contracts)

    def _operation(self, contract: Contract) -> Operation:
        if _is_custom(contract):
            return self._custom(contract, "x-scaffold says so")
        byway = self._byways.get(contract.identifier)
        if byway is not None:
            crud = self._crud(byway.built, byway.member, byway)
            return crud if isinstance(crud, Operation) else self._custom(contract, crud)
        pair = self._members.get(contract.identifier)
        if pair is None:
            return self._custom(contract, self.refusals.get(contract.identifier, _why_custom(contract)))
        draft, member = pair
        crud = self._crud(self.entities.built[draft.name], member, None)
        return crud if isinstance(crud, Operation) else self._custom(contract, crud)

    # --- custom -----------------------------------------------------------------------------------------------

    def _custom(self, contract: Contract, reason: str) -> Operation:
        return replace(self._plain(contract), kind=Kind.CUSTOM, reason=reason)

    def _plain(self, contract: Contract) -> Operation:
        source = contract.source
        parameters = tuple(self._sampled(p) for p in contract.parameters)
        return Operation(
            operation_id=contract.operation_id,
            identifier=contract.identifier,
            method=source.method.upper(),
            path=source.path,
            route=_route(source.path, parameters),
            kind=Kind.CUSTOM,
            entity=None,
            module=_LATER,
            reason="",
            parameters=parameters,
            body=plain_body(contract, self.sampler),
            status=contract.status,
            success=self._success(contract.success),
            answer=None,
            responses=contract.responses,
            failures=failures(contract),
            paging=None,
            stores=(),
            expected_version=None,
            via=None,
            upsert=False,
            assumed=False,
            security=self.security[contract.identifier],
            rules=self.rules.get(contract.identifier, ()),
            tags=source.tags,
            summary=source.summary or "",
            description=source.description or "",
            deprecated=source.deprecated,
            origin=source.pointer,
        )

    def _sampled(self, parameter: Parameter) -> Parameter:
        samples = self.sampler.samples(parameter.type) if parameter.place is Place.PATH else ()
        sample = next((s for s in samples if s.value != ""), None) or self.sampler.sample(parameter.type)
        return replace(parameter, sample=sample or Literal.of(None), broken=self.sampler.broken_text(parameter.type))

    def _success(self, response: Response | None) -> Response | None:
        if response is None:
            return None
        headers = (replace(h, sample=self.sampler.sample(h.type) or Literal.of(None)) for h in response.headers)
        return replace(response, headers=tuple(headers))

    # --- CRUD -------------------------------------------------------------------------------------------------

    def _crud(self, built: Built, member: Member, byway: Byway | None) -> Operation | str:
        contract, entity = member.contract, built.entity
        parameters = self._parameters(built, member, byway)
        answer = self._answer(built, member)
        obstacle = _obstacle(contract, parameters) or self._missing(built, member, parameters)
        if obstacle or isinstance(answer, str):
            return obstacle or str(answer)
        plain = self._plain(contract)
        writer = BodyWriter(entity, built.draft.resource.schema, self.types, self.sampler)
        reach = writer.reach(member)
        stores = reach.stores if reach else self._stores(built, member, parameters, byway.column if byway else None)
        if reach and reach.sample is None:
            return "its operations reach nothing that is stored"
        roles = tuple(
            replace(p, sample=self._filtered(p, s.sample, entity), broken=s.broken)
            for p, s in zip(parameters, plain.parameters, strict=True)
        )
        return replace(
            plain,
            kind=member.kind,
            entity=entity.name,
            reason=entity.reason,
            parameters=roles,
            body=writer.stored(plain.body, member, stores),
            answer=answer,
            success=_with_facts(plain.success, built),
            paging=self._paging(member, roles, built),
            stores=stores,
            expected_version=self._expected_version(built, member),
            via=byway.column if byway else None,
            upsert=_creates(member, built),
            assumed=_is_assumed(member, built),
            body_key=told.body_key(member, built, self.types),
        )

    def _parameters(self, built: Built, member: Member, byway: Byway | None) -> tuple[Parameter, ...]:
        template = member.contract.template
        owners = self._owners.above(template) if byway else self._owners.of(template, built.draft)
        columns = {(d.name, p): c for p, d in owners.items() if (c := self._key_column(d, p, owners))}
        finder = RoleFinder(member.kind, built.entity, owners, columns, self.types, member.told_by)
        return finder.assign(member.contract.parameters)

    def _filtered(self, parameter: Parameter, sample: Literal, entity: Entity) -> Literal:
        """A value that a row can have, where the parameter asks for one."""
        beside = parameter.role is Role.KEY and parameter.place is not Place.PATH
        if not (parameter.role is Role.FILTER or beside) or parameter.column is None:
            return sample
        column = entity.column(parameter.column)
        listed = isinstance(sample.value, list)
        plain = sample.value[0] if isinstance(sample.value, list) and sample.value else sample.value
        if valid(column.type, plain, self.types.definitions):
            return sample
        found = (Literal.of([s.value]) if listed else s for s in column.samples)
        return next((s for s in found if valid(parameter.type, s.value, self.types.definitions)), sample)

    def _key_column(self, draft: Draft, parameter: str, owners: Mapping[str, Draft]) -> Column | None:
        """The column of `draft` that a parameter holds: by position among the parameters that the draft owns."""
        built = self.entities.built.get(draft.name)
        if built is None:
            return None
        mine = [p for p, owner in owners.items() if owner is draft]
        keys = [k for k in built.entity.keys if k.parent is None]
        position = mine.index(parameter)
        return built.entity.column(keys[position].column) if position < len(keys) else None

    def _paging(self, member: Member, parameters: tuple[Parameter, ...], built: Built) -> Paging | None:
        return paging_of(parameters, built.entity, self.types) if member.kind is Kind.LIST else None

    # --- answers ----------------------------------------------------------------------------------------------

    def _answer(self, built: Built, member: Member) -> Expression | str | None:
        contract = member.contract
        if contract.success is None or contract.success_type is None:
            return None if member.kind not in (Kind.READ, Kind.LIST) else "it documents no answer"
        if not is_json(contract.success.media_type):
            return f"it answers {contract.success.media_type}"
        builder = AnswerBuilder(built.entity, self.types, self.sampler)
        made = self._made(builder, built, member)
        return made if made is not None else "its answer cannot be made from what is stored"

    def _made(self, builder: AnswerBuilder, built: Built, member: Member) -> Expression | None:
        built_type = member.contract.success_type
        if member.kind is Kind.LIST and member.shape and built_type:
            return builder.listing(member.shape)
        if member.kind is Kind.READ and member.shape:
            return builder.item(member.shape)
        return builder.loose(built_type, built.draft.resource.nouns) if built_type else None

    # --- writes -----------------------------------------------------------------------------------------------

    def _stores(
        self, built: Built, member: Member, parameters: tuple[Parameter, ...], via: names.Identifier | None
    ) -> tuple[Store, ...]:
        schema = payload_schema(member, self.types)
        if schema is None:
            return ()
        from_path = {p.column for p in parameters if p.role is Role.KEY and p.owner == built.entity.name} | {via}
        stores = []
        for item in schema.fields:
            column, link = built.inputs.get(item.json_name), built.link_inputs.get(item.json_name)
            if link or (column and column not in from_path and not self._fixed(built, column, member)):
                stores.append(Store(item.name, None if link else column, link))
        return tuple(stores)

    def _expected_version(self, built: Built, member: Member) -> names.Identifier | None:
        schema = payload_schema(member, self.types)
        version = built.entity.version
        if schema is None or version is None:
            return None
        return next((f.name for f in schema.fields if f.json_name == version.json_name), None)

    def _fixed(self, built: Built, name: names.Identifier, member: Member) -> bool:
        """Columns that identify the row are not changed by an update."""
        role = built.entity.column(name).role
        return role is ColumnRole.PARENT or (role is ColumnRole.KEY and member.kind is not Kind.CREATE)

    def _missing(self, built: Built, member: Member, parameters: tuple[Parameter, ...]) -> str:
        """A creation must learn every part of the row's identity from its path or body."""
        creates = member.kind is Kind.CREATE or (
            member.kind is Kind.REPLACE and built.draft.resource.member(Kind.CREATE) is None
        )
        if not creates or member.told_by:
            return ""
        known = {p.column for p in parameters if p.role is Role.KEY and p.owner == built.entity.name}
        schema = payload_schema(member, self.types)
        sent = {built.inputs.get(f.json_name) for f in schema.fields if f.required} if schema else set()
        for column in built.entity.columns:
            if column.role is ColumnRole.PARENT and not _has_parent(built, parameters):
                return f"its path does not name the {column.name} that the item belongs to"
            unknown = column.name not in known | sent and column.generator is Generator.NONE
            if column.role in (ColumnRole.SCOPE, ColumnRole.KEY) and unknown:
                return f"neither its path nor its body says {column.json_name or column.name}"
        return ""


def _creates(member: Member, built: Built) -> bool:
    """A change that stores a row where there is none."""
    if built.entity.single:
        return member.kind in (Kind.REPLACE, Kind.PATCH) and member.payload is not None
    created = built.draft.resource.member(Kind.CREATE) is not None
    return member.kind is Kind.REPLACE and not created and not member.told_by


def _is_assumed(member: Member, built: Built) -> bool:
    """The defaults are shown where nothing is stored."""
    return member.kind is Kind.READ and is_assumed(built.draft.resource) and not built.entity.links


def _is_custom(contract: Contract) -> bool:
    """`x-scaffold: {kind: custom}` on the operation."""
    override = contract.source.extensions.get("x-scaffold")
    return isinstance(override, dict) and override.get("kind") == "custom"


def _has_parent(built: Built, parameters: tuple[Parameter, ...]) -> bool:
    parent = built.draft.parent
    return parent is not None and any(p.owner == parent.name for p in parameters)


def _obstacle(contract: Contract, parameters: tuple[Parameter, ...]) -> str:
    if not 200 <= contract.status < 300:
        return f"it succeeds with {contract.status}"
    loose = [p.name for p in parameters if p.place is Place.PATH and p.role is not Role.KEY]
    return f"its path parameter {loose[0]} belongs to no entity" if loose else ""


def _with_facts(success: Response | None, built: Built) -> Response | None:
    if success is None:
        return None
    return replace(success, headers=tuple(_header(h, built) for h in success.headers))


def _header(header: Header, built: Built) -> Header:
    fact = _HEADER_FACTS.get(names.snake(header.name))
    return replace(header, fact=fact, etag=header.etag and built.entity.version is not None)


def _route(path: str, parameters: tuple[Parameter, ...]) -> str:
    """Parameter names that are no identifiers are replaced; the router knows them by their identifiers."""
    route = path
    for parameter in parameters:
        if parameter.place is Place.PATH and not (parameter.name.isidentifier() and parameter.name.isascii()):
            route = route.replace("{" + parameter.name + "}", "{" + parameter.identifier + "}")
    return route


def _why_custom(contract: Contract) -> str:
    method, last = contract.source.method.upper(), contract.template.segments[-1:]
    if method == "GET" and contract.success_type is not None:
        inner = envelopes.reference(contract.success_type)
        return f"no item path belongs to it{f' (it answers {inner})' if inner else ''}"
    if method == "GET":
        return "it documents no JSON answer"
    what = "the path itself" if not last else f"/{last[0].text}"
    return f"{method} {what} is an action, not a creation, reading, change or removal of an entity"
