"""Understanding a document: `understand` turns a `Document` into an `ApiModel`.

One module for each question: `silences` (answers that are left out), `shown` (answers told by examples alone), `told`
(items named beside the path), `contract` (what each operation says), `resources` and `members` (which entities, by
which operations), `verbs` (paths that say what is done), `apart` and `alone` (entities that no item path shows),
`by_path` (items whose paths say all there is), `drafts` (names, keys, parents), `links` (relationships), `stored`
(columns), `entities`, `foreign_keys`, `answers` (how bodies are made), `parameters` (what they select), `spans` (of
time), `paging` (and sorting), `operations` (which kind), `writes` (what is stored), `headers` (what they say),
`errors`, `encodings` (media types that only who knows them can write), `security`, `rules`, `modules` (which folder).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from scaffolder import names, source
from scaffolder.diagnostics import Diagnostic
from scaffolder.inference import encodings
from scaffolder.inference.apart import add_apart
from scaffolder.inference.built import Entities
from scaffolder.inference.by_path import attach_told
from scaffolder.inference.contract import Contract, read_contracts
from scaffolder.inference.drafts import draft_entities
from scaffolder.inference.entities import build_entities
from scaffolder.inference.errors import error_forms
from scaffolder.inference.modules import assign_modules, schema_uses
from scaffolder.inference.operations import OperationBuilder
from scaffolder.inference.resources import find_resources
from scaffolder.inference.rules import RuleReader
from scaffolder.inference.samples import Sampler
from scaffolder.inference.security import requirements, security_schemes
from scaffolder.inference.shown import tells_by_examples, with_shown
from scaffolder.inference.silences import with_answers
from scaffolder.inference.told import add_asked, attach_told_beside
from scaffolder.inference.types import TypeBuilder
from scaffolder.inference.verbs import attach_parts, attach_verbs
from scaffolder.model import ApiModel, Comparison, Entity, EnumType, Kind, Operation, Role, Rule

_KINDS = {"post": Kind.CREATE, "put": Kind.REPLACE, "patch": Kind.PATCH, "delete": Kind.DELETE, "get": Kind.READ}


_RULES_RESERVED = frozenset({"session", "rules", "models", "schemas", "shared", "constant", "date", "datetime"})
"""Names that a `rules.py` imports."""


def understand(document: source.Document) -> tuple[ApiModel, tuple[Diagnostic, ...]]:
    """The API model of a document, and what could not be taken over as it stands.

    What answers look like by their examples alone is only a help to find what is stored: custom operations answer
    whatever the document lets them answer.
    """
    if not tells_by_examples(document):
        return _understood(document)
    model, _ = _understood(with_shown(document))
    stored = frozenset(o.origin for o in model.operations if not o.custom)
    return _understood(with_shown(document, stored))


def _understood(document: source.Document) -> tuple[ApiModel, tuple[Diagnostic, ...]]:
    document, told = with_answers(document)
    types = TypeBuilder(document)
    contracts = read_contracts(document, types)
    sampler = Sampler(types.definitions)
    found = find_resources(contracts, types)
    attach_verbs(found, contracts, types)
    add_apart(found, contracts, types)
    attach_parts(found, contracts, types)
    attach_told(found, contracts, types)
    add_asked(found, contracts, types)
    attach_told_beside(found, contracts, types)
    drafts = draft_entities(found.resources, types)
    entities = build_entities(drafts, types, sampler)
    schemes = security_schemes(document)
    identifiers = {s.name: s.identifier for s in schemes}
    rules = _operation_rules(contracts, entities, types)
    operations = OperationBuilder(
        drafts=drafts,
        entities=entities,
        types=types,
        sampler=sampler,
        security={c.identifier: requirements(c.source, identifiers) for c in contracts},
        rules=rules,
        refusals=found.refusals,
    ).build(contracts)
    by_name = {b.entity.name: b.entity for b in entities.built.values()}
    operations, modules = assign_modules(operations, by_name, drafts)
    lists = _lists(operations)
    named = encodings.encodings(operations)
    model = ApiModel(
        title=document.title,
        version=document.api_version,
        description=document.description or document.summary or "",
        base_path=_base_path(document.servers),
        servers=document.servers,
        modules=modules,
        entities=tuple(_indexed(e, lists.get(e.name, ())) for e in by_name.values()),
        operations=operations,
        schemas=types.finish(schema_uses(operations)),
        errors=error_forms(contracts, types, sampler),
        encodings=named,
        security_schemes=schemes,
        decisions=(*told, *entities.decisions, *encodings.decisions(named)),
        document_name=f"openapi.{'json' if document.format == 'json' else 'yaml'}",
        document_text=document.text,
    )
    return model, (*types.diagnostics, *encodings.told(named, document))


def _operation_rules(
    contracts: tuple[Contract, ...], entities: Entities, types: TypeBuilder
) -> dict[str, tuple[Rule, ...]]:
    """Rules of operations; those of schemas are put on the entities on the way."""
    operations = frozenset(str(c.identifier) for c in contracts)
    reader = RuleReader(operations)
    reserved = operations | _RULES_RESERVED
    scopes = {b.entity.module: names.Scope(reserved) for b in entities.built.values()}
    for built in entities.built.values():
        origin = built.draft.resource.schema.origin
        declared = types.extensions(origin).get("x-business-rules")
        rules = reader.read(declared, pointer=origin, functions=scopes[built.entity.module])
        built.entity = replace(built.entity, rules=rules)
    by_operation: dict[str, tuple[Rule, ...]] = {}
    for contract in contracts:
        declared = contract.source.extensions.get("x-business-rules")
        if declared is None:
            continue
        owner = next(
            (b for b in entities.built.values() if any(m.contract is contract for m in b.draft.resource.members)), None
        )
        scope = scopes[owner.entity.module] if owner else names.Scope()
        by_operation[contract.identifier] = reader.read(
            declared,
            pointer=contract.source.pointer,
            functions=scope,
            operation=contract.identifier,
            kind=_KINDS.get(contract.source.method) if owner else None,
        )
    return by_operation


def _base_path(servers: tuple[str, ...]) -> str:
    try:
        path = urlsplit(servers[0]).path if servers else ""
    except ValueError:
        return ""
    return "" if path in ("", "/") or "{" in path else str(PurePosixPath("/" + path.strip("/")))


def _lists(operations: Iterable[Operation]) -> dict[names.ClassName, list[Operation]]:
    """Operations that answer pages, by entity."""
    found: dict[names.ClassName, list[Operation]] = {}
    for operation in operations:
        if operation.entity and operation.paging:
            found.setdefault(operation.entity, []).append(operation)
    return found


def _indexed(entity: Entity, lists: Sequence[Operation]) -> Entity:
    """Columns that lists filter by, or sort by as the document names them, are indexed."""
    filters = (p for o in lists for p in o.parameters if p.role is Role.FILTER)
    filtered = {p.column for p in filters if p.comparison is not Comparison.CONTAINS}
    for operation in lists:
        sort = operation.parameter(Role.SORT)
        if sort and isinstance(sort.type, EnumType) and operation.paging:
            filtered |= {k.column for k in operation.paging.sort_keys}
    columns = tuple(
        replace(c, index=True) if c.name in filtered and not (c.primary_key or c.unique) else c for c in entity.columns
    )
    return replace(entity, columns=columns)


__all__ = ["understand"]
