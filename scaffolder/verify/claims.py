"""A claim that code fails → whether a test shows it. The test is untrusted, as the claim is.

The test's body goes through the same checks as a fill's before it runs in the same sandbox, in a module of its own
beside the tests of the code that it is about, with the imports that those have.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from scaffolder.bodies import Misplaced, placed
from scaffolder.fills import Fill
from scaffolder.parsing import parse
from scaffolder.verify import environment, policy, shape
from scaffolder.verify.origins import origins
from scaffolder.verify.sandbox import best
from scaffolder.verify.workers import Pool, Request, Setup, Tried, Unusable

_NAME = "test_claim"
_SECONDS = 30.0
_FUNCTION = f'''
async def {_NAME}(client: httpx.AsyncClient, anonymous: httpx.AsyncClient, session: AsyncSession) -> None:
    """A claim."""
    # scaffold: begin {_NAME}
    # scaffold: end {_NAME}
'''


class Standing(StrEnum):
    """What came of a claim."""

    SHOWN = "shown"
    """The test fails because of what it asserts."""
    REFUTED = "refuted"
    """The test passes: what it claims is not so."""
    UNTRIED = "untried"
    """There is no way to try it, or the test itself is at fault."""


Try = Callable[[str, str], Standing]
"""File of the application and body of a test to what came of it."""


@contextmanager
def trying(folder: Path) -> Iterator[Try]:
    """A place to try claims about a project; nothing is started before the first one."""
    root = Path(os.path.realpath(folder))
    pools: dict[str, Pool] = {}
    with TemporaryDirectory(prefix="scaffold-claims-") as scratch:

        def tried(path: str, body: str) -> Standing:
            tests = _tests_of(root, path)
            if tests is None or (text := _module(root, tests, body)) is None:
                return Standing.UNTRIED
            if tests not in pools:
                pools[tests] = _pool(root, tests, Path(scratch) / str(len(pools)))
            return _run(pools[tests], tests, text)

        try:
            yield tried
        finally:
            for pool in pools.values():
                pool.stop()


def _tests_of(root: Path, path: str) -> str | None:
    """The folder of the tests of a file's module, if they stand where the generated ones do."""
    parts = path.split("/")
    folder = f"tests/{parts[1]}" if len(parts) == 3 and parts[0] == "app" else ""
    return folder if folder and (root / folder / "test_crud.py").is_file() else None


def _pool(root: Path, tests: str, scratch: Path) -> Pool:
    scratch.mkdir()
    return Pool(Setup(root, environment.interpreter(root).path, best(), (tests,)), scratch, 1)


def _module(root: Path, tests: str, body: str) -> str | None:
    """The text of the test's module; None where the body is not one that may run."""
    try:
        empty = _head((root / tests / "test_crud.py").read_text(encoding="utf-8")) + _FUNCTION
        fill = Fill(_NAME, f"{tests}/{_NAME}.py", body)
        return placed(empty, fill) if _is_allowed(empty, fill, root) else None
    except (Misplaced, OSError, SyntaxError, UnicodeDecodeError):
        return None


def _head(text: str) -> str:
    """The imports of a module."""
    lines = text.split("\n")
    imports = [n for n in parse(text).body if isinstance(n, ast.Import | ast.ImportFrom)]
    return "\n".join(line for n in imports for line in lines[n.lineno - 1 : n.end_lineno]) + "\n"


def _is_allowed(empty: str, fill: Fill, root: Path) -> bool:
    read = shape.read(fill.body)
    if isinstance(read, str) or shape.wrong_in_text(read) or shape.wrong_in_place(empty, fill):
        return False
    known = policy.Surroundings(shape.parameters(empty, fill.id), origins(empty, root), test=True)
    return not policy.refused(read, known)


def _run(pool: Pool, tests: str, text: str) -> Standing:
    path = f"{tests}/{_NAME}.py"
    try:
        with pool.worker() as worker:
            return _standing(worker.run(Request((f"{path}::{_NAME}",), {path: text}, seconds=_SECONDS)))
    except Unusable:
        return Standing.UNTRIED


def _standing(tried: Tried) -> Standing:
    if tried.good and any(r.outcome == "passed" for r in tried.reports):
        return Standing.REFUTED
    asserted = any(r.when == "call" and r.said.startswith(("assert ", "AssertionError")) for r in tried.bad)
    return Standing.SHOWN if asserted and not tried.ended else Standing.UNTRIED
