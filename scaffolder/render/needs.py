"""What an operation needs of its repository: rules, links, the row, the count of all rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scaffolder.model import (
    Construct,
    Entity,
    Expression,
    Fact,
    Kind,
    Moment,
    ObjectSchema,
    OneRow,
    Operation,
    Role,
    Rows,
    Rule,
    View,
)
from scaffolder.render.index import Index
from scaffolder.render.patches import merges

MOMENTS = {
    Kind.CREATE: Moment.CREATE,
    Kind.REPLACE: Moment.UPDATE,
    Kind.PATCH: Moment.UPDATE,
    Kind.DELETE: Moment.DELETE,
}


def is_flat(operation: Operation, entity: Entity, index: Index) -> bool:
    """One statement does the whole work: no rules, relationships or versions take part."""
    links = {link.name for link in entity.links}
    if links & set(shown_links(operation.answer, index)):
        return False
    if operation.kind in (Kind.LIST, Kind.READ):
        return True
    linked = any(s.link for s in operation.stores)
    versioned = entity.version is not None and operation.kind is not Kind.CREATE
    patched = operation.body is not None and operation.body.patches is not None
    whole = linked or versioned or patched or bool(merges(operation, entity))
    return not (whole or operation.upsert or rules_of(operation, entity))


def rules_of(operation: Operation, entity: Entity) -> tuple[Rule, ...]:
    """Rules that a CRUD operation checks: the entity's at its moment, and its own."""
    moment = MOMENTS.get(operation.kind)
    if moment is None:
        return ()
    general = tuple(r for r in entity.rules if moment in r.on)
    return general + operation.rules


def shown_links(answer: Expression | None, index: Index) -> Iterator[str]:
    """Names of the fields that an answer's views have; links among them must be loaded."""
    if isinstance(answer, View):
        schema = index.definitions[answer.schema]
        fixed = {f.name for f in answer.fixed}
        yield from (f.name for f in schema.fields if f.name not in fixed) if isinstance(schema, ObjectSchema) else ()
    elif isinstance(answer, Rows | OneRow):
        yield from shown_links(answer.view, index)
    elif isinstance(answer, Construct):
        for argument in answer.arguments:
            yield from shown_links(argument.value, index)


def shows_row(answer: Expression | None) -> bool:
    """The answer needs the row."""
    if isinstance(answer, Construct):
        return any(shows_row(a.value) for a in answer.arguments)
    return answer is not None and not isinstance(answer, Fact) and type(answer).__name__ != "Literal"


_COUNTED = (Fact.TOTAL, Fact.PAGES, Fact.LAST_LINK)


def needs_total(operation: Operation) -> bool:
    """Some part of the answer counts all rows."""
    return tells(operation, *_COUNTED)


def tells(operation: Operation, *facts: Fact) -> bool:
    """Some part of the answer, or a header of it, is one of these."""
    headers = operation.success.headers if operation.success else ()
    return any(h.fact in facts for h in headers) or _mentions(operation.answer, facts)


def _mentions(answer: Expression | None, facts: Sequence[Fact]) -> bool:
    if isinstance(answer, Construct):
        return any(_mentions(a.value, facts) for a in answer.arguments)
    return isinstance(answer, Fact) and answer in facts


def by_cursor(operation: Operation) -> bool:
    """A cursor names the part of the list that is asked for, and no number of a page does."""
    roles = {p.role for p in operation.parameters}
    return operation.paging is not None and Role.CURSOR in roles and Role.PAGE not in roles


def has_cursors(index: Index) -> bool:
    """Some list goes on with cursors."""
    return any(not o.custom and by_cursor(o) for o in index.model.operations)
