"""What the tool costs: start-up against a bare interpreter, planning and generating each document of specs/.

Prints a table; `--json FILE` writes the figures too. Each figure is the best of several runs, whole processes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

SPECS = Path(__file__).resolve().parents[1] / "specs"
SCAFFOLD = (sys.executable, "-m", "scaffolder")


def best(command: Sequence[str], *, times: int) -> float:
    """Seconds of the fastest run."""
    return min(_seconds(command) for _ in range(times))


def _seconds(command: Sequence[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def startup() -> dict[str, float]:
    """Seconds of a bare interpreter and of `--help`, and their ratio."""
    bare = best((sys.executable, "-c", "pass"), times=20)
    shown = best((*SCAFFOLD, "--help"), times=20)
    return {"python -c pass": bare, "scaffold --help": shown, "ratio": shown / bare}


def documents() -> dict[str, float]:
    """Seconds to plan, to generate and to generate again without a change, for each document."""
    figures: dict[str, float] = {}
    for path in sorted(p for p in SPECS.iterdir() if p.suffix in {".yaml", ".json"}):
        with tempfile.TemporaryDirectory() as folder:
            write = (*SCAFFOLD, "from", str(path), "--out", f"{folder}/app", "--no-verify")
            figures[f"plan {path.name}"] = best((*SCAFFOLD, "plan", str(path)), times=3)
            figures[f"from {path.name}"] = best(write, times=1)
            figures[f"from {path.name}, again"] = best(write, times=3)
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE")
    chosen = parser.parse_args()
    figures = startup() | documents()
    for name, value in figures.items():
        print(f"{name:<40} {value:8.2f}{'' if name == 'ratio' else ' s'}")
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
