"""A small model, built by hand: reports are tested without the rooms that make models."""

import dataclasses
from typing import TypeVar

import pytest

from scaffolder.model import (
    ApiModel,
    Column,
    ColumnKind,
    ColumnRole,
    Decision,
    DeleteRule,
    Entity,
    ForeignKey,
    Generator,
    IntegerType,
    Kind,
    Moment,
    Operation,
    PathKey,
    Rule,
    StringType,
)
from scaffolder.names import ClassName, Identifier, ModuleName, TableName

_Node = TypeVar("_Node")


def node(kind: type[_Node], /, **known: object) -> _Node:
    """A node of the model; what is not given is empty."""
    empty: dict[str, object] = {"str": "", "bool": False}
    missing = {f.name: str(f.type) for f in dataclasses.fields(kind) if f.name not in known}  # type: ignore[arg-type]
    filled = {n: () if t.startswith("tuple") else None if "None" in t else empty[t] for n, t in missing.items()}
    return kind(**filled, **known)


def column(name: str, **known: object) -> Column:
    defaults = {"kind": ColumnKind.STRING, "type": StringType(max_length=40), "length": 40}
    defaults |= {"role": ColumnRole.CLIENT, "generator": Generator.NONE, "origin": "#/components/schemas/Pet"}
    return node(Column, name=Identifier(name), column_name=name, json_name=name, **(defaults | known))


def entity(name: str, table: str, *columns: Column, rules: tuple[Rule, ...] = ()) -> Entity:
    return node(
        Entity,
        name=ClassName(name),
        module=ModuleName(table),
        table=TableName(table),
        title=name.lower(),
        columns=columns,
        keys=(PathKey(f"{name.lower()}Id", columns[0].name, None),),
        rules=rules,
        reason=f"GET /{table}/{{id}} answers {name}",
    )


def operation(method: str, path: str, kind: Kind, entity_name: str, *, reason: str = "") -> Operation:
    return node(
        Operation,
        identifier=Identifier(f"{method.lower()}_{entity_name.lower()}"),
        method=method,
        path=path,
        kind=kind,
        entity=ClassName(entity_name),
        module=ModuleName("pets"),
        reason=reason,
        status=200,
    )


@pytest.fixture
def model() -> ApiModel:
    key = {"kind": ColumnKind.BIGINT, "type": IntegerType(), "length": None, "primary_key": True}
    made = {"role": ColumnRole.KEY, "generator": Generator.AUTOINCREMENT}
    owner = column(
        "owner_id",
        kind=ColumnKind.BIGINT,
        type=IntegerType(),
        length=None,
        nullable=True,
        index=True,
        foreign_key=ForeignKey(TableName("owners"), Identifier("id"), DeleteRule.SET_NULL),
    )
    rule = Rule("pet-limit", Identifier("pet_limit"), "At most 5 pets.", (Moment.CREATE,), 409, None, "#/x")
    return node(
        ApiModel,
        title="Pets",
        version="1.0",
        entities=(
            entity("Pet", "pets", column("id", **key, **made), column("name", unique=True), owner, rules=(rule,)),
            entity("Owner", "owners", column("id", **key, **made)),
        ),
        operations=(
            operation("GET", "/pets", Kind.LIST, "Pet"),
            operation("POST", "/pets/{id}/feed", Kind.CUSTOM, "Pet", reason="no CRUD form fits"),
        ),
        decisions=(Decision("Pet.name", "unique", "named like a key", "#/components/schemas/Pet"),),
        document_text=b"",
    )
