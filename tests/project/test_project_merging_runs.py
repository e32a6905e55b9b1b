"""Random changes of the document and random edits of a person: nothing is lost, and only true conflicts are left."""

import ast
import os
import re
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffolder.project.merging import merge, sides, unresolved

from .merging_runs import Person, changed, first, git_conflicts, rendered

RUNS = int(os.environ.get("FUZZ_RUNS", "60"))
_CONFLICT = re.compile(r"^<<<<<<< yours\n(.*?)^=======\n(.*?)^>>>>>>> generated\n", re.MULTILINE | re.DOTALL)


def said(text: str) -> str:
    return re.sub(r"[\s,]+", "", text.replace("'", '"'))


def test_nothing_is_lost_and_conflicts_are_true() -> None:
    counts: Counter[str] = Counter()

    @settings(max_examples=RUNS, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.randoms(use_true_random=False))
    def run(random: object) -> None:
        module = first(random)  # type: ignore[arg-type]
        base, generated = rendered(module), rendered(changed(module, random))  # type: ignore[arg-type]
        person = Person(random, base)  # type: ignore[arg-type]
        person.work()
        ast.parse(person.text)
        merged = merge("app/x.py", base=base.encode(), yours=person.text.encode(), generated=generated.encode())
        assert merged is not None
        text = merged.data.decode()
        assert merged.clash == bool(unresolved(merged.data))
        for side in sides(text):
            ast.parse(side)
        for mark in person.marks:
            if mark in person.text:
                assert mark in text, f"lost {mark}"
        for conflict in _CONFLICT.finditer(text):
            assert said(conflict[1]) != said(conflict[2])
            assert said(conflict[1]) not in said(base), "the person changed nothing there"
            assert said(conflict[2]) not in said(base), "the generation changed nothing there"
        again = merge("app/x.py", base=generated.encode(), yours=merged.data, generated=generated.encode())
        assert again is not None
        assert again.data == merged.data
        with TemporaryDirectory() as folder:
            by_lines = git_conflicts(Path(folder), base, person.text, generated)
        counts.update(
            runs=1, ours=len(_CONFLICT.findall(text)), git=by_lines, git_runs=by_lines > 0, our_runs=merged.clash
        )

    run()

    print(dict(counts))
    assert counts["ours"] < counts["git"]
