"""Changes that only say what is to be different: which columns they merge into, and whether there are any.

In: operations and the index. Out: names of columns.
"""

from __future__ import annotations

from scaffolder.model import ArrayType, ColumnKind, Entity, Kind, Operation
from scaffolder.names import Identifier
from scaffolder.render.index import Index


def merges(operation: Operation, entity: Entity) -> tuple[Identifier, ...]:
    """Columns that a merge patch changes in part only: those that hold objects."""
    body = operation.body
    if operation.kind is not Kind.PATCH or body is None or not body.merges or body.patches:
        return ()
    columns = (entity.column(s.column) for s in operation.stores if s.column)
    return tuple(c.name for c in columns if c.kind is ColumnKind.JSON and not isinstance(c.type, ArrayType))


def has_patches(index: Index) -> bool:
    """Some change merges into objects, or is a list of operations."""
    crud = [o for o in index.model.operations if not o.custom]
    return any(bool(o.body and o.body.patches) or bool(merges(o, index.entity(o.entity))) for o in crud)
