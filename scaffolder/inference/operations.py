"""Operations: CRUD kinds on entities with everything they need, or custom with the reason.

In: contracts, entities. Out: `Operation`s in document order. An operation that is not fully understood is custom: a
placeholder that says so is better than an answer that is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from scaffolder.inference import envelopes, told, writes
from scaffolder.inference.answers import AnswerBuilder
from scaffolder.inference.bodies import BodyWriter, plain_body
from scaffolder.inference.built import Built, Entities
from scaffolder.inference.byways import Byway, find_byways
from scaffolder.inference.compat import valid
from scaffolder.inference.contract import Contract
from scaffolder.inference.drafts import Draft, Owners, is_assumed
from scaffolder.inference.errors import failures
from scaffolder.inference.headers import with_facts
from scaffolder.inference.members import Member
from scaffolder.inference.paging import paging_of
from scaffolder.inference.parameters import RoleFinder
from scaffolder.inference.samples import Sampler
from scaffolder.inference.types import TypeBuilder
from scaffolder.media_types import is_json
from scaffolder.model import (
    Column,
    Entity,
    Expression,
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
)
from scaffolder.names import ModuleName

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
        obstacle = _obstacle(contract, parameters) or writes.missing(built, member, parameters, self.types)
        if obstacle or isinstance(answer, str):
            return obstacle or str(answer)
        plain = self._plain(contract)
        writer = BodyWriter(entity, built.draft.resource.schema, self.types, self.sampler)
        reach = writer.reach(member)
        via = byway.column if byway else None
        stores = reach.stores if reach else writes.stores(built, member, parameters, via=via, types=self.types)
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
            success=with_facts(plain.success, built),
            paging=self._paging(member, roles, built),
            stores=stores,
            expected_version=writes.expected_version(built, member, self.types),
            via=via,
            upsert=writes.creates(member, built),
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


def _is_assumed(member: Member, built: Built) -> bool:
    """The defaults are shown where nothing is stored."""
    return member.kind is Kind.READ and is_assumed(built.draft.resource) and not built.entity.links


def _is_custom(contract: Contract) -> bool:
    """`x-scaffold: {kind: custom}` on the operation."""
    override = contract.source.extensions.get("x-scaffold")
    return isinstance(override, dict) and override.get("kind") == "custom"


def _obstacle(contract: Contract, parameters: tuple[Parameter, ...]) -> str:
    if not 200 <= contract.status < 300:
        return f"it succeeds with {contract.status}"
    loose = [p.name for p in parameters if p.place is Place.PATH and p.role is not Role.KEY]
    return f"its path parameter {loose[0]} belongs to no entity" if loose else ""


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
