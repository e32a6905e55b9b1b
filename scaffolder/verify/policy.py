"""A body → what it does that no body may do: the check `policy`, an allow-list of imports and names.

It reads the syntax tree: every name must be the body's own, a parameter, or one of those that `allowed` lists. What a
body reaches by attributes is bounded by refusing what leads out of values and statements. The sandbox is for what the
policy cannot see.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from scaffolder.verify import allowed, bounds
from scaffolder.verify.origins import Origins
from scaffolder.verify.shape import Body

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a body finds around it."""

    parameters: frozenset[str]
    """Of its function."""
    origins: Origins
    """What the names of its file mean."""
    test: bool


def refused(body: Body, around: Surroundings) -> tuple[str, ...]:
    """What the policy has against a body; "line N: …" each."""
    visitor = _Policy(around, around.origins.with_imports(body.imports), _own_names(body.tree) | around.parameters)
    for statement in body.tree.body:
        visitor.visit(statement)
    said = [f"line {line}: {text}" for line, text in (*visitor.found, *bounds.unbounded(body.tree))]
    if around.test and not any(_asserts(node) for node in ast.walk(body.tree)):
        said.append("the test asserts nothing")
    return tuple(dict.fromkeys(said))


def _own_names(tree: ast.AST) -> frozenset[str]:
    """All names that a body binds."""
    return frozenset(_bound(tree))


def _bound(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
                yield name
            case ast.FunctionDef(name=name):
                yield name
            case ast.AsyncFunctionDef(name=name) if node is not tree:
                yield name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                yield name


def _asserts(node: ast.AST) -> bool:
    raises = isinstance(node, ast.Attribute) and node.attr == "raises"
    return isinstance(node, ast.Assert) or raises


@dataclass(slots=True)
class _Policy(ast.NodeVisitor):
    """Walks a body; `found` holds line and sentence."""

    around: Surroundings
    origins: Origins
    own: frozenset[str]
    found: list[tuple[int, str]] = field(default_factory=list)
    compared: set[int] = field(default_factory=set)
    """Nodes that are a side of a comparison."""

    def _say(self, node: ast.AST, text: str) -> None:
        self.found.append((getattr(node, "lineno", 1), text))

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            if why := self.origins.refused_module(alias.name, test=self.around.test):
                self._say(node, why)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if why := self.origins.refused(f"{node.module or ''}", alias.name, test=self.around.test, level=node.level):
                self._say(node, why)

    def visit_Name(self, node: ast.Name) -> None:
        if node.id.startswith("__"):
            self._say(node, f"{node.id} is out of bounds")
        elif isinstance(node.ctx, ast.Load) and (why := self._why_not(node.id)):
            self._say(node, why)
        elif node.id in {"getattr", "hasattr"}:
            self._say(node, f"{node.id} is only called, with a literal name")

    def visit_Call(self, node: ast.Call) -> None:
        match node.func:
            case ast.Name(id="getattr" | "hasattr" as name):
                self._look_at_literal(node, name)
            case ast.Name(id="iter") if len(node.args) > 1:
                self._say(node, "iter takes one argument here: a sentinel may never come")
                self.visit(node.func)
            case ast.Attribute(attr=attribute) if why := self._why_not_called(attribute):
                self._say(node, f".{attribute}() is not allowed: {why}")
                self.visit(node.func.value)
            case ast.Attribute(attr=attribute) if attribute in allowed.TEST_CALLS:
                self.visit(node.func.value)
            case _:
                self.visit(node.func)
        for argument in (*node.args, *(k.value for k in node.keywords)):
            self.visit(argument)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if node.attr.startswith("_"):
            self._say(node, f".{node.attr} is private")
        elif why := self._why_no_attribute(node):
            self._say(node, f".{node.attr} is not allowed: {why}")
        elif why := self._why_not_of(node):
            self._say(node, why)
        self._look_at_target(node)
        if not self._is_module(node.value):
            self.visit(node.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self._look_at_target(node)
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        self.compared |= {id(side) for side in (node.left, *node.comparators)}
        self.generic_visit(node)

    def visit_MatchClass(self, node: ast.MatchClass) -> None:
        for name in node.kwd_attrs:
            if name.startswith("_") or name in allowed.ATTRIBUTES:
                self._say(node, f".{name} is not allowed")
        self.generic_visit(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        caught = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)} if node.type else {"everything"}
        wide = {"everything", "Exception"} | ({"AssertionError"} if self.around.test else set())
        if caught & wide:
            self._say(node, "catch the exceptions that are meant, not all of them")
        self.generic_visit(node)

    def _look_at_literal(self, node: ast.Call, name: str) -> None:
        literal = node.args[1] if len(node.args) > 1 else None
        if not isinstance(literal, ast.Constant) or not isinstance(literal.value, str):
            self._say(node, f"{name} takes a literal name")
        elif literal.value.startswith("_") or literal.value in allowed.ATTRIBUTES | allowed.CALLS:
            self._say(node, f"{name} of {literal.value!r} is not allowed")

    def _why_not(self, name: str) -> str:
        """Why a name may not be used; "" where it may."""
        if name in self.own:
            return ""
        if name in self.origins:
            if self.origins.is_module(name):
                return f"{name}: a module is not a value"
            return self.origins.refused_name(name, test=self.around.test)
        return "" if name in allowed.BUILTINS else f"{name} is not among the names that a body may use"

    def _why_not_called(self, attribute: str) -> str:
        if self.around.test and attribute in allowed.TEST_CALLS:
            return ""
        return allowed.CALLS.get(attribute, "")

    def _why_not_of(self, node: ast.Attribute) -> str:
        """Why an attribute of a module may not be used."""
        if not isinstance(node.value, ast.Name) or node.value.id in self.own:
            return ""
        return self.origins.refused_attribute(node.value.id, node.attr, test=self.around.test)

    def _why_no_attribute(self, node: ast.Attribute) -> str:
        """Why an attribute may not be named, whatever it belongs to."""
        if node.attr in allowed.COMPARED and id(node) not in self.compared:
            return allowed.CALLS[node.attr]
        return allowed.ATTRIBUTES.get(node.attr, "")

    def _is_module(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id not in self.own and self.origins.is_module(node.id)

    def _look_at_target(self, node: ast.Attribute | ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load) and (root := _root(node)) and self._is_shared(root):
            self._say(node, f"{ast.unparse(node)} belongs to others: a body changes only rows and values of its own")

    def _is_shared(self, name: str) -> bool:
        """It is not a variable of the body nor a row that it was given."""
        return name == "client" or (name not in self.own and name not in self.around.parameters)


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
