"""What a schema or an operation is for, in a sentence, where the document does not say it.

In: the index of an API model. Out: a sentence for each schema by class name, told from the operations that use it; a
sentence for an operation, told from what it does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from scaffolder.model import Construct, Entity, Kind, OneRow, Operation, Rows, View
from scaffolder.names import ClassName, snake, title
from scaffolder.render.index import Index

_SENTENCES = {
    frozenset({Kind.CREATE}): "What a new {} is made of.",
    frozenset({Kind.REPLACE}): "What replaces the {}.",
    frozenset({Kind.PATCH}): "What changes of the {}.",
    frozenset({Kind.READ}): "What is shown of the {}.",
    frozenset({Kind.LIST}): "One page of the {}.",
}
_BOTH = "What is sent and shown of the {}."
_ACTS = {
    Kind.LIST: "List the {many}.",
    Kind.CREATE: "Add one {one}.",
    Kind.READ: "Show one {one}.",
    Kind.REPLACE: "Replace one {one}.",
    Kind.PATCH: "Change one {one}.",
    Kind.DELETE: "Delete one {one}.",
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
    written = "What is written of the {}." if kinds <= _WRITES else _BOTH if kinds <= _WRITES | {Kind.READ} else ""
    return _SENTENCES.get(kinds, written).format(*things)


def act(operation: Operation, entity: Entity | None) -> str:
    """What an operation does, by its identifier where the document gives one that says more than its path."""
    words = re.sub(r"\{([^{}]+)\}", r"by \1", f"{operation.method} {operation.path}").replace("/", " ")
    if entity is None or operation.custom or snake(operation.operation_id) != snake(words):
        return title(operation.operation_id).capitalize()
    sentence = _ACTS[operation.kind].format(one=title(entity.title), many=title(entity.table))
    return sentence.replace(" one ", " the ") if entity.single else sentence
