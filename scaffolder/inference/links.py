"""Relationships: embedded entities that are rows of their own, and properties that name another entity's key.

In: drafts. Out: `Embedded` fields (they become ORM relationships, not columns) and foreign key targets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scaffolder import names
from scaffolder.inference.columns import key_kind, kind_of
from scaffolder.inference.drafts import Draft, Drafts
from scaffolder.inference.types import TypeBuilder
from scaffolder.model import ArrayType, Field, ObjectSchema, RefType, Type

_KEY_SUFFIXES = ("_id", "_uuid", "_key", "_code", "_slug")


@dataclass(frozen=True, slots=True)
class Embedded:
    """A read property that shows rows of another entity."""

    field: Field
    target: Draft
    many: bool
    view: RefType
    ids: Field | None
    """Write property with the target's keys: many-to-many."""
    foreign_key: Field | None
    """Property with the key: this entity's (many-to-one) or the target's (one-to-many)."""


def embedded_fields(draft: Draft, drafts: Drafts, types: TypeBuilder) -> tuple[Embedded, ...]:
    """Read properties that are other entities and whose rows can be found by keys that are stored."""
    found = (_embedded(draft, f, drafts, types) for f in draft.resource.schema.fields)
    return tuple(e for e in found if e is not None)


def _embedded(draft: Draft, field: Field, drafts: Drafts, types: TypeBuilder) -> Embedded | None:
    underlying = types.scalar_of(field.type)
    many = isinstance(underlying, ArrayType)
    shown = underlying.item if isinstance(underlying, ArrayType) else underlying
    target = _target(shown, drafts, types)
    if target is None or target.surrogate or not isinstance(shown, RefType) or not _flat(shown, drafts, types):
        return None
    if not many:
        key = _sibling(draft, (f"{names.snake(field.json_name)}{s}" for s in _KEY_SUFFIXES))
        fits = key is not None and _fits(key.type, target, types)
        return Embedded(field, target, many, shown, None, key) if key and fits else None
    single = names.snake(names.singular_of(field.json_name))
    ids = _sibling(draft, (f"{single}{s}s" for s in _KEY_SUFFIXES), write=True)
    array = types.scalar_of(ids.type) if ids else None
    if isinstance(array, ArrayType) and _fits(array.item, target, types) and not draft.surrogate:
        return Embedded(field, target, many, shown, ids, None)
    back = _sibling(target, (f"{names.snake(draft.name)}{s}" for s in _KEY_SUFFIXES))
    fits = back is not None and not draft.surrogate and _fits(back.type, draft, types)
    return Embedded(field, target, many, shown, None, back) if back and fits else None


def _target(shown: Type, drafts: Drafts, types: TypeBuilder) -> Draft | None:
    schema = types.object_of(shown) if isinstance(shown, RefType) else None
    if schema is None:
        return None
    same = [d for d in drafts.by_origin.get(schema.origin, ()) if d.parent is None]
    return same[0] if len(same) == 1 else None


def _flat(shown: RefType, drafts: Drafts, types: TypeBuilder) -> bool:
    """The embedded view must not embed entities again: one level is loaded with its row, deeper ones never end."""
    schema = types.object_of(shown)
    fields = schema.fields if schema else ()
    inner = (types.scalar_of(f.type) for f in fields)
    return not any(_target(i.item if isinstance(i, ArrayType) else i, drafts, types) for i in inner)


def _sibling(draft: Draft, wanted: Iterable[str], *, write: bool = False) -> Field | None:
    schemas: list[ObjectSchema] = list(draft.payloads.values())
    if not write:
        schemas.insert(0, draft.resource.schema)
    by_name = {names.snake(f.json_name): f for s in reversed(schemas) for f in s.fields}
    return next((by_name[w] for w in wanted if w in by_name), None)


def _fits(built: Type, target: Draft, types: TypeBuilder) -> bool:
    return not target.surrogate and kind_of(types.scalar_of(built)) is key_kind(target.key.type)


def foreign_key_target(field_name: str, built: Type, own: Draft, drafts: Drafts, types: TypeBuilder) -> Draft | None:
    """The entity whose key a property such as `authorId` holds; only where exactly one fits by name and type.

    `parentId` names an entity of the same kind, unless there is an entity called parent.
    """
    name = names.snake(field_name)
    suffix = next((s for s in _KEY_SUFFIXES if name.endswith(s)), None)
    if suffix is None:
        return None
    stem = name.removesuffix(suffix)
    for named in (drafts.by_name.get(stem, ()), drafts.ending(stem)):
        found = [d for d in named if _fits(built, d, types)]
        if len(found) == 1:
            return found[0]
    parents = ("parent", f"parent_{names.snake(own.name)}")
    return own if stem in parents and _fits(built, own, types) else None
