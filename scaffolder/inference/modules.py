"""Which folder each operation and schema goes to.

In: operations and entities. Out: the same operations with modules, the `Module`s, and the modules that use each schema.
A custom operation goes with the entity whose path it stands under, else with the first telling word of its path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from scaffolder import names
from scaffolder.inference import paths
from scaffolder.inference.drafts import Draft
from scaffolder.inference.naming import MODULES_RESERVED
from scaffolder.model import (
    ArrayType,
    Entity,
    MapType,
    Module,
    NullableType,
    Operation,
    RefType,
    Type,
    UnionType,
)
from scaffolder.names import ClassName, ModuleName


def assign_modules(
    operations: tuple[Operation, ...], entities: Mapping[ClassName, Entity], drafts: tuple[Draft, ...]
) -> tuple[tuple[Operation, ...], tuple[Module, ...]]:
    """Operations with their modules, and the modules in the order of their routes."""
    scope = names.Scope(MODULES_RESERVED | {e.module for e in entities.values()}, fold=True)
    groups: dict[str, ModuleName] = {}
    above = _by_shape(drafts)
    placed = tuple(replace(o, module=_module(o, entities, above, groups, scope)) for o in operations)
    owned = {e.module: e for e in entities.values()}
    members: dict[ModuleName, list[Operation]] = {name: [] for name in (*owned, *groups.values())}
    for operation in placed:
        members[operation.module].append(operation)
    modules = (_as_module(name, owned.get(name), found) for name, found in members.items())
    return placed, tuple(sorted(modules, key=lambda m: _last_route(members[m.name], m.name)))


def _as_module(name: ModuleName, entity: Entity | None, operations: list[Operation]) -> Module:
    ranked = sorted(operations, key=lambda o: (paths.order(o.path), _METHODS.index(o.method)))
    title = names.title(name)
    return Module(name, title, entity.name if entity else None, tuple(o.identifier for o in ranked))


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY")


def _last_route(operations: list[Operation], name: ModuleName) -> tuple[object, ...]:
    """Modules whose paths begin with a parameter come last, so that they hide no static path."""
    routes = [[kind for kind, _ in paths.order(o.path)] for o in operations]
    return max(routes, default=[]), name


def _module(
    operation: Operation,
    entities: Mapping[ClassName, Entity],
    by_shape: Mapping[str, Draft],
    groups: dict[str, ModuleName],
    scope: names.Scope,
) -> ModuleName:
    if operation.entity is not None:
        return entities[operation.entity].module
    template = paths.template(operation.path)
    above = _entity_above(template, by_shape)
    if above is not None:
        return entities[above.name].module
    word = names.snake(template.static_words[0]) if template.static_words else "root"
    if word not in groups:
        groups[word] = scope.take(ModuleName(word), ModuleName(f"{word}_actions"))
    return groups[word]


def _by_shape(drafts: tuple[Draft, ...]) -> dict[str, Draft]:
    """Entities by their item and collection paths."""
    found: dict[str, Draft] = {}
    for draft in drafts:
        found.setdefault(draft.resource.item.shape, draft)
        if draft.resource.collection:
            found.setdefault(draft.resource.collection.shape, draft)
    return found


def _entity_above(template: paths.Template, by_shape: Mapping[str, Draft]) -> Draft | None:
    """The entity with the longest item or collection path that this path begins with."""
    base = template
    while base.segments:
        if base.shape in by_shape:
            return by_shape[base.shape]
        base = base.parent
    return None


# --- uses of schemas ----------------------------------------------------------------------------------------------


def schema_uses(operations: Iterable[Operation]) -> dict[ClassName, frozenset[ModuleName]]:
    """Schemas that operations name themselves, with the modules that do; what those contain follows from them."""
    found: dict[ClassName, set[ModuleName]] = {}
    for operation in operations:
        for built in _types(operation):
            for name in references(built):
                found.setdefault(name, set()).add(operation.module)
    return {name: frozenset(modules) for name, modules in found.items()}


def _types(operation: Operation) -> Iterator[Type]:
    yield from (p.type for p in operation.parameters)
    if operation.body:
        yield operation.body.type
    for response in operation.responses:
        if response.type is not None:
            yield response.type
        if operation.custom or response is not operation.success:
            yield from (other.type for other in response.others if other.type is not None)
        yield from (h.type for h in response.headers)


def references(built: Type) -> Iterator[ClassName]:
    """Names of the schemas that a type mentions directly."""
    if isinstance(built, RefType):
        yield built.name
    elif isinstance(built, ArrayType):
        yield from references(built.item)
    elif isinstance(built, MapType):
        yield from references(built.value)
    elif isinstance(built, NullableType):
        yield from references(built.inner)
    elif isinstance(built, UnionType):
        for variant in built.variants:
            yield from references(variant)
