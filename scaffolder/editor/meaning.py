"""A part of the document and the API model → what the part becomes, in words; and where its code is generated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scaffolder.extensions import EXTENSIONS, Where
from scaffolder.model import ApiModel, Column, Entity, Operation

_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


@dataclass(frozen=True, slots=True)
class Target:
    """A place in the generated code: the line of a file that holds a text."""

    path: str
    """Relative to the project."""
    text: str


def pointer(keys: Sequence[str]) -> str:
    """The JSON pointer (RFC 6901) of keys."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)


def part(keys: Sequence[str]) -> Where | None:
    """What kind of part the keys lead to, where extensions may stand; None elsewhere."""
    if len(keys) == 3 and keys[0] == "paths" and keys[2].lower() in _METHODS:
        return Where.OPERATION
    holder = keys[-2] if len(keys) > 1 else ""
    if holder == "properties" and {"schemas", "definitions"} & {*keys[:-2]}:
        return Where.PROPERTY
    schemas = tuple(keys[:2]) == ("components", "schemas") and len(keys) == 3
    definitions = tuple(keys[:1]) == ("definitions",) and len(keys) == 2
    return Where.SCHEMA if schemas or definitions else None


def explain(model: ApiModel, keys: Sequence[str]) -> str:
    """Markdown on the nearest part that became something; "" where nothing did."""
    if keys and keys[-1].startswith("x-"):
        return next((f"**{e.name}**: {e.meaning}" for e in EXTENSIONS if e.name == keys[-1]), "")
    for depth in range(len(keys), 0, -1):
        lines = list(_told(model, pointer(keys[:depth])))
        if lines:
            return "\n\n".join(lines)
    return ""


def targets(model: ApiModel, keys: Sequence[str]) -> list[Target]:
    """Where the nearest part that became something is generated."""
    for depth in range(len(keys), 0, -1):
        where = pointer(keys[:depth])
        found = [_class(e) for e in model.entities if e.origin == where]
        found += [_function(o) for o in model.operations if o.origin == where]
        found += [_attribute(e, c) for e in model.entities for c in e.columns if c.origin == where and c.json_name]
        if found:
            return found
    return []


def _told(model: ApiModel, where: str) -> Iterator[str]:
    yield from (_entity(e) for e in model.entities if e.origin == where)
    yield from (_operation(o) for o in model.operations if o.origin == where)
    columns = [(e, c) for e in model.entities for c in e.columns if c.origin == where and c.json_name]
    yield from (_column(e, c) for e, c in columns)


def _entity(entity: Entity) -> str:
    keys = ", ".join(key.parameter for key in entity.keys)
    rules = "".join(f"\n- rule `{rule.id}`: {rule.text}" for rule in entity.rules)
    head = f"**Entity {entity.name}**, table `{entity.table}`, module `app/{entity.module}`"
    return f"{head}\n\n{len(entity.columns)} columns, key {keys}. {entity.reason}.{rules}"


def _operation(operation: Operation) -> str:
    what = f"{operation.kind} of {operation.entity}" if operation.entity else str(operation.kind)
    because = f"\n\nA placeholder: {operation.reason}." if operation.custom else ""
    place = f"`app/{operation.module}`, answers {operation.status}"
    return f"**{operation.method} {operation.path}**: {what}\n\n{place}{because}"


def _column(entity: Entity, column: Column) -> str:
    size = f"({column.length})" if column.length else ""
    facts = ["null" if column.nullable else "not null"]
    facts += ["primary key"] if column.primary_key else []
    facts += ["unique"] if column.unique else []
    if column.foreign_key:
        facts.append(f"references {column.foreign_key.table}.{column.foreign_key.column}")
    return f"**Column {entity.table}.{column.column_name}**: {column.kind}{size}, {', '.join(facts)}"


def _class(entity: Entity) -> Target:
    return Target(f"app/{entity.module}/models.py", f"class {entity.name}(")


def _function(operation: Operation) -> Target:
    name = "rules" if operation.custom else "router"
    return Target(f"app/{operation.module}/{name}.py", f"def {operation.identifier}(")


def _attribute(entity: Entity, column: Column) -> Target:
    return Target(f"app/{entity.module}/models.py", f"    {column.name}: Mapped[")
