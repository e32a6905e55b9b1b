"""The folder that an editor reads: valid, its tasks name what is there, its matcher finds what scaffold prints."""

import json
import re
from pathlib import Path

import pytest

from scaffolder.diagnostics import Diagnostic, Place, Severity
from scaffolder.document import read
from scaffolder.inference import understand
from scaffolder.render import render
from scaffolder.report import findings
from scaffolder.report.paint import Paint
from scaffolder.tree import Owner, Tree

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tree() -> Tree:
    document, _ = read(str(ROOT / "specs" / "minimal.yaml"))
    assert document is not None
    return render(understand(document)[0])


def test_each_file_is_json_and_theirs(tree: Tree) -> None:
    files = {path: file for path, file in tree.items() if path.startswith(".vscode/")}
    assert sorted(files) == [f".vscode/{name}.json" for name in ("extensions", "settings", "tasks")]
    assert {file.owner for file in files.values()} == {Owner.SEEDED}
    assert all(json.loads(file.data) for file in files.values())


def test_tasks_name_targets_and_the_document(tree: Tree) -> None:
    commands = [t["command"].split() for t in json.loads(tree[".vscode/tasks.json"].data)["tasks"]]
    makefile = str(tree["Makefile"].content)
    assert all(f"\n{target}:" in makefile for program, target in [c for c in commands if c[0] == "make"])
    assert [c[-1] for c in commands if c[0] == "scaffold"] == ["openapi.yaml", "openapi.yaml"]


@pytest.mark.parametrize(("severity", "told"), [(Severity.ERROR, None), (Severity.WARNING, "warning")])
def test_the_matcher_finds_what_is_printed(tree: Tree, severity: Severity, told: str | None) -> None:
    tasks = json.loads(tree[".vscode/tasks.json"].data)["tasks"]
    (pattern,) = {t["problemMatcher"]["pattern"]["regexp"] for t in tasks if t["problemMatcher"]}
    line = next(findings.lines([Diagnostic("D104", severity, "it is empty", Place("a b.yaml", 3, 7))], Paint(False)))

    found = re.match(pattern, line)

    assert found is not None
    assert found.groups() == ("a b.yaml", "3", "7", "D104", told, "it is empty")
