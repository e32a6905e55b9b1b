"""A small project to fill, and a judge that needs no sandbox: right bodies say so."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from server import Script, serving

from scaffolder.fills import Bench, Candidate, Judgement, Stage
from scaffolder.flow import Request, generate

DOCUMENT = Path(__file__).parent / "shop.yaml"
RULES = ("at-most-ten", "ship_order")


class WordBench:
    """Judges by words: a subject is right if it says RIGHT, a test if it says TEST; WEAK tests miss mutations, and a
    test that says BESIDE does not fit a subject unless that says BESIDE too.
    """

    def __init__(self) -> None:
        self.judged: list[Candidate] = []

    def judge(self, candidate: Candidate) -> Judgement:
        self.judged.append(candidate)
        subject = candidate.subject.body if candidate.subject else None
        test = candidate.test.body if candidate.test else None
        if subject is not None and "RIGHT" not in subject:
            return Judgement(Stage.TYPES, ("rules.py:3: it is wrong",))
        if test is not None and "TEST" not in test:
            return Judgement(Stage.UNFILLED, ("it passes without the rule",))
        if subject is not None and test is not None:
            return self._both(subject, test)
        return Judgement(None)

    def _both(self, subject: str, test: str) -> Judgement:
        if ("BESIDE" in test) != ("BESIDE" in subject):
            return Judgement(Stage.TESTS, ("assert 201 == 409",))
        if "WEAK" in test:
            return Judgement(Stage.MUTANTS, ("`>` became `>=` and the test passed",), 4, 3)
        return Judgement(None, (), 4, 4)

    @contextmanager
    def __call__(self, folder: Path, *, sandbox: bool = True) -> Iterator[Bench]:
        yield Bench(self.judge, "Judged by words.")


@pytest.fixture
def bench() -> WordBench:
    return WordBench()


@pytest.fixture(scope="session")
def generated_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop") / "shop"
    outcome = generate(Request(str(DOCUMENT), out=folder, verify=False))
    (folder / "scaffold.toml").write_text("[fill]\ntogether = 1\n")
    generate(Request(str(DOCUMENT), out=folder, verify=False))
    assert {p.id for p in outcome.placeholders} == {i for rule in RULES for i in (rule, f"test_{rule}")}
    return folder


@pytest.fixture
def shop(generated_shop: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    shutil.copytree(generated_shop, folder)
    return folder


@pytest.fixture
def generated_many(tmp_path: Path) -> Path:
    """A shop with six rules."""
    document, rule = tmp_path / "shop.yaml", "        - {id: at-most-ten, on: create, text: An order is for "
    head, _, rest = DOCUMENT.read_text().partition(rule)
    more = "".join(f"        - {{id: rule-{n}, on: create, text: Never {n} pieces., status: 409}}\n" for n in range(4))
    document.write_text(head + more + rule + rest)
    folder = tmp_path / "many"
    generate(Request(str(document), out=folder, verify=False))
    (folder / "scaffold.toml").write_text("[fill]\ntogether = 1\n")
    return folder


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def url(script: Script) -> Iterator[str]:
    with serving(script) as base:
        yield base


@pytest.fixture(autouse=True)
def _no_model_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SCAFFOLD_MODEL", "SCAFFOLD_BASE_URL", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
