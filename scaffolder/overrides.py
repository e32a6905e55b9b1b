"""`scaffold.toml`'s overrides and a document → the document as if they stood in it.

`[entities.NAME]` speaks of a component schema, `[operations."METHOD /path"]` (or an operationId) of an operation. Keys
that begin with "x-" are extensions themselves; all others are members of `x-scaffold`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches

from scaffolder.diagnostics import Diagnostic, Severity
from scaffolder.settings import Override, Settings
from scaffolder.source import Document, JsonValue, Operation, Schema

_Values = Mapping[str, JsonValue]


def override(document: Document, settings: Settings) -> tuple[Document, tuple[Diagnostic, ...]]:
    """The document with the overrides in place, and a warning for each that fits nothing."""
    if not settings.entities and not settings.operations:
        return document, ()
    schemas = {name: _schema(s, settings.entities.get(name)) for name, s in document.schemas.items()}
    changed = {s.pointer: s for name, s in schemas.items() if s is not document.schemas[name]}
    operations = tuple(_operation(o, settings.operations) for o in document.operations)
    by_pointer = {**document.by_pointer, **{p: s for p, s in changed.items() if p in document.by_pointer}}
    names = [name for o in document.operations for name in _subjects(o)]
    findings = [
        *(_unused(o, list(schemas), "schema") for name, o in settings.entities.items() if name not in schemas),
        *(_unused(o, names, "operation") for name, o in settings.operations.items() if name not in names),
    ]
    return replace(document, schemas=schemas, by_pointer=by_pointer, operations=operations), tuple(findings)


def _schema(schema: Schema, found: Override | None) -> Schema:
    return replace(schema, extensions=_merged(schema.extensions, found.values)) if found else schema


def _operation(operation: Operation, overrides: Mapping[str, Override]) -> Operation:
    for found in (overrides[subject] for subject in _subjects(operation) if subject in overrides):
        operation = replace(operation, extensions=_merged(operation.extensions, found.values))
    return operation


def _subjects(operation: Operation) -> tuple[str, ...]:
    own = (operation.operation_id,) if operation.operation_id else ()
    return (f"{operation.method.upper()} {operation.path}", *own)


def _merged(extensions: _Values, values: _Values) -> dict[str, JsonValue]:
    """Overrides win over what the document says, member by member."""
    declared = extensions.get("x-scaffold")
    inner = dict(declared) if isinstance(declared, dict) else {}
    inner |= {key: value for key, value in values.items() if not key.startswith("x-")}
    outer = {key: value for key, value in values.items() if key.startswith("x-")}
    return {**extensions, **outer, **({"x-scaffold": inner} if inner else {})}


def _unused(found: Override, known: list[str], kind: str) -> Diagnostic:
    close = get_close_matches(found.subject, known, n=1)
    hint = f"Did you mean {close[0]!r}?" if close else ""
    message = f"the document has no {kind} {found.subject!r}"
    return Diagnostic("S005", Severity.WARNING, message, found.place, hint)
