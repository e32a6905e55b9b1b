"""Random changes of the document and random edits of a person: nothing is lost, and only true conflicts are left."""

import ast
import os
import re
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffolder.project.merging import merge, sides, unresolved

from .merging_runs import Person, changed, first, git_conflicts, rendered

RUNS = int(os.environ.get("FUZZ_RUNS", "1500"))
_CONFLICT = re.compile(r"^<<<<<<< yours\n(.*?)^=======\n(.*?)^>>>>>>> generated\n", re.MULTILINE | re.DOTALL)


def said(text: str) -> str:
    return re.sub(r"[\s,]+", "", text.replace("'", '"'))


def merged(base: str, yours: str, generated: str) -> str:
    result = merge("app/x.py", base=base.encode(), yours=yours.encode(), generated=generated.encode())
    assert result is not None
    assert result.clash == bool(unresolved(result.data))
    return result.data.decode()


def one_run(random: Random) -> Counter[str]:
    module = first(random)
    base, generated = rendered(module), rendered(changed(module, random))
    person = Person(random, base)
    person.work()
    text = merged(base, person.text, generated)
    for side in sides(text):
        ast.parse(side)
    assert [mark for mark in person.marks if mark in person.text and mark not in text] == []
    conflicts = _CONFLICT.findall(text)
    for mine, theirs in conflicts:
        assert said(mine) != said(theirs)
        assert not mine or said(mine) not in said(base), "the person changed nothing there"
        assert not theirs or said(theirs) not in said(base), "the generation changed nothing there"
    assert conflicts or merged(generated, text, generated) == text
    with TemporaryDirectory() as folder:
        by_lines = git_conflicts(Path(folder), base, person.text, generated)
    return Counter(runs=1, conflicts=len(conflicts), conflicts_of_git=by_lines)


@settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_nothing_is_lost_and_conflicts_are_true(random: Random) -> None:
    one_run(random)


@pytest.mark.slow
def test_fewer_conflicts_than_line_merging_over_many_runs() -> None:
    counts: Counter[str] = Counter()
    for seed in range(RUNS):
        try:
            counts += one_run(Random(seed))
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error

    print(dict(counts))
    assert counts["conflicts"] < counts["conflicts_of_git"]
