"""The checks, one row each: what it needs, what it runs, how its output is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from scaffolder.verdict import Finding, Status, Step
from scaffolder.verify import compile_all, findings, migrate_both_ways
from scaffolder.verify.environment import APPLICATION, Interpreter
from scaffolder.verify.processes import Processes, Result


@dataclass(frozen=True, slots=True)
class Workplace:
    """What every check is given."""

    root: Path
    python: Interpreter
    processes: Processes
    scratch: Path
    """A temporary folder for databases, reports and caches."""
    cache: Path | None
    """The type checker's cache of libraries."""
    coverage: bool = False
    """The tests measure what they run of the code."""


@dataclass(frozen=True, slots=True)
class Check:
    """One step: `run` gives what the tool said, `read` what it found."""

    name: str
    command: str
    """What a person types in the project to see the same."""
    needs: tuple[str, ...]
    """Modules that the interpreter must have."""
    subjects: tuple[str, ...]
    """Files or folders of the project, one of which must be there."""
    run: Callable[[Workplace], Result]
    read: Callable[[str, Workplace], tuple[Finding, ...]]
    detail: Callable[[Workplace], str] = lambda work: ""
    empty: tuple[int, ...] = ()
    """Exit codes that mean "nothing to check"."""


_SOURCES = ("app", "migrations", "tests")


def _compile(work: Workplace) -> Result:
    return work.processes.run([work.python.path, "-I", str(Path(compile_all.__file__))])


def _lint(work: Workplace) -> Result:
    return _module(work, "ruff", "check", "--no-cache", "--output-format", "concise", ".")


def _format(work: Workplace) -> Result:
    return _module(work, "ruff", "format", "--no-cache", "--check", ".")


def _types(work: Workplace) -> Result:
    plain = ["--strict", "--show-column-numbers", "--no-color-output", "--no-pretty", "--no-error-summary"]
    folders = [name for name in _SOURCES if (work.root / name).is_dir()]
    return _module(work, "mypy", *plain, "--cache-dir", str(work.cache or work.scratch / "mypy"), *folders)


def _migrations(work: Workplace) -> Result:
    url = f"sqlite+aiosqlite:///{work.scratch / 'migrations.db'}"
    return work.processes.run([work.python.path, "-P", str(Path(migrate_both_ways.__file__))], DATABASE_URL=url)


def _tests(work: Workplace) -> Result:
    report = ["--junitxml", str(_report(work)), "-o", "junit_family=xunit1"]
    if work.coverage:
        report += ["--cov", f"--cov-report=json:{_coverage(work)}", "--cov-fail-under=0"]
    plain = ("-q", "--no-header", "--tb=short", "--color=no", "-p", "no:cacheprovider")
    return _module(work, "pytest", *plain, *report, COVERAGE_FILE=str(work.scratch / ".coverage"))


def _coverage(work: Workplace) -> Path:
    return work.scratch / "coverage.json"


def _report(work: Workplace) -> Path:
    return work.scratch / "tests.xml"


def _module(work: Workplace, module: str, *arguments: str, **variables: str) -> Result:
    return work.processes.run([work.python.path, "-m", module, *arguments], **variables)


COMPILE = Check(
    "compile", "python -m compileall .", (), ("app",), _compile, lambda output, work: findings.of_compiler(output)
)

CHECKS = (
    Check(
        "tests",
        "python -m pytest",
        ("pytest", *APPLICATION),
        ("tests",),
        _tests,
        lambda output, work: findings.of_pytest(_report(work)),
        lambda work: findings.counts_of_pytest(_report(work)),
        empty=(5,),
    ),
    Check(
        "types",
        "mypy --strict app migrations tests",
        ("mypy", *APPLICATION),
        _SOURCES,
        _types,
        lambda output, work: findings.of_mypy(output),
    ),
    Check(
        "migrations",
        "alembic upgrade head && alembic check && alembic downgrade base",
        APPLICATION,
        ("alembic.ini",),
        _migrations,
        lambda output, work: findings.of_traceback(output, work.root),
    ),
    Check("lint", "ruff check .", ("ruff",), _SOURCES, _lint, lambda output, work: findings.of_ruff(output)),
    Check(
        "format", "ruff format --check .", ("ruff",), _SOURCES, _format, lambda output, work: findings.of_format(output)
    ),
)
"""Longest first, so that they finish together when run in parallel; told in the order of `TOLD`."""

TOLD = ("compile", "lint", "format", "types", "migrations", "tests")


def perform(check: Check, work: Workplace) -> Step:
    """Run one check; a missing tool is a skip with its reason."""
    if not any((work.root / name).exists() for name in check.subjects):
        return Step(check.name, Status.NOTHING, detail=f"no {' or '.join(check.subjects)}")
    if missing := work.python.missing(*check.needs):
        return skipped(check, f"{work.python.path} has no {', '.join(missing)}")
    if check.name == "tests" and work.coverage:
        return _covering(check, work)
    return _told(check, work, check.run(work))


def _covering(check: Check, work: Workplace) -> Step:
    """Run the tests with what measures coverage; without, where it is missing."""
    if work.python.missing("pytest_cov"):
        step = _told(check, replace(work, coverage=False), check.run(replace(work, coverage=False)))
        return replace(step, detail=f"{step.detail}; coverage not measured: {work.python.path} has no pytest-cov")
    step = replace(_told(check, work, check.run(work)), coverage=findings.of_coverage(_coverage(work)))
    if step.coverage is None:
        return step
    return replace(step, detail=f"{step.detail}, {step.coverage:.0f} % covered", command=f"{step.command} --cov")


def skipped(check: Check, reason: str) -> Step:
    """A step that could not run."""
    return Step(check.name, Status.SKIPPED, detail=reason, command=check.command)


def _told(check: Check, work: Workplace, result: Result) -> Step:
    status = _status(check, result)
    if status in {Status.PASSED, Status.NOTHING}:
        return Step(check.name, status, result.seconds, check.detail(work), command=check.command)
    output = "\n".join(findings.lines_from(result.output))
    found = check.read(result.output, work)
    detail = check.detail(work) if result.code is not None else f"ended after {result.seconds:.0f} s"
    return Step(check.name, status, result.seconds, detail, output, found, check.command)


def _status(check: Check, result: Result) -> Status:
    if result.code is None:
        return Status.TIMED_OUT
    if result.code in check.empty:
        return Status.NOTHING
    return Status.PASSED if result.code == 0 else Status.FAILED
