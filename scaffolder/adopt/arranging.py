"""Modules of a project → how its package is cut, and what it calls the parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from scaffolder.adopt.sources import Source
from scaffolder.layout import Arrangement
from scaffolder.names import singular

PARTS: dict[str, tuple[str, ...]] = {
    "models": ("models", "model", "tables", "orm", "entities"),
    "schemas": ("schemas", "schema", "dto", "dtos"),
    "router": ("routers", "routes", "router", "api", "endpoints", "views"),
    "repository": ("repositories", "repository", "crud", "repos", "dao"),
    "rules": ("rules", "services", "service"),
}
"""What people call the parts of a module, the usual words first."""


@dataclass(frozen=True, slots=True)
class Cut:
    """How a package is cut."""

    arrangement: Arrangement
    root: str
    """Dotted package in which modules go."""
    names: tuple[tuple[str, str], ...]
    singular: bool
    why: str


def cut(found: Sequence[Source], app_module: str) -> Cut:
    """The arrangement of the package that holds the application."""
    modules = [s for s in found if not s.is_test and "." in s.name]
    package = app_module.split(".", maxsplit=1)[0] if "." in app_module else ""
    inside = [s for s in modules if s.name.split(".")[0] == package]
    features = Counter(
        s.name.rpartition(".")[0] for s in inside if _part(s.name) and not s.path.endswith("__init__.py")
    )
    told = {name for name, number in features.items() if number > 1 and _kinds(inside, name) >= {"models", "router"}}
    if told:
        return _by_feature(inside, sorted(told))
    layers = _layers(inside)
    if {"models", "router"} <= set(layers) or {"router", "schemas"} <= set(layers):
        return _by_layer(inside, package, layers)
    why = "one module for all" if not package else f"{package} has neither layers nor features"
    return Cut(Arrangement.FEATURE, package or _free(found), (), singular=False, why=why)


def _free(found: Sequence[Source]) -> str:
    """A package beside a single module."""
    taken = {s.name.split(".")[0] for s in found if not s.path.startswith(("api/core/", "api/"))}
    return "api" if "api" not in taken else "api_modules"


def _part(name: str) -> str:
    """What a module is by its last name, "" for none of the parts."""
    own = name.rpartition(".")[2]
    return next((part for part, words in PARTS.items() if own in words), "")


def _kinds(modules: Sequence[Source], package: str) -> set[str]:
    return {_part(s.name) for s in modules if s.name.rpartition(".")[0] == package}


def _by_feature(modules: Sequence[Source], packages: Sequence[str]) -> Cut:
    root = Counter(p.rpartition(".")[0] for p in packages).most_common(1)[0][0]
    names = {}
    for part in PARTS:
        words = Counter(s.name.rpartition(".")[2] for s in modules if s.name.rpartition(".")[0] in packages)
        own = [w for w, _ in words.most_common() if _part(f".{w}") == part]
        names[part] = own[0] if own else part
    why = ", ".join(p.replace(".", "/") + "/" for p in packages[:3])
    return Cut(Arrangement.FEATURE, root, tuple(names.items()), singular=False, why=why)


def _layers(modules: Sequence[Source]) -> dict[str, str]:
    """The dotted package of each layer, the shallowest first."""
    packages = {s.name.rpartition(".")[0] if not s.path.endswith("__init__.py") else s.name for s in modules}
    found: dict[str, str] = {}
    for package in sorted(packages, key=lambda p: (p.count("."), p)):
        part = _part(package)
        if part and "." in package and part not in found:
            found[part] = package
    return found


def _by_layer(modules: Sequence[Source], package: str, layers: dict[str, str]) -> Cut:
    defaults = {
        "models": "models",
        "schemas": "schemas",
        "router": "routers",
        "repository": "repositories",
        "rules": "rules",
    }
    names = {part: layers.get(part, f"{package}.{word}").removeprefix(f"{package}.") for part, word in defaults.items()}
    files = [s.name.rpartition(".")[2] for s in modules if s.name.rpartition(".")[0] in layers.values()]
    files = [f for f in files if not f.startswith("_") and not _part(f".{f}")]
    plain = sum(singular(f) == f for f in files)
    why = ", ".join(p.replace(".", "/") + "/" for p in sorted(layers.values()))
    return Cut(Arrangement.LAYER, package, tuple(names.items()), singular=2 * plain > len(files), why=why)
