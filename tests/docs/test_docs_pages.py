"""The manual says what is true: generated pages are up to date, every code is explained, links lead somewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.tutorial import shows, steps

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(#[^)\s]*)?\)")
_CODE = re.compile(r'"([A-Z]\d{3})"')
_CODES_OF_RUFF = {"B011", "E501", "F401", "F821", "I001", "W291", "W293"}


def test_generated_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "reference.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}: make reference"


def test_every_code_of_a_diagnostic_is_explained() -> None:
    used = {code for path in (ROOT / "scaffolder").rglob("*.py") for code in _CODE.findall(path.read_text())}
    used = {code for code in used if not code.startswith("S") or code < "S100"}
    told = set(re.findall(r"^\| ([A-Z]\d{3}) \|", (DOCS / "reference" / "diagnostics.md").read_text(), re.M))
    assert used - _CODES_OF_RUFF - told == set()
    assert told - used == set()


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md", ROOT / "ARCHITECTURE.md"], ids=lambda p: p.name)
def test_links_lead_to_files(page: Path) -> None:
    targets = [page.parent / target for target, _ in _LINK.findall(page.read_text())]
    assert [str(t) for t in targets if not t.exists()] == []


def test_every_page_is_in_the_navigation() -> None:
    named = set(re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text()))
    assert named == {str(p.relative_to(DOCS)) for p in PAGES if "decisions" not in p.parts}


def test_the_tutorial_is_made_of_steps() -> None:
    kinds = [s.kind for s in steps((DOCS / "tutorial.md").read_text())]
    assert kinds.count("console") >= 6
    assert set(kinds) == {"console", "yaml", "python"}


@pytest.mark.parametrize(
    ("printed", "wanted", "matches"),
    [
        (["a", "b", "c"], ["a", "…", "c"], True),
        (["a", "b"], ["b", "a"], False),
        (["[1] x*"], ["[1] x*"], True),
        (["1 x"], ["[1] x"], False),
        (["took 3.1 s"], ["took … s"], True),
    ],
)
def test_what_a_tutorial_shows_is_compared(printed: list[str], wanted: list[str], *, matches: bool) -> None:
    assert shows(printed, wanted) is matches
