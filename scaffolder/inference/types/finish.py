"""The named schemas that are used: which module holds each, and an order in which each comes after those it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from scaffolder.model import (
    SHARED,
    AliasSchema,
    ArrayType,
    MapType,
    NullableType,
    RefType,
    SchemaDefinition,
    Type,
    UnionType,
)
from scaffolder.names import ClassName, ModuleName

Definitions = Mapping[ClassName, SchemaDefinition]


def referenced(schema: SchemaDefinition) -> tuple[ClassName, ...]:
    """The named schemas that a definition mentions, in order of appearance."""
    if isinstance(schema, AliasSchema):
        types: tuple[Type, ...] = (schema.type,)
    else:
        types = (*(f.type for f in schema.fields), *((schema.extra_type,) if schema.extra_type else ()))
    return tuple(dict.fromkeys(name for type_ in types for name in mentioned(type_)))


def mentioned(type_: Type) -> Iterator[ClassName]:
    """The names in a type."""
    match type_:
        case RefType(name):
            yield name
        case ArrayType(item=inner) | MapType(value=inner) | NullableType(inner=inner):
            yield from mentioned(inner)
        case UnionType(variants=variants):
            for variant in variants:
                yield from mentioned(variant)
        case _:
            return


def finish(definitions: Definitions, uses: Mapping[ClassName, frozenset[ModuleName]]) -> tuple[SchemaDefinition, ...]:
    """The definitions that `uses` leads to, placed and sorted."""
    links = {name: referenced(schema) for name, schema in definitions.items()}
    modules = _modules(links, uses)
    return tuple(replace(definitions[name], module=modules[name]) for name in _sorted(links) if name in modules)


def _modules(
    links: Mapping[ClassName, tuple[ClassName, ...]], uses: Mapping[ClassName, frozenset[ModuleName]]
) -> dict[ClassName, ModuleName]:
    """One module for what only it needs, else `SHARED`; nothing that is shared needs what is not."""
    found: dict[ClassName, ModuleName] = {}
    waiting = [(name, next(iter(owners)) if len(owners) == 1 else SHARED) for name, owners in uses.items()]
    while waiting:
        name, module = waiting.pop()
        known = found.get(name, module)
        placed = module if known == module else SHARED
        if found.get(name) != placed:
            found[name] = placed
            waiting.extend((link, placed) for link in links[name])
    return found


def _sorted(links: Mapping[ClassName, tuple[ClassName, ...]]) -> list[ClassName]:
    """Depth first, without recursion; where a cycle closes, the first one reached comes last."""
    done: dict[ClassName, None] = {}
    entered: set[ClassName] = set()
    waiting = [(name, False) for name in reversed(list(links))]
    while waiting:
        name, left = waiting.pop()
        if left:
            done[name] = None
        elif name not in entered:
            entered.add(name)
            waiting.append((name, True))
            waiting.extend((link, False) for link in reversed(links[name]) if link not in entered)
    return list(done)
