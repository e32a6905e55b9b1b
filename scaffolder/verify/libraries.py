"""An interpreter → what of the disk it needs to import: its standard library and what is installed, and no more.

An environment inside a project, or an editable install, must not show the files that lie beside what is imported.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PROBE = """
import json, site, sys, sysconfig, zoneinfo
paths = sysconfig.get_paths()
print(json.dumps({
    "path": [p for p in sys.path if p],
    "installed": [paths["stdlib"], paths["platstdlib"], paths["purelib"], paths["platlib"], *site.getsitepackages()],
    "own": sys.prefix, "base": sys.base_prefix, "zones": list(zoneinfo.TZPATH),
}))
"""
_PROBE_SECONDS = 30
_TOOL = Path(__file__).resolve().parents[2]
"""Where this tool itself is imported from."""
_SECRET = re.compile(
    r"^(\.env.*|\.netrc|\.pypirc|\.pgpass|\.npmrc|.*\.(pem|key|p12|pfx|kdbx|keystore)|id_(rsa|dsa|ecdsa|ed25519)"
    r"|.*(secret|credential)s?.*\.(json|ya?ml|toml|ini|cfg|txt|env)|pip\.conf)$",
    re.IGNORECASE,
)
_MOST = 20_000
"""Files of packages that are looked through for secrets."""


@dataclass(frozen=True, slots=True)
class Libraries:
    """What is shown of the disk; absolute paths, but for `sources`."""

    folders: tuple[str, ...]
    """Folders and files that an import may read."""
    hidden: tuple[str, ...]
    """Files in them that look like secrets."""
    sources: tuple[str, ...]
    """Folders of the project that its environment imports from, as an editable install has it: "src"."""


@cache
def libraries(python: str, root: Path) -> Libraries:
    """For an interpreter and the project that it is to run."""
    told = _asked(python)
    kept = (p for p in told["path"] if Path(p).name in {"site-packages", "dist-packages"})
    installed = [Path(p) for p in (*told["installed"], *kept, *_base(told), *told["zones"])]
    binary = Path(os.path.realpath(python)).parent
    plain = [binary, *installed, Path(str(told["own"][0]), "pyvenv.cfg")]
    extras = [p for p in map(Path, told["path"]) if not any(p.is_relative_to(i) for i in installed)]
    inner = [p for p in extras if p.is_relative_to(root)]
    outer = [p for p in extras if p not in inner and not _TOOL.is_relative_to(p)]
    packages = [found for p in outer for found in _packages(p)]
    shown = [*plain, *(Path(os.path.realpath(p)) for p in plain), *packages]
    folders = dict.fromkeys(str(p) for p in shown if p.exists() and not _too_much(p, root))
    hidden = tuple(str(p) for p in _secrets(packages))
    return Libraries(tuple(folders), hidden, tuple(p.relative_to(root).as_posix() for p in inner))


def _asked(python: str) -> Mapping[str, list[str]]:
    said = subprocess.run([python, "-I", "-c", _PROBE], capture_output=True, check=False, timeout=_PROBE_SECONDS).stdout
    told = json.loads(said or '{"path": [], "installed": [], "own": "", "base": "", "zones": []}')
    return {name: value if isinstance(value, list) else [str(value)] for name, value in told.items()}


def _base(told: Mapping[str, list[str]]) -> Iterator[str]:
    """The installation that an environment was made of, with its shared libraries."""
    for base in told["base"]:
        yield from (os.path.join(base, name) for name in ("lib", "lib64")) if base else ()


def _too_much(path: Path, root: Path) -> bool:
    """It would show the user's folder, or the whole project."""
    return Path.home().is_relative_to(path) or root.is_relative_to(path)


def _packages(folder: Path) -> Iterator[Path]:
    """What can be imported from a folder of sources; not what lies beside it."""
    if folder.is_file():
        yield folder
        return
    for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
        module = entry.suffix in {".py", ".so"} and entry.is_file()
        if module or (entry.is_dir() and (entry / "__init__.py").is_file()):
            yield entry


def _secrets(packages: Iterable[Path]) -> Iterator[Path]:
    left = _MOST
    for package in packages:
        for folder, folders, files in os.walk(package):
            folders.sort()
            left -= len(files)
            yield from (Path(folder, name) for name in sorted(files) if _SECRET.match(name))
            if left <= 0:
                return
