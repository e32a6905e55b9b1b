"""Tests that a model writes to show a defect, tried on a generated application."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scaffolder.flow import Request, generate
from scaffolder.verify import claims
from scaffolder.verify.claims import Standing

ROOT = Path(__file__).parents[2]
ROUTER = "app/songs/router.py"
CREATED = 'answer = await client.post("/songs", json={"title": "x"})\n'


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[claims.Try]:
    project = tmp_path_factory.mktemp("claims") / "jukebox"
    generate(Request(str(ROOT / "specs" / "minimal.yaml"), out=project, verify=False))
    with claims.trying(project) as found:
        yield found


@pytest.mark.parametrize(
    ("body", "standing"),
    [
        (f"{CREATED}assert answer.status_code == 201", Standing.REFUTED),
        (f'{CREATED}assert answer.json()["title"] == "y"', Standing.SHOWN),
        (f'{CREATED}assert answer.json()["nothing"] == "y"', Standing.UNTRIED),
        ("from tests.factories import make_nothing\nassert make_nothing", Standing.UNTRIED),
        ("assert", Standing.UNTRIED),
        ("import os\nassert os.environ", Standing.UNTRIED),
        ("assert True\n\n\ndef more():\n    pass\n# scaffold: end test_claim", Standing.UNTRIED),
    ],
)
def test_what_comes_of_a_claim(body: str, standing: Standing, tried: claims.Try) -> None:
    assert tried(ROUTER, body) is standing


@pytest.mark.parametrize("path", ["app/main.py", "app/core/database.py", "tests/songs/test_crud.py", "app/../x.py"])
def test_code_without_tests_of_its_own_has_no_claims_tried(path: str, tried: claims.Try) -> None:
    assert tried(path, f"{CREATED}assert answer.status_code == 1") is Standing.UNTRIED
