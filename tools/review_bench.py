"""Plant defects in a generated application and count how many a review finds; count what it says of clean ones.

    python tools/review_bench.py [--clean FOLDER…] [--only NAME…] [--no-contract]

Prints a table of the defects with what was said, then the shares. A defect counts as found where a remark that the
clean application does not get has one of its codes. A false finding is any remark on a clean application that is more
than a note. Exits with 1 below 90 % found or above one false finding for each clean application.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from scaffolder.diagnostics import Severity
from scaffolder.flow import reviewing
from scaffolder.remarks import Remark
from tools.review_plants import PLANTS, Plant

ROOT = Path(__file__).resolve().parents[1]
MAIN = ROOT / "specs" / "api.yaml"


def generate(document: Path, out: Path) -> None:
    """Write an application."""
    command = (sys.executable, "-m", "scaffolder", "from", str(document), "--out", str(out), "--no-verify")
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=600)


def remarks(folder: Path, *, contract: bool) -> tuple[Remark, ...]:
    """What a review says."""
    found = reviewing.review(reviewing.Wish(folder, contract=contract)).review
    assert found is not None
    return found.remarks


def plant(folder: Path, defect: Plant) -> None:
    """Put it in; ValueError where its place is not there."""
    path = folder / defect.path
    text = path.read_text() if path.exists() else ""
    if defect.before not in text:
        raise ValueError(f"{defect.name}: its place is not in {defect.path}")
    path.write_text(text.replace(defect.before, defect.after, 1) if defect.before else text + defect.after)


def seek(app: Path, defect: Plant, known: set[tuple[str, str, str]], *, contract: bool) -> list[Remark]:
    """What is said of a copy with the defect, beyond what is said without it."""
    with tempfile.TemporaryDirectory(prefix="review-") as scratch:
        copy = Path(scratch) / "app"
        shutil.copytree(app, copy, symlinks=True)
        plant(copy, defect)
        wanted = contract and "R601" in defect.codes
        return [r for r in remarks(copy, contract=wanted) if _key(r) not in known]


def _key(remark: Remark) -> tuple[str, str, str]:
    return remark.file, remark.code, remark.message


def main() -> int:
    """Plant, review, count."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="review-") as scratch:
        app = Path(scratch) / "app"
        generate(MAIN, app)
        known = {_key(r) for r in remarks(app, contract=options.contract)}
        plants = [p for p in PLANTS if not options.only or any(name in p.name for name in options.only)]
        missed = _planted(app, plants, known, contract=options.contract)
        false, projects = _cleaned(Path(scratch), options.clean, contract=options.contract)
    share = 100 * (len(plants) - missed) / max(1, len(plants))
    print(f"\n{len(plants) - missed} of {len(plants)} planted defects found ({share:.0f} %)")
    print(f"{false} false findings in {projects} clean applications")
    return 1 if share < 90 or false > projects else 0


def _planted(app: Path, plants: Iterable[Plant], known: set[tuple[str, str, str]], *, contract: bool) -> int:
    missed = 0
    for defect in plants:
        said = seek(app, defect, known, contract=contract)
        hit = [r for r in said if r.code in defect.codes]
        missed += not hit
        told = f"{hit[0].file}:{hit[0].line} {hit[0].code} {hit[0].message}" if hit else "MISSED"
        print(f"| {defect.name} | {told} | {len(said) - len(hit)} more |", flush=True)
    return missed


def _cleaned(scratch: Path, folders: Sequence[Path], *, contract: bool) -> tuple[int, int]:
    false = projects = 0
    for document in sorted(p for folder in folders for p in folder.iterdir() if p.suffix in {".yaml", ".json"}):
        out = scratch / f"clean-{document.stem}"
        generate(document, out)
        said = [r for r in remarks(out, contract=contract) if r.severity is not Severity.NOTE]
        false, projects = false + len(said), projects + 1
        for remark in said:
            print(f"| clean {document.name} | {remark.file}:{remark.line} {remark.code} {remark.message} |", flush=True)
        shutil.rmtree(out)
    return false, projects


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clean", type=Path, nargs="*", default=[ROOT / "specs"], help="folders of documents")
    parser.add_argument("--only", nargs="+", default=(), metavar="NAME")
    parser.add_argument("--no-contract", dest="contract", action="store_false", help="do not import the applications")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
