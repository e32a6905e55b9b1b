"""Concurrent random writes on the application of specs/api.yaml, for a while, on PostgreSQL.

    python -m tools.soak [--minutes 10] [--clients 16] [--seed 1]

A pool of names and keys that is small on purpose makes clients collide: values already taken, outdated versions, rows
that another client just deleted. Exits with 1 where an answer was a server error, the server's memory kept growing, or
it held more connections than its pools may.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx

from scaffolder.flow import Request, generate
from scaffolder.verify import environment
from scaffolder.verify.conformance import databases
from scaffolder.verify.conformance.application import SECRET, described, served
from scaffolder.verify.processes import Background, Processes

DOCUMENT = Path(__file__).parents[1] / "specs" / "api.yaml"
CONNECTIONS = 20
"""POOL_SIZE and READ_POOL_SIZE together, as the application has them by default."""
_EVERY = 5.0
"""Seconds between measurements."""
_IDLE = 1.0
"""Seconds that a connection is kept unused: less than the server's own, which may just be ending it."""
_GROWTH_MB = 24.0
"""What memory may grow by after the first third: allocators do not give back all that they took."""
_KEPT = 40
"""Keys of each kind that clients remember."""


@dataclass(slots=True)
class Tally:
    """What clients and measurements saw."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)
    connections: list[int] = field(default_factory=list)
    keys: dict[str, list[str]] = field(default_factory=dict)

    def problems(self) -> Iterator[str]:
        """What speaks against the application."""
        yield from self.wrong[:10]
        third = len(self.memory_mb) // 3
        if third:
            before = statistics.median(self.memory_mb[third : 2 * third])
            after = statistics.median(self.memory_mb[-third:])
            if after - before > _GROWTH_MB:
                yield f"memory grew from {before:.0f} to {after:.0f} MB"
        if max(self.connections, default=0) > CONNECTIONS:
            yield f"{max(self.connections)} connections"


class Client:
    """One of those that write."""

    def __init__(self, http: httpx.AsyncClient, tally: Tally, chance: random.Random) -> None:
        self._http, self._tally, self._chance = http, tally, chance

    async def act(self) -> None:
        """Send one random request, and judge its answer."""
        kind = self._chance.choice(tuple(BODIES))
        keys = self._tally.keys.setdefault(kind, [])
        method = self._chance.choice(METHODS[kind])
        path = kind if method in {"POST", "LIST"} else f"{kind}/{self._key(keys)}"
        path = path.replace("{hut}", self._key(self._tally.keys.get("/huts", [])))
        body = None if method in {"GET", "LIST", "DELETE"} else self._body(kind, method)
        answer = await self._http.request("GET" if method == "LIST" else method, path, json=body)
        self._tally.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            self._tally.wrong.append(f"{answer.status_code} for {method} {path} {body}")
        if answer.status_code == 201:
            told = answer.json()
            keys.append(str(told.get("id", told.get("code"))))
            del keys[:-_KEPT]

    def _key(self, keys: list[str]) -> str:
        return self._chance.choice(keys) if keys else "1"

    def _body(self, kind: str, method: str) -> dict[str, object]:
        known = {name: self._key(self._tally.keys.get(name, [])) for name in BODIES}
        body = BODIES[kind](self._chance, known)
        if method == "PATCH" and kind == "/huts":
            return {
                "version": self._chance.randint(1, 4),
                "elevation": body["elevation"],
                "amenityIds": body["amenityIds"],
            }
        if method == "PATCH":
            body.pop("code", None)
        return body


def _region(chance: random.Random, known: dict[str, str]) -> dict[str, object]:
    parent = chance.choice([None, int(known["/regions"])])
    return {"name": f"Range {chance.randint(1, 60)}", "parentId": parent}


def _amenity(chance: random.Random, known: dict[str, str]) -> dict[str, object]:
    return {"name": f"Thing {chance.randint(1, 30)}", "description": "x" * chance.randint(0, 300)}


def _hut(chance: random.Random, known: dict[str, str]) -> dict[str, object]:
    return {
        "name": "Hut",
        "slug": f"hut-{chance.randint(1, 80)}",
        "regionId": int(known["/regions"]),
        "elevation": chance.randint(0, 4810),
        "position": {"latitude": chance.uniform(-90, 90), "longitude": chance.uniform(-180, 180)},
        "address": {"line1": "Way 1", "postalCode": "6020", "town": "Below", "country": "AT"},
        "openMonths": sorted(chance.sample(range(1, 13), chance.randint(0, 12))),
        "amenityIds": [int(known["/amenities"])],
    }


def _room(chance: random.Random, known: dict[str, str]) -> dict[str, object]:
    return {"name": f"Room {chance.randint(1, 9)}", "kind": "private", "beds": chance.randint(1, 60)}


def _tariff(chance: random.Random, known: dict[str, str]) -> dict[str, object]:
    return {"code": f"t{chance.randint(10, 90)}", "name": "Adult", "price": f"{chance.randint(1, 99)}.50"}


def _member(chance: random.Random, known: dict[str, str]) -> dict[str, object]:
    return {"name": "Ida", "email": f"m{chance.randint(1, 200)}@example.org", "pin": "123456"}


def _review(chance: random.Random, known: dict[str, str]) -> dict[str, object]:
    return {"hutId": int(known["/huts"]), "memberId": known["/members"], "rating": chance.randint(1, 5)}


BODIES = {
    "/regions": _region,
    "/amenities": _amenity,
    "/huts": _hut,
    "/huts/{hut}/rooms": _room,
    "/tariffs": _tariff,
    "/members": _member,
    "/reviews": _review,
}
METHODS = {
    "/regions": ("POST", "PUT", "GET", "LIST"),
    "/amenities": ("POST", "DELETE", "GET", "LIST"),
    "/huts": ("POST", "PATCH", "PATCH", "DELETE", "GET", "LIST"),
    "/huts/{hut}/rooms": ("POST", "PUT", "DELETE", "LIST"),
    "/tariffs": ("POST", "PATCH", "GET", "LIST"),
    "/members": ("POST", "PATCH", "GET", "LIST"),
    "/reviews": ("POST", "GET", "LIST"),
}


@contextmanager
def application(document: Path, database: str, **settings: str) -> Iterator[tuple[str, str, Background]]:
    """The address of the generated application of a document, that of its database, and its process."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="served-")))
        scratch.chmod(0o755)
        app = scratch / "app"
        generate(Request(str(document), out=app, verify=False))
        processes = Processes(cwd=app, environment=environment.scrubbed(), timeout=600)
        about, complaint = described(sys.executable, processes)
        address = stack.enter_context(databases.fresh(database, processes, scratch))
        if about is None or address is None:
            raise RuntimeError(complaint or f"no {database} server starts")
        migrated = processes.run([sys.executable, "-m", "alembic", "upgrade", "head"], DATABASE_URL=address)
        if migrated.code != 0:
            raise RuntimeError(migrated.output)
        chosen = {"DATABASE_URL": address, "CREDENTIALS": about.settings, **settings}
        url, server = stack.enter_context(served(sys.executable, processes, **chosen))
        if url is None:
            raise RuntimeError(server.output())
        yield url + about.base_path, address, server


async def soak(url: str, address: str, server: Background, choices: argparse.Namespace) -> Tally:
    """Write until time is up."""
    tally, until = Tally(), time.monotonic() + choices.minutes * 60
    headers = {"X-Api-Key": SECRET, "Authorization": f"Bearer {SECRET}"}
    limits = httpx.Limits(max_connections=choices.clients, keepalive_expiry=_IDLE)
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60, limits=limits) as http:

        async def write(number: int) -> None:
            client = Client(http, tally, random.Random(choices.seed * 1000 + number))
            while time.monotonic() < until:
                await client.act()

        async def watch() -> None:
            while time.monotonic() < until:
                await asyncio.sleep(_EVERY)
                tally.memory_mb.append(_memory_mb(server.pid))
                tally.connections.append(await _connections(address))
                print(
                    f"{tally.memory_mb[-1]:.0f} MB, {tally.connections[-1]} connections, {tally.statuses}", flush=True
                )

        await asyncio.gather(watch(), *(write(number) for number in range(choices.clients)))
    return tally


def _memory_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def _connections(address: str) -> int:
    """Those of others than this one."""
    connection = await asyncpg.connect(address.replace("+asyncpg", ""))
    try:
        wanted = (
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return int(await connection.fetchval(wanted))
    finally:
        await connection.close()


def main() -> int:
    """Start, write, tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    choices = parser.parse_args()
    with application(DOCUMENT, "postgresql") as (url, address, server):
        tally = asyncio.run(soak(url, address, server, choices))
    total = sum(tally.statuses.values())
    print(f"{total} requests, {dict(sorted(tally.statuses.items()))}")
    if tally.memory_mb:
        print(f"memory {tally.memory_mb[0]:.0f} to {tally.memory_mb[-1]:.0f} MB, at most {max(tally.memory_mb):.0f}")
        print(f"connections at most {max(tally.connections)}")
    problems = list(tally.problems())
    print(*problems, sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
