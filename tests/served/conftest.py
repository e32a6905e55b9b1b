"""The application of specs/api.yaml as it runs in production: uvicorn, PostgreSQL, migrated."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from scaffolder.verify.processes import Background
from tools.soak import application

SPECS = Path(__file__).parents[2] / "specs"
KEY = {"X-Api-Key": "conformance"}


@dataclass(frozen=True, slots=True)
class Served:
    """A running application."""

    url: str
    database: str
    server: Background

    def client(self) -> httpx.Client:
        """A connection of its own for each request: one kept for too long may just be ending."""
        limits = httpx.Limits(max_keepalive_connections=0)
        return httpx.Client(base_url=self.url, headers=KEY, timeout=30, limits=limits)


@pytest.fixture(scope="session")
def huts() -> Iterator[Served]:
    """Small pools, so that they can be seen to be bounded."""
    with application(SPECS / "api.yaml", "postgresql", POOL_SIZE="3", READ_POOL_SIZE="2", POOL_TIMEOUT="20") as found:
        yield Served(*found)


@pytest.fixture
def http(huts: Served) -> Iterator[httpx.Client]:
    with huts.client() as client:
        yield client
