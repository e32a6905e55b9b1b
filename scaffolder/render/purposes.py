"""What a schema is for, in a sentence, where the document does not describe it: told from the operations that use it.

In: the index of an API model. Out: a sentence by class name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from scaffolder.model import Construct, Entity, Kind, OneRow, Operation, Rows, View
from scaffolder.names import ClassName, title
from scaffolder.render.index import Index

_SENTENCES = {
    frozenset({Kind.CREATE}): "What a new {} is made of.",
    frozenset({Kind.REPLACE}): "What replaces the {}.",
    frozenset({Kind.PATCH}): "What changes of the {}.",
    frozenset({Kind.READ}): "What is shown of the {}.",
    frozenset({Kind.LIST}): "One page of the {}.",
}
_WRITES = frozenset({Kind.CREATE, Kind.REPLACE, Kind.PATCH})


def purposes(index: Index) -> Mapping[ClassName, str]:
    """A sentence for each schema that operations on one entity take or show; the others have no one purpose."""
    uses: dict[ClassName, set[tuple[str, Kind]]] = defaultdict(set)
    for operation in index.model.operations:
        if operation.entity:
            for name, use in _uses(operation, index.entity(operation.entity)):
                uses[name].add(use)
    found = ((name, _sentence(used)) for name, used in uses.items())
    return {name: sentence for name, sentence in found if sentence}


def _uses(operation: Operation, entity: Entity) -> Iterator[tuple[ClassName, tuple[str, Kind]]]:
    one, many = title(entity.title), title(entity.table)
    if operation.body and operation.body.payload_schema and operation.kind in _WRITES:
        yield operation.body.payload_schema, (one, operation.kind)
    if isinstance(operation.answer, View):
        yield operation.answer.schema, (one, Kind.READ)
    elif isinstance(operation.answer, Rows | OneRow):
        yield operation.answer.view.schema, (one, Kind.READ)
    elif isinstance(operation.answer, Construct) and operation.kind is Kind.LIST:
        yield operation.answer.schema, (many, Kind.LIST)
        views = (a.value.view.schema for a in operation.answer.arguments if isinstance(a.value, Rows))
        yield from ((schema, (one, Kind.READ)) for schema in views)


def _sentence(used: set[tuple[str, Kind]]) -> str:
    things, kinds = {thing for thing, _ in used}, frozenset(kind for _, kind in used)
    if len(things) != 1:
        return ""
    written = "What is written of the {}." if kinds <= _WRITES else ""
    return _SENTENCES.get(kinds, written).format(*things)
