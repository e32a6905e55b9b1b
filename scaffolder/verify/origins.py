"""What the names of a file mean, and whether a body may use what they mean: the imports of the policy."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from scaffolder.parsing import parse
from scaffolder.verify import allowed

_HERE = "."
"""Origin of what the file itself defines."""
_Import = ast.Import | ast.ImportFrom


@dataclass(frozen=True, slots=True)
class Origins:
    """Where each name at the head of a file comes from: module and name in it, "" for the module itself."""

    root: Path
    """The project's folder: what its modules define is read there."""
    names: tuple[tuple[str, tuple[str, str]], ...]

    def __contains__(self, name: str) -> bool:
        return name in dict(self.names)

    def with_imports(self, imports: Iterable[_Import]) -> Origins:
        """Those of the file and those that a body brings."""
        return replace(self, names=(*self.names, *(found for i in imports for found in _imported(i))))

    def is_module(self, name: str) -> bool:
        """It means a module: of the library, or a layer of the application."""
        module, original = dict(self.names).get(name, (_HERE, ""))
        return module != _HERE and (not original or self._exists(f"{module}.{original}"))

    def refused_name(self, name: str, *, test: bool) -> str:
        """Why a body may not use a name of the file's head."""
        module, original = dict(self.names)[name]
        if module == _HERE:
            return ""
        if not original:
            return self.refused_module(module, test=test)
        return self.refused(module, original, test=test)

    def refused_module(self, module: str, *, test: bool) -> str:
        """Why `import module` is not allowed."""
        known = _library(test).get(module)
        return "" if known else f"import {module}: the module is not among those that a body may use"

    def refused(self, module: str, name: str, *, test: bool, level: int = 0) -> str:
        """Why `from module import name` is not allowed."""
        said = f"from {'.' * level}{module} import {name}"
        if level or name == "*" or name.startswith("_"):
            return f"{said}: not allowed"
        if (known := _library(test).get(module) or allowed.CORE.get(module)) is not None:
            return "" if known == allowed.ANY or name in known else f"{said}: the name is not among those allowed"
        if _is_layer(f"{module}.{name}", test) and self._exists(f"{module}.{name}"):
            return ""
        if _is_layer(module, test) or (test and _is_for_tests(module, name)):
            return "" if name in self._defined(module) else f"{said}: it is not defined there"
        return f"{said}: the module is not among those that a body may use"

    def refused_attribute(self, name: str, attribute: str, *, test: bool) -> str:
        """Why `name.attribute` is not allowed, where `name` means a module, or `sqlalchemy.func`."""
        module, original = dict(self.names).get(name, (_HERE, ""))
        if (module, original) == ("sqlalchemy", "func"):
            return "" if attribute in allowed.FUNCTIONS else f"{name}.{attribute}: not among the functions allowed"
        if module == "pytest" and not original and attribute in allowed.PYTEST:
            return f"{name}.{attribute}: {allowed.PYTEST[attribute]}"
        if not self.is_module(name):
            return ""
        return self.refused(f"{module}.{original}" if original else module, attribute, test=test)

    def _exists(self, module: str) -> bool:
        return _path(self.root, module).is_file()

    def _defined(self, module: str) -> frozenset[str]:
        path = _path(self.root, module)
        return _definitions(path, path.stat().st_mtime_ns) if path.is_file() else frozenset()


def origins(text: str, root: Path) -> Origins:
    """Of a file's text; one that does not parse has none."""
    try:
        module = parse(text)
    except (SyntaxError, ValueError):
        return Origins(root, ())
    return Origins(root, tuple(_heads(module)))


def _heads(module: ast.Module) -> Iterator[tuple[str, tuple[str, str]]]:
    for statement in module.body:
        if isinstance(statement, _Import):
            yield from _imported(statement)
        else:
            yield from ((name, (_HERE, name)) for name in _made(statement))


def _imported(statement: _Import) -> Iterator[tuple[str, tuple[str, str]]]:
    for alias in statement.names:
        if isinstance(statement, ast.ImportFrom):
            yield alias.asname or alias.name, ("." * statement.level + (statement.module or ""), alias.name)
        elif alias.asname:
            yield alias.asname, (alias.name, "")
        else:
            yield alias.name.partition(".")[0], (alias.name, "")


def _made(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=targets):
            yield from (n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name


@cache
def _definitions(path: Path, changed: int) -> frozenset[str]:
    """Public names that a file defines itself; `changed` keeps what is remembered fresh."""
    module = parse(path.read_text(encoding="utf-8"))
    return frozenset(name for statement in module.body for name in _made(statement) if not name.startswith("_"))


def _path(root: Path, module: str) -> Path:
    return root.joinpath(*module.split(".")).with_suffix(".py")


@cache
def _library(test: bool) -> dict[str, frozenset[str]]:
    return allowed.LIBRARY | allowed.TEST_LIBRARY if test else allowed.LIBRARY


def _is_for_tests(module: str, name: str) -> bool:
    bodies = allowed.TEST_BODIES.fullmatch(module) and allowed.BODY.fullmatch(name)
    return module in allowed.TEST_MODULES or bool(bodies)


def _is_layer(module: str, test: bool) -> bool:
    """`app.<entity>.models` and the like."""
    parts = module.split(".")
    return len(parts) == 3 and parts[0] == "app" and parts[2] in (allowed.TEST_LAYERS if test else allowed.LAYERS)
