"""Generate an application for each document of a folder and compare its own contract with the document.

    python tools/contract.py FOLDER [--only NAME…] [--jobs J] [--out FOLDER] [--apps FOLDER]

Nothing is verified beside the contract, so a document costs seconds. Prints a table: document, operations, those that
are equal or equivalent, the share, the others by relation; then the reasons over all documents, most frequent first.
Exits with 1 where the share over all operations is below `--least` percent.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KEPT = ("equal", "equivalent")
OTHERS = ("narrower", "wider", "different", "missing")


@dataclass(slots=True)
class Row:
    """What became of one document."""

    document: str
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    """Operations by relation."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Operations that are not as documented, by each reason."""
    examples: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def operations(self) -> int:
        """All of them."""
        return self.counts.total()

    @property
    def kept(self) -> int:
        """Equal or equivalent."""
        return sum(self.counts[name] for name in KEPT)


def documents(folder: Path, only: Sequence[str]) -> list[Path]:
    """The chosen documents, smallest first."""
    found = [p for p in folder.iterdir() if p.suffix in {".json", ".yaml", ".yml"} and p.name != "index.json"]
    found = [p for p in found if not only or any(name in p.name for name in only)]
    return sorted(found, key=lambda p: (p.stat().st_size, p.name))


def examine(document: Path, apps: Path, timeout: float) -> Row:
    """Generate one document's application and compare."""
    row, started = Row(document.name), time.monotonic()
    app = apps / document.stem
    try:
        made = scaffold("from", str(document.resolve()), "--out", str(app), "--no-verify", timeout=timeout)
        told = made if made["error"] else scaffold("verify", str(app), "--contract", timeout=timeout)
    except (ValueError, subprocess.TimeoutExpired) as error:
        told = {"error": str(error), "contract": None}
    row.seconds = time.monotonic() - started
    if told["contract"]:
        count(row, told["contract"]["operations"])
    else:
        row.problem = told["error"] or _step(told)
    return row


def scaffold(*arguments: str, timeout: float) -> dict[str, Any]:
    """The JSON that a command writes."""
    command = (sys.executable, "-m", "scaffolder", *arguments, "--format", "json")
    ended = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    return dict(json.loads(ended.stdout))


def _step(told: dict[str, Any]) -> str:
    steps = (told.get("verdict") or {"steps": []})["steps"]
    errors = [d["message"] for d in told.get("diagnostics", ()) if d["severity"] == "error"]
    return "; ".join([*errors, *(f"{s['detail']}: {s['output'][-200:]}" for s in steps)]) or "nothing was compared"


def count(row: Row, operations: Sequence[dict[str, Any]]) -> None:
    """Count operations by relation and by reason."""
    for operation in operations:
        row.counts[operation["relation"]] += 1
        told = {reason(d): d for d in operation["differences"] if d["relation"] != "equivalent"}
        row.reasons.update(told.keys())
        for name, d in told.items():
            place = f"{operation['method']} {operation['path']} {d['subject']} {d['inner']}".strip()
            row.examples.setdefault(name, f"{place}: {d['message']}")


def reason(difference: dict[str, Any]) -> str:
    """A difference's class: "request body: narrower, enum"."""
    subject = re.match(r"request body|parameter|response|security|operation", difference["subject"])
    aspect = difference["message"].partition(":")[0] if ":" in difference["message"][:40] else difference["message"]
    return f"{subject[0] if subject else '?'}: {difference['relation']}, {aspect}"


def table(rows: Sequence[Row]) -> list[str]:
    """A Markdown table with its sums, the reasons, and the documents that could not be compared."""
    heads = ("document", "s", "operations", *KEPT, "share", *OTHERS)
    lines = [f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
    whole = Row("all", sum(r.seconds for r in rows))
    for row in rows:
        whole.counts.update(row.counts)
        whole.reasons.update(row.reasons)
        lines.append(_line(row))
    lines += [_line(whole), "", "| operations | documents | reason | example |", "| --- | --- | --- | --- |"]
    for name, number in whole.reasons.most_common():
        told = [r for r in rows if name in r.reasons]
        lines.append(f"| {number} | {len(told)} | {name} | {told[0].document}: {told[0].examples[name][:200]} |")
    return [*lines, "", *(f"- {r.document}: {r.problem}" for r in rows if r.problem)]


def _line(row: Row) -> str:
    share = f"{100 * row.kept / row.operations:.1f} %" if row.operations else "-"
    counts = [row.counts[name] for name in KEPT], [row.counts[name] for name in OTHERS]
    cells = (row.document, f"{row.seconds:.0f}", row.operations, *counts[0], share, *counts[1])
    return f"| {' | '.join(map(str, cells))} |"


def main() -> int:
    """Run, print, write, and give the exit code."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="contract-") as scratch:
        apps = options.apps or Path(scratch)

        def one(document: Path) -> Row:
            row = examine(document, apps, options.timeout)
            told = row.problem or f"{row.kept} of {row.operations}"
            print(f"{row.document}: {told} ({row.seconds:.0f} s)", file=sys.stderr, flush=True)
            return row

        with ThreadPoolExecutor(max_workers=options.jobs) as pool:
            rows = list(pool.map(one, documents(options.folder, options.only)))
    lines = table(rows)
    print(*lines, sep="\n")
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return _code(rows, options.least)


def _code(rows: Sequence[Row], least: float) -> int:
    operations, kept = sum(r.operations for r in rows), sum(r.kept for r in rows)
    return 1 if not operations or 100 * kept < least * operations or any(r.problem for r in rows) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", default=(), metavar="NAME", help="documents whose names contain one")
    parser.add_argument("--jobs", type=int, default=1, help="documents at a time")
    parser.add_argument("--timeout", type=float, default=900, metavar="SECONDS", help="time limit for each command")
    parser.add_argument("--least", type=float, default=99, metavar="PERCENT", help="share that is enough")
    parser.add_argument("--apps", type=Path, metavar="FOLDER", help="keep the applications there")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the table there too")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
