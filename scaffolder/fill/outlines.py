"""A project's code → what a writer needs to know of it, in as few words as say it.

Models become their columns with types and targets, schemas their fields with names on the wire, modules the heads of
their functions. Read from the files as they stand, so that a person's changes are told.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from scaffolder.parsing import parse


@lru_cache(maxsize=512)
def _tree(text: str) -> ast.Module:
    try:
        return parse(text)
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def classes(text: str) -> dict[str, ast.ClassDef]:
    """The classes of a file by name."""
    return {n.name: n for n in _tree(text).body if isinstance(n, ast.ClassDef)}


@dataclass(frozen=True, slots=True)
class Columns:
    """What is told of a model's columns beyond their annotations, by attribute."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    """What stands in place of the type."""
    remarks: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()


def model(text: str, name: str, columns: Columns) -> str:
    """An ORM class: one line for each column and relationship."""
    found = classes(text).get(name)
    if found is None:
        return ""
    notes = (n for n in found.body if isinstance(n, ast.AnnAssign) and ast.unparse(n.target) not in columns.left_out)
    lines = (_column(n, columns) for n in notes)
    return "\n".join([f"class {name}:", *(f"    {line}" for line in lines if line)])


def _column(node: ast.AnnAssign, columns: Columns) -> str:
    name, kind = ast.unparse(node.target), ast.unparse(node.annotation)
    kind = kind.removeprefix("Mapped[").removesuffix("]").replace('"', "").replace("'", "").replace("dt.", "")
    target, remark = _target(node.value), columns.remarks.get(name, "")
    line = f"{name}: {columns.kinds.get(name, kind)}" + (f" -> {target}" if target else "")
    return f"{line}  # {remark}" if remark else line


def _target(value: ast.expr | None) -> str:
    for call in ast.walk(value) if value is not None else ():
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "ForeignKey" and call.args:
            return str(ast.literal_eval(call.args[0]))
    return ""


def shapes(text: str, name: str) -> dict[str, str]:
    """The type of each field of a schema, as annotated."""
    found = classes(text).get(name)
    fields = found.body if found is not None else ()
    return {ast.unparse(n.target): plain(n.annotation) for n in fields if isinstance(n, ast.AnnAssign)}


def schema(text: str, name: str, remarks: Mapping[str, str] | None = None, *, wire: bool = False) -> str:
    """A schema: its fields on one line, then what is to be said of some of them (by attribute).

    With the names of Python, `Pet(born_on: date = None)`, or those of the wire, `Pet {bornOn?: date}`.
    """
    found = classes(text).get(name)
    if found is None:
        return alias(text, name)
    fields = [n for n in found.body if isinstance(n, ast.AnnAssign) and not _constant(n)]
    told = ", ".join(_field(n, wire=wire) for n in fields)
    lines = [f"{name} {{{told}}}" if wire else f"{name}({told})"]
    said = remarks or {}
    lines += [f"  # {_name(n, wire=wire)}: {said[k]}" for n in fields if (k := ast.unparse(n.target)) in said]
    return "\n".join(lines)


def alias(text: str, name: str) -> str:
    """A type that has a name."""
    for node in _tree(text).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return f"{name} = {plain(node.value)}"
    return ""


def _constant(node: ast.AnnAssign) -> bool:
    return ast.unparse(node.annotation).startswith("ClassVar")


def _field(node: ast.AnnAssign, *, wire: bool) -> str:
    name, kind = _name(node, wire=wire), plain(node.annotation)
    if wire:
        return f"{name}{'?' if node.value is not None else ''}: {kind}"
    return f"{name}: {kind}" + (f" = {ast.unparse(node.value)}" if node.value is not None else "")


def _name(node: ast.AnnAssign, *, wire: bool) -> str:
    return (_wire(node.annotation) if wire else "") or ast.unparse(node.target)


def _wire(annotation: ast.expr) -> str:
    for call in ast.walk(annotation):
        for keyword in call.keywords if isinstance(call, ast.Call) else ():
            if keyword.arg == "alias" and isinstance(keyword.value, ast.Constant):
                return str(keyword.value.value)
    return ""


def plain(annotation: ast.expr) -> str:
    """A type without its checks: `Annotated[list[Guest], Field(min_length=1)]` is `list[Guest]`."""
    return ast.unparse(ast.fix_missing_locations(_Bare().visit(_copy(annotation)))).replace("shared.", "")


def _copy(node: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(node), mode="eval").body


_SHORT = {
    **dict.fromkeys(("Integer", "Int32", "Int64", "IntegerText", "Int32Text", "Int64Text"), "int"),
    **dict.fromkeys(("Number", "NumberText"), "float"),
    **dict.fromkeys(("Flag", "FlagText"), "bool"),
    **dict.fromkeys("Text AnyText DecimalText Email Uri Ipv4 Ipv6 Base64 Time Duration".split(), "str"),
    "Date": "date",
    "DateTime": "datetime",
    "Uuid": "UUID",
    "AnyJson": "Any",
}
_PATTERN = 40
"""Characters of the longest pattern that is told."""


class _Bare(ast.NodeTransformer):
    """Takes `Annotated`, `Omissible` and the like away."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        outer = ast.unparse(node.value)
        if outer == "Annotated":
            inner, *checks = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            return _with_pattern(self.visit(inner), checks)
        if outer in {"Omissible", "Unshown", "Mapped"}:
            return self.visit(node.slice)  # type: ignore[no-any-return]
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(_SHORT.get(node.id, node.id), node.ctx)


def _with_pattern(kind: ast.expr, checks: list[ast.expr]) -> ast.expr:
    """The type, with the pattern that its values match where that is a short one: `str /^[0-9]+$/`."""
    for check in checks:
        match check:
            case ast.Call(func=ast.Name("Matches"), args=[ast.Constant(str(pattern)), *_]) if len(pattern) <= _PATTERN:
                return ast.Name(f"{ast.unparse(kind)} /{pattern}/")
    return kind


def named(text: str) -> set[str]:
    """Every name that a piece of code says."""
    tree = _tree(text)
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)} | {
        n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)
    }


def heads(text: str) -> Iterator[str]:
    """The functions of a file: their heads, on one line each."""
    for node in _tree(text).body:
        if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield ast.unparse(node).split("\n")[0].rstrip(":")


def mentioned(text: str, name: str) -> set[str]:
    """The names that a class's annotations, or a type with a name, say."""
    found = classes(text).get(name)
    if found is None:
        return named(alias(text, name).partition(" = ")[2])
    notes = [n.annotation for n in found.body if isinstance(n, ast.AnnAssign)]
    return {n.id for note in notes for n in ast.walk(note) if isinstance(n, ast.Name)} | {
        n.attr for note in notes for n in ast.walk(note) if isinstance(n, ast.Attribute)
    }
