"""Which path is the collection of an item path.

In: an item path and all operations by path. Out: the collection's path. Most often that is the path above without a
parameter at its end; `/flags/{project}` is the collection of `/flags/{project}/{key}` where it answers a list of what
the item answers, or nothing but a list.
"""

from __future__ import annotations

from collections.abc import Mapping

from scaffolder.inference import envelopes, paths
from scaffolder.inference.contract import Contract
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import ObjectSchema, Type

ByShape = Mapping[str, Mapping[str, Contract]]
"""Operations by the path's shape and the method."""


def with_parameter(by_shape: ByShape, types: TypeBuilder) -> frozenset[str]:
    """Shapes of the collections that end in a parameter; they are no item paths."""
    items = (next(iter(methods.values())).template for methods in by_shape.values())
    found = (of(item, by_shape, types) for item in items if item.ends_in_parameter and item.parent.ends_in_parameter)
    return frozenset(c.shape for c in found if c is not None and c.ends_in_parameter)


def of(item: paths.Template, by_shape: ByShape, types: TypeBuilder) -> paths.Template | None:
    """The collection of an item path; None where there is none."""
    for shape in paths.collection_shapes(item):
        candidate = _template(by_shape, shape)
        if candidate is not None and (not candidate.ends_in_parameter or _gathers(candidate, item, by_shape, types)):
            return candidate
    base = item.parent
    while base.ends_in_parameter and base.shape not in by_shape:  # else what stands above is that path's collection
        base = base.parent
        if not base.ends_in_parameter:
            return _template(by_shape, base.shape)
    return None


def _template(by_shape: ByShape, shape: str) -> paths.Template | None:
    methods = by_shape.get(shape)
    return next(iter(methods.values())).template if methods else None


def _gathers(wide: paths.Template, item: paths.Template, by_shape: ByShape, types: TypeBuilder) -> bool:
    """A path that ends in a parameter is about many of what the item is one of."""
    above, below = by_shape[wide.shape], by_shape[item.shape]
    nouns = paths.nouns(item, None)
    one = _item_schema(below, types, nouns)
    if one is None or {"put", "patch"} & set(above):
        return False
    if "get" in above:
        rows, bare = _rows(above["get"].success_type, types, nouns)
        return rows is not None and (bare or _same(rows, one))
    return "post" in above and _same(_item_schema(above, types, nouns, "post"), one)


def _item_schema(
    methods: Mapping[str, Contract], types: TypeBuilder, nouns: tuple[str, ...], method: str = "get"
) -> ObjectSchema | None:
    built = methods[method].success_type if method in methods else None
    shape = envelopes.item_shape(built, types, nouns) if built is not None else None
    return types.object_of(shape.inner) if shape and not shape.many else None


def _rows(built: Type | None, types: TypeBuilder, nouns: tuple[str, ...]) -> tuple[ObjectSchema | None, bool]:
    """What an answer lists, and whether it is nothing but the list."""
    shape = envelopes.list_shape(built, types, nouns) if built is not None else None
    if shape is None or (shape.outer and not envelopes.is_envelope(shape.outer[0], shape.steps[0])):
        return None, False
    return types.object_of(shape.inner), not shape.steps


def _same(found: ObjectSchema | None, one: ObjectSchema) -> bool:
    """One schema, or two with most of the smaller one's properties in common."""
    if found is None or found.origin == one.origin:
        return found is not None
    ours, theirs = ({f.json_name for f in schema.fields} for schema in (found, one))
    return 2 * len(ours & theirs) > min(len(ours), len(theirs))
