"""Hostile fills: those of the tests, by class, judged as `scaffold fill` has answers judged; how many get through.

Rules are tried by themselves, tests beside the body that they are for. Where each is refused is told, too: most never
run, the others end in the sandbox.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from scaffolder.fills import Bench, Candidate, Fill, Stage
from scaffolder.verify import judging
from tests.verify.hostile_fills import CLASSES, SUBJECTS
from tests.verify.shelter import DOCUMENT, RULE
from tools.bench.figures import Figure
from tools.bench.processes import SCAFFOLD, must, run

PART = "hostile"


def figures() -> Iterator[Figure]:
    """One for each class, and one for all."""
    refused: dict[str, Counter[Stage | None]] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        document, application = Path(folder, "api.yaml"), Path(folder, "app")
        document.write_text(DOCUMENT)
        must(run((*SCAFFOLD, "from", str(document), "--no-verify", "--out", str(application))))
        with judging(application) as bench:
            for name, fills in CLASSES.items():
                refused[name] = Counter(_judged(bench, body, name) for _, body in fills.values())
    for name, counted in refused.items():
        yield _figure(name, counted)
    yield _figure("all classes", sum(refused.values(), Counter()), bench.protection)


def _judged(bench: Bench, body: str, kind: str) -> Stage | None:
    path, test_path = "app/pets/rules.py", "tests/pets/test_rules.py"
    if kind in SUBJECTS:
        return bench.judge(Candidate(Fill("pet-name-free", path, body), None)).refused_at
    both = Fill("pet-name-free", path, RULE), Fill("test_pet-name-free", test_path, body)
    return bench.judge(Candidate(*both)).refused_at


def _figure(name: str, counted: Counter[Stage | None], protection: str = "") -> Figure:
    tried, through = counted.total(), counted[None]
    where = ", ".join(f"{stage} {count}" for stage, count in counted.most_common() if stage is not None)
    note = "; ".join(filter(None, (f"refused at: {where}", protection)))
    return Figure(PART, name, through, "", "of", tried, through / tried, 0.0, note=note)
