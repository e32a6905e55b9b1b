"""API model → the tables of `scaffold plan`: what would be generated, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scaffolder.model import ApiModel, Column, Entity, Generator, Link, Operation, Rule
from scaffolder.prose import Listed
from scaffolder.report.tables import Table
from scaffolder.report.visible import counted


def headline(model: ApiModel) -> str:
    """One line: the API and how much of it became CRUD."""
    crud = sum(not o.custom for o in model.operations)
    custom = len(model.operations) - crud
    parts = f"{counted(len(model.entities), 'entity')}, {counted(crud, 'CRUD operation')}, {custom} custom"
    return f"{model.title} {model.version}: {parts}"


def tables(model: ApiModel, sentences: Sequence[Listed] = ()) -> Iterator[Table]:
    """Entities, the columns of each, relationships, operations, rules, what reads like a rule, decisions."""
    yield Table("Entities", ("entity", "table", "module", "key", "because"), tuple(_entity(e) for e in model.entities))
    for entity in model.entities:
        headers = ("column", "type", "null", "key", "filled by", "property")
        yield Table(f"{entity.name} ({entity.table})", headers, tuple(_column(c) for c in entity.columns))
    yield Table("Relationships", ("entity", "name", "to", "kind", "because"), tuple(_relationships(model)))
    columns = ("operation", "kind", "entity", "status", "because")
    yield Table("Operations", columns, tuple(_operation(o) for o in model.operations))
    yield Table("Rules", ("rule", "on", "status", "text"), tuple(map(_rule, rules(model))))
    words = "Sentences that read like rules (taken where [rules] of scaffold.toml says so by id)"
    yield Table(words, ("sentence", "taken", "of", "at", "text"), tuple(map(_sentence, sentences)))
    decisions = tuple((d.subject, d.decided, d.reason) for d in model.decisions)
    yield Table("Decisions", ("subject", "decided", "because"), decisions)


def _sentence(found: Listed) -> tuple[str, ...]:
    s, at = found.sentence, f"{found.place.file}:{found.place.line}"
    return s.id, "yes" if found.taken else "no", s.subject, at, s.text


def rules(model: ApiModel) -> Iterator[Rule]:
    """All rules: those of entities, then those of operations."""
    for entity in model.entities:
        yield from entity.rules
    for operation in model.operations:
        yield from operation.rules


def _entity(entity: Entity) -> tuple[str, ...]:
    keys = ", ".join(key.parameter for key in entity.keys)
    return entity.name, entity.table, entity.module, keys, entity.reason


def _column(column: Column) -> tuple[str, ...]:
    kind = f"{column.kind}({column.length})" if column.length else str(column.kind)
    filled = column.role if column.generator is Generator.NONE else f"{column.role} ({column.generator})"
    return column.column_name, kind, "null" if column.nullable else "", key_of(column), filled, column.json_name


def key_of(column: Column) -> str:
    """What keys a column is part of, in SQL's words."""
    foreign = column.foreign_key
    parts = ("primary key" if column.primary_key else "", "unique" if column.unique else "")
    index = "index" if column.index else ""
    target = f"references {foreign.table}.{foreign.column} on delete {foreign.on_delete.lower()}" if foreign else ""
    return ", ".join(part for part in (*parts, index, target) if part)


def kind_of(link: Link) -> str:
    """How many there are on each side."""
    if link.secondary:
        return "many to many"
    return "one to many" if link.many else "many to one"


def _relationships(model: ApiModel) -> Iterator[tuple[str, ...]]:
    names = {e.table: e.name for e in model.entities}
    for entity in model.entities:
        for column in entity.columns:
            if column.foreign_key:
                table = column.foreign_key.table
                yield (
                    entity.name,
                    column.name,
                    names.get(table, table),
                    "many to one",
                    f"foreign key {column.column_name}",
                )
        for link in entity.links:
            via = f"{kind_of(link)} by {link.secondary.table}" if link.secondary else kind_of(link)
            yield entity.name, link.name, link.target, via, link.reason


def _operation(operation: Operation) -> tuple[str, ...]:
    because = operation.reason if operation.custom else ""
    return (
        f"{operation.method} {operation.path}",
        operation.kind,
        operation.entity or "",
        str(operation.status),
        because,
    )


def _rule(rule: Rule) -> tuple[str, ...]:
    return rule.id, ", ".join(rule.on), str(rule.status or ""), rule.text
