"""A project's code → what a writer needs to know of it, in as few words as say it.

Models become their columns with types and targets, schemas their fields with names on the wire, modules the heads of
their functions. Read from the files as they stand, so that a person's changes are told.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache

from scaffolder.parsing import parse

_LENGTH = 110


@lru_cache(maxsize=512)
def _tree(text: str) -> ast.Module:
    try:
        return parse(text)
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def classes(text: str) -> dict[str, ast.ClassDef]:
    """The classes of a file by name."""
    return {n.name: n for n in _tree(text).body if isinstance(n, ast.ClassDef)}


NONE: frozenset[str] = frozenset()


def model(text: str, name: str, shapes: Mapping[str, str], left_out: frozenset[str] = NONE) -> str:
    """An ORM class: one line for each column and relationship. `shapes` tells what columns of JSON hold."""
    found = classes(text).get(name)
    if found is None:
        return ""
    notes = (n for n in found.body if isinstance(n, ast.AnnAssign) and ast.unparse(n.target) not in left_out)
    lines = (_column(n, shapes) for n in notes)
    return "\n".join([f"class {name}:", *(f"    {line}" for line in lines if line)])


def _column(node: ast.AnnAssign, shapes: Mapping[str, str]) -> str:
    name, kind = ast.unparse(node.target), ast.unparse(node.annotation)
    kind = kind.removeprefix("Mapped[").removesuffix("]").replace('"', "").replace("'", "").replace("dt.", "")
    if kind == "Any" and name in shapes:
        kind = f"JSON: {shapes[name]}"
    target = _target(node.value)
    return f"{name}: {kind}" + (f" -> {target}" if target else "")


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


def schema(text: str, name: str) -> str:
    """A schema on one line: its fields by name, those that are named otherwise on the wire with that name."""
    found = classes(text).get(name)
    if found is None:
        return alias(text, name)
    fields = [_field(n) for n in found.body if isinstance(n, ast.AnnAssign) and not _constant(n)]
    return f"{name}({', '.join(fields)})"


def alias(text: str, name: str) -> str:
    """A type that has a name."""
    for node in _tree(text).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return f"{name} = {plain(node.value)}"
    return ""


def _constant(node: ast.AnnAssign) -> bool:
    return ast.unparse(node.annotation).startswith("ClassVar")


def _field(node: ast.AnnAssign) -> str:
    name, wire = ast.unparse(node.target), _wire(node.annotation)
    default = f" = {ast.unparse(node.value)}" if node.value is not None else ""
    return f"{name}: {plain(node.annotation)}{default}" + (f" as {wire!r}" if wire else "")


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


_SHORT = {"Int32": "int", "Int64": "int", "Text": "str", "Date": "date", "DateTime": "datetime", "Uuid": "UUID"}


class _Bare(ast.NodeTransformer):
    """Takes `Annotated`, `Omissible` and the like away."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        outer = ast.unparse(node.value)
        if outer == "Annotated":
            inner = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) else node.slice
            return self.visit(inner)  # type: ignore[no-any-return]
        if outer in {"Omissible", "Unshown", "Mapped"}:
            return self.visit(node.slice)  # type: ignore[no-any-return]
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(_SHORT.get(node.id, node.id), node.ctx)


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


def snake(name: str) -> str:
    """A class's name as functions are named after it."""
    return "".join(f"_{c.lower()}" if c.isupper() and n else c.lower() for n, c in enumerate(name))


def defaults(text: str, name: str, *, brief: bool = False) -> str:
    """What a factory of `tests/factories.py` fills in: `make_pet: name="alpha", age=1`; in brief without names that
    differ from row to row and what is made of parts.
    """
    function = next((n for n in _tree(text).body if isinstance(n, ast.AsyncFunctionDef) and n.name == name), None)
    for node in function.body if function is not None else ():
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict):
            filled = zip(node.value.keys, node.value.values, strict=True)
            told = (
                f"{ast.literal_eval(k)}={_value(v)}" for k, v in filled if k is not None and not (brief and _idle(v))
            )
            return f"{name}: {', '.join(told)}"
    return f"{name}" if function is not None else ""


def _idle(node: ast.expr) -> bool:
    """Which of several names it is, or a nested value."""
    return isinstance(node, ast.Subscript | ast.Dict) or (
        isinstance(node, ast.List) and any(isinstance(e, ast.Dict) for e in node.elts)
    )


def _value(node: ast.expr) -> str:
    text = ast.unparse(node.value if isinstance(node, ast.Subscript) else node)
    return text if len(text) <= _LENGTH else f"{text[:_LENGTH]}…"
