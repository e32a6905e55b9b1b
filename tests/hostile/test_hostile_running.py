"""A generated application runs, and does nothing that its document wants it to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hostile.documents import Json
from hostile.filling import DOCUMENTS, Position, positions, render, understood
from hostile.strings import CANARY, HOSTILE, spell

RUNNER = Path(__file__).with_name("running.py")
PATTERNS = [h for name, h in HOSTILE.items() if name != "lone surrogates" and not name.startswith("long")]


def mixed(document: str, first: int) -> Json:
    """Another hostile string in each position, as far as they are accepted; `first` shifts them."""
    hostile: dict[Position, str] = {}
    for number, position in enumerate(positions(document)):
        hostile[position] = spell(PATTERNS[(number + first) % len(PATTERNS)], number)

    def slot(kind: str, benign: str) -> str:
        return hostile[Position(kind, benign)]

    return DOCUMENTS[document](slot)


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("first", [0, 17, 34])
def test_runs_nothing(first: int, document: str, tmp_path: Path) -> None:
    model = understood(mixed(document, first)).model
    assert model is not None
    for path, file in render(model).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(file.data)
    ended = subprocess.run(
        [sys.executable, str(RUNNER)], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert " 500" not in ended.stdout
    assert not [p for p in tmp_path.rglob("*") if CANARY in p.name]
