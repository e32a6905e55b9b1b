"""Candidates for a small generated application, judged as `scaffold fill` has them judged."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scaffolder.bodies import placed
from scaffolder.fills import Bench, Candidate, Fill, Judge, Stage
from scaffolder.verify import environment, judging
from scaffolder.verify.typechecking import TypeChecker
from tests.verify.hostile_fills import CLASSES, SUBJECTS, TAMPERING
from tests.verify.shelter import DOCUMENT, RULE, TEST

pytestmark = pytest.mark.xdist_group("judging")
"""One process, so that one warm bench serves all."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelter")
    (folder / "api.yaml").write_text(DOCUMENT)
    command = [sys.executable, "-m", "scaffolder", "from", "api.yaml", "--out", "out", "--no-verify"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (folder / "out/app/pets/rules.py").exists(), done.stdout + done.stderr
    return folder / "out"


@pytest.fixture(scope="module")
def bench(project: Path) -> Iterator[Bench]:
    with judging(project) as bench:
        yield bench


@pytest.fixture(scope="module")
def judge(bench: Bench) -> Judge:
    return bench.judge


def rule(body: str = RULE) -> Fill:
    return Fill("pet-name-free", "app/pets/rules.py", body)


def proof(body: str = TEST) -> Fill:
    return Fill("test_pet-name-free", "tests/pets/test_rules.py", body)


def test_one_daemon_checks_the_types_of_all_candidates(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, runs = TypeChecker._run, []
    monkeypatch.setattr(
        TypeChecker, "_run", lambda self, s, module, *more: runs.append(module) or run(self, s, module, *more)
    )
    checker = TypeChecker(project, tmp_path, python=sys.executable, cache=environment.cache(project))
    wrong = RULE.replace("pet.name)", "pet.nme)")
    said = []
    for fills in ([rule(), proof()], [rule()], [rule(wrong)], [rule(), proof()], [rule(f"{wrong}\n")], [rule()]):
        texts = {f.path: placed((project / f.path).read_text(), f) for f in fills}
        said.append("\n".join(checker.check(texts, fills)))
    checker.stop()

    assert ['"Pet" has no attribute "nme"' in found for found in said] == [False, False, True, False, True, False]
    assert [bool(found) for found in said] == [False, False, True, False, True, False]
    assert runs.count("mypy") == 1


def test_what_holds_is_accepted_and_leaves_the_project_alone(judge: Judge, project: Path) -> None:
    before = {p: p.read_bytes() for p in project.rglob("*") if p.is_file()}
    judged = judge(Candidate(rule(), proof()))
    assert (judged.refused_at, judged.errors) == (None, ())
    assert (judged.mutants, judged.killed) == (11, 11)
    assert {p: p.read_bytes() for p in project.rglob("*") if p.is_file()} == before


def test_each_half_is_judged_alone(judge: Judge) -> None:
    assert judge(Candidate(rule(), None)).refused_at is None
    assert judge(Candidate(None, proof())).refused_at is None


def test_several_threads_judge_at_once(judge: Judge) -> None:
    wrong = RULE.replace("> 2", "> 1")
    candidates = [Candidate(rule(), proof()), Candidate(rule(wrong), proof())] * 2
    with ThreadPoolExecutor(4) as threads:
        judged = list(threads.map(judge, candidates))
    assert [j.refused_at for j in judged] == [None, Stage.TESTS] * 2


@pytest.mark.parametrize(
    ("subject", "test", "stage", "words"),
    [
        (RULE.replace("> 2", "> 1"), TEST, Stage.TESTS, "assert 409 == 201"),
        (RULE.replace("> 2", "> 3"), TEST, Stage.TESTS, "assert 201 == 409"),
        (RULE.replace("409", "422"), TEST, Stage.TESTS, "assert 422 == 409"),
        (RULE.replace("pet.name)", "pet.nme)"), TEST, Stage.TYPES, '"Pet" has no attribute "nme"'),
        (RULE.replace("named > 2", "named > 2 / (3 - 3)"), TEST, Stage.TESTS, "ZeroDivisionError"),
        (RULE + "assert (pet, 'x')\n", TEST, Stage.LINT, '`assert (pet, "x")`: F631'),
        (RULE, TEST.replace("== 409", "in {201, 409}"), Stage.UNFILLED, "the test passes although pet-name-free does"),
        (RULE, TEST.replace("range(2)", "range(5)").replace("== 201", "< 500"), Stage.MUTANTS, "it also passes with:"),
        (
            RULE,
            TEST.replace("answer.status_code == 409", "answr.status_code == 409"),
            Stage.POLICY,
            "answr is not among",
        ),
        (RULE, TEST.replace("/pets", "/cats"), Stage.TESTS, "assert 404 == 201"),
        (RULE, TEST.replace("range(2)", "range('a')"), Stage.TYPES, "No overload variant of"),
    ],
    ids=[
        "strict",
        "loose",
        "status",
        "types",
        "crash",
        "lint",
        "weak",
        "mutants",
        "undefined",
        "address",
        "test-types",
    ],
)
def test_what_does_not_hold_is_refused_with_what_mends_it(
    subject: str, test: str, stage: Stage, words: str, judge: Judge
) -> None:
    judged = judge(Candidate(rule(subject), proof(test)))
    assert judged.refused_at is stage, judged
    assert any(words in error for error in judged.errors), judged.errors
    assert all(len(error) < 3000 for error in judged.errors)


def test_a_flaky_test_is_refused(judge: Judge) -> None:
    body = "from uuid import uuid4\n" + TEST + "assert uuid4().int % 3\n"
    stages = {judge(Candidate(rule(), proof(body))).refused_at for _ in range(4)}
    assert Stage.TESTS in stages


def test_the_project_as_it_stands_is_what_counts(judge: Judge, project: Path) -> None:
    path = project / "tests/pets/test_crud.py"
    before = path.read_text()
    path.write_text(before + "\n\nasync def test_added() -> None:\n    assert False\n")
    try:
        judged = judge(Candidate(rule(), None))
    finally:
        path.write_text(before)
    assert judged.refused_at is Stage.TESTS
    assert "test_added" in judged.errors[0]


def _named(fills: dict[str, tuple[Stage, str]], kind: str) -> Iterator[object]:
    for name, (stage, body) in fills.items():
        yield pytest.param(stage, body, id=f"{kind}-{name}".replace(" ", "-"))


@pytest.mark.parametrize(("stage", "body"), [p for kind, fills in SUBJECTS.items() for p in _named(fills, kind)])
def test_a_hostile_rule_is_refused(stage: Stage, body: str, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scaffolder.verify.trials._SECONDS", 1.5)
    judged = judge(Candidate(rule(body), None))
    assert judged.refused_at is stage, judged


@pytest.mark.parametrize(("stage", "body"), list(_named(TAMPERING, "tampering")))
def test_a_test_that_tampers_is_refused(stage: Stage, body: str, judge: Judge) -> None:
    judged = judge(Candidate(rule(), proof(body)))
    assert judged.refused_at is stage, judged


def test_there_are_hostile_fills_of_every_class() -> None:
    assert {name: len(fills) >= 8 for name, fills in CLASSES.items()} == dict.fromkeys(CLASSES, True)
    assert sum(map(len, CLASSES.values())) >= 60
