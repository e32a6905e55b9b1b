"""Request bodies: how they are written, where the stored payload stands in them, and what tests send.

In: a contract, or an operation of an entity with where its fields go. Out: `Body`s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from scaffolder.inference.answers import AnswerBuilder
from scaffolder.inference.changes import Reach, is_operations
from scaffolder.inference.compat import valid
from scaffolder.inference.contract import Contract
from scaffolder.inference.drafts import payload_schema
from scaffolder.inference.members import Member
from scaffolder.inference.samples import Sampler
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import Body, Column, Entity, Kind, Literal, ObjectSchema, Store

_NONE = Literal.of(None)


def plain_body(contract: Contract, sampler: Sampler) -> Body | None:
    """The body as the document has it, with nothing said of what is stored."""
    body = contract.body
    if body is None:
        return None
    return Body(
        media_type=body.media_type,
        media=body.media,
        required=body.required,
        type=body.type,
        payload=(),
        payload_schema=None,
        patches=None,
        sample=sampler.sample(body.type) or _NONE,
        broken=(),
        description=body.description,
        origin=body.pointer,
        examples=body.examples,
        others=body.others,
        nullable=body.nullable,
    )


@dataclass(frozen=True, slots=True)
class BodyWriter:
    """Completes the bodies of one entity's operations."""

    entity: Entity
    read: ObjectSchema
    """What the item is read as."""
    types: TypeBuilder
    sampler: Sampler

    def stored(self, body: Body | None, member: Member, stores: tuple[Store, ...]) -> Body | None:
        """The body of a write, with its payload."""
        if body is not None and self.reach(member) is not None:
            return self._operations(body, member)
        if body is None or member.payload is None:
            return body
        schema = payload_schema(member, self.types)
        return replace(
            body,
            payload=tuple(f.name for f in member.payload.steps),
            payload_schema=schema.name if schema else None,
            sample=self._storable(body, member, stores),
            broken=self.sampler.broken(body.type),
        )

    def reach(self, member: Member) -> Reach | None:
        """What a change by operations may change; None for other members."""
        body = member.contract.body
        if member.kind is not Kind.PATCH or body is None or not is_operations(body.type, self.types):
            return None
        view = AnswerBuilder(self.entity, self.types, self.sampler).view(self.read)
        return Reach(self.entity, view, body.type, self.types)

    def _operations(self, body: Body, member: Member) -> Body:
        reach = self.reach(member)
        assert reach is not None
        broken = self.sampler.broken(body.type)
        return replace(body, patches=reach.view, sample=reach.sample or body.sample, broken=broken)

    def _storable(self, body: Body, member: Member, stores: tuple[Store, ...]) -> Literal:
        """The sample with values that the columns keep: a text that is read as a date is kept as one."""
        whole = body.sample.value
        payload = whole
        for step in member.payload.steps if member.payload else ():
            payload = payload.get(step.json_name) if isinstance(payload, dict) else None
        schema = payload_schema(member, self.types)
        if schema is None or not isinstance(payload, dict):
            return body.sample
        columns = {s.field: self.entity.column(s.column) for s in stores if s.column}
        for field in schema.fields:
            column = columns.get(field.name)
            value = payload.get(field.json_name)
            kept = self._kept(column, value) if column is not None and value is not None else None
            if kept is not None and valid(field.type, kept.value, self.types.definitions):
                payload[field.json_name] = kept.value
        return Literal.of(whole)

    def _kept(self, column: Column, value: object) -> Literal | None:
        """What takes the place of a value that the column does not keep; None where it does."""
        if valid(column.type, value, self.types.definitions):
            return None
        return column.samples[0]
