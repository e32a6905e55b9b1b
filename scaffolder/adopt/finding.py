"""Modules of a project → its declarative base, session dependency, application, settings, models and endpoints."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scaffolder.adopt.sources import Source, last, text_of, written
from scaffolder.layout import Spot, Symbol

_BASES = {"DeclarativeBase", "DeclarativeBaseNoMeta"}
_BASE_MAKERS = {"declarative_base", "generate_base"}
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that was found, and how much speaks for it."""

    symbol: Symbol
    spot: Spot
    weight: int = 0


@dataclass(frozen=True, slots=True)
class SessionSource:
    """A dependency that gives a session."""

    candidate: Candidate
    sync: bool


@dataclass(frozen=True, slots=True)
class Application:
    """A FastAPI object, or the function that makes it."""

    candidate: Candidate
    factory: bool


@dataclass(frozen=True, slots=True)
class SettingsClass:
    """A class of settings and how it reads the environment."""

    candidate: Candidate
    env_prefix: str
    env_file: str


@dataclass(frozen=True, slots=True)
class TableClass:
    """A mapped class."""

    symbol: Symbol
    table: str
    attributes: frozenset[str]
    spot: Spot


def bases(found: Sequence[Source]) -> list[Candidate]:
    """Declarative bases, the one with the most models first."""
    candidates = [c for source in found if not source.is_test for c in _bases(source)]
    uses = Counter(
        source.resolved(base)
        for source in found
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
    )
    weighed = [Candidate(c.symbol, c.spot, uses[f"{c.symbol.module}.{c.symbol.name}"]) for c in candidates]
    return sorted(weighed, key=lambda c: (-c.weight, str(c.symbol)))


def _bases(source: Source) -> Iterator[Candidate]:
    for node in source.tree.body:
        spot = Spot(source.path, node.lineno)
        if isinstance(node, ast.ClassDef) and {last(b) for b in node.bases} & _BASES:
            yield Candidate(Symbol(source.name, node.name), spot)
        elif (
            isinstance(node, ast.Assign) and last(node.value) in _BASE_MAKERS and isinstance(node.targets[0], ast.Name)
        ):
            yield Candidate(Symbol(source.name, node.targets[0].id), spot)


def session_sources(found: Sequence[Source]) -> list[SessionSource]:
    """Generators that give a session, the one that most endpoints depend on first."""
    uses = Counter(
        source.resolved(node.args[0])
        for source in found
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and last(node) == "Depends" and node.args
    )
    candidates = [s for source in found if not source.is_test for s in _session_sources(source, uses)]
    return sorted(candidates, key=lambda s: (-s.candidate.weight, str(s.candidate.symbol)))


def _session_sources(source: Source, uses: Counter[str]) -> Iterator[SessionSource]:
    for node in source.tree.body:
        if not isinstance(node, _Function) or not _yields(node):
            continue
        told = ast.unparse(node.returns) if node.returns else ""
        body = ast.unparse(node)
        if "Session" in told or "session" in body.lower():
            asynchronous = "AsyncSession" in told or (not told and isinstance(node, ast.AsyncFunctionDef))
            weight = uses[f"{source.name}.{node.name}"]
            candidate = Candidate(Symbol(source.name, node.name), Spot(source.path, node.lineno), weight)
            if weight or "Session" in told:
                yield SessionSource(candidate, sync=not asynchronous)


def _yields(node: _Function) -> bool:
    return any(isinstance(inner, ast.Yield) for inner in ast.walk(node))


def applications(found: Sequence[Source]) -> list[Application]:
    """FastAPI objects and their makers, objects first."""
    candidates = [a for source in found if not source.is_test for a in _applications(source)]
    return sorted(candidates, key=lambda a: (a.factory, a.candidate.symbol.module.count("."), str(a.candidate.symbol)))


def _applications(source: Source) -> Iterator[Application]:
    for node in source.tree.body:
        name = made_here(node)
        if name:
            yield Application(Candidate(Symbol(source.name, name), Spot(source.path, node.lineno)), factory=False)
        elif isinstance(node, ast.FunctionDef) and any(made_here(n) for n in node.body):
            yield Application(Candidate(Symbol(source.name, node.name), Spot(source.path, node.lineno)), factory=True)


def made_here(node: ast.stmt) -> str:
    """The name that a statement gives to a new FastAPI object, else ""."""
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    if not isinstance(value, ast.Call) or last(value) != "FastAPI":
        return ""
    return written(node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None))


def settings_classes(found: Sequence[Source]) -> list[SettingsClass]:
    """Classes of pydantic-settings."""
    return [
        SettingsClass(Candidate(Symbol(source.name, node.name), Spot(source.path, node.lineno)), *_environment(node))
        for source in found
        if not source.is_test
        for node in source.tree.body
        if isinstance(node, ast.ClassDef) and "BaseSettings" in {last(b) for b in node.bases}
    ]


def _environment(node: ast.ClassDef) -> tuple[str, str]:
    """`env_prefix` and `env_file` of the class's configuration."""
    told = {
        keyword.arg: text_of(keyword.value)
        for inner in node.body
        if isinstance(inner, ast.Assign) and isinstance(inner.value, ast.Call)
        for keyword in inner.value.keywords
    }
    return told.get("env_prefix", ""), told.get("env_file", "") or ".env"


def table_classes(found: Sequence[Source]) -> list[TableClass]:
    """Mapped classes with what they and their mixins define."""
    classes = {
        f"{s.name}.{n.name}": (s, n)
        for s in found
        for n in s.tree.body
        if isinstance(n, ast.ClassDef) and not s.is_test
    }
    tables = []
    for source, node in classes.values():
        table = next((text_of(v) for name, v in _members(node) if name == "__tablename__"), "")
        if table:
            attributes = frozenset(_attributes(source, node, classes, set()))
            spot = Spot(source.path, node.lineno)
            tables.append(TableClass(Symbol(source.name, node.name), table, attributes, spot))
    return tables


def _members(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr | None]]:
    for inner in node.body:
        if isinstance(inner, ast.AnnAssign) and isinstance(inner.target, ast.Name):
            yield inner.target.id, inner.value
        elif isinstance(inner, ast.Assign):
            yield from ((t.id, inner.value) for t in inner.targets if isinstance(t, ast.Name))


def _attributes(
    source: Source, node: ast.ClassDef, classes: dict[str, tuple[Source, ast.ClassDef]], above: set[str]
) -> Iterator[str]:
    yield from (name for name, _ in _members(node))
    for base in node.bases:
        name = source.resolved(base)
        if name in classes and name not in above:
            yield from _attributes(*classes[name], classes, above | {name})
