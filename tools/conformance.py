"""Drive the generated application of each document of a folder, and tell where it does otherwise than its document.

    python -m tools.conformance FOLDER [--only NAME…] [--sample N] [--database D] [--seconds S] [--minutes M] [--seed N]
                                [--out FOLDER]

Each document goes through `scaffold from --no-verify` and `scaffold verify --conformance` as a user runs them.
`--seconds` is the time for each document and database; documents not begun when `--minutes` are over are left out, and
told. Reports of runs with failures are kept in `--out`. Exits with 1 where a document has failures.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.corpus import documents, run

_GENERATION_SECONDS = 600.0
_HEADS = ("document", "database", "s", "operations", "cases", "failures", "placeholders", "5xx", "not driven")


@dataclass(slots=True)
class Row:
    """What became of one document on one database."""

    document: str
    database: str
    seconds: float = 0.0
    figures: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def server_errors(self) -> int:
        """Answers of 500 and above."""
        return sum(count for status, count in self.figures.get("answers", ()) if status >= 500)

    def cells(self) -> tuple[object, ...]:
        """One for each head of the table."""
        told = self.figures
        return (
            self.document,
            self.database,
            f"{self.seconds:.0f}",
            *(told.get(name, "-") for name in ("operations", "cases", "failures")),
            len(told.get("excluded", ())),
            self.server_errors,
            len(told.get("undriven", ())),
        )


def examine(document: Path, choices: argparse.Namespace) -> Iterator[Row]:
    """Generate one document's application, and drive it."""
    with tempfile.TemporaryDirectory(prefix="conformance-") as scratch:
        app = Path(scratch) / "app"
        scaffold = (sys.executable, "-m", "scaffolder")
        written = (*scaffold, "from", str(document.resolve()), "--out", str(app), "--no-verify", "--format", "json")
        code, _, errors = run(written, Path(scratch), _GENERATION_SECONDS)
        if code != 0:
            yield Row(document.name, choices.database, problems=[f"not generated: {errors.strip()[-300:]}"])
            return
        wanted = ("--conformance", "--database", choices.database, "--max-seconds", str(choices.seconds))
        driven = (*scaffold, "verify", str(app), *wanted, "--seed", str(choices.seed), "--format", "json")
        code, output, errors = run(driven, Path(scratch), 4 * choices.seconds + _GENERATION_SECONDS)
        if choices.out and code != 0:
            choices.out.mkdir(parents=True, exist_ok=True)
            (choices.out / f"{document.stem}.json").write_text(output)
        yield from judged(document.name, choices.database, output, errors)


def judged(name: str, database: str, output: str, errors: str) -> Iterator[Row]:
    """Read the tool's own report: a row for each database."""
    try:
        steps = json.loads(output)["verdict"]["steps"]
    except (ValueError, TypeError):
        yield Row(name, database, problems=[f"no report: {errors.strip()[-300:]}"])
        return
    for step in steps:
        row = Row(name, step["name"], step["seconds"], step["conformance"] or {})
        row.problems += [f"{f['code']} {f['message']}" for f in step["findings"]]
        if step["status"] not in {"passed", "nothing"} and not row.problems:
            row.problems.append(f"{step['status']}: {step['detail']} {step['output'][-300:]}")
        yield row


def table(rows: Iterable[Row]) -> Iterator[str]:
    """A Markdown table, and a list of the failures."""
    problems = []
    yield f"| {' | '.join(_HEADS)} |"
    yield "|" + " --- |" * len(_HEADS)
    for row in rows:
        yield f"| {' | '.join(map(str, row.cells()))} |"
        problems += [f"- {row.document} ({row.database}): {problem}" for problem in row.problems]
    yield from ("", *problems)


def main() -> int:
    """Drive those that are chosen, smallest first."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=())
    parser.add_argument("--sample", type=int)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    choices = parser.parse_args()
    until = time.monotonic() + choices.minutes * 60
    rows: list[Row] = []
    left = []
    for document in documents(choices.folder, choices.only, choices.sample):
        if time.monotonic() > until:
            left.append(document.name)
            continue
        for row in examine(document, choices):
            print(*row.cells(), *row.problems[:3], sep=" | ", file=sys.stderr, flush=True)
            rows.append(row)
    print(*table(rows), sep="\n")
    if left:
        print(f"\nLeft out for lack of time: {', '.join(left)}")
    return 1 if any(row.problems for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
