"""Wrong but plausible bodies of rules against tests of the same sentences. It takes minutes: `pytest -m slow`."""

import subprocess
import sys
from pathlib import Path

import pytest

from scaffolder.fills import Candidate, Fill, Stage
from scaffolder.verify import judging
from tests.verify.plausible_fills import CASES, Case

ROOT = Path(__file__).parents[2]
STATIC = {Stage.LINT, Stage.TYPES, Stage.POLICY}


def candidate(case: Case, body: str) -> Candidate:
    test = Fill(f"test_{case.id}", f"tests/{case.module}/test_rules.py", case.test)
    return Candidate(Fill(case.id, f"app/{case.module}/rules.py", body), test)


@pytest.mark.slow
def test_nine_in_ten_plausible_mistakes_are_caught(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "scaffolder",
        "from",
        "specs/api.yaml",
        "--out",
        str(tmp_path / "out"),
        "--no-verify",
    ]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    caught: dict[str, Stage | None] = {}
    with judging(tmp_path / "out") as bench:
        for case in CASES:
            right = bench.judge(candidate(case, case.body))
            assert right.accepted, (case.id, right)
            print(f"{case.id}: {right.killed} of {right.mutants} mutants")
            for old, new in case.wrong:
                assert old in case.body
                judged = bench.judge(candidate(case, case.body.replace(old, new)))
                caught[f"{case.id}: {old!r} → {new!r}"] = judged.refused_at
    missed = [name for name, stage in caught.items() if stage is None]
    print(f"{len(caught) - len(missed)} of {len(caught)} caught; missed: {missed}")
    assert len(caught) >= 40
    assert len(missed) <= len(caught) / 10, missed
