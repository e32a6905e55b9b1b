"""Generate and check an application for each document of a folder, and tell which fall short.

    python tools/corpus.py FOLDER [--only NAME…] [--sample N] [--minutes M] [--jobs J] [--out FOLDER]

Each document goes through `scaffold from` as a user runs it, in a fresh folder, with a time limit. `--sample` takes
one document of each of N classes of size; documents not begun when `--minutes` are over are left out, and told. Exits
with 1 when a document falls short: a traceback, a refused document, a check that did not pass, an operation without a
route.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

STEPS = ("compile", "lint", "format", "types", "migrations", "tests")
COUNTER = Path(__file__).with_name("count_routes.py")


@dataclass(slots=True)
class Row:
    """What became of one document."""

    document: str
    seconds: float = 0.0
    exit_code: int | None = None
    """None: ended for taking too long."""
    entities: int = 0
    crud: int = 0
    custom: int = 0
    operations: int = 0
    """In the document, counted independently."""
    routed: int = 0
    steps: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def documents(folder: Path, only: Sequence[str], sample: int | None) -> list[Path]:
    """The chosen documents, smallest first."""
    found = [p for p in folder.iterdir() if p.suffix in {".json", ".yaml", ".yml"} and p.name != "index.json"]
    found = [p for p in found if not only or any(name in p.name for name in only)]
    found.sort(key=lambda p: (p.stat().st_size, p.name))
    if sample is None or sample >= len(found):
        return found
    return [found[(2 * n + 1) * len(found) // (2 * sample)] for n in range(sample)]


def examine(document: Path, *, timeout: float, keep: Path | None) -> Row:
    """Generate and check one document's application."""
    row = Row(document.name)
    with tempfile.TemporaryDirectory(prefix="corpus-") as scratch:
        app = Path(scratch) / "app"
        started = time.monotonic()
        command = (sys.executable, "-m", "scaffolder", "from", str(document.resolve()), "--out", str(app))
        row.exit_code, output, errors = run((*command, "--format", "json"), Path(scratch), timeout)
        row.seconds = time.monotonic() - started
        judge(row, output, errors)
        if app.is_dir():
            count(row, document, app)
            if keep and row.problems:
                shutil.copytree(app, keep / document.stem, dirs_exist_ok=True)
    return row


def run(command: Sequence[str], cwd: Path, timeout: float) -> tuple[int | None, str, str]:
    """Exit code (None: too slow), output and errors of a process; its group ends with it."""
    python_path = os.pathsep.join(filter(None, (str(COUNTER.parents[1]), os.environ.get("PYTHONPATH"))))
    with subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": python_path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            output, errors = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGTERM)  # it ends the tools that it runs itself
            output, errors = process.communicate()
            return None, output, errors
        return process.returncode, output, errors


def judge(row: Row, output: str, errors: str) -> None:
    """Read the tool's own report."""
    if "Traceback (most recent call last)" in errors:
        row.problems.append("traceback")
    if row.exit_code is None:
        row.problems.append(f"too slow: {row.seconds:.0f} s")
    try:
        report = json.loads(output)
    except ValueError:
        row.problems.append(f"no report: {errors.strip()[-300:]}")
        return
    if report["error"]:
        row.problems.append(report["error"])
    row.problems += [f"{d['code']} {d['message']}" for d in report["diagnostics"] if d["severity"] == "error"]
    plan = report["plan"] or {"entities": [], "operations": []}
    row.entities = len(plan["entities"])
    row.custom = sum(o["kind"] == "custom" for o in plan["operations"])
    row.crud = len(plan["operations"]) - row.custom
    steps = (report["verdict"] or {"steps": []})["steps"]
    row.steps = {step["name"]: step["status"] for step in steps}
    row.problems += [_said(step) for step in steps if step["status"] not in {"passed", "nothing"}]


def _said(step: dict[str, object]) -> str:
    found = step["findings"]
    first = found[0] if isinstance(found, list) and found else None
    place = f"{first['file']}:{first['line']} {first['code']} {first['message']}" if first else step["detail"]
    return f"{step['name']} {step['status']}: {place}"


def count(row: Row, document: Path, app: Path) -> None:
    """How many of the document's operations the application routes."""
    code, output, errors = run((sys.executable, str(COUNTER), str(document.resolve())), app, 300)
    if code != 0:
        row.problems.append(f"does not start: {errors.strip().splitlines()[-1:]}")
        return
    found = json.loads(output)
    row.operations, row.routed = found["operations"], found["routed"]
    if found["missing"]:
        row.problems.append(f"{len(found['missing'])} not routed: {', '.join(found['missing'][:3])}")


def table(rows: Iterable[Row]) -> list[str]:
    """A Markdown table, and a list of the shortfalls."""
    heads = ("document", "s", "entities", "operations", "routed", "crud", "custom", *STEPS)
    lines = [f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
    problems = []
    for r in rows:
        steps = [r.steps.get(name, "-") for name in STEPS]
        cells = (r.document, f"{r.seconds:.0f}", r.entities, r.operations, r.routed, r.crud, r.custom, *steps)
        lines.append(f"| {' | '.join(map(str, cells))} |")
        problems += [f"- {r.document}: {problem}" for problem in r.problems]
    return [*lines, "", *problems]


def examine_all(chosen: Sequence[Path], options: argparse.Namespace) -> list[Row]:
    """All of them, `--jobs` at a time, until the time is over."""
    deadline = time.monotonic() + options.minutes * 60

    def one(document: Path) -> Row | None:
        if time.monotonic() > deadline:
            return None
        row = examine(document, timeout=options.timeout, keep=options.keep)
        print(f"{row.document}: {'; '.join(row.problems) or 'ok'} ({row.seconds:.0f} s)", file=sys.stderr, flush=True)
        return row

    with ThreadPoolExecutor(max_workers=options.jobs) as pool:
        return [row for row in pool.map(one, chosen) if row is not None]


def main() -> int:
    """Run, print, write, and give the exit code."""
    options = _options()
    chosen = documents(options.folder, options.only, options.sample)
    rows = examine_all(chosen, options)
    lines = table(rows)
    lines.append(f"{sum(not r.problems for r in rows)} of {len(rows)} documents without a shortfall")
    if len(rows) < len(chosen):
        lines.append(f"{len(chosen) - len(rows)} not begun within {options.minutes:g} minutes")
    print(*lines, sep="\n")
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / "corpus.json").write_text(json.dumps([asdict(r) for r in rows], indent=2) + "\n")
        (options.out / "corpus.md").write_text("\n".join(lines) + "\n")
    return 1 if not rows or any(r.problems for r in rows) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--only", nargs="+", default=(), metavar="NAME", help="documents whose names contain one of these"
    )
    parser.add_argument("--sample", type=int, metavar="N", help="one document of each of N classes of size")
    parser.add_argument("--minutes", type=float, default=600, help="begin no document after this time")
    parser.add_argument("--timeout", type=float, default=1200, metavar="SECONDS", help="time limit for a document")
    parser.add_argument("--jobs", type=int, default=1, help="documents at a time")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="write corpus.json and corpus.md there")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the applications that fall short there")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
