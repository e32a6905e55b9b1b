"""The operators of mutation, on libcst: each says for one node what it could have been by mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider

from scaffolder.verify.mutants import Mutant

_Change = tuple[str, cst.CSTNode]
"""The kind of mistake, and what stands there instead."""

_COMPARED: dict[type[cst.BaseCompOp], tuple[tuple[str, cst.BaseCompOp], ...]] = {
    cst.LessThan: (("boundary", cst.LessThanEqual()), ("negation", cst.GreaterThanEqual())),
    cst.LessThanEqual: (("boundary", cst.LessThan()), ("negation", cst.GreaterThan())),
    cst.GreaterThan: (("boundary", cst.GreaterThanEqual()), ("negation", cst.LessThanEqual())),
    cst.GreaterThanEqual: (("boundary", cst.GreaterThan()), ("negation", cst.LessThan())),
    cst.Equal: (("negation", cst.NotEqual()),),
    cst.NotEqual: (("negation", cst.Equal()),),
    cst.Is: (("negation", cst.IsNot()),),
    cst.IsNot: (("negation", cst.Is()),),
    cst.In: (("negation", cst.NotIn()),),
    cst.NotIn: (("negation", cst.In()),),
}
_CALCULATED: dict[type[cst.BaseBinaryOp], cst.BaseBinaryOp] = {
    cst.Add: cst.Subtract(),
    cst.Subtract: cst.Add(),
    cst.Multiply: cst.Add(),
    cst.Divide: cst.Multiply(),
    cst.FloorDivide: cst.Multiply(),
}
_SWAPPED = {"any": "all", "all": "any", "min": "max", "max": "min", "and_": "or_", "or_": "and_"}
_QUIET = frozenset("flush refresh info debug warning scalar_one".split())
"""Calls that a body can often do without."""
_LIMITS = frozenset("limit offset round order_by".split())
_NARROWING = frozenset("where filter and_ filter_by".split())
_STATUSES = {400: 409, 403: 404, 404: 409, 409: 422, 410: 404, 412: 409, 422: 409}


def mutations(body: str) -> Iterator[Mutant]:
    """Every mutation of a body."""
    try:
        wrapper = MetadataWrapper(cst.parse_module(body + "\n"))
    except cst.ParserSyntaxError:
        return
    places = _Places(wrapper.resolve(ParentNodeProvider))
    lines = wrapper.resolve(PositionProvider)
    for node in lines:
        for kind, instead in _OPERATORS.get(type(node), _nothing)(node, places):
            changed = wrapper.module.deep_replace(node, instead)
            if isinstance(changed, cst.Module):
                after = _code(instead)
                text = changed.code.rstrip("\n")
                yield Mutant(text, kind, lines[node].start.line, _code(node), "" if after == "pass" else after)


def _code(node: cst.CSTNode) -> str:
    text = " ".join(cst.Module([]).code_for_node(node).split())
    return text if len(text) <= 160 else text[:159] + "…"


class _Places:
    """Where a node stands."""

    def __init__(self, parents: Mapping[cst.CSTNode, object]) -> None:
        self._parents = parents

    def parent(self, node: cst.CSTNode | None) -> cst.CSTNode | None:
        """What it stands in; None at the top."""
        found = self._parents.get(node) if node is not None else None
        return found if isinstance(found, cst.CSTNode) else None

    def within(self, node: cst.CSTNode, names: frozenset[str]) -> bool:
        """It is an argument of a call of one of these, whatever stands between."""
        around: cst.CSTNode | None = node
        while (around := self.parent(around)) is not None and not isinstance(around, cst.BaseStatement):
            call = self.parent(around)
            if isinstance(around, cst.Arg) and isinstance(call, cst.Call) and _called(call) in names:
                return True
        return False

    def is_compared(self, node: cst.CSTNode) -> bool:
        """A side of a comparison, one of several in it, or what is assigned to an attribute."""
        parent = self.parent(node)
        if isinstance(parent, cst.Element):
            parent = self.parent(self.parent(parent))
        if isinstance(parent, cst.Assign):
            return isinstance(parent.targets[0].target, cst.Attribute)
        return isinstance(parent, cst.ComparisonTarget | cst.Comparison)

    def is_guard(self, node: cst.CSTNode) -> bool:
        """It is what happens to something that is not there, which types ask for and tests seldom reach."""
        parent = self.parent(self.parent(node))
        test = parent.test if isinstance(parent, cst.If) else None
        return isinstance(test, cst.Comparison) and isinstance(test.comparisons[0].operator, cst.Is)


def _nothing(node: cst.CSTNode, places: _Places) -> Iterator[_Change]:
    yield from ()


def _of_comparison(node: cst.Comparison, places: _Places) -> Iterator[_Change]:
    for number, part in enumerate(node.comparisons):
        for kind, operator in _COMPARED.get(type(part.operator), ()):
            parts = list(node.comparisons)
            parts[number] = part.with_changes(operator=operator)
            yield kind, node.with_changes(comparisons=parts)


def _of_boolean(node: cst.BooleanOperation, places: _Places) -> Iterator[_Change]:
    other = cst.Or() if isinstance(node.operator, cst.And) else cst.And()
    yield "connective", node.with_changes(operator=other)


def _of_unary(node: cst.UnaryOperation, places: _Places) -> Iterator[_Change]:
    if isinstance(node.operator, cst.Not):
        yield "negation", node.expression


def _of_condition(node: cst.If, places: _Places) -> Iterator[_Change]:
    if not isinstance(node.test, cst.Comparison | cst.UnaryOperation):
        yield "negation", node.with_changes(test=_not(node.test))


def _of_choice(node: cst.IfExp, places: _Places) -> Iterator[_Change]:
    yield "negation", node.with_changes(body=node.orelse, orelse=node.body)


def _of_statement(node: cst.SimpleStatementLine, places: _Places) -> Iterator[_Change]:
    if len(node.body) == 1 and _matters(node.body[0]) and not places.is_guard(node):
        yield "statement", node.with_changes(body=[cst.Pass()])


def _of_calculation(node: cst.BinaryOperation, places: _Places) -> Iterator[_Change]:
    if (other := _CALCULATED.get(type(node.operator))) and not _is_text(node):
        yield "arithmetic", node.with_changes(operator=other)


def _of_integer(node: cst.Integer, places: _Places) -> Iterator[_Change]:
    if places.within(node, frozenset(["Refused"])):
        yield "status", cst.Integer(str(_STATUSES.get(node.evaluated_value, 418)))
    elif not places.within(node, _LIMITS) and not isinstance(places.parent(node), cst.Index):
        yield "constant", cst.Integer(str(node.evaluated_value + 1))


def _of_name(node: cst.Name, places: _Places) -> Iterator[_Change]:
    parent = places.parent(node)
    if node.value in {"True", "False"}:
        yield "constant", cst.Name("False" if node.value == "True" else "True")
    elif node.value in _SWAPPED and isinstance(parent, cst.Call) and parent.func is node:
        yield "function", cst.Name(_SWAPPED[node.value])


def _of_text(node: cst.SimpleString, places: _Places) -> Iterator[_Change]:
    if places.is_compared(node):
        yield "text", cst.SimpleString("'other'")


def _of_call(node: cst.Call, places: _Places) -> Iterator[_Change]:
    if _called(node) in _NARROWING:
        for number in range(len(node.args)):
            yield "condition", _without(node, [a for n, a in enumerate(node.args) if n != number])


def _of_break(node: cst.Break, places: _Places) -> Iterator[_Change]:
    yield "loop", cst.Continue()


def _of_continue(node: cst.Continue, places: _Places) -> Iterator[_Change]:
    yield "loop", cst.Pass()


_OPERATORS: dict[type, Callable[[Any, _Places], Iterator[_Change]]] = {
    cst.Comparison: _of_comparison,
    cst.BooleanOperation: _of_boolean,
    cst.UnaryOperation: _of_unary,
    cst.If: _of_condition,
    cst.IfExp: _of_choice,
    cst.SimpleStatementLine: _of_statement,
    cst.BinaryOperation: _of_calculation,
    cst.Integer: _of_integer,
    cst.Name: _of_name,
    cst.SimpleString: _of_text,
    cst.Call: _of_call,
    cst.Break: _of_break,
    cst.Continue: _of_continue,
}


def _called(call: cst.Call) -> str:
    """The last word of what is called."""
    name = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
    return name.value if isinstance(name, cst.Name) else ""


def _not(test: cst.BaseExpression) -> cst.UnaryOperation:
    bare = test if isinstance(test, cst.Name | cst.Call | cst.Attribute) else _bracketed(test)
    return cst.UnaryOperation(cst.Not(), bare)


def _bracketed(test: cst.BaseExpression) -> cst.BaseExpression:
    return test.with_changes(lpar=[cst.LeftParen(), *test.lpar], rpar=[*test.rpar, cst.RightParen()])


def _without(call: cst.Call, left: list[cst.Arg]) -> cst.CSTNode:
    """A call with some of its arguments; a call on something, with none left, is that thing."""
    if not left and isinstance(call.func, cst.Attribute):
        return call.func.value
    return call.with_changes(args=left)


def _matters(statement: cst.BaseSmallStatement) -> bool:
    """A test can notice that it is not there."""
    match statement:
        case cst.Raise():
            return True
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Attribute())]) | cst.AugAssign():
            return True
        case cst.Expr(value=cst.Await(expression=cst.Call(func=cst.Attribute(attr=cst.Name(value=name))))):
            return name not in _QUIET
        case cst.Expr(value=cst.Call(func=cst.Attribute(attr=cst.Name(value=name)))):
            return name not in _QUIET
    return isinstance(statement, cst.Return) and statement.value is None


def _is_text(node: cst.BinaryOperation) -> bool:
    sides = (node.left, node.right)
    return any(isinstance(side, cst.SimpleString | cst.FormattedString | cst.ConcatenatedString) for side in sides)
