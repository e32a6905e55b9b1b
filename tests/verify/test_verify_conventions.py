"""Documents of particular kinds of APIs: what is generated compiles, and passes every step that `scaffold from` checks.

What each of them is understood as stands beside it in `tests/cases`. The whole check takes minutes and is marked slow;
`make conventions` runs it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scaffolder.document import read
from scaffolder.inference import understand
from scaffolder.render import render

CASES = Path(__file__).parents[1] / "cases"
KINDS = (
    "counted_lists",
    "items_with_suffixes",
    "keys_in_requests",
    "loose_typing",
    "names_of_factories",
    "other_scripts",
    "removed_items_and_forms",
    "verbs_in_paths",
)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_generated_compiles(kind: str) -> None:
    source, _ = read(CASES / kind / "document.yaml")
    assert source is not None
    modules = {p: str(f.content) for p, f in render(understand(source)[0]).items() if p.endswith(".py")}
    assert "app/main.py" in modules
    for path, text in modules.items():
        compile(text, path, "exec")


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_step_passes(kind: str, tmp_path: Path) -> None:
    document, out = CASES / kind / "document.yaml", tmp_path / "app"
    command = [sys.executable, "-m", "scaffolder", "from", str(document), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
