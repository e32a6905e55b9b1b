"""Names of a document that are the generated module's own names: nothing may be captured.

An operation called `update`, a rule called `models` or a parameter called `repository` must not take the place of what
the module imports. The names tried are those that the generated modules themselves bind, so that none is forgotten.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

import pytest

from hostile.documents import Json
from hostile.filling import DOCUMENTS, Recorder, understood, unformatted
from scaffolder.names import words
from scaffolder.tree import Tree

ROLES = ("operation", "rule", "parameter", "property", "schema", "path")


PET = {"$ref": "#/components/schemas/Pet"}
KEY = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


def document(role: str, names: Sequence[str]) -> Json:
    """A document that uses the names in one role: operations of an entity, its rules, properties, schemas, …"""
    used: dict[str, Sequence[str]] = {each: names if each == role else ("usual",) for each in ROLES}
    query = [{"name": n, "in": "query", "schema": {"type": "string"}} for n in used["parameter"]]
    kinds = {n: {"type": "object", "properties": {"a": {"type": "string"}}} for n in used["schema"]}
    shown = {n: {"type": "string"} for n in used["property"]}
    shown |= {f"kind{i}": {"$ref": f"#/components/schemas/{n}"} for i, n in enumerate(kinds)}
    pet = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, **shown}}
    rules = [{"id": n, "text": f"Rule {n}."} for n in used["rule"]]
    paths = _entity("pets", query)
    for each in used["path"]:
        paths |= _entity(each, [])
    for number, each in enumerate(used["operation"]):
        paths |= _entity(f"things{number}", [], operation=each)
        paths[f"/pets/{{id}}/act{number}"] = {
            "parameters": [KEY],
            "post": {"operationId": f"{each}_", "parameters": query, "responses": {"204": {"description": "x"}}},
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": paths,
        "components": {"schemas": {"Pet": {**pet, "x-business-rules": rules}, **kinds}},
    }


def _entity(name: str, query: list[Json], operation: str = "") -> Json:
    body = {"required": True, "content": {"application/json": {"schema": PET}}}
    one = {"description": "x", "content": {"application/json": {"schema": PET}}}
    many = {"description": "x", "content": {"application/json": {"schema": {"type": "array", "items": PET}}}}
    called = {"operationId": operation} if operation else {}
    return {
        f"/{name}": {
            "get": {"parameters": query, "responses": {"200": many}},
            "post": {**called, "requestBody": body, "responses": {"201": one}},
        },
        f"/{name}/{{id}}": {"parameters": [KEY], "get": {"responses": {"200": one, "404": {"description": "x"}}}},
    }


@lru_cache
def own_names() -> tuple[str, ...]:
    """Names that generated modules import or define on their top level, and the modules themselves."""
    model = understood(DOCUMENTS["openapi"](Recorder())).model
    assert model is not None
    tree = unformatted(model)
    made = {word for operation in model.operations for word in (operation.identifier, operation.operation_id)}
    bound = {n for path, module in modules(tree) if path.startswith("app/") for n in bindings(module)}
    return tuple(sorted(n for n in (bound | file_names()) - made if words(n) and not n.startswith("_")))


@lru_cache
def file_names() -> frozenset[str]:
    """Modules and folders that are there for every document."""
    model = understood(DOCUMENTS["swagger"](Recorder())).model
    assert model is not None
    parts = {part.removesuffix(".py") for path in unformatted(model) for part in path.split("/")}
    return frozenset(n for n in parts if n.isidentifier() and not n.startswith("_"))


def modules(tree: Tree) -> Iterator[tuple[str, ast.Module]]:
    for path, file in tree.items():
        if path.endswith(".py") and isinstance(file.content, str):
            yield path, ast.parse(file.content)


def bindings(module: ast.Module) -> Iterator[str]:
    """Names bound on the top level, once for each binding."""
    for node in module.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (t.id for t in targets if isinstance(t, ast.Name))


def captured(module: ast.Module) -> Iterator[str]:
    """Names bound twice, and arguments that hide what their function's body calls by the module's name."""
    counted = Counter(bindings(module))
    yield from (name for name, times in counted.items() if times > 1)
    for function in (n for n in module.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)):
        arguments = {a.arg for a in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)}
        called = {n.func for b in function.body for n in ast.walk(b) if isinstance(n, ast.Call)}
        roots = {_root(f) for f in called}
        yield from (f"{function.name}({name})" for name in arguments & roots & set(counted))


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def tried_names(role: str) -> list[str]:
    """Those that can be captured in the role: files by paths, classes by schemas, others by the rest."""
    if role == "path":
        return sorted({n for n in own_names() if n in file_names()})
    return [n for n in own_names() if n.islower() == (role != "schema")]


@pytest.mark.parametrize(
    "role",
    [
        "operation",
        "rule",
        "parameter",
        "property",
        "schema",
        "path",
    ],
)
def test_nothing_is_captured(role: str) -> None:
    usual, tried = (understood(document(role, names)).model for names in (("usual",), tried_names(role)))
    assert usual is not None
    assert tried is not None
    known = {name for _, module in modules(unformatted(usual)) for name in captured(module)}
    found = {(p, n) for p, module in modules(unformatted(tried)) for n in captured(module) if n not in known}
    assert sorted(found) == []


def test_a_rule_and_an_operation_of_one_name_are_two_placeholders() -> None:
    changed = document("rule", ("act",))
    changed["paths"]["/pets/{id}/act0"]["post"]["operationId"] = "act"
    model = understood(changed).model
    assert model is not None
    ids = [p.id for p in unformatted(model).placeholders()]
    assert sorted(ids) == sorted(set(ids))
