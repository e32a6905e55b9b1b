"""Changed files of the project → the modules that were imported from them, as if they had been imported now."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import FunctionType, ModuleType


def reload(paths: Sequence[str]) -> None:
    """Modules of the application are changed in place, as others hold their functions; tests are forgotten."""
    for path in paths:
        name = path.removesuffix(".py").replace("/", ".")
        module = sys.modules.get(name)
        if module is None:
            continue
        if name.startswith("tests."):
            del sys.modules[name]
        else:
            _again(module, Path(path))


def _again(module: ModuleType, path: Path) -> None:
    before = {name: value for name, value in vars(module).items() if isinstance(value, FunctionType)}
    exec(compile(path.read_text(encoding="utf-8"), str(path.absolute()), "exec"), vars(module))
    for name, old in before.items():
        new = vars(module).get(name)
        if isinstance(new, FunctionType) and old is not new and old.__module__ == new.__module__ == module.__name__:
            old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__
            setattr(module, name, old)
