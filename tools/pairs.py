"""Take applications from one version of their document to the next, with edits by hand and rows in their database.

    python -m tools.pairs FOLDER [--only NAME…] [--on sqlite|postgresql…] [--rows N] [--no-tests] [--keep FOLDER]

FOLDER holds one folder for each API, with `old.json` and `new.json`. For each: generate the old version, migrate and
fill its database, edit every module by hand, regenerate with the new version, migrate up, down and up, run the tests.
Tells the edits, rows and values that were lost, and the conflicts. Exits with 1 if anything was lost or failed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools import hand_edits
from tools.bench.servers import postgres

DATABASE = Path(__file__).with_name("pair_database.py")
_SECONDS = 1800
_RENAMED = re.compile(r"Table (\w+) is now (\w+)")


@dataclass(slots=True)
class Row:
    """What became of one pair on one database."""

    api: str
    engine: str
    seconds: float = 0.0
    edits: int = 0
    edits_lost: int = 0
    conflicts: int = 0
    rows: int = 0
    rows_lost: int = 0
    values: int = 0
    values_lost: int = 0
    down: str = ""
    """Whether the rows are as before after going down."""
    again: str = ""
    """Whether they are the same after going up a second time."""
    tests: str = ""
    problems: list[str] = field(default_factory=list)


class Failed(Exception):
    """A step did not do what it should; the rest of the pair makes no sense."""


class Pair:
    """One application on its way from one version to the next."""

    def __init__(self, folder: Path, app: Path, url: str, row: Row) -> None:
        self._folder, self._app, self._row = folder, app, row
        self._environment = {**os.environ, "DATABASE_URL": url}

    def travel(self, *, rows: int, tests: bool) -> None:
        """All steps; what came of them stands in the row."""
        self._generate("old")
        self._database("to", "head")
        filled = self._database("fill", str(rows))
        self._row.problems += [f"not stored: {refused}" for refused in filled["refused"][:3]]
        before = self._database("dump")
        edits = hand_edits.make(self._app)
        report = self._generate("new")
        self._judge_code(report, edits)
        self._migrate(before, _renames(report))
        if tests:
            self._test()

    def _generate(self, version: str) -> dict[str, Any]:
        document = (self._folder / f"{version}.json").resolve()
        command = (sys.executable, "-m", "scaffolder", "from", str(document), "--out", str(self._app))
        ended = self._run((*command, "--no-verify", "--format", "json"), self._app.parent)
        try:
            report = dict(json.loads(ended.stdout))
        except ValueError:
            raise Failed(f"{version}: {_last(ended)}") from None
        wrong = [f"{d['code']} {d['message']}" for d in report["diagnostics"] if d["severity"] == "error"]
        if report["error"] or wrong:
            raise Failed(f"{version}: {report['error'] or wrong[0]}")
        warned = [d for d in report["diagnostics"] if d["code"] in {"M004", "M005", "M006"}]
        self._row.problems += [f"{d['code']} {d['message']}" for d in warned]
        return report

    def _judge_code(self, report: Mapping[str, Any], edits: Sequence[str]) -> None:
        self._row.edits = len(edits)
        lost = hand_edits.lost(self._app, edits)
        self._row.edits_lost = len(lost)
        self._row.problems += [f"edit lost: {edit}" for edit in lost[:5]]
        self._row.conflicts = hand_edits.settle(self._app)
        if self._row.conflicts:
            self._generate("new")  # models that were in conflict get their revision now

    def _migrate(self, before: dict[str, Any], renames: Mapping[str, str]) -> None:
        self._database("to", "head")
        self._database("check")
        up = self._database("dump")
        self._count_lost(before, up, renames)
        self._database("to", "0001")
        self._row.down = self._same(before, self._database("dump"))
        self._database("to", "head")
        there_before = {renames.get(t, t): {c for r in old["rows"] for c in r} for t, old in before.items()}
        self._row.again = self._same(up, self._database("dump"), there_before)

    def _count_lost(self, before: dict[str, Any], after: dict[str, Any], renames: Mapping[str, str]) -> None:
        for table, old in before.items():
            new = after.get(renames.get(table, table), {"rows": []})
            there = [frozenset(map(_plain, r.values())) for r in new["rows"]]
            for row in old["rows"]:
                wanted = frozenset(_plain(v) for v in row.values() if v is not None)
                self._row.rows, self._row.values = self._row.rows + 1, self._row.values + len(wanted)
                best = max((len(wanted & t) for t in there), default=0)
                self._row.rows_lost += not there or not best
                self._row.values_lost += len(wanted) - best
                if best < len(wanted) and len(self._row.problems) < 8:
                    missing = min((wanted - t for t in there), key=len, default=wanted)
                    self._row.problems.append(f"{table}: values lost: {sorted(missing)[:3]}")
            if len(new["rows"]) < len(old["rows"]):
                self._row.rows_lost += len(old["rows"]) - len(new["rows"])

    def _same(self, before: dict[str, Any], after: dict[str, Any], known: Mapping[str, set[str]] | None = None) -> str:
        """ "equal", or the first difference; nulls that got a value on the way up keep it.

        Columns that are not `known` were made on the way up, and are made anew: they need a value only.
        """
        for table, old in before.items():
            mine, theirs = _sorted(old["rows"]), _sorted(after.get(table, {"rows": []})["rows"])
            if len(mine) != len(theirs):
                return f"{table}: {len(mine)} rows, then {len(theirs)}"
            for one, other in zip(mine, theirs, strict=True):
                for column, value in one.items():
                    made = known is not None and column not in known.get(table, ())
                    given = other.get(column)
                    if value is not None and (given is None if made else _plain(given) != _plain(value)):
                        return f"{table}.{column}: {value!r:.40}, then {other.get(column)!r:.40}"
        return "equal"

    def _test(self) -> None:
        quiet = ("-q", "--no-header", "--tb=line", "-p", "no:cacheprovider", "-x", "--maxfail=5")
        environment = {k: v for k, v in self._environment.items() if k != "DATABASE_URL"}
        if self._row.engine == "postgresql":
            environment = self._environment
        ended = self._run((sys.executable, "-m", "pytest", *quiet), self._app, environment)
        self._row.tests = ended.stdout.strip().splitlines()[-1][:80] if ended.stdout.strip() else "?"
        if ended.returncode != 0:
            failed = [line for line in ended.stdout.splitlines() if line.startswith(("FAILED", "ERROR", "E ", "/"))]
            self._row.problems.append(f"tests: {'; '.join(failed[:3])[:400] or _last(ended)}")

    def _database(self, *arguments: str) -> dict[str, Any]:
        ended = self._run((sys.executable, str(DATABASE), *arguments), self._app)
        if ended.returncode != 0:
            raise Failed(f"{' '.join(arguments)}: {_last(ended)}")
        return dict(json.loads(ended.stdout.strip().splitlines()[-1]))

    def _run(
        self, command: Sequence[str], cwd: Path, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        here = str(Path(__file__).parents[1])
        given = dict(environment or self._environment)
        given["PYTHONPATH"] = os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))
        return subprocess.run(
            command, cwd=cwd, env=given, capture_output=True, text=True, timeout=_SECONDS, check=False
        )


def _renames(report: Mapping[str, Any]) -> dict[str, str]:
    found = (_RENAMED.match(d["message"]) for d in report["diagnostics"] if d["code"] == "M010")
    return {match[1]: match[2] for match in found if match}


def _last(ended: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in (ended.stderr or ended.stdout).splitlines() if line.strip()]
    return " ".join(lines[-1].split())[:400] if lines else f"exit {ended.returncode}"


def _plain(value: object) -> str:
    """A value so that the same one reads the same in another type."""
    text = json.dumps(value, sort_keys=True) if not isinstance(value, str) else value
    try:
        loaded = json.loads(text)
    except ValueError:
        loaded = text
    if isinstance(loaded, bool | int | float):
        return repr(float(loaded))
    if isinstance(loaded, list | dict):
        return json.dumps(loaded, sort_keys=True)
    whole = re.sub(r"(:\d\d)\.0+(?!\d)", r"\1", str(loaded).lower())  # no parts of a second
    return re.sub(r"[^0-9a-z]", "", whole).removesuffix("0000")


def _sorted(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: [str(row[c]) for c in sorted(row) if row[c] is not None][:3])


def pairs(folder: Path, only: Sequence[str]) -> Iterator[Path]:
    """The chosen pairs, smallest first."""
    found = [p.parent for p in folder.glob("*/old.json") if (p.parent / "new.json").is_file()]
    chosen = [p for p in found if not only or p.name in only]
    yield from sorted(chosen, key=lambda p: (p / "new.json").stat().st_size)


def examine(folder: Path, url: str, *, engine: str, options: argparse.Namespace) -> Row:
    """One pair on one database."""
    row, started = Row(folder.name, engine), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="pair-") as scratch:
        app = (options.keep or Path(scratch)).resolve() / f"{folder.name}-{engine}"
        url = url or f"sqlite:///{app}.db"
        try:
            Pair(folder, app, url, row).travel(rows=options.rows, tests=not options.no_tests)
        except (Failed, subprocess.TimeoutExpired) as error:
            row.problems.append(str(error)[:500])
    row.seconds = time.monotonic() - started
    return row


def table(rows: Sequence[Row]) -> Iterator[str]:
    """A Markdown table, and a list of what fell short."""
    heads = "API, database, s, edits, lost, conflicts, rows, lost, values, lost, down, again, tests".split(", ")
    yield f"| {' | '.join(heads)} |"
    yield "|" + " --- |" * len(heads)
    for r in rows:
        edits, stored = (r.edits, r.edits_lost, r.conflicts), (r.rows, r.rows_lost, r.values, r.values_lost)
        cells = (r.api, r.engine, f"{r.seconds:.0f}", *edits, *stored, r.down, r.again, r.tests)
        yield f"| {' | '.join(map(str, cells))} |"
    yield ""
    yield from (f"- {r.api} on {r.engine}: {problem}" for r in rows for problem in r.problems)


def good(row: Row) -> bool:
    """Nothing was lost, and everything ran to its end."""
    lost = row.edits_lost + row.rows_lost + row.values_lost
    return not lost and not row.problems and row.down == row.again == "equal"


def main() -> int:
    """Examine all, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=())
    parser.add_argument("--on", nargs="*", default=("sqlite", "postgresql"), choices=("sqlite", "postgresql"))
    parser.add_argument("--rows", type=int, default=3)
    parser.add_argument("--no-tests", action="store_true")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    chosen = list(pairs(options.folder, options.only))
    names = [f"pair_{n}" for n in range(len(chosen))]
    rows: list[Row] = []
    with ExitStack() as stack:
        urls = [""] * len(chosen)
        if "postgresql" in options.on:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pairs-")))
            urls = [u.replace("+asyncpg", "") for u in stack.enter_context(postgres(folder, *names))]
        for folder, url in zip(chosen, urls, strict=True):
            for engine in options.on:
                row = examine(folder, url if engine == "postgresql" else "", engine=engine, options=options)
                rows.append(row)
                print(f"{'ok' if good(row) else 'SHORT':<6}{row.api} on {row.engine}, {row.seconds:.0f} s", flush=True)
                print("\n".join(table([row])), flush=True)
    print("\n".join(table(rows)))
    return 0 if all(map(good, rows)) else 1


if __name__ == "__main__":
    sys.exit(main())
