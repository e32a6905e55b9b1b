"""Project on disk → what its application serves, and the application running on a migrated database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scaffolder.verify.conformance import describe_app, serve_app
from scaffolder.verify.processes import Background, Processes

SECRET = "conformance"
"""The only credential that the application knows while it is driven."""
_START_SECONDS = 60.0
_LISTENS = re.compile(r"Uvicorn running on (http://\S+)")


@dataclass(frozen=True, slots=True)
class Described:
    """What a client has to know."""

    base_path: str
    schemes: Mapping[str, str]
    """Kind by name: "api_key", "basic", "bearer" or "other"."""
    scopes: Mapping[str, tuple[str, ...]]
    placeholders: tuple[Mapping[str, str], ...]
    """Method, path and operation_id of custom operations without a body yet."""
    operations: int = 0
    """Routed, placeholders among them."""

    @property
    def settings(self) -> str:
        """For `CREDENTIALS`: one credential for each scheme, allowed everything."""
        made = {
            name: [{"secret": _secret(kind), "subject": SECRET, "scopes": list(self.scopes.get(name, ()))}]
            for name, kind in self.schemes.items()
        }
        return json.dumps(made)

    @property
    def credentials(self) -> dict[str, dict[str, str]]:
        """The same as a client shows them, by scheme."""
        ways = {
            "api_key": {"api_key": SECRET},
            "bearer": {"bearer": SECRET},
            "basic": {"username": SECRET, "password": SECRET},
        }
        return {name: ways[kind] for name, kind in self.schemes.items() if kind in ways}

    @property
    def excluded(self) -> tuple[str, ...]:
        """The placeholders' operations, as a person reads them."""
        return tuple(f"{p['method']} {p['path']}" for p in self.placeholders)


def _secret(kind: str) -> str:
    return f"{SECRET}:{SECRET}" if kind == "basic" else SECRET


def described(python: str, processes: Processes) -> tuple[Described | None, str]:
    """What the application says of itself, or None and what went wrong."""
    url = "sqlite+aiosqlite:///unused.db"  # nothing connects to it
    ended = processes.run([python, "-P", str(Path(describe_app.__file__))], DATABASE_URL=url, CREDENTIALS="{}")
    if ended.code != 0:
        return None, ended.output
    told = json.loads(ended.output.strip().splitlines()[-1])
    scopes = {name: tuple(needed) for name, needed in told["scopes"].items()}
    return Described(
        told["base_path"], told["schemes"], scopes, tuple(told["placeholders"]), len(told["operations"])
    ), ""


@contextmanager
def served(python: str, processes: Processes, **settings: str) -> Iterator[tuple[str | None, Background]]:
    """The address of the application while it runs, or None; what it logs can be read all the while."""
    with processes.background([python, "-P", str(Path(serve_app.__file__))], **settings) as server:
        yield server.wait_for(_LISTENS, seconds=_START_SECONDS), server
