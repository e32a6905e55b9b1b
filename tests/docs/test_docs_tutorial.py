"""The tutorial, command by command, in a fresh environment."""

import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.tutorial import Shell, steps, take

ROOT = Path(__file__).parents[2]


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    home = tmp_path / "environment"
    venv.create(home, with_pip=True)
    subprocess.run([home / "bin" / "pip", "install", "--quiet", ROOT], check=True)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SCAFFOLD", "PYTHON", "VIRTUAL"))}
    python = Path(sys.executable).parent
    (tmp_path / "work").mkdir()
    opened = Shell(
        tmp_path / "work", {**kept, "PATH": f"{home / 'bin'}:{python}:{os.environ['PATH']}", "COLUMNS": "200"}
    )
    yield opened
    opened.close()


@pytest.mark.slow
def test_every_command_does_what_the_page_shows(shell: Shell) -> None:
    for step in steps((ROOT / "docs" / "tutorial.md").read_text()):
        take(step, shell)
