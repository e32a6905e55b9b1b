"""Take applications from one version of their document to the next, with edits by hand and rows in their database.

    python -m tools.pairs FOLDER [--only NAME…] [--on sqlite|postgresql…] [--rows N] [--modules N | --no-tests]
                          [--keep FOLDER]

FOLDER holds one folder for each API, with `old.json` and `new.json`. For each: generate the old version, migrate and
fill its database, edit every module by hand, regenerate with the new version, migrate up, down and up, run the tests:
those of what all modules share, and of the first modules that changed. The databases share the application. Tells the
edits, rows and values that were lost, and the conflicts. Exits with 1 if anything was lost or failed.
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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools import hand_edits
from tools.bench.servers import postgres

DATABASE = Path(__file__).with_name("pair_database.py")
_SECONDS = 1800
_CHANGING = {"created", "updated", "merged", "conflict"}
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
    failed: bool = False
    """A step did not do what it should; the rest was not tried."""
    problems: list[str] = field(default_factory=list)


class Failed(Exception):
    """A step did not do what it should; the rest of the pair makes no sense."""


class Pair:
    """One application on its way from one version to the next, with the databases that it is used on."""

    def __init__(self, folder: Path, app: Path, rows: Mapping[str, Row]) -> None:
        self._folder, self._app, self._rows = folder, app, rows
        self._before: dict[str, dict[str, Any]] = {}

    def travel(self, options: argparse.Namespace) -> None:
        """All steps; what came of them stands in the rows, which are given by URL."""
        self._generate("old")
        self._on_each(lambda url, row: self._fill(url, row, options.rows))
        edits = hand_edits.make(self._app)
        report = self._generate("new")
        self._judge_code(report, edits)
        self._on_each(lambda url, row: self._migrate(url, row, _renames(report)))
        if not options.no_tests:
            chosen = _tests_of(self._app, report, options.modules)
            self._on_each(lambda url, row: self._test(url, row, chosen))

    def _on_each(self, step: Callable[[str, Row], None]) -> None:
        """One database after the other; one on which a step failed takes no further ones."""
        for url, row in self._rows.items():
            started = time.monotonic()
            try:
                if not row.failed:
                    step(url, row)
            except (Failed, subprocess.TimeoutExpired) as error:
                row.failed = True
                row.problems.append(str(error)[:500])
            row.seconds += time.monotonic() - started

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
        self._tell(f"{d['code']} {d['message']}" for d in warned)
        return report

    def _tell(self, problems: Iterable[str]) -> None:
        told = list(problems)
        for row in self._rows.values():
            row.problems += told

    def _fill(self, url: str, row: Row, rows: int) -> None:
        self._database(url, "to", "head")
        filled = self._database(url, "fill", str(rows))
        row.problems += [f"not stored: {refused}" for refused in filled["refused"][:3]]
        self._before[url] = self._database(url, "dump")

    def _judge_code(self, report: Mapping[str, Any], edits: Sequence[str]) -> None:
        lost = hand_edits.lost(self._app, edits)
        self._tell(f"edit lost: {edit}" for edit in lost[:5])
        conflicts = hand_edits.settle(self._app)
        for row in self._rows.values():
            row.edits, row.edits_lost, row.conflicts = len(edits), len(lost), conflicts
        if conflicts:
            self._generate("new")  # models that were in conflict get their revision now

    def _migrate(self, url: str, row: Row, renames: Mapping[str, str]) -> None:
        before = self._before[url]
        self._database(url, "to", "head")
        self._database(url, "check")
        up = self._database(url, "dump")
        _count_lost(row, before, up, renames)
        self._database(url, "to", "0001")
        row.down = _same(before, self._database(url, "dump"))
        self._database(url, "to", "head")
        there_before = {renames.get(t, t): _kept(old, up.get(renames.get(t, t), old)) for t, old in before.items()}
        row.again = _same(up, self._database(url, "dump"), there_before)

    def _test(self, url: str, row: Row, chosen: Sequence[str]) -> None:
        quiet = ("-q", "--no-header", "--tb=line", "-p", "no:cacheprovider", "--maxfail=5", *chosen)
        environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        if row.engine == "postgresql":
            environment["DATABASE_URL"] = url
        ended = self._run((sys.executable, "-m", "pytest", *quiet), self._app, environment)
        row.tests = ended.stdout.strip().splitlines()[-1][:80] if ended.stdout.strip() else "?"
        if ended.returncode != 0:
            failed = [line for line in ended.stdout.splitlines() if line.startswith(("FAILED", "ERROR", "E ", "/"))]
            row.problems.append(f"tests: {'; '.join(failed[:3])[:400] or _last(ended)}")

    def _database(self, url: str, *arguments: str) -> dict[str, Any]:
        environment = {**os.environ, "DATABASE_URL": url}
        ended = self._run((sys.executable, str(DATABASE), *arguments), self._app, environment)
        if ended.returncode != 0:
            raise Failed(f"{' '.join(arguments)}: {_last(ended)}")
        return dict(json.loads(ended.stdout.strip().splitlines()[-1]))

    def _run(
        self, command: Sequence[str], cwd: Path, environment: Mapping[str, str] = os.environ
    ) -> subprocess.CompletedProcess[str]:
        here = str(Path(__file__).parents[1])
        given = {**environment, "PYTHONPATH": os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))}
        return subprocess.run(
            command, cwd=cwd, env=given, capture_output=True, text=True, timeout=_SECONDS, check=False
        )


def _kept(old: dict[str, Any], new: dict[str, Any]) -> set[str]:
    """The columns of a table that stay; not those that were set aside under a longer name and made anew."""
    before, after = ({column for row in rows["rows"] for column in row} for rows in (old, new))
    return {column for column in before if not any(n.startswith(f"{column}_") for n in after - before)}


def _tests_of(app: Path, report: Mapping[str, Any], most: int) -> list[str]:
    """The tests of the modules that changed (the first so many of them), and those of what all modules share."""
    changed = {tuple(f["path"].split("/")[:2]) for f in report["changes"]["files"] if f["action"] in _CHANGING}
    folders = sorted(f for f in (app / "tests").iterdir() if f.is_dir() and list(f.glob("test_*.py")))
    modules = [f for f in folders if (app / "app" / f.name / "models.py").is_file()]
    wanted = [f for f in modules if ("app", f.name) in changed or ("tests", f.name) in changed]
    shared = [f for f in (*folders, *sorted((app / "tests").glob("test_*.py"))) if f not in modules]
    return [str(f.relative_to(app)) for f in (*shared, *wanted[:most])]


def _count_lost(row: Row, before: dict[str, Any], after: dict[str, Any], renames: Mapping[str, str]) -> None:
    for table, old in before.items():
        new = after.get(renames.get(table, table), {"rows": []})
        there = [frozenset(map(_plain, r.values())) for r in new["rows"]]
        for stored in old["rows"]:
            wanted = frozenset(_plain(v) for v in stored.values() if v is not None)
            row.rows, row.values = row.rows + 1, row.values + len(wanted)
            best = max((len(wanted & t) for t in there), default=0)
            row.rows_lost += not there or not best
            row.values_lost += len(wanted) - best
            if best < len(wanted) and len(row.problems) < 8:
                missing = min((wanted - t for t in there), key=len, default=wanted)
                row.problems.append(f"{table}: values lost: {sorted(missing)[:3]}")
        if len(new["rows"]) < len(old["rows"]):
            row.rows_lost += len(old["rows"]) - len(new["rows"])


def _same(before: dict[str, Any], after: dict[str, Any], known: Mapping[str, set[str]] | None = None) -> str:
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


def examine(folder: Path, urls: Mapping[str, str], options: argparse.Namespace) -> list[Row]:
    """One pair on all databases, given by engine; "" is a file beside the application."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="pair-") as scratch:
        app = (options.keep or Path(scratch)).resolve() / folder.name
        rows = {url or f"sqlite:///{app}.db": Row(folder.name, engine) for engine, url in urls.items()}
        try:
            Pair(folder, app, rows).travel(options)
        except (Failed, subprocess.TimeoutExpired) as error:
            for row in rows.values():
                row.failed = True
                row.problems.append(str(error)[:500])
    found = list(rows.values())
    shared = time.monotonic() - started - sum(row.seconds for row in found)
    for row in found:
        row.seconds += shared / len(found)
    return found


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
    return not lost and not row.problems and not row.failed and row.down == row.again == "equal"


def main() -> int:
    """Examine all, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=())
    parser.add_argument("--on", nargs="*", default=("sqlite", "postgresql"), choices=("sqlite", "postgresql"))
    parser.add_argument("--rows", type=int, default=3)
    parser.add_argument("--no-tests", action="store_true")
    parser.add_argument("--modules", type=int, default=12, help="whose tests run, of those that changed")
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
            made = examine(folder, {e: url if e == "postgresql" else "" for e in options.on}, options)
            rows += made
            for row in made:
                print(f"{'ok' if good(row) else 'SHORT':<6}{row.api} on {row.engine}, {row.seconds:.0f} s", flush=True)
            print("\n".join(table(made)), flush=True)
    print("\n".join(table(rows)))
    return 0 if all(map(good, rows)) else 1


if __name__ == "__main__":
    sys.exit(main())
