"""Random changes of a document, random edits of a person, random rows: no edit and no value is lost, nothing breaks.

`SCAFFOLD_FUZZ` is how many examples to try; few by default. `SCAFFOLD_SEEDS`, numbers parted by commas, tries these.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scaffolder.migrate import looking
from tests.regeneration.journey import Journey
from tests.regeneration.stored import looked

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the project's code runs in a fork")
EXAMPLES = int(os.environ.get("SCAFFOLD_FUZZ", "4"))
SEEDS = [int(seed) for seed in os.environ.get("SCAFFOLD_SEEDS", "").split(",") if seed]


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "_run", looked)


def one_run(seed: int) -> Counter[str]:
    with TemporaryDirectory(prefix="journey-") as folder:
        try:
            return Journey(Path(folder), Random(seed)).travel()
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error!r:.2000}") from error


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES < 100,
    phases=(Phase.generate,),
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
@given(st.integers(0, 2**32))
def test_nothing_is_lost(seed: int) -> None:
    one_run(seed)


@pytest.mark.skipif(not SEEDS, reason="no seeds are asked for")
@pytest.mark.parametrize("seed", SEEDS)
def test_chosen_seeds(seed: int) -> None:
    print(dict(one_run(seed)))
