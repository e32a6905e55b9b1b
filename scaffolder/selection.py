"""`--only`: an API model and the entities that the user chose → a smaller model that is whole in itself.

What the chosen entities refer to stays with them: parents, foreign keys, embedded entities.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from scaffolder.diagnostics import Diagnostic, ExitCode, Place, Rejected, Severity
from scaffolder.model import SHARED, ApiModel, Entity, ErrorForm, Module, Operation, SchemaDefinition
from scaffolder.names import Identifier, singular_of


def select(model: ApiModel, only: Sequence[str], file: str) -> ApiModel:
    """The model of the chosen entities. Rejected (usage): a name fits none; `file` is the document's, to show."""
    chosen = _closed(model, [_find(model, name, file) for name in only])
    modules = tuple(m for m in model.modules if m.entity in chosen)
    kept = {identifier for module in modules for identifier in module.operations}
    operations = tuple(o for o in model.operations if o.identifier in kept)
    entities = tuple(e for e in model.entities if e.name in chosen)
    errors = tuple(_errors(model.errors, kept))
    schemas = tuple(_schemas(model.schemas, modules, (entities, operations, errors)))
    encodings = tuple(e for e in model.encodings if not kept.isdisjoint(e.uses))
    return replace(
        model,
        modules=modules,
        entities=entities,
        operations=operations,
        errors=errors,
        encodings=encodings,
        schemas=schemas,
    )


def _find(model: ApiModel, name: str, file: str) -> Entity:
    wanted = _key(name)
    found = next((e for e in model.entities if wanted in {_key(n) for n in (e.name, e.module, e.table, e.title)}), None)
    if found is not None:
        return found
    hint = f"Entities: {', '.join(e.name for e in model.entities) or 'none'}."
    finding = Diagnostic("F001", Severity.ERROR, f"--only {name}: the document has no such entity", Place(file), hint)
    raise Rejected((finding,), ExitCode.USAGE)


def _key(name: str) -> str:
    return "".join(singular_of(name).split())


def _closed(model: ApiModel, chosen: Iterable[Entity]) -> set[str]:
    """The names of the chosen entities and of all they refer to, directly or not."""
    by_table = {e.table: e for e in model.entities}
    by_name: dict[str, Entity] = {e.name: e for e in model.entities}
    waiting, found = list(chosen), set[str]()
    while waiting:
        entity = waiting.pop()
        if entity.name not in found:
            found.add(entity.name)
            waiting += [by_table[c.foreign_key.table] for c in entity.columns if c.foreign_key]
            waiting += [by_name[link.target] for link in entity.links]
            waiting += [by_name[n] for n in _owners(model, entity) if n in by_name]
    return found


def _owners(model: ApiModel, entity: Entity) -> Iterator[str]:
    """Entities whose keys stand in the paths of the module's operations."""
    module = next(m for m in model.modules if m.entity == entity.name)
    for operation in model.operations:
        if operation.identifier in module.operations:
            yield from (p.owner for p in operation.parameters if p.owner)


def _errors(forms: Iterable[ErrorForm], kept: set[Identifier]) -> Iterator[ErrorForm]:
    for form in forms:
        uses = tuple(use for use in form.uses if use[0] in kept)
        if uses or not form.uses:
            yield replace(form, uses=uses)


def _schemas(
    schemas: Sequence[SchemaDefinition],
    modules: Iterable[Module],
    users: tuple[tuple[Entity, ...], tuple[Operation, ...], tuple[ErrorForm, ...]],
) -> Iterator[SchemaDefinition]:
    """The schemas in use, in their order; those whose module went are shared now."""
    by_name: dict[str, SchemaDefinition] = {s.name: s for s in schemas}
    used, waiting = set[str](), [n for n in _strings(users) if n in by_name]
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting += [n for n in _strings(by_name[name]) if n in by_name]
    present = {m.name for m in modules}
    for schema in schemas:
        if schema.name in used:
            yield schema if schema.module in present else replace(schema, module=SHARED)


def _strings(node: object) -> Iterator[str]:
    """Every text in a part of the model. More than its names, so more may be kept than is used, never less."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node, tuple):
            waiting += node
        elif dataclasses.is_dataclass(node):
            waiting += [getattr(node, f.name) for f in dataclasses.fields(node)]
