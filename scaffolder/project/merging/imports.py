"""Import statements as sets of names: both sides' additions stand, and what is used stays."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scaffolder.project.merging.suites import Import, Part
from scaffolder.project.merging.tokens import Untokenized, tokens

_WIDTH = 120
_TYPE = re.compile(r"[\w.\[\], |]+")

Name = tuple[str, str | None]
"""As imported, and as bound where that differs."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What the merged module needs, and what binds names in it besides the statement in question."""

    used: frozenset[str]
    """Names that the merged code uses."""
    generated: frozenset[str]
    """Names that the generated code uses."""
    bound: frozenset[str]
    """Names that the user's module binds at its top."""


def names(node: Import | None) -> list[Name]:
    """The names of a statement, in their order."""
    return [(a.name, a.asname) for a in node.names] if node else []


def bound(name: Name) -> str:
    """The name that the module gets."""
    return name[1] or name[0].split(".")[0]


def merge_import(base: Part | None, yours: Part | None, generated: Part | None, scope: Scope) -> str:
    """The statement's text; "": it goes."""
    b, y, g = (set(names(part.imports if part else None)) for part in (base, yours, generated))
    added = {n for n in g - b - y if _wanted(n, generated, scope)}
    restored = {n for n in (b & g) - y if bound(n) in scope.used - scope.bound}
    dropped = {n for n in (b - g) & y if bound(n) not in scope.used}
    wanted = (y | added | restored) - dropped
    if not wanted:
        return ""
    for part, held in ((yours, y), (generated, g), (base, b)):
        if part is not None and held == wanted:
            return part.text
    return _written(yours or generated or base, wanted)


def _wanted(name: Name, generated: Part | None, scope: Scope) -> bool:
    """What the generated code imports for use is left out where none of that use came along."""
    own = bound(name)
    if own in scope.bound:
        return False
    return own in scope.used or own not in scope.generated


def _written(part: Part | None, wanted: set[Name]) -> str:
    assert part is not None
    node = part.imports
    assert node is not None
    if "#" in part.code and "\n" in part.code.rstrip("\n"):
        return _appended(part, wanted)
    comment = part.code[part.code.index("#") :].rstrip("\n") if "#" in part.code else ""
    return part.lead + _statement(part, sorted(wanted, key=_rank), f"  {comment}" if comment else "")


def _statement(part: Part, wanted: Iterable[Name], comment: str) -> str:
    indent = " " * part.node.col_offset
    words = [f"{name} as {alias}" if alias else name for name, alias in wanted]
    head = _head(part.node)
    line = f"{indent}{head} {', '.join(words)}{comment}\n"
    if len(line) <= _WIDTH + 1 or head == "import":
        return line
    inner = "".join(f"{indent}    {word},\n" for word in words)
    return f"{indent}{head} ({comment}\n{inner}{indent})\n"


def _head(node: ast.stmt) -> str:
    return f"from {'.' * node.level}{node.module or ''} import" if isinstance(node, ast.ImportFrom) else "import"


def _appended(part: Part, wanted: set[Name]) -> str:
    """A statement with comments between its names stays as it is; new names get a statement of their own."""
    more = wanted - set(names(part.imports))
    return part.text + (_statement(part, sorted(more, key=_rank), "") if more else "")


def _rank(name: Name) -> tuple[int, str, str]:
    """Constants, classes, then the rest, as the formatter sorts them."""
    text = name[0]
    kind = 0 if text.isupper() and len(text) > 1 else 1 if text[:1].isupper() else 2
    return kind, text.lower(), text


def used_names(texts: Iterable[str]) -> frozenset[str]:
    """Names in code, and those in strings that can be types or names themselves."""
    return frozenset(word for text in texts for word in _words(text))


def _words(text: str) -> Iterator[str]:
    try:
        for token in tokens(text):
            if token.text.isidentifier():
                yield token.text
            elif _TYPE.fullmatch(token.text.strip("'\"")) or token.text[:1] in "fFrR":
                yield from re.findall(r"\w+", token.text)
    except Untokenized:  # conflict markers
        yield from re.findall(r"\w+", text)


def bound_names(body: Iterable[ast.stmt]) -> Iterator[str]:
    """The names that statements bind at their own level."""
    for node in body:
        if isinstance(node, Import):
            yield from map(bound, names(node))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (t.id for t in node.targets if isinstance(t, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.If | ast.Try):
            yield from bound_names(node.body)
