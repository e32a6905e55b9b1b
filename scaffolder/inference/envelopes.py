"""Where in an answer or a request the entity stands: bare, under a key, under a key of a key.

In: types. Out: a `Shape`: the type of the thing itself and the fields that lead to it.
"""

from __future__ import annotations

from dataclasses import dataclass

from scaffolder import names
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import ArrayType, Field, ObjectSchema, RefType, Type, UnionType

_ITEM_KEYS = ("data", "result", "item", "response", "payload", "resource", "value", "entity", "attributes")
_LIST_KEYS = ("data", "results", "items", "content", "result", "values", "value", "list", "records", "entries", "rows")
_ASIDE = frozenset(
    """meta metadata links link pagination paging page total count status success message errors error code ok warnings
    included jsonapi request_id self next previous prev href object type version api_version kind etag has_more limit
    offset per_page page_size took time timestamp _links _meta""".split()
)
"""Snake-cased names of what stands beside an enveloped thing."""
_COUNTS = frozenset({"start", "end", "index", "max", "results", "items", "first", "last", "size", "number", "schemas"})
"""Words in names of what stands beside the rows of a list: `startIndex`, `itemsPerPage`, `first_page_uri`."""
_REMOVED = frozenset({"deleted", "is_deleted", "removed"})


@dataclass(frozen=True, slots=True)
class Shape:
    """The thing inside an answer, and how to get there."""

    inner: Type
    """Type of the item, or of one element of the list."""
    steps: tuple[Field, ...]
    """Fields from the outermost object to the thing; empty where it stands bare."""
    outer: tuple[ObjectSchema, ...]
    """The object schemas those fields belong to, same length."""
    many: bool
    """The thing is an array."""


def list_shape(built: Type, types: TypeBuilder, nouns: tuple[str, ...]) -> Shape | None:
    """The rows of a list answer: a bare array, or an array at most two keys deep; None where there is none.

    Of several forms the one that says most beside its rows is taken.
    """
    underlying = types.scalar_of(built)
    if isinstance(underlying, UnionType):
        forms = [s for s in (list_shape(v, types, nouns) for v in underlying.variants) if s and is_list(s)]
        return max(forms, key=lambda shape: len(shape.steps), default=None)
    if isinstance(underlying, ArrayType):
        return Shape(underlying.item, (), (), many=True)
    schema = types.object_of(built)
    if schema is None:
        return None
    field = _list_field(schema, types, nouns)
    if field is not None:
        array = types.scalar_of(field.type)
        return Shape(array.item, (field,), (schema,), many=True) if isinstance(array, ArrayType) else None
    return _nested_list(schema, types, nouns)


def is_list(shape: Shape) -> bool:
    """Beside the rows stands nothing else, or what is said of lists."""
    return not shape.steps or is_envelope(shape.outer[0], shape.steps[0])


def _nested_list(schema: ObjectSchema, types: TypeBuilder, nouns: tuple[str, ...]) -> Shape | None:
    for field in schema.fields:
        if field.json_name.lower() not in (*_ITEM_KEYS, "_embedded", "embedded", "list", *nouns):
            continue
        inner = types.object_of(field.type)
        array_field = _list_field(inner, types, nouns) if inner else None
        array = types.scalar_of(array_field.type) if array_field else None
        if inner and array_field and isinstance(array, ArrayType):
            return Shape(array.item, (field, array_field), (schema, inner), many=True)
    return None


def _list_field(schema: ObjectSchema, types: TypeBuilder, nouns: tuple[str, ...]) -> Field | None:
    arrays = [f for f in schema.fields if isinstance(types.scalar_of(f.type), ArrayType)]
    wanted = {_bare(n) for n in nouns}
    for field in arrays:
        if _bare(field.json_name) in wanted:
            return field
    for key in _LIST_KEYS:
        for field in arrays:
            if names.snake(field.json_name) == key:
                return field
    rest = [f for f in arrays if names.snake(f.json_name) not in _ASIDE and _rows(f, types)]
    rest = rest or [f for f in arrays if names.snake(f.json_name) not in _ASIDE]
    return rest[0] if len(rest) == 1 and is_envelope(schema, rest[0]) else None


def _rows(field: Field, types: TypeBuilder) -> bool:
    array = types.scalar_of(field.type)
    return isinstance(array, ArrayType) and types.object_of(array.item) is not None


def is_envelope(schema: ObjectSchema, array: Field) -> bool:
    """Beside the array stands mostly what is said of lists."""
    others = [f for f in schema.fields if f is not array]
    aside = [f for f in others if set(names.words(f.json_name)) & (_ASIDE | _COUNTS)]
    return len(aside) * 2 >= len(others)


def _bare(name: str) -> str:
    """The name in singular, so that `comments` is found under a path that says `comment`."""
    return names.snake(names.singular_of(name))


def item_shape(built: Type, types: TypeBuilder, nouns: tuple[str, ...], *, sent: bool = False) -> Shape | None:
    """The item of an answer or request body: direct, under a key, or the only element of an array; None: no object.

    Of several forms the one is taken whose properties all the others have too; None where there is none such. What only
    says that the item was removed is no form of it. `sent`: a request, which may say other things beside the item.
    """
    underlying = types.scalar_of(built)
    if isinstance(underlying, ArrayType):
        element = types.object_of(underlying.item)
        return Shape(underlying.item, (), (), many=True) if element else None
    if isinstance(underlying, UnionType):
        form = _present(underlying, types) or _least(underlying, types)
        return item_shape(form, types, nouns, sent=sent) if form else None
    schema = types.object_of(built)
    if schema is None:
        return None
    wrapper = _item_field(schema, types, nouns, sent=sent)
    if wrapper is None:
        return Shape(built, (), (), many=False)
    inner = item_shape(wrapper.type, types, nouns) if wrapper.json_name.lower() in ("data", "response") else None
    if inner is not None and inner.steps and not inner.many:
        return Shape(inner.inner, (wrapper, *inner.steps), (schema, *inner.outer), many=False)
    return Shape(wrapper.type, (wrapper,), (schema,), many=False)


def _least(union: UnionType, types: TypeBuilder) -> Type | None:
    """The variant that says nothing that another does not say as well."""
    schemas = [types.object_of(v) for v in union.variants]
    said = [{(f.json_name, f.type) for f in s.fields} for s in schemas if s is not None]
    if len(said) < len(schemas):
        return None
    return next(
        (v for v, mine in zip(union.variants, said, strict=True) if mine and all(mine <= o for o in said)), None
    )


def _present(union: UnionType, types: TypeBuilder) -> Type | None:
    """The variant that shows an item, where the only others say that it was removed."""
    schemas = [(v, types.object_of(v)) for v in union.variants]
    if any(schema is None for _, schema in schemas):
        return None
    left = [v for v, s in schemas if s and not {names.snake(f.json_name) for f in s.fields} & _REMOVED]
    return left[0] if len(left) == 1 < len(schemas) else None


def _item_field(schema: ObjectSchema, types: TypeBuilder, nouns: tuple[str, ...], *, sent: bool) -> Field | None:
    objects = [f for f in schema.fields if types.object_of(f.type) is not None]
    own = {_bare(n) for n in nouns}
    for field in objects:
        name = names.snake(field.json_name)
        others = [f for f in schema.fields if f is not field]
        aside = all(set(names.words(f.json_name)) & _ASIDE for f in others)
        if aside and name in own | set(_ITEM_KEYS) and name not in ("value", "attributes"):
            return field
        if sent and name in own and _is_item(field, schema, types, nouns):
            return field
    return objects[0] if len(schema.fields) == len(objects) == 1 and _names_it(objects[0], own) else None


def _is_item(field: Field, outer: ObjectSchema, types: TypeBuilder, nouns: tuple[str, ...]) -> bool:
    """It has the schema that items are read as, beside what else a request says; not an item within an item."""
    inner = types.object_of(field.type)
    return inner is not None and bool(inner.title) and inner.title in nouns and outer.title not in nouns


def _names_it(field: Field, own: set[str]) -> bool:
    """`{transactionsDetails: {…}}`: the only property, called after the item."""
    return bool({names.singular(w) for w in names.words(field.json_name)} & own)


def reference(built: Type) -> str:
    """Name of the schema a type refers to, "" for inline ones."""
    return built.name if isinstance(built, RefType) else ""
