"""Every rule, custom operation and test of the example document, filled from a scripted server and judged for real."""

from __future__ import annotations

from pathlib import Path

import pytest
from server import Script, answer

from scaffolder import verify
from scaffolder.bodies import body_of, formatted
from scaffolder.filling import State
from scaffolder.flow import Request, generate
from scaffolder.flow import verify as verify_project
from scaffolder.flow.conformance import conform
from scaffolder.flow.filling import FillRequest, fill
from scaffolder.flow.placeholders import Known, know
from scaffolder.verdict import Status

pytestmark = pytest.mark.slow

DOCUMENT = Path(__file__).parents[2] / "specs" / "api.yaml"
BODIES = {p.name.removesuffix(".py.txt"): p.read_text() for p in (Path(__file__).parent / "ridgeline").glob("*.txt")}


@pytest.fixture
def huts(tmp_path) -> Path:
    folder = tmp_path / "huts"
    generate(Request(str(DOCUMENT), out=folder, verify=False))
    return folder


def _script(huts: Path, script: Script) -> None:
    known = know(huts)
    assert isinstance(known, Known)
    assert {t.id for t in known.tasks} == BODIES.keys()
    by_function = {t.function: answer(BODIES[t.id]) for t in known.tasks}
    script.default = by_function.__getitem__
    script.together = True


def test_all_of_the_example_is_filled_and_holds(huts, script, url):
    _script(huts, script)
    request = FillRequest(huts, model="openai/scripted", base_url=url)
    outcome = fill(request, verify.judging)
    wrong = {s.id: s.why for s in outcome.filling.standings if s.state is not State.FILLED}
    assert wrong == {}
    calls = len(script.requests)
    assert calls == outcome.filling.usage.calls < 32
    for path, id_ in ((s.path, s.id) for s in outcome.filling.standings):
        body = formatted(BODIES[id_], path)
        assert body.endswith(body_of((huts / path).read_text(), id_).rstrip()[-60:])
    tests = [s for s in outcome.filling.standings if s.part == "test"]
    mutants, killed = sum(s.mutants for s in tests), sum(s.killed for s in tests)
    usage = outcome.filling.usage
    print(f"{killed} of {mutants} mutants, {usage.calls} calls, {usage.prompt} and {usage.answer} tokens")
    assert mutants >= 100
    assert killed / mutants >= 0.9
    verdict = verify_project(huts).verdict
    assert verdict is not None
    assert verdict.ok, [(s.name, s.detail, s.output[-2000:]) for s in verdict.steps]
    for step in conform(huts, databases=("sqlite", "postgresql"), seed=1, seconds=60).verdict.steps:
        driven = step.conformance
        assert step.status is Status.PASSED, (step.name, step.detail, step.findings, step.output[-2000:])
        assert (driven.failures, driven.excluded) == (0, ())
        print(f"{driven.cases} cases over {driven.operations} operations on {step.name}, {driven.failures} failures")
    again = fill(request, verify.judging)
    assert again.filling.usage.calls == 0
    assert len(script.requests) == calls
