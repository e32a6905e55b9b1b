"""A project's folder → its Alembic environment: where revisions stand, the head, the tables that they create."""

from __future__ import annotations

import ast
import configparser
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from scaffolder.adopt.sources import Source, last, text_of
from scaffolder.diagnostics import Diagnostic, Place, Severity
from scaffolder.layout import Revisions


def revisions(root: Path, found: Sequence[Source], ours: Iterable[str]) -> tuple[Revisions | None, list[Diagnostic]]:
    """None: the project has no Alembic. `ours` are the paths that earlier runs generated."""
    folder = _folder(root, found)
    if folder is None:
        return None, []
    mine = set(ours)
    stored = [s for s in found if s.path.startswith(f"{folder}/versions/")]
    named = {_assigned(s, "revision") for s in stored} - {""}
    heads = sorted(named - {f for s in stored for f in _followed(s)})
    findings = [_several(root, folder, heads)] if len(heads) > 1 else []
    return Revisions(
        env=f"{folder}/env.py",
        folder=f"{folder}/versions",
        head=heads[0] if heads else "",
        tables=frozenset(t for s in stored for t in _created(s)),
        ours=tuple((s.path, s.text) for s in _in_order(stored) if s.path in mine),
        named=any(_names_constraints(s) for s in found if not s.is_test and s.path not in mine),
    ), findings


def _several(root: Path, folder: str, heads: Sequence[str]) -> Diagnostic:
    message = f"the migrations have several heads: {', '.join(heads)}"
    place = Place(str(root / folder / "versions"))
    return Diagnostic("A003", Severity.ERROR, message, place, "`alembic merge heads` joins them.")


def _folder(root: Path, found: Sequence[Source]) -> str | None:
    named = _configured(root)
    if named and (root / named / "env.py").is_file():
        return named
    folders = [s.path.removesuffix("/env.py") for s in found if s.path.endswith("/env.py")]
    return next((f for f in folders if (root / f / "versions").is_dir()), None)


def _configured(root: Path) -> str:
    """`script_location` of `alembic.ini`."""
    parser = configparser.RawConfigParser()
    try:
        parser.read(root / "alembic.ini", encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError):
        return ""
    written = parser.get("alembic", "script_location", fallback="")
    return written.replace("%(here)s/", "").removeprefix("./").rstrip("/")


def _assigned(source: Source, name: str) -> str:
    return next((text_of(value) for target, value in _assignments(source) if target == name), "")


def _assignments(source: Source) -> Iterator[tuple[str, ast.expr | None]]:
    for node in source.tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node.value
        elif isinstance(node, ast.Assign):
            yield from ((t.id, node.value) for t in node.targets if isinstance(t, ast.Name))


def _followed(source: Source) -> Iterator[str]:
    """Revisions that one comes after: one text, or several for a merge."""
    for target, value in _assignments(source):
        if target == "down_revision" and value is not None:
            yield from (text_of(node) for node in ast.walk(value) if text_of(node))


def _in_order(stored: Sequence[Source]) -> list[Source]:
    """Each after those that it follows."""
    placed: list[Source] = []
    waiting = list(stored)
    while waiting:
        there = {_assigned(s, "revision") for s in waiting}
        ready = [s for s in waiting if not there.intersection(_followed(s))] or waiting[:1]
        placed += ready
        waiting = [s for s in waiting if s not in ready]
    return placed


def _created(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and last(node) == "create_table" and node.args:
            yield text_of(node.args[0])


def _names_constraints(source: Source) -> bool:
    """Some metadata of the module has a naming convention."""
    return any(
        (isinstance(node, ast.keyword) and node.arg == "naming_convention")
        or (isinstance(node, ast.Attribute) and node.attr == "naming_convention" and isinstance(node.ctx, ast.Store))
        for node in ast.walk(source.tree)
    )
