"""What must hold of an output, whatever the document says: its text is data there, and nothing else.

Each function takes a tree and fails with the place where something escaped.
"""

from __future__ import annotations

import ast
import configparser
import io
import re
import tokenize
import tomllib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache

import yaml
from markdown_it import MarkdownIt

from hostile.strings import CANARY
from scaffolder.model import ApiModel, Kind
from scaffolder.render.index import Index
from scaffolder.render.rules_view import enforced_rules
from scaffolder.tree import Tree

_MARKER = re.compile(r"^\s*# scaffold: (begin|end) (\S+)\s*$")
_FOLDED = CANARY.replace("_", "").lower()
_PRAGMA = re.compile(
    r"#[\s#]*(type:\s*ignore|noqa|ruff:|mypy:|fmt:|isort:|yapf:|pylint:|pragma:|scaffold:|.*coding[:=]|pyright:|nosec)",
    re.IGNORECASE,
)
"""Comments that tools obey."""
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]|[\U000e0000-\U000e0fff]"
)
_EVALUATED = frozenset({"primaryjoin", "foreign_keys", "order_by", "secondary"})
"""Arguments of `relationship` whose strings SQLAlchemy evaluates."""


_FORBIDDEN = frozenset(
    {"__import__", "os", "system", "popen", "subprocess", "eval", "exec", "globals", "pty", "ctypes"}
)
_DIGEST = re.compile("[0-9a-f]+")
"""Tails of long names, and names of texts without a letter or digit."""
_OWN = frozenset({"root", "public", "actions", "input", "secured", "by"})
"""Words that the tool adds to names."""
_PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file, as the compiler and the tokenizer read it."""

    names: frozenset[str]
    """Every name that means something to Python: variables, attributes, keywords, arguments, imports, definitions."""
    comments: tuple[tuple[int, str], ...]
    """(line, text)."""
    skeleton: str
    """The code with the contents of its texts taken out: what runs, whatever the texts say."""
    evaluated: frozenset[str]
    """Texts that libraries evaluate: those that SQLAlchemy resolves, and late aliases."""


@lru_cache(maxsize=4096)
def source(text: str) -> Source:
    """Raises SyntaxError where a file is none."""
    module = ast.parse(text)
    names = frozenset(_names(module))
    evaluated = frozenset(_evaluated(module))
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return Source(names, tuple(_comments(text)), ast.dump(module), evaluated)


def _names(module: ast.AST) -> Iterator[str]:
    for node in ast.walk(module):
        for field in ("id", "attr", "arg", "name", "asname", "module", "rest"):
            value = getattr(node, field, None)
            if isinstance(value, str):
                yield value


def _comments(text: str) -> Iterator[tuple[int, str]]:
    if "#" in text:
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        yield from ((t.start[0], t.string) for t in tokens if t.type == tokenize.COMMENT)


def _evaluated(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg in _EVALUATED and isinstance(node.value, ast.Constant):
            yield str(node.value.value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "TypeAliasType":
            late = node.args[1]
            yield str(late.value) if isinstance(late, ast.Constant) else "not a text"


def python_files(tree: Tree) -> Iterator[tuple[str, str]]:
    return ((f.path, f.content) for f in tree.values() if isinstance(f.content, str) and f.path.endswith(".py"))


def sources(tree: Tree) -> dict[str, Source]:
    """Every Python file."""
    return {path: source(text) for path, text in python_files(tree)}


# --- names --------------------------------------------------------------------------------------------------------


_OF_SQLALCHEMY = frozenset({"autoincrement"})
"""Arguments that a model has or not, as its key asks."""


def check_names(found: Mapping[str, Source], known: Set[str], words: Set[str]) -> None:
    """Beside the names of the same document with harmless strings there are only those that `names.py` made."""
    allowed = _OWN | {p for word in words for p in _pieces(word)} | {piece for name in known for piece in _pieces(name)}
    for path, each in found.items():
        strange = {n for n in each.names - known - _OF_SQLALCHEMY if n in _FORBIDDEN or not _is_made(n, allowed)}
        assert not strange, f"{path}: {strange}"


def _is_made(name: str, words: Set[str]) -> bool:
    """`names.py` leaves the canary in one case or without its underscore, and makes ASCII words only."""
    plain = all(re.fullmatch(r"_*[A-Za-z][A-Za-z0-9_]*", part) for part in name.split("."))
    if not plain or CANARY in name or "__" in name.strip("_"):
        return False
    folded = name.replace("_", "").lower()
    return _FOLDED in folded or all(p in words or _DIGEST.fullmatch(p) for p in _pieces(name))


def _pieces(name: str) -> set[str]:
    return {piece.lower() for piece in _PIECE.findall(name)}


def check_evaluated(found: Mapping[str, Source]) -> None:
    """Texts that libraries evaluate hold no text of the document, save in a literal."""
    for path, each in found.items():
        for text in each.evaluated:
            assert not [n for n in _names(ast.parse(text, mode="eval")) if CANARY in n], path


# --- texts --------------------------------------------------------------------------------------------------------


def check_comments(tree: Tree, trusted: Set[str]) -> None:
    """A comment with text of the document gives no order to a tool; nothing hides in the file."""
    for path, text in python_files(tree):
        hidden = _HIDDEN.search(text)
        assert not hidden, f"{path}: {hidden!r}"
        for line, comment in source(text).comments:
            order = _PRAGMA.match(comment) if comment not in trusted else None
            assert order is None or _MARKER.match(comment), f"{path}:{line}: {comment}"


def check_markers(tree: Tree, model: ApiModel) -> None:
    """There are as many placeholders as the model has, each with its end, and no two of one id."""
    found = [p for p in tree.placeholders() if p.path.startswith("app/")]
    ids = [p.id for p in tree.placeholders()]
    assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)
    assert len(found) == expected_placeholders(model)
    for path, text in python_files(tree):
        markers = [m for m in map(_MARKER.match, text.splitlines()) if m]
        assert [m[1] for m in markers] == ["begin", "end"] * (len(markers) // 2), path
        assert [m[2] for m in markers[::2]] == [m[2] for m in markers[1::2]], path


def expected_placeholders(model: ApiModel) -> int:
    """One for each custom operation, one for each rule that an operation checks."""
    index = Index(model)
    enforced = (
        rule
        for module in model.modules
        for rule in enforced_rules(index.entities[module.entity] if module.entity else None, index.operations(module))
    )
    return sum(1 for _ in enforced) + sum(1 for o in model.operations if o.kind is Kind.CUSTOM)


# --- files that are no Python ----------------------------------------------------------------------------------------


def check_other_files(tree: Tree, harmless: Tree) -> None:
    """They parse, have the same keys as with harmless strings, and run nothing."""
    _check_toml(tree, harmless)
    for path in ("alembic.ini", ".github/workflows/ci.yml", "Makefile", ".gitignore", "migrations/script.py.mako"):
        assert tree[path].content == harmless[path].content, path
    yaml.safe_load(str(tree[".github/workflows/ci.yml"].content))
    configparser.ConfigParser(interpolation=None).read_string(str(tree["alembic.ini"].content))
    check_environment(str(tree[".env.example"].content), str(harmless[".env.example"].content))
    assert outline(str(tree["README.md"].content)) == outline(str(harmless["README.md"].content))


def _check_toml(tree: Tree, harmless: Tree) -> None:
    found, usual = (tomllib.loads(str(t["pyproject.toml"].content)) for t in (tree, harmless))
    for key in ("name", "version", "description"):
        assert re.fullmatch(r"[^\x00-\x1f\x7f]*", found["project"].pop(key))
        usual["project"].pop(key)
    assert found == usual


def check_environment(text: str, harmless: str) -> None:
    """Line by line the same settings, and the credentials stay on their one line, between single quotes."""
    lines, usual = text.splitlines(), harmless.splitlines()
    assert [_setting(line) for line in lines] == [_setting(line) for line in usual]
    for line in lines:
        assert line.count("'") in (0, 2), line


def _setting(line: str) -> str:
    return line.split("=", 1)[0]


def outline(text: str) -> list[str]:
    """What a reader's browser would see as structure; fails at HTML, images, and links to other places."""
    found = []
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type not in ("inline", "code_block", "fence"):
            found.append(f"{token.type} {token.tag}")
        for child in token.children or ():
            unsafe = child.type in ("html_inline", "image") or (
                child.type == "link_open" and not _is_own(child.attrGet("href"))
            )
            assert not unsafe, child
    assert "html_block" not in found
    return found


def _is_own(address: str | int | float | None) -> bool:
    return re.fullmatch(r"app/[a-z0-9_]+(/(rules|router)\.py)?", str(address)) is not None


def check_paths(tree: Tree) -> None:
    """Plain lower-case names under known folders."""
    for path in tree:
        assert re.fullmatch(r"[A-Za-z0-9_./-]+", path), path
        assert ".." not in path.split("/"), path
        assert CANARY not in path
        assert all(len(part) < 100 for part in path.split("/")), path
